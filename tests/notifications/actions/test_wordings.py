"""Wordings of a fresh server: one for each topic, in both languages, and never over an edited one."""

import pytest

from notifications.actions import wordings
from notifications.domain.wording import known_variables, unknown_variables
from notifications.enums import Topic
from notifications.models import MessageTemplate

PARTS = ("subject_zh", "body_zh", "subject_en", "body_en")


def test_every_topic_has_words_in_both_languages():
    assert set(wordings.SEEDS) == set(Topic)
    assert all(all(texts) for texts in wordings.SEEDS.values())


@pytest.mark.parametrize("topic", list(Topic))
def test_a_wording_names_only_what_its_messages_carry(topic):
    texts = dict(zip(PARTS, wordings.SEEDS[topic], strict=True))
    assert {
        part: unknown_variables(text, known_variables(topic)) for part, text in texts.items()
    } == {part: [] for part in PARTS}


@pytest.mark.django_db
def test_what_is_missing_comes_back_and_what_was_edited_stays():
    MessageTemplate.objects.filter(topic=Topic.BREACH).update(subject_zh="超时了")
    MessageTemplate.objects.filter(topic=Topic.ALARM).delete()
    wordings.seed_wordings()
    subjects = dict(MessageTemplate.objects.values_list("topic", "subject_zh"))
    assert set(subjects) == set(Topic)
    assert (subjects[Topic.BREACH], subjects[Topic.ALARM]) == ("超时了", "系统告警：{summary}")
