"""What Prometheus reads: gauges taken from the database when it asks, and requests counted by this
web server's processes.

No label ever holds a ticket, a person or an address: labels are names of views, jobs, states.

"""

import os
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, InterfaceError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from operations.queries import health
from tickets.limits.queries.lag import open_by_status

PREFIX = "aftersales_"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6)
PER_PROCESS = CollectorRegistry()

requests = Counter(
    f"{PREFIX}requests", "Requests answered", ["view", "method", "status"], registry=PER_PROCESS
)
seconds_taken = Histogram(
    f"{PREFIX}request_seconds", "Time to answer", ["view"], buckets=BUCKETS, registry=PER_PROCESS
)


def count_request(*, view: str, method: str, status: int, seconds: float) -> None:
    """One request that was answered."""
    requests.labels(view, method, str(status)).inc()
    seconds_taken.labels(view).observe(seconds)


def metrics_exposition(at: datetime) -> bytes:
    """The text that Prometheus reads.

    Under gunicorn the requests of all its processes, else of this one.
    """
    registry = CollectorRegistry()
    registry.register(DeskGauges(at))
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(registry) + generate_latest(PER_PROCESS)
    MultiProcessCollector(registry)
    return generate_latest(registry)


class DeskGauges(Collector):
    """The state of the desk at a moment; without a database only that it is away."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def describe(self) -> list[Metric]:
        """Known without looking, so registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        try:
            found = list(self._found())
        except (DatabaseError, InterfaceError):
            yield _gauge("database_up", "Whether the database answered", 0)
            return
        yield _gauge("database_up", "Whether the database answered", 1)
        yield from found

    def _found(self) -> Iterator[Metric]:
        seen = health.look_at_operation(self.at)
        yield _gauge(
            "sweep_lag_seconds",
            "How long the oldest due limit waits for the sweep",
            seen.lag_seconds,
        )
        yield _gauge("clocks_due", "Limits that wait for the sweep, 10000 at most", seen.lag.due)
        yield _gauge(
            "clocks_undetected", "Limits missed and not yet found by the sweep", seen.lag.undetected
        )
        yield _gauge(
            "troubles",
            "What is wrong now, as shown on the health page",
            len(health.list_troubles(seen)),
        )
        yield _gauge(
            "outbox_oldest_seconds", "How long the oldest due message waits", seen.mail_seconds
        )
        states = {
            name: getattr(seen.outbox, name) for name in ("pending", "held", "failed", "dead")
        }
        yield _labelled("outbox_messages", "Messages that were not sent", "state", states)
        yield _labelled("open_tickets", "Open tickets", "status", open_by_status())
        yield from self._of_jobs(seen)

    def _of_jobs(self, seen: health.OperationLook) -> Iterator[Metric]:
        ages = {
            job.name: (self.at - job.done_at).total_seconds() for job in seen.jobs if job.done_at
        }
        yield _labelled("job_age_seconds", "Since the job was last done", "job", ages)
        took = {job.name: job.seconds for job in seen.jobs if job.seconds is not None}
        overdue = {job.name: job.is_overdue(self.at) for job in seen.jobs}
        failures = {job.name: job.failures for job in seen.jobs}
        yield _labelled("job_seconds", "How long its last run took", "job", took)
        yield _labelled("job_overdue", "Whether it should have been done long ago", "job", overdue)
        yield _labelled("job_failures", "Failures since it was last done", "job", failures)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, meaning, value=value)


def _labelled(name: str, meaning: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(PREFIX + name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
