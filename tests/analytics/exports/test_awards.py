"""The list of awards as a workbook."""

import pytest
from openpyxl import load_workbook

from analytics.exports.awards import make_workbook
from analytics.queries.awards import WITH_PEOPLE
from tests.factories.awards import granted, proposed, solve
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def test_a_row_an_award_in_chinese_and_as_values(cast, django_assert_num_queries):
    solve(cast, "engineer", 40)
    granted(cast)
    proposed(cast, "agent", amount=None, basis="=1+1")
    with django_assert_num_queries(1):
        file = make_workbook(WITH_PEOPLE, mark="陈经理")
    title, head, *rows = [
        list(row) for row in load_workbook(file).active.iter_rows(values_only=True)
    ]
    assert title[0] == "奖项清单" and len(head) == 14
    waiting, best = (dict(zip(head, row, strict=True)) for row in rows)
    assert (best["状态"], best["金额"], best["币种"], best["批准人"]) == (
        "已授予",
        800,
        "CNY",
        str(cast.staff["manager"]),
    )
    assert "已解决工单 40" in best["批准时的指标"] and "样本少于30" in best["批准时的指标"]
    assert (waiting["状态"], waiting["金额"], waiting["依据"]) == ("待批准", None, "=1+1")
    assert not waiting["批准时的指标"]
