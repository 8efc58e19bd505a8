"""The board and the list say the numbers that they go by."""

import pytest

from tests.fixtures import browser_of
from tickets.record.models import DeskRule
from tickets.record.queries import desk_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    desk_rules.forget()
    yield
    desk_rules.forget()


def page(cast, address):
    return browser_of(cast.staff["supervisor"]).get(address).content.decode()


def test_the_usual_numbers_have_the_usual_words(cast):
    board = page(cast, "/tickets/board/")
    for words in ("1 小时内到期", "超 15 分钟", "一天无人处理"):
        assert words in board
    assert "待分配超过 15 分钟" in page(cast, "/tickets/?view=unassigned_long")


def test_other_numbers_are_said(cast):
    DeskRule.objects.update(
        due_soon_minutes=90, unassigned_long_minutes=20, untouched_long_hours=48
    )
    board = page(cast, "/tickets/board/")
    for words in ("90 分钟内到期", "超 20 分钟", "48 小时无人处理"):
        assert words in board
    assert "待分配超过 20 分钟" in page(cast, "/tickets/?view=unassigned_long")
