"""The survey on the customer's page: asked, answered in five taps, changed, over."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback.enums import Dimension, SurveyState
from feedback.models import LowScoreReason, Survey, SurveyRule
from notifications.enums import Topic
from portal.actions.links import make_link
from tests.feedback.support import asked
from tests.fixtures import COMPANY
from tests.support.all_rows import changed_tables, digests_of_tables
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
FIVE = dict.fromkeys(["overall", *Dimension.values], "5")


@pytest.fixture
def survey(cast, settings):
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    _play, survey = asked(cast)
    Survey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    survey.refresh_from_db()
    return survey


@pytest.fixture
def path(survey):
    return make_link(survey.ticket.number, timezone.now(), Topic.SURVEY)


def send(path, client=None, **fields):
    fields = {"submit_id": str(uuid.uuid4()), "version": "0", **FIVE, **fields}
    return (client or Client()).post(path, fields)


def test_five_taps_are_an_answer(survey, path):
    page = Client().get(path)
    assert page.status_code == 200 and "<script" not in page.content.decode()
    answer = send(path)
    assert answer.status_code == 302 and "sent=1" in answer["Location"]
    survey.refresh_from_db()
    assert (survey.overall, survey.state, survey.scores.count()) == (5, SurveyState.ANSWERED, 4)
    assert "感谢您的评价" in Client().get(answer["Location"]).content.decode()


def test_looking_changes_nothing(path):
    before = digests_of_tables()
    for _look in range(2):
        Client().get(path)
        Client().head(path)
    assert changed_tables(before) == []


def test_the_answer_is_shown_again_and_can_be_changed(survey, path):
    reason = LowScoreReason.objects.get(name="处理时效慢")
    send(path, overall="2", comment="太慢", reasons=[reason.pk])
    form = Client().get(path).context["form"]
    assert (form["overall"].value(), form["comment"].value()) == (2, "太慢")
    assert (form["version"].value(), form["reasons"].value()) == (1, [reason.pk])
    assert send(path, overall="4", version="1").status_code == 302
    survey.refresh_from_db()
    assert (survey.overall, survey.reasons.count()) == (4, 0)


def test_a_double_tap_is_one_answer(survey, path):
    key = str(uuid.uuid4())
    for _tap in range(2):
        assert send(path, submit_id=key).status_code == 302
    survey.refresh_from_db()
    assert survey.version == 1


def test_two_phones_leave_the_first_answer_and_say_so(survey, path):
    send(path, overall="2")
    answer = send(path, overall="5", comment="我也写了")
    assert answer.status_code == 422
    assert "已有评价" in answer.content.decode() and "我也写了" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.overall == 2
    # Sent again, knowingly, it counts: also by the back button of a phone.
    again = send(path, overall="5", version=answer.context["form"]["version"].value())
    assert again.status_code == 302
    survey.refresh_from_db()
    assert survey.overall == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"overall": ""}, "overall"),
        ({"skill": "6"}, "skill"),
        ({"attitude": "0"}, "attitude"),
        ({"comment": "长" * 2001}, "comment"),
        ({"version": "x"}, "version"),
        ({"reasons": ["99999999"]}, "reasons"),
    ],
)
def test_what_is_wrong_stands_at_its_field(path, changes, field):
    answer = send(path, **{"comment": "说了很多", **changes})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_what_is_over_says_so_and_takes_nothing(survey, path):
    Survey.objects.update(expires_at=timezone.now())
    for answer in (Client().get(path), send(path)):
        assert answer.status_code == 200
        assert "当前没有需要填写的评价" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.overall is None


def test_whether_we_are_recommended_is_asked_by_setting(survey, path):
    assert "recommends" not in Client().get(path).context["form"].fields
    SurveyRule.objects.update(asks_recommendation=True)
    send(path, recommends="0")
    survey.refresh_from_db()
    assert survey.recommends == 0


def test_the_page_of_the_case_leads_there_until_it_is_answered(survey, path):
    case = path.removesuffix("survey/")
    assert path in Client().get(case).content.decode()
    send(path)
    assert path not in Client().get(case).content.decode()


def test_a_case_that_is_worked_on_again_is_not_asked_about(cast, survey, path):
    Ticket.objects.update(status="processing")
    assert Client().get(path).context["form"] is None
    assert path not in Client().get(path.removesuffix("survey/")).content.decode()


def test_no_link_no_survey(path):
    broken = path.replace("/c/", "/c/x")
    assert Client().get(broken).status_code == 404
    assert send(broken).status_code == 404
