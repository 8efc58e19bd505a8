"""Measures of the demo: one proved itself, one missed its target and begins anew, one is planned."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from analytics.actions.measures import (
    MeasurePlan,
    judge_measure,
    plan_measure,
    put_into_effect,
    start_measure,
)
from analytics.models import Benchmark, Measure
from demo.people import Cast

DAY = timedelta(days=1)
WINDOW = 30


def load_measures(cast: Cast, now: datetime) -> None:
    """With the benchmarks beside which the figures stand."""
    _enter_benchmarks(now)
    _try_out(cast, now, NIGHT)
    _try_out(cast, now, VISITS)
    _plan(cast, now, PARTS)


NIGHT = {
    "description": "夜班增加一名值班工程师",
    "kind": "staffing",
    "metric": "avg_response",
    "target": Decimal(30),
    "whys": ("夜间来单响应慢", "夜班只有一人值守", "排班按白天单量制定"),
}
VISITS = {
    "description": "上门前先远程诊断",
    "kind": "process",
    "metric": "fcr",
    "target": Decimal(90),
    "whys": ("上门后才发现缺备件", "上门前没有判断故障部位", "没有远程诊断检查表"),
}
PARTS = {
    "description": "常用备件前置到华东网点",
    "kind": "parts",
    "metric": "sla_resolve",
    "target": Decimal(95),
    "whys": ("部分工单等备件超时", "备件只在总仓存放"),
}


def _enter_benchmarks(now: datetime) -> None:
    since = timezone.localdate(now).replace(month=1, day=1)
    for metric, value in (("avg_response", 30), ("avg_resolution", 24), ("csat_avg", "4.3")):
        Benchmark.objects.create(
            metric=metric,
            value=Decimal(value),
            industry="设备制造",
            source="演示数据：行业协会年度报告",
            valid_from=since,
        )


def _plan(cast: Cast, at: datetime, facts: dict[str, Any]) -> Measure:
    engineer = cast.staff["engineer"]
    plan = MeasurePlan(
        source="monthly",
        owner=engineer,
        department=engineer.department,
        due_on=timezone.localdate(at) + 14 * DAY,
        window_days=WINDOW,
        **facts,
    )
    return plan_measure(plan, by=cast.staff["manager"], at=at)


def _try_out(cast: Cast, now: datetime, facts: dict[str, Any]) -> None:
    """Planned two months ago, in effect since five weeks, judged last week."""
    measure = _plan(cast, now - 60 * DAY, facts)
    owner = measure.owner
    measure = start_measure(measure, by=owner, at=now - 50 * DAY, version=measure.version)
    effective = now - (WINDOW + 5) * DAY
    measure = put_into_effect(
        measure,
        by=owner,
        at=effective,
        version=measure.version,
        effective_on=timezone.localdate(effective),
    )
    judge_measure(measure, by=cast.staff["manager"], at=now - 4 * DAY)
