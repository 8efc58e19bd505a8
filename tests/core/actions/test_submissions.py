"""A form is accepted once, by person, and again only when what it did has failed."""

from datetime import timedelta

import pytest

from accounts.models import User
from core.actions import submissions
from core.errors import AlreadySent
from core.models import FormSubmission
from tests.fixtures import moment

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def person():
    return User.objects.create(username="lina")


class Doing:
    """Counts how often it was done, and answers with an address of its own each time."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return f"/tickets/{self.count}/"


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_page(person):
    doing = Doing()
    addresses = [
        submissions.act_once(KEY, by=person, at=AT + n * timedelta(seconds=1), act=doing)
        for n in range(2)
    ]
    assert (addresses, doing.count) == (["/tickets/1/"] * 2, 1)


def test_an_id_counts_for_the_person_who_sent_it(person):
    doing, other = Doing(), User.objects.create(username="sunqian")
    addresses = [submissions.act_once(KEY, by=one, at=AT, act=doing) for one in (person, other)]
    assert addresses == ["/tickets/1/", "/tickets/2/"]


def test_a_form_whose_work_failed_may_be_sent_again(person):
    def fail():
        raise ConnectionError

    with pytest.raises(ConnectionError):
        submissions.act_once(KEY, by=person, at=AT, act=fail)
    assert not FormSubmission.objects.exists()
    assert submissions.act_once(KEY, by=person, at=AT, act=Doing()) == "/tickets/1/"


@pytest.mark.parametrize("key", ["", "none"])
def test_a_form_without_an_id_acts_each_time(person, key):
    doing = Doing()
    for _again in range(2):
        submissions.act_once(key, by=person, at=AT, act=doing)
    assert (doing.count, FormSubmission.objects.count()) == (2, 0)


def test_ids_are_forgotten_after_a_week(person):
    submissions.act_once(KEY, by=person, at=AT, act=Doing())
    assert submissions.purge_submissions(at=AT + timedelta(days=7)) == 0
    assert submissions.purge_submissions(at=AT + timedelta(days=7, seconds=1)) == 1
    assert not FormSubmission.objects.exists()


def test_a_form_sent_again_with_other_content_is_no_repeat(person):
    doing = Doing()
    submissions.act_once(KEY, by=person, at=AT, act=doing, content="a" * 64)
    submissions.act_once(KEY, by=person, at=AT, act=doing, content="a" * 64)
    with pytest.raises(AlreadySent) as refused:
        submissions.act_once(KEY, by=person, at=AT, act=doing, content="b" * 64)
    assert (refused.value.address, doing.count) == ("/tickets/1/", 1)


def test_what_an_older_release_accepted_is_a_repeat(person):
    doing = Doing()
    submissions.act_once(KEY, by=person, at=AT, act=doing)
    again = submissions.act_once(KEY, by=person, at=AT, act=doing, content="b" * 64)
    assert (again, doing.count) == ("/tickets/1/", 1)
