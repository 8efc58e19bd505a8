"""The draft of the rules is in one hand at a time."""

import pytest
from django.db import OperationalError, transaction

from tests.fixtures import in_background
from tickets.limits.actions.draft_locking import lock_draft
from tickets.limits.models import SlaPolicy, SlaTarget


@pytest.mark.django_db
def test_the_rules_come_in_their_order_with_the_one_for_the_rest_last():
    SlaPolicy.objects.create(name="最先", order=1, customer_level="vip")
    SlaPolicy.objects.filter(is_fallback=True).update(order=0)
    names = [policy.name for policy in lock_draft()]
    assert names == ["最先", "紧急 / 高", "重要 / 中", "一般 / 低", "其他"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [SlaPolicy, SlaTarget])
def test_others_cannot_take_a_rule_or_a_limit_meanwhile(model):
    def take_one():
        with transaction.atomic():
            return model.objects.select_for_update(nowait=True, of=("self",)).first().pk

    with transaction.atomic():
        lock_draft()
        with pytest.raises(OperationalError):
            in_background(take_one)()
    assert in_background(take_one)() == model.objects.first().pk
