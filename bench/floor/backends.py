"""Sessions of the floor."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.queries.person import person_with_rights


class FloorBackend(ModelBackend):
    """Whose session it is, asked as the product asks it."""

    def get_user(self, user_id: int) -> User | None:
        return person_with_rights(user_id)
