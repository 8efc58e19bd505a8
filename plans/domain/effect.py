"""Did it work? Four separately named figures and one verdict (requirements.md A24). Pure, unrounded; None prints as a dash."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Wanted(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"


def change_pct(before: Decimal, after: Decimal | None) -> Decimal | None:
    """变化幅度: signed change in per cent of the value before; None when that was 0 or there is no value after."""
    return None if after is None or not before else (after - before) / before * 100


def attainment_pct(before: Decimal, target: Decimal, after: Decimal | None) -> Decimal | None:
    """目标达成率: share of the promised way that was walked, for falling and rising goals; None when there was no way to walk."""
    way = target - before
    return None if after is None or not way else (after - before) / way * 100


def actual_to_target_pct(target: Decimal, after: Decimal | None) -> Decimal | None:
    """实际/目标: the reading behind the source's "83%"."""
    return None if after is None or not target else after / target * 100


def two_minus_pct(target: Decimal, after: Decimal | None) -> Decimal | None:
    """2 - actual/target: a common formula for falling goals."""
    ratio = actual_to_target_pct(target, after)
    return None if ratio is None else 200 - ratio


def inverse_pct(target: Decimal, after: Decimal | None) -> Decimal | None:
    """Target/actual: another common formula for falling goals."""
    return None if not after else target / after * 100


def is_met(target: Decimal, after: Decimal | None, wanted: Wanted) -> bool | None:
    """□达标, by direction and bound only, whatever per cent is shown; None while undecided."""
    if after is None:
        return None
    return after <= target if wanted == Wanted.LOWER else after >= target


def shown(figure: Decimal | None) -> str:
    """One decimal, half up; a dash for what is not defined."""
    return "—" if figure is None else str(figure.quantize(Decimal("0.1"), ROUND_HALF_UP))
