"""Processes that are made to be killed: `python -m tests.faults.nursery HAND COUNT` keeps so many of them at work.

Django is loaded once and each process is forked from it, so that the next one stands in for a killed one within milliseconds.
Each does one job of the product again and again, in processes and sessions of its own. On its output stands a line for each that
was `born`, is `gone` (with its end: -9 for SIGKILL), lost its database session (`cut`), or met an error of the product (`failed`).

Hands named `…_unlocked`, `…_marking_first` and `…_noting_first` are the positive controls: the same job with its mechanism switched off, here only.
"""

from __future__ import annotations

import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

import django
from django.db import InterfaceError, OperationalError, connection

from aftersales.addresses import load_site_map

Job = Callable[[], object]

# Before the next round, in seconds: who found something goes on, who found nothing does not keep
# the machine busy with looking.
SOON, LATER = 0.005, 0.05


def main(hand: str, count: int) -> NoReturn:
    django.setup()
    # As a worker does. A process that is born without would need longer than a lease for its first
    # message, and die again and again before it was sent.
    load_site_map()
    job, at_work = HANDS[hand](), set()
    while True:
        while len(at_work) < count:
            at_work.add(pid := born(job))
            tell("born", pid)
        pid, status = os.wait()
        at_work.discard(pid)
        tell("gone", pid, os.waitstatus_to_exitcode(status))
        if os.waitstatus_to_exitcode(status) > 0:
            sys.exit("a job failed")


def tell(*words: object) -> None:
    """In one write, so that lines of several processes do not mix."""
    os.write(1, ("\n" + " ".join(map(str, words)) + "\n").encode())


def born(job: Job) -> int:
    """The id of a new process that works until it is killed, or until nobody waits for it any more."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    random.seed()
    while os.getppid() == parent:
        time.sleep(SOON if one_round(job) else LATER)
    os._exit(0)


def one_round(job: Job) -> object:
    """As a Celery worker does: a session that was cut fails its job, the next ring opens another.

    What the job returned: for most the number of what it found.
    """
    try:
        return job()
    except (OperationalError, InterfaceError):
        tell("cut", os.getpid())
        connection.close()
    except BaseException:
        traceback.print_exc()
        tell("failed", os.getpid())
        os._exit(1)
    return None


# --- hands; each gives the job, and is called once before anybody is born ----------------------------------------------


def sweep() -> Job:
    from tickets import tasks

    return tasks.sweep_clocks


def unlock() -> None:
    """The due clocks are read as they are found, whoever holds them, and judged one by one."""
    from tickets.limits.actions.clocks import sweeping
    from tickets.limits.models import SlaClock

    def as_found(at: datetime, limit: int) -> tuple[list[int], list[int]]:
        due = SlaClock.objects.filter(next_check_at__lte=at).order_by("next_check_at", "pk")
        return [], list(due.values_list("pk", flat=True)[:limit])

    sweeping.statement.claim_due_keys = as_found


def sweep_unlocked() -> Job:
    unlock()
    return sweep()


def sweep_around() -> Job:
    """Sweeps a clock at a moment within 100 ms of the one in `FAULT_AT`."""
    from tickets.limits.actions import clocks

    middle = datetime.fromisoformat(os.environ["FAULT_AT"])
    return lambda: clocks.sweep_clocks(
        at=middle + timedelta(milliseconds=random.uniform(-100, 100)), limit=1
    )


def sweep_around_unlocked() -> Job:
    unlock()
    return sweep_around()


def deliver() -> Job:
    from notifications import tasks

    return tasks.deliver_outbox


def deliver_marking_first() -> Job:
    """What finding 1 of the design warns of: marked as sent, then sent."""
    from core.clock import database_now
    from notifications.actions import outbox
    from notifications.channels import CHANNELS
    from notifications.enums import OutboxState
    from notifications.queries import wordings

    def job() -> None:
        at = database_now()
        rows = outbox.claim_due(at, outbox.BATCH)
        with CHANNELS["mail"].open() as sender:
            for row in rows:
                outbox._mark_claimed(row, state=OutboxState.DONE, ended_at=at, lease_until=None)
                sender.send(outbox._make_parcel(row, wordings.templates_by_topic(), at))

    return job


def fetch_and_take() -> Job:
    from tickets import tasks

    def job() -> None:
        tasks.fetch_mails()
        tasks.take_mails()

    return job


def fetch_and_take_dying() -> Job:
    """Dies by SIGKILL now and then before and after every step on the way of a mail."""
    from tickets.mail import mailbox
    from tickets.mail.actions import intake
    from tickets.work.actions import register

    job = fetch_and_take()
    for module, name in (
        (mailbox, "keep_mail"),
        (mailbox, "note_outcome"),
        (intake, "_count_attempt"),
        (intake, "_take_mail"),
        (register, "register_ticket"),
        (intake, "_end"),
    ):
        setattr(module, name, mortal(getattr(module, name), one_of=60))
    return job


def ask_dying() -> Job:
    """Dies by SIGKILL now and then before and after every step on the way of a survey."""
    from core.clock import database_now
    from feedback.actions import surveys

    for name in ("_carry_on", "_send_first", "send_surveys"):
        setattr(surveys, name, mortal(getattr(surveys, name), one_of=20))

    def job() -> int:
        surveys.make_surveys(database_now(), limit=20)
        return surveys.carry_on_surveys(database_now(), limit=20)

    return job


def ring_dying() -> Job:
    """The same on the way into a group chat, two lines at a time."""
    from core.clock import database_now
    from notifications.actions import groups

    groups.LINES = 2
    for name in ("_claim_group", "_post", "_note_outcome"):
        setattr(groups, name, mortal(getattr(groups, name), one_of=12))
    return lambda: groups.ring_groups(database_now())


def send_dying() -> Job:
    """The same on the way of a message to a customer's phone."""
    from core.clock import database_now
    from notifications.actions import outbox

    for name in ("claim_due", "_send_message", "_mark_claimed"):
        setattr(outbox, name, mortal(getattr(outbox, name), one_of=40))
    return lambda: outbox.deliver_due(database_now())


