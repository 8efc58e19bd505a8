"""Which way is better, by the name of a metric: form F2 does not say it."""

import re

from plans.domain.effect import is_met
from plans.domain.record import MetricLine, split_label
from plans.enums import Wanted

LOWER = re.compile(
    r"时长|时间|时效|投诉率|投诉量|投诉数|故障率|退货率|退换货率|差评|超时|流失|成本|费用|返修|重开|次数|积压"
)
HIGHER = re.compile(
    r"解决率|满意|达标率|及时率|完成率|响应率|好评|成功率|准确率|合格率|覆盖率|评分|得分|回访率|闭环率|接通率"
)


def direction_by_name(name: str) -> Wanted | None:
    """What the name of a metric tells; None for one that tells nothing.

    `投诉一次性解决率` should rise, `投诉率` should fall.
    """
    # What should rise is asked first: 响应时间达标率 names a time as well.
    if HIGHER.search(name):
        return Wanted.HIGHER
    return Wanted.LOWER if LOWER.search(name) else None


def direction_of(line: MetricLine) -> Wanted:
    """By the name; else by where the target lies; else as the tick says; else down."""
    name, _unit = split_label(line.label)
    by_name = direction_by_name(name)
    if by_name is not None:
        return by_name
    if line.target is None:
        return Wanted.LOWER
    if line.before is not None and line.before != line.target:
        return Wanted.HIGHER if line.target > line.before else Wanted.LOWER
    return _direction_by_tick(line)


def _direction_by_tick(line: MetricLine) -> Wanted:
    """Up where the tick contradicts a falling goal; else down."""
    if line.target is None or line.after is None or line.is_met is None:
        return Wanted.LOWER
    if is_met(line.target, line.after, Wanted.LOWER) == line.is_met:
        return Wanted.LOWER
    return Wanted.HIGHER
