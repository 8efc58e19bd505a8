"""The one-time address at which a person sets a new password."""

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


def password_path(person: User) -> str:
    """Good for `PASSWORD_RESET_TIMEOUT`, and until the next log-in or change of the password."""
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return f"/accounts/password/{key}/{default_token_generator.make_token(person)}/"
