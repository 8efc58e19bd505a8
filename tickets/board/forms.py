"""To whom many tickets go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from accounts.models import Department
from pages.forms import DeskForm
from tickets.work.forms.judging import NamesReceiver


class ReassignForm(NamesReceiver, DeskForm):
    """Department or person, in one bar: what is lacking is said of the whole."""

    lacking = None

    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=_("Department"),
        required=False,
        empty_label=_("Department"),
    )
    assignee = PersonField(label=_("Assignee"), required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=300)
