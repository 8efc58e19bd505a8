"""To whom many tickets go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.forms import DeskForm, PickedField


class ReassignForm(DeskForm):
    """Department or person, who brings the own department along."""

    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label=_("Department"), required=False, empty_label=_("Department")
    )
    assignee = PickedField("accounts:people", _("Type a name"), label=_("Assignee"), required=False)
    reason = forms.CharField(label=_("Remark"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = User.objects.at_work()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        assignee = cleaned.get("assignee")
        if assignee is not None and assignee.department_id:
            cleaned["department"] = assignee.department
        if not cleaned.get("department") and not assignee and not self.errors:
            self.add_error(None, _("Choose a department or a person."))
        return cleaned
