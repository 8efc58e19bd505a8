"""Did it work? Four separately named figures and one verdict (requirements.md A24).

All figures are unrounded decimals; None is what cannot be said, and prints as a dash.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plans.enums import Formula, Wanted

# Formulas that say nothing about a rising goal; they print a dash there (vectors.md E4).
MADE_FOR_FALLING = frozenset({Formula.TWO_MINUS, Formula.INVERSE})


def change_pct(before: Decimal, after: Decimal | None) -> Decimal | None:
    """变化幅度: signed change in per cent of the value before.

    None when that was 0 or there is no value after.
    """
    if after is None or not before:
        return None
    return (after - before) / before * 100


def attainment_pct(before: Decimal, target: Decimal, after: Decimal | None) -> Decimal | None:
    """目标达成率: share of the promised way that was walked, for falling and rising goals.

    None when there was no way to walk, or there is no value after.
    """
    way = target - before
    if after is None or not way:
        return None
    return (after - before) / way * 100


def actual_to_target_pct(target: Decimal, after: Decimal | None) -> Decimal | None:
    """实际/目标: the reading behind the source's "83%"."""
    if after is None or not target:
        return None
    return after / target * 100


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

    # Exactly on the target is met, and nothing is rounded before the two are compared.
    return after <= target if wanted == Wanted.LOWER else after >= target


# Formulas that need no value before.
OF_TARGET = {
    Formula.RATIO: actual_to_target_pct,
    Formula.TWO_MINUS: two_minus_pct,
    Formula.INVERSE: inverse_pct,
}


def by_formula(
    formula: str,
    before: Decimal | None,
    target: Decimal | None,
    after: Decimal | None,
    wanted: str,
) -> Decimal | None:
    """目标达成率 by the chosen formula; None where it is not defined."""
    if target is None:
        return None
    if formula in MADE_FOR_FALLING and wanted == Wanted.HIGHER:
        return None
    if formula == Formula.GAP:
        return None if before is None else attainment_pct(before, target, after)
    return OF_TARGET[Formula(formula)](target, after)


@dataclass(frozen=True, slots=True)
class Effect:
    """One metric before and after, with every figure that A24 names.

    A value that is missing leaves the figures it is needed for None. `stated_met` is the tick of
    an imported form.
    """

    before: Decimal | None
    after: Decimal | None
    target: Decimal | None
    wanted: str
    formula: str = Formula.GAP
    stated_met: bool | None = None

    @property
    def change_abs(self) -> Decimal | None:
        """After minus before, in the metric's unit (percentage points for per cent)."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def change_pct(self) -> Decimal | None:
        """Signed change in per cent of the value before."""
        return None if self.before is None else change_pct(self.before, self.after)

    @property
    def attainment_pct(self) -> Decimal | None:
        """Degree of attainment by the metric's own formula."""
        return by_formula(self.formula, self.before, self.target, self.after, self.wanted)

    @property
    def actual_to_target_pct(self) -> Decimal | None:
        """Value after in per cent of the target."""
        return None if self.target is None else actual_to_target_pct(self.target, self.after)

    @property
    def is_met(self) -> bool | None:
        """The tick. Without a target only what an imported form says (EV-7)."""
        if self.target is None:
            return self.stated_met
        return is_met(self.target, self.after, Wanted(self.wanted))

    @property
    def is_missed(self) -> bool:
        """Is it decided that the target was not reached? Undecided is not missed."""
        return self.is_met is False

    @property
    def is_better(self) -> bool | None:
        """Did it move the wanted way? None when it did not move, or cannot be said."""
        change = self.change_abs
        if not change:
            return None
        return (change < 0) == (self.wanted == Wanted.LOWER)


def one_decimal(figure: Decimal | None) -> str:
    """One decimal, half up; a dash for what is not defined."""
    return "—" if figure is None else str(figure.quantize(Decimal("0.1"), ROUND_HALF_UP))
