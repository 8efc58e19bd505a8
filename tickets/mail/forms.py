"""What is done with a mail of the tray."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from pages.forms import DeskForm, PickedField
from tickets.record.models import Ticket


class FileForm(DeskForm):
    """Into which ticket it goes."""

    ticket = PickedField("tickets:pick", _("Number, customer, word…"), label=_("Ticket"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticket"].queryset = Ticket.objects.visible_to(user)
