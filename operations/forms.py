"""Forms of operation: who takes what hangs on a person who leaves, and who forgot a password."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import PersonField
from accounts.models import User
from operations.queries.handover import Holding
from pages.forms import DeskForm, set_widget_class


class HandoverForm(DeskForm):
    """One successor for all, or another for each kind of thing that hangs on the person."""

    everything = PersonField(label=gettext_lazy("Goes to"), required=False)
    back_to_pools = forms.BooleanField(
        label=gettext_lazy("Tickets back to the pools of their departments"), required=False
    )

    def __init__(self, *args: Any, person: User, holdings: list[Holding], **kwargs: Any) -> None:
        self.holdings = holdings
        super().__init__(*args, **kwargs)
        self.person = person
        keys = [holding.kind.key for holding in holdings]
        if not keys:
            del self.fields["everything"]
        if "tickets" not in keys:
            del self.fields["back_to_pools"]
        for holding in holdings:
            field = PersonField(label=gettext_lazy("Somebody else for this"), required=False)
            set_widget_class(field.widget)
            self.fields[holding.kind.key] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # A copy: what is refused leaves the original.
        for name, chosen in list(cleaned.items()):
            if isinstance(chosen, User) and chosen.pk == self.person.pk:
                self.add_error(name, _("Choose somebody who stays."))
        # All that nobody takes is marked at once.
        successors = self.successors()
        for holding in self.holdings:
            key = holding.kind.key
            goes_to_pool = holding.kind.may_be_nobody and self.back_to_pools_meant
            if key not in successors and key not in self.errors and not goes_to_pool:
                self.add_error(key, _("Say who takes this."))
        return cleaned

    @property
    def rows(self) -> list[tuple[Holding, forms.BoundField]]:
        """What hangs on the person, each kind with the field that names who takes it."""
        return [(holding, self[holding.kind.key]) for holding in self.holdings]

    @property
    def back_to_pools_meant(self) -> bool:
        """Tickets go back to their pools, unless somebody is named for them."""
        return bool(self.cleaned_data.get("back_to_pools"))

    def successors(self) -> dict[str, User]:
        """By the key of the kind: who was named for it, else who takes everything."""
        named = {}
        for holding in self.holdings:
            key = holding.kind.key
            receiver = self.cleaned_data.get(key)
            if receiver is None and not (key == "tickets" and self.back_to_pools_meant):
                receiver = self.cleaned_data.get("everything")
            if receiver is not None:
                named[key] = receiver
        return named


class ForgottenForm(DeskForm):
    """Whoever forgot the password says who they are."""

    name_or_mail = forms.CharField(
        label=gettext_lazy("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
