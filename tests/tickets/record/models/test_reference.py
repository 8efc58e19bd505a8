"""Issue types have two levels, whoever writes them, and no ticket waits for a circle of them."""

import pytest
from django.core.exceptions import ValidationError

from tests.fixtures import moment, reported
from tickets.record.models import IssueType

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")


def new_type(name: str, parent: IssueType | None = None) -> IssueType:
    return IssueType.objects.create(name=name, parent=parent)


def refused_field(issue_type: IssueType) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        issue_type.full_clean()
    return list(refused.value.message_dict)


def test_a_type_below_a_top_one_is_fine() -> None:
    new_type("阀门漏气", new_type("气路")).full_clean()


def test_no_type_stands_above_itself() -> None:
    itself = new_type("气路")
    itself.parent = itself
    assert refused_field(itself) == ["parent"]


def test_there_is_no_third_level() -> None:
    below = new_type("阀门漏气", new_type("气路"))
    assert refused_field(IssueType(name="密封圈", parent=below)) == ["parent"]


def test_a_type_with_others_below_stays_on_top() -> None:
    top = new_type("气路")
    new_type("阀门漏气", top)
    top.parent = new_type("机械")
    assert refused_field(top) == ["parent"]


def test_types_in_a_circle_stop_no_registration(cast) -> None:
    first, second = new_type("甲"), new_type("乙")
    IssueType.objects.filter(pk=first.pk).update(parent=second)
    IssueType.objects.filter(pk=second.pk).update(parent=first)
    ticket = reported(cast, AT, issue_type=IssueType.objects.get(pk=first.pk))
    assert ticket.department is None
