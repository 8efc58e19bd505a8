"""Two people edit the first page of a plan: the second reads what the first has stored."""

from datetime import date

import pytest

from plans.actions import drafting
from tests.fixtures import browser_of, moment, typed

pytestmark = pytest.mark.django_db

AT = moment("2024-07-01 09:00")


@pytest.fixture
def plan(cast):
    return drafting.create_plan(
        by=cast.staff["supervisor"],
        at=AT,
        name="投诉处理流程优化",
        start_date=date(2024, 7, 1),
        end_date=date(2024, 9, 30),
    )


def compared(page: str) -> str:
    """The table of both texts, without its blanks."""
    table = page[page.index('<table class="compare">') :]
    return "".join(table[: table.index("</table>")].split())


def test_the_second_editor_reads_names_and_not_keys(cast, plan):
    path = f"/plans/{plan.number}/edit/"
    supervisor, manager = cast.staff["supervisor"], cast.staff["manager"]
    browser = browser_of(supervisor)
    form = browser.get(path).context["form"]
    drafting.edit_plan(plan, by=manager, at=AT, version=plan.version, owner=supervisor)

    answer = browser.post(path, typed(form, owner=manager.pk))
    assert answer.status_code == 409
    table = compared(answer.content.decode())
    assert f"<td>{supervisor.display_name}</td><td>{manager.display_name}</td>" in table


def test_departments_that_somebody_else_chose_are_told_too(cast, plan):
    path = f"/plans/{plan.number}/edit/"
    manager, department = cast.staff["manager"], cast.staff["engineer"].department
    browser = browser_of(cast.staff["supervisor"])
    form = browser.get(path).context["form"]
    drafting.edit_plan(plan, by=manager, at=AT, version=plan.version, departments=[department])

    answer = browser.post(path, typed(form))
    assert answer.status_code == 409
    assert f"<td>{department.name}</td><td>—</td>" in compared(answer.content.decode())
