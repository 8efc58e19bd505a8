"""Reference rows of a fresh server: calendars, channels, issue types, roles, limits.

What exists is never touched.
"""

from django.db import transaction
from django.utils import timezone

from accounts.actions import roles
from accounts.models import Department
from calendars import actions as calendars
from calendars.models import WorkCalendar
from customers.models import Channel
from tickets.limits.actions import reference_rows as rows
from tickets.limits.actions import rulebooks
from tickets.limits.enums import StepRole, Unit
from tickets.limits.models import EscalationStep, SlaKind, SlaPolicy, SlaRulebook, SlaTarget
from tickets.limits.queries.rulebooks import draft_data
from tickets.record.models import CauseCode, DeskRule, IssueType, ReplyTemplate, TriageWord


@transaction.atomic
def seed_reference() -> None:
    """Everything that a first ticket needs. Each list is seeded only while it is empty."""
    now = timezone.now()
    roles.seed_roles(now)
    seed_calendars()
    seed_lists()
    if not SlaPolicy.objects.exists():
        seed_limits()
    if not DeskRule.objects.exists():
        DeskRule.objects.create(pk=1)
    if not SlaRulebook.objects.exists() and SlaPolicy.objects.exists():
        rulebooks.freeze_rulebook(draft_data(), by=None, at=now, reason="初始规则 / first rules")


def seed_calendars() -> None:
    """Natural time, and the working days of mainland China with make-up workdays."""
    if WorkCalendar.objects.exists():
        return

    now = timezone.now()
    natural = WorkCalendar.objects.create(code=rows.NATURAL, name="自然时间", is_always=True)
    workdays = WorkCalendar.objects.create(code=rows.WORKDAYS, name="标准工作时间", is_default=True)
    calendars.set_week(workdays, dict.fromkeys(range(5), rows.OFFICE_HOURS))
    calendars.seed_statutory_days(workdays, years=rows.SEEDED_YEARS, hours=rows.OFFICE_HOURS)
    for calendar in (natural, workdays):
        calendars.publish_calendar(calendar, at=now)


def seed_lists() -> None:
    """Channels, departments, issue types, causes, templates, kinds of limits."""
    if not Channel.objects.exists():
        seed_channels()
    if not Department.objects.exists():
        departments = [Department(name=name, kind=kind) for name, kind in rows.DEPARTMENTS]
        Department.objects.bulk_create(departments)
    if not IssueType.objects.exists():
        seed_issue_types()
    if not CauseCode.objects.exists():
        CauseCode.objects.bulk_create(CauseCode(name=name) for name in rows.CAUSES)
    if not ReplyTemplate.objects.exists():
        seed_reply_templates()
    if not SlaKind.objects.exists():
        seed_kinds()
    if not TriageWord.objects.exists():
        seed_triage_words()


def seed_channels() -> None:
    """The ways by which customers are spoken with, in the order of the pick list."""
    channels = []
    for order, (code, name, name_en, direction, is_live) in enumerate(rows.CHANNELS):
        channels.append(
            Channel(
                code=code,
                name=name,
                name_en=name_en,
                direction=direction,
                is_synchronous=is_live,
                is_complaint_channel=code == "12315",
                order=order,
            )
        )
    Channel.objects.bulk_create(channels)


def seed_reply_templates() -> None:
    """What is said to customers again and again."""
    templates = []
    for title, purpose, body in rows.REPLIES:
        templates.append(ReplyTemplate(title=title, purpose=purpose, text=body))
    ReplyTemplate.objects.bulk_create(templates)


def seed_triage_words() -> None:
    """The words of customers that suggest a tier."""
    words = []
    for tier, words_of_tier in rows.TRIAGE_WORDS:
        words += [TriageWord(word=word, tier=tier) for word in words_of_tier]
    TriageWord.objects.bulk_create(words)


def seed_kinds() -> None:
    """The kinds of limits, in the order in which pages show them."""
    kinds = []
    for order, columns in enumerate(rows.KINDS):
        code, name, name_en, start_event, stop_event, repeats, is_moment = columns
        kinds.append(
            SlaKind(
                code=code,
                name=name,
                name_en=name_en,
                start_event=start_event,
                stop_event=stop_event,
                repeats=repeats,
                is_moment=is_moment,
                order=order,
            )
        )
    SlaKind.objects.bulk_create(kinds)


def seed_issue_types() -> None:
    """The two-level tree with its routing."""
    departments = {department.name: department for department in Department.objects.all()}
    for position, columns in enumerate(rows.ISSUE_TYPES):
        name, name_en, department, tier, is_fault, children = columns
        # Room for the types below it, so that one order serves the whole tree.
        order = position * 10
        parent = IssueType.objects.create(
            name=name,
            name_en=name_en,
            default_department=departments.get(department),
            default_tier=tier,
            is_fault=is_fault,
            order=order,
        )
        for nth, (child, child_en, child_tier, child_is_fault) in enumerate(children, 1):
            IssueType.objects.create(
                parent=parent,
                name=child,
                name_en=child_en,
                default_tier=child_tier,
                is_fault=child_is_fault,
                order=order + nth,
            )


def seed_limits() -> None:
    """The default matrix with its escalation."""
    kinds = SlaKind.objects.in_bulk(field_name="code")
    by_code = {
        calendar.code: calendar
        for calendar in WorkCalendar.objects.filter(code__in=[rows.NATURAL, rows.WORKDAYS])
    }
    if len(by_code) < 2 or not set(rows.AFTER_ALL) <= set(kinds):
        # Somebody keeps calendars or kinds of their own: the matrix would not fit to them.
        return

    for position, (name, tier, priority, limits) in enumerate(rows.MATRIX, 1):
        policy = SlaPolicy.objects.create(
            name=name,
            order=position * rulebooks.STRIDE,
            tier=tier,
            priority=priority,
            is_fallback=not tier,
        )
        for code, (amount, unit) in {**limits, **rows.AFTER_ALL}.items():
            calendar_code = rows.WORKDAYS if unit == Unit.WORKDAY else rows.NATURAL
            target = SlaTarget.objects.create(
                policy=policy,
                kind=kinds[code],
                amount=amount,
                unit=unit,
                calendar=by_code[calendar_code],
                pause_reasons=rows.PAUSES.get(code, []),
            )
            EscalationStep.objects.bulk_create(first_steps(target, code, tier))


def first_steps(target: SlaTarget, code: str, tier: str) -> list[EscalationStep]:
    """Assignee at 80 %, supervisor when missed, then the manager (model.md C4). About a low score
    the assignee is not the one who calls: the supervisor hears at once.

    The manager half an hour (urgent) or four hours later; of long limits the assignee half way too.
    """
    manager_after = rows.MANAGER_AFTER_MINUTES.get(tier, rows.MANAGER_AFTER_OTHERWISE)
    first = StepRole.SUPERVISOR if code == rows.LOW_CALLBACK else StepRole.ASSIGNEE
    steps = [
        EscalationStep(target=target, share=80, level=1, role=first),
        EscalationStep(target=target, share=100, level=2, role=StepRole.SUPERVISOR),
        EscalationStep(
            target=target,
            share=100,
            offset_minutes=manager_after,
            level=3,
            role=StepRole.MANAGER,
        ),
    ]
    if code in rows.HALF_WAY_WARNED:
        steps.insert(0, EscalationStep(target=target, share=50, level=1, role=StepRole.ASSIGNEE))

    return steps
