"""What plans say to people: in both languages, to those who are there, once."""

from datetime import date

import pytest

from notifications.enums import Topic
from notifications.models import InboxItem
from plans.actions import notices
from tests.fixtures import moment

AT = moment("2024-07-01 09:00")


def test_a_sentence_stands_in_both_languages():
    sentences = notices.in_both_languages("your proposal was declined: %(answer)s", answer="无预算")
    assert sentences == {
        "what": "您的提案未被采纳：无预算",
        "what_en": "your proposal was declined: 无预算",
    }


def test_a_date_is_written_alike_for_every_reader():
    assert notices.date_text(date(2024, 7, 5)) == "2024-07-05"


@pytest.mark.django_db
def test_people_at_work_are_told_once_and_led_to_the_plan(cast, drafted):
    gone, engineer = cast.staff["trainer"], cast.staff["engineer"]
    gone.is_active = False
    gone.save()
    for _again in range(2):
        notices.notify_about_plan(
            drafted,
            [engineer, None, gone, engineer],
            "you are its owner",
            key="owner",
            at=AT,
            anchor="#stages",
        )
    item = InboxItem.objects.get(dedupe_key__startswith=f"plan:{drafted.pk}:owner")
    assert (item.user, item.topic, item.path) == (
        engineer,
        Topic.PLAN_TASK,
        f"/plans/{drafted.number}/#stages",
    )
    assert (item.data["what"], item.data["what_en"]) == (
        "您已被指定为总负责人",
        "you are its owner",
    )
