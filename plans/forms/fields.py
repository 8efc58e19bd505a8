"""Fields that several forms of plans share."""

from typing import Any

from django import forms

from accounts.models import Department


class DepartmentField(forms.ModelChoiceField):
    """One department."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", "—")
        super().__init__(queryset=Department.objects.filter(is_active=True), **kwargs)


class LinesField(forms.CharField):
    """Several texts, one per line; cleaned to a list without the empty ones."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        written = super().clean(value) or ""
        lines = map(str.strip, written.splitlines())
        return [line for line in lines if line]
