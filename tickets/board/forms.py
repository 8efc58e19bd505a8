"""To whom many tickets go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.forms import DeskForm, PickedField
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
    assignee = PickedField("accounts:people", _("Type a name"), label=_("Assignee"), required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Set here: a queryset of the class would be shared by all requests.
        self.fields["assignee"].queryset = User.objects.at_work()
