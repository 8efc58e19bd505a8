"""What a process remembers of the desk's numbers and words, and when it looks again."""

from datetime import timedelta

import pytest

from tests.fixtures import browser_of, moment
from tickets.limits.actions.reference_rows import TRIAGE_WORDS
from tickets.limits.queries.recipients import Recipients
from tickets.record.domain.triage import HintWord, WakingThreshold
from tickets.record.enums import Priority, Tier
from tickets.record.models import DeskRule, TriageWord
from tickets.record.queries import desk_rules

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
SECOND = timedelta(seconds=1)
RULE = "/admin/tickets/deskrule/1/change/"
WORDS = "/admin/tickets/triageword/"


@pytest.fixture(autouse=True)
def _forget():
    desk_rules.forget()
    yield
    desk_rules.forget()


def test_a_fresh_desk_keeps_the_numbers_it_always_had():
    numbers = desk_rules.desk_numbers(AT)
    assert numbers.low_score == 3
    assert numbers.due_soon == timedelta(hours=1)
    assert numbers.unassigned_long == timedelta(minutes=15)
    assert numbers.untouched_long == timedelta(days=1)
    assert numbers.waking == WakingThreshold(Tier.URGENT, Priority.HIGH)


def test_a_fresh_desk_knows_the_words_it_always_had():
    seeded = tuple(HintWord(word, tier) for tier, words in TRIAGE_WORDS for word in words)
    assert desk_rules.hint_words(AT) == seeded


def test_numbers_and_words_are_asked_for_once_in_a_while(django_assert_num_queries):
    with django_assert_num_queries(2):
        for seconds in (0, 10, 30):
            desk_rules.desk_numbers(AT + seconds * SECOND)
            desk_rules.hint_words(AT + seconds * SECOND)
    DeskRule.objects.update(low_score=2)
    TriageWord.objects.update(is_active=False)
    assert desk_rules.desk_numbers(AT + 30 * SECOND).low_score == 3
    assert desk_rules.desk_numbers(AT + 31 * SECOND).low_score == 2
    assert desk_rules.hint_words(AT + 31 * SECOND) == ()


def test_an_action_decides_with_the_row_as_it_is_now():
    desk_rules.desk_numbers(AT)
    DeskRule.objects.update(low_score=1)
    assert desk_rules.current_desk_rule().low_score == 1


def test_a_desk_without_its_row_has_the_defaults():
    DeskRule.objects.all().delete()
    assert desk_rules.current_desk_rule().reopen_days == 7
    assert desk_rules.desk_numbers(AT).low_score == 3


def test_an_escalation_wakes_by_the_row(cast):
    DeskRule.objects.update(waking_tier=Tier.GENERAL, waking_priority="")
    assert Recipients.load(AT).waking == WakingThreshold(Tier.GENERAL, "")


def typed_rule(**changes):
    """What a browser sends of the row, with some fields typed over."""
    rule = DeskRule.objects.get()
    return {field.name: getattr(rule, field.name) for field in rule._meta.fields} | changes


def test_an_edit_is_seen_at_once_where_it_is_made(cast, django_capture_on_commit_callbacks):
    desk_rules.desk_numbers(AT)
    changes = {"low_score": 2, "due_soon_minutes": 90, "waking_tier": ""}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser_of(cast.staff["admin"]).post(RULE, typed_rule(**changes))
    assert answer.status_code == 302, answer.context["errors"]
    numbers = desk_rules.desk_numbers(AT)
    assert (numbers.low_score, numbers.due_soon) == (2, timedelta(minutes=90))
    assert numbers.waking == WakingThreshold("", Priority.HIGH)


@pytest.mark.parametrize(
    ("name", "value"), [("low_score", 0), ("low_score", 6), ("due_soon_minutes", 0)]
)
def test_numbers_that_mean_nothing_are_refused(cast, name, value):
    answer = browser_of(cast.staff["admin"]).post(RULE, typed_rule(**{name: value}))
    assert answer.status_code == 200
    assert name in answer.context["adminform"].form.errors


def test_words_are_added_taken_out_and_deleted(cast, django_capture_on_commit_callbacks):
    browser = browser_of(cast.staff["admin"])
    desk_rules.hint_words(AT)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{WORDS}add/", {"word": "爆炸", "tier": "urgent", "is_active": "on"})
    assert HintWord("爆炸", Tier.URGENT) in desk_rules.hint_words(AT)
    added = TriageWord.objects.get(word="爆炸")
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{WORDS}{added.pk}/delete/", {"post": "yes"})
    assert HintWord("爆炸", Tier.URGENT) not in desk_rules.hint_words(AT)


def test_a_word_cannot_ask_for_the_lowest_tier(cast):
    form = {"word": "你好", "tier": "general", "is_active": "on"}
    answer = browser_of(cast.staff["admin"]).post(f"{WORDS}add/", form)
    assert answer.status_code == 200
    assert not TriageWord.objects.filter(word="你好").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("分级关键词", "对应的问题分级")),
        ("en", ("triage word", "asks for the tier")),
    ],
)
def test_the_words_are_edited_in_the_language_of_the_administrator(cast, language, words):
    admin = cast.staff["admin"]
    admin.language = language
    admin.save()
    page = browser_of(admin).get(f"{WORDS}add/").content.decode()
    for word in words:
        assert word.lower() in page.lower()
