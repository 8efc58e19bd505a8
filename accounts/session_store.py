"""Where log-ins are kept."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.queries.compiled import MOMENT, TEXT, CompiledQuery

KEPT = CompiledQuery(
    Session.objects.filter(session_key=TEXT, expire_date__gt=MOMENT).order_by(),
    by_key=True,
    key=TEXT,
    at=MOMENT,
)


class SessionStore(db.SessionStore):
    """Django's, with a read that is made once a process: every page begins with it.

    The name is part of what Django signs sessions with.
    """

    def _get_session_from_db(self) -> Session | None:
        for session in KEPT.ask(key=self.session_key, at=timezone.now()):
            return session
        # As Django's does: a key that was not made here is never used.
        self._session_key = None
        return None