def send_webhooks() -> Job:
    """As the job does, but beside others: it is the rows that keep them apart."""
    from core.clock import database_now
    from notifications.actions import webhooks

    return lambda: webhooks.deliver_due(database_now(), seconds=0.3)


def send_webhooks_dying() -> Job:
    """The same with deaths before and after every step; in a thread the whole process dies."""
    from notifications.actions import webhooks

    for name in ("_claim_lane", "post_timed", "note_outcome"):
        setattr(webhooks, name, mortal(getattr(webhooks, name), one_of=40))
    return send_webhooks()


def send_webhooks_unordered() -> Job:
    """Whatever is due is claimed, also where an earlier one of the same ticket waits."""
    from django.db.models import Q

    from notifications.actions import webhooks
    from notifications.models import WebhookDelivery

    def due_rows(at: datetime) -> object:
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
        return WebhookDelivery.objects.filter(free, state="pending", next_at__lte=at)

    webhooks._due_rows = due_rows
    return send_webhooks()


def dispose_dying() -> Job:
    """The same on the way of an order to remove personal data."""
    from archive.actions import disposal
    from core.clock import database_now

    disposal.STEP = 2
    for name in ("_take_step", "empty_tickets", "_write_lines"):
        setattr(disposal, name, mortal(getattr(disposal, name), one_of=12))
    return lambda: disposal.carry_on_disposal(at=database_now(), limit=20)


def mortal(step: Callable[..., object], *, one_of: int) -> Callable[..., object]:
    """The step with a death before and one after it: surely at the first time, then now and then."""
    before, after = Death(one_of), Death(one_of)

    def take_step(*args: object, **kwargs: object) -> object:
        before.come_perhaps()
        done = step(*args, **kwargs)
        after.come_perhaps()
        return done

    return take_step


class Death:
    """A place in the code at which whoever is the first to come there dies, so that no run of luck
    spares them all. Made before anybody is born: the forked share its memory.
    """

    def __init__(self, one_of: int) -> None:
        self.one_of, self.has_come = one_of, mmap.mmap(-1, 1)

    def come_perhaps(self) -> None:
        if not self.has_come[0] or not random.randrange(self.one_of):
            self.has_come[0] = 1
            os.kill(os.getpid(), signal.SIGKILL)


def fetch_and_take_noting_first() -> Job:
    """The place in the box is noted before the mail is kept, and the process dies in between."""
    from tickets.mail import mailbox

    keep_mail, kept = mailbox.keep_mail, []

    def keep_or_die(name: str, raw: bytes, **facts: object) -> bool:
        box = mailbox.Mailbox.objects.get(name=name)
        mailbox.note_outcome(box, box.last_uid + 1, is_kept=True)
        if len(kept) == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        kept.append(raw)
        return keep_mail(name, raw, **facts)

    mailbox.keep_mail = keep_or_die
    return fetch_and_take()


HANDS: dict[str, Callable[[], Job]] = {
    hand.__name__: hand
    for hand in (
        sweep,
        sweep_unlocked,
        sweep_around,
        sweep_around_unlocked,
        deliver,
        deliver_marking_first,
        fetch_and_take_dying,
        ask_dying,
        dispose_dying,
        ring_dying,
        send_dying,
        send_webhooks,
        send_webhooks_dying,
        send_webhooks_unordered,
        fetch_and_take_noting_first,
    )
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
