"""Rings in the group chats of the desk: what was queued since, as one message, at the chat's pace.

Queued in the transaction that gave the reason, sent by the worker. A worker that dies after the
chat took a message and before it is noted sends it again: chats know no repeat.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.domain.text import clean_text
from notifications.actions.alarms import tell_administrators
from notifications.channels.outbound import NotOutside, post_json
from notifications.domain import robots, timing
from notifications.enums import Audited, Outcome, RobotKind
from notifications.models import ChatGroup, GroupMessage, OutboxPause
from notifications.queries import wordings
from privacy.domain.redact import redacted_text
from privacy.domain.sealing import Unreadable
from privacy.error_texts import error_text

LEASE = timedelta(seconds=60)
# So many lines are looked at for one message.
LINES = 50
GIVEN_UP_AFTER = timing.MAX_ATTEMPTS

LONG_SILENCE = timedelta(hours=2)


def ring_groups(at: datetime) -> int:
    """Send what waits, to each group one message; the number of groups that were written to."""
    waiting = GroupMessage.objects.filter(
        group=OuterRef("pk"), sent_at__isnull=True, failed_at__isnull=True
    )
    groups = ChatGroup.objects.filter(Exists(waiting), is_active=True)
    return sum(_ring_group(key, at) for key in groups.values_list("pk", flat=True))


def _ring_group(key: int, at: datetime) -> bool:
    group = _claim_group(key, at)
    if group is None:
        return False
    messages = list(
        group.messages.filter(sent_at__isnull=True, failed_at__isnull=True).order_by("pk")[:LINES]
    )
    count = len(messages)
    try:
        with translation.override(group.language):
            lines = _worded_lines(messages, group)
            text, count = robots.joined_lines(group.kind, lines, _("… and %d more"))
        outcome, why = _post(group, text, at)
    except Exception as error:
        # What cannot be worded must not silence the other groups: counted, shown, given up at last.
        outcome, why = Outcome.LATER, error_text(error)
    _note_outcome(group, messages[:count], outcome, why, at)
    return outcome is Outcome.SENT


@transaction.atomic
def _claim_group(key: int, at: datetime) -> ChatGroup | None:
    """The group, for a while this worker's own; None while it is another's, silent, or the desk was
    restored.
    """
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
    due = Q(next_at__isnull=True) | Q(next_at__lte=at)
    rows = ChatGroup.objects.select_for_update(skip_locked=True)
    group = rows.filter(free, due, ~Exists(OutboxPause.objects.all()), pk=key).first()
    if group is not None:
        group.lease_until = at + LEASE
        group.save(update_fields=["lease_until"])
    return group


def _worded_lines(messages: Iterable[GroupMessage], group: ChatGroup) -> list[str]:
    """A line of each, with its link. Contact data in what people typed stay in the desk."""
    language = group.language
    templates = wordings.templates_by_topic()
    lines = []
    for message in messages:
        data = message.data
        values = wordings.template_values(
            data, name="", path=data.get("path", "/"), language=language
        )
        template = templates.get(message.topic)
        said = str(data.get("summary", ""))
        if template is not None:
            said, _body = wordings.worded_message(template, values, language)
        line = robots.harmless_text(group.kind, redacted_text(clean_text(said)))
        lines.append(f"{line} {values['url']}")
    return lines


def _post(group: ChatGroup, text: str, at: datetime) -> tuple[Outcome, str]:
    try:
        call = robots.robot_call(group.kind, group.address, group.secret, text, at)
    except Unreadable:
        return Outcome.REFUSED, _("Enter the address of the robot again: its key is gone.")
    try:
        answer = post_json(call.url, call.data, hosts=settings.ROBOT_HOSTS)
    except NotOutside:
        return Outcome.REFUSED, _("The address leads to none of the chats that are allowed.")
    except OSError as error:
        return Outcome.LATER, str(error)
    return robots.outcome_of(group.kind, answer.status, answer.body)


@transaction.atomic
def _note_outcome(
    group: ChatGroup, messages: list[GroupMessage], outcome: Outcome, why: str, at: datetime
) -> None:
    kind = RobotKind(group.kind)
    keys = [message.pk for message in messages]
    group.lease_until = None
    group.error = redacted_text(why)[:300]
    if outcome is Outcome.SENT:
        group.failures = 0
        group.next_at = at + robots.PACE[kind]
        GroupMessage.objects.filter(pk__in=keys).update(sent_at=at)
    elif outcome is Outcome.TOO_OFTEN:
        group.next_at = at + robots.SILENCE[kind]
        # Nothing is lost, but a chat that has no room for hours is somebody's to look at.
        if messages and at - messages[0].created_at > LONG_SILENCE:
            _tell_administrators(group, at)
    else:
        group.failures += 1
        group.next_at = timing.next_attempt(at, group.failures, salt=group.pk)
        if outcome is Outcome.REFUSED or group.failures >= GIVEN_UP_AFTER:
            group.failures = 0
            GroupMessage.objects.filter(pk__in=keys).update(failed_at=at)
            _tell_administrators(group, at)
    group.save(update_fields=["lease_until", "error", "failures", "next_at"])


def _tell_administrators(group: ChatGroup, at: datetime) -> None:
    tell_administrators(
        lambda: (
            _("the chat group %(name)s takes no messages: %(why)s")
            % {"name": group.name, "why": group.error}
        ),
        key=f"group:{group.pk}",
        at=at,
    )


def send_test(group: ChatGroup, *, by: User, at: datetime) -> str:
    """Write a line into the group now; empty when it arrived, else why it did not."""
    with translation.override(group.language):
        text = _("A test by %(name)s: messages of the service desk arrive here.") % {"name": by}
    outcome, why = _post(group, text, at)
    audit.write_audit_entry(
        Audited.GROUP_TESTED, by=by, at=at, target=f"group {group.name}", outcome=outcome
    )
    return "" if outcome is Outcome.SENT else why or _("It does not answer.")
