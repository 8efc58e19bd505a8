"""Log-ins are kept as Django keeps them, and read with one statement that is made once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


def kept(store, **values):
    session = store()
    session.update(values)
    session.save()
    return session.session_key


@pytest.mark.parametrize(
    ("writes", "reads"), [(SessionStore, db.SessionStore), (db.SessionStore, SessionStore)]
)
def test_what_one_release_kept_the_other_reads(writes, reads):
    key = kept(writes, person="王工 100%")
    assert reads(key)["person"] == "王工 100%"


def test_a_log_in_is_read_with_one_statement():
    key = kept(SessionStore, person=1)
    with CaptureQueriesContext(connection) as captured:
        session = SessionStore(key)
        assert (session["person"], session.get("other")) == (1, None)
    assert len(captured) == 1


def test_what_has_ended_or_never_began_is_nobody_and_its_key_is_not_used_again():
    ended = kept(SessionStore, person=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (ended, "a" * 32, "'; --" * 4):
        session = SessionStore(key)
        assert session.get("person") is None
        assert session.session_key is None
