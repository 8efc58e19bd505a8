"""Which person a page is about."""

from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.rules import may_switch_off


def person_or_404(request: HttpRequest, username: str) -> User:
    """The person, for somebody who manages people; for others there is no such page."""
    if not (request.user.is_staff and request.user.has_perm("accounts.change_user")):
        raise Http404
    person = User.objects.select_related("department").filter(username=username).first()
    if person is None or not may_switch_off(request.user, person):
        raise Http404
    return person
