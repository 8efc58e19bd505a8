"""What Django asks before it takes a new password."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.domain.passwords import Weakness, weakness_of
from accounts.models import User


class GuessedPasswordValidator(CommonPasswordValidator):
    """Refuses the person's own names, known passwords with a tail, and pieces that are repeated."""

    def validate(self, password: str, user: User | None = None) -> None:
        named = [] if user is None else [user.username, user.display_name, *_parts(user.email)]
        names = [name for name in named if name]
        weakness = weakness_of(password, names=names, common=self.passwords)
        if weakness is not None:
            raise ValidationError(_reason(weakness), code=f"password_{weakness}")

    def get_help_text(self) -> str:
        return _(
            "Neither your name nor a known password with a few digits, and not one piece repeated."
        )


def _parts(email: str | None) -> list[str]:
    name, _at, domain = (email or "").partition("@")
    return [name, domain.partition(".")[0]]


def _reason(weakness: Weakness) -> str:
    reasons = {
        Weakness.NAME: _("The password is little more than a name that belongs to you."),
        Weakness.COMMON: _("The password is a known one with a few signs around it."),
        Weakness.REPEATED: _("The password is one piece repeated."),
    }
    return reasons[weakness]
