"""The desk of call-backs: the most urgent first, the next by itself, nothing of others."""

import pytest
from django.urls import reverse

from feedback.actions import surveys
from feedback.actions.surveys import Answer
from feedback.models import CallAttempt, LowScoreReason
from tests.feedback.support import HOUR, SOLVED_AT, asked, solved
from tests.fixtures import COMPANY, browser_of, typed
from tickets.limits.models import SlaClock
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
DESK = "/calls/"


@pytest.fixture
def agent(cast):
    return browser_of(cast.staff["agent"])


@pytest.fixture
def supervisor(cast):
    return browser_of(cast.staff["supervisor"])


@pytest.fixture
def low(cast, settings):
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    play, survey = asked(cast)
    answer = Answer(2, comment="等了两天才来，电话 13812345678")
    surveys.answer_survey(survey, answer, seen_version=0, at=SOLVED_AT + HOUR)
    return play


def shown(browser, path=DESK):
    return browser.get(path).context


def test_nobody_to_call_is_said(agent):
    page = agent.get(DESK)
    assert page.status_code == 200 and page.context["call"] is None


def test_the_low_score_comes_first_and_only_for_a_supervisor(low, agent, supervisor):
    assert [call.kind for call in shown(supervisor)["calls"]] == ["low", "result"]
    assert [call.kind for call in shown(agent)["calls"]] == ["result"]
    key = shown(supervisor)["call"].clock.pk
    assert agent.get(f"{DESK}{key}/").status_code == 404


def test_it_shows_what_the_customer_said_and_no_phone(low, supervisor):
    page = supervisor.get(DESK)
    answer = page.context["case"].answer
    assert (answer.overall, answer.comment) == (2, "等了两天才来，电话 13812345678")
    assert page.context["phone"] == "138****5678"


def test_saving_leads_to_the_next(cast, agent):
    first, second = solved(cast), solved(cast, summary="另一件事")
    page = shown(agent)
    assert page["call"].clock.ticket == first.ticket
    sent = typed(page["form"], outcome="solved", said="正常", overall="5", skill="4")
    answer = agent.post(f"{DESK}{page['call'].clock.pk}/", sent, follow=True)
    assert answer.context["call"].clock.ticket == second.ticket
    assert first.ticket.number in answer.content.decode()
    assert first.ticket.surveys.get().overall == 5


def test_a_double_click_is_one_call(cast, agent):
    solved(cast)
    page = shown(agent)
    sent = typed(page["form"], outcome="no_answer", said="")
    for _click in range(2):
        assert agent.post(f"{DESK}{page['call'].clock.pk}/", sent).status_code == 302
    assert CallAttempt.objects.count() == 1


def test_who_was_not_reached_comes_last(cast, agent):
    first, second = solved(cast), solved(cast, summary="另一件事")
    page = shown(agent)
    sent = typed(page["form"], outcome="no_answer", said="")
    agent.post(f"{DESK}{page['call'].clock.pk}/", sent)
    order = [(call.clock.ticket, call.is_resting) for call in shown(agent)["calls"]]
    assert order == [(second.ticket, False), (first.ticket, True)]


def test_a_low_score_given_on_the_phone_comes_first_and_not_last(cast, supervisor):
    solved(cast)
    page = shown(supervisor)
    sent = typed(page["form"], outcome="solved", said="等得太久", overall="2")
    supervisor.post(f"{DESK}{page['call'].clock.pk}/", sent)
    call = shown(supervisor)["call"]
    assert (call.kind, call.is_resting) == ("low", False)


def test_scores_that_came_too_late_are_not_dropped_in_silence(cast, low, agent):
    page = shown(agent)
    sent = typed(page["form"], outcome="solved", said="正常", overall="5")
    answer = agent.post(f"{DESK}{page['call'].clock.pk}/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["overall"]


def test_passing_over_shows_the_one_after_it_and_at_the_end_the_first(cast, agent):
    solved(cast)
    second = solved(cast, summary="另一件事")
    page = shown(agent)
    first = page["call"].clock
    passed = shown(agent, f"{DESK}?after={first.pk}")["call"].clock
    assert passed.ticket == second.ticket
    assert shown(agent, f"{DESK}?after={passed.pk}")["call"].clock == first
    assert shown(agent, f"{DESK}?after=x")["call"].clock == first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "solved", "said": " "}, "said"),
        ({"outcome": "solved", "said": "好", "skill": "4"}, "overall"),
        ({"outcome": "solved", "said": "好", "overall": "6"}, "overall"),
        ({"outcome": "no_answer", "said": "", "overall": "5"}, "overall"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_every_word_is_kept(cast, agent, changes, field):
    solved(cast)
    page = shown(agent)
    sent = typed(page["form"], said="说了很多") | changes
    answer = agent.post(f"{DESK}{page['call'].clock.pk}/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["said"].value() == sent["said"]


def test_a_low_score_asks_why_and_what_we_do(low, supervisor):
    page = shown(supervisor)
    path = f"{DESK}{page['call'].clock.pk}/"
    sent = typed(page["form"], outcome="solved", said="等得太久")
    answer = supervisor.post(path, sent)
    assert list(answer.context["form"].errors) == ["reason"]
    reason = LowScoreReason.objects.first()
    sent |= {"reason": reason.pk, "recovery": "补偿一次保养"}
    assert supervisor.post(path, sent).status_code == 302
    assert CallAttempt.objects.get().reason == reason


def test_a_colleague_was_faster_and_the_words_are_kept(cast, agent, supervisor):
    solved(cast)
    page = shown(agent)
    path = f"{DESK}{page['call'].clock.pk}/"
    other = typed(shown(supervisor)["form"], outcome="solved", said="正常")
    assert supervisor.post(path, other).status_code == 302
    answer = agent.post(path, typed(page["form"], outcome="solved", said="我也打了"))
    assert answer.status_code == 422
    assert "我也打了" in answer.content.decode()
    assert agent.get(path).status_code == 302, "nothing to call about any more"


def test_who_does_not_talk_to_customers_has_no_such_desk(cast):
    assert browser_of(cast.staff["analyst"]).get(DESK).status_code == 403


def test_what_one_may_not_see_is_not_there(cast):
    play = solved(cast)
    key = SlaClock.objects.get(ticket=play.ticket, stop_event="callback_done").pk
    Ticket.objects.filter(pk=play.ticket.pk).update(department=cast.staff["agent"].department)
    stranger = browser_of(cast.staff["agent2"])
    assert stranger.get(f"{DESK}{key}/").status_code == 404
    assert shown(stranger)["call"] is None


def test_a_desk_of_thirty_asks_as_little_as_one_of_three(
    cast, agent, django_assert_max_num_queries
):
    for n in range(3):
        solved(cast, summary=f"第{n}件")
    with django_assert_max_num_queries(20) as few:
        agent.get(DESK)
    for n in range(27):
        solved(cast, summary=f"又{n}件")
    with django_assert_max_num_queries(len(few)):
        agent.get(DESK)


def test_beside_the_ticket_stands_what_was_answered(low, agent):
    path = reverse("feedback:of_ticket", args=[low.ticket.number])
    page = agent.get(path)
    (survey,) = page.context["surveys"]
    assert survey.answer.overall == 2
