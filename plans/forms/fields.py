"""Fields that several forms of plans share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from core.forms import PickedField


class PersonField(PickedField):
    """Somebody who works here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("accounts:people", _("Type a name"), **kwargs)

    def use(self) -> None:
        """Called by the form, so that the people are those of now."""
        self.queryset = User.objects.at_work()


class DepartmentField(forms.ModelChoiceField):
    """One department."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "—")
        super().__init__(queryset=Department.objects.filter(is_active=True), **kwargs)


class LinesField(forms.CharField):
    """Several texts, one per line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
