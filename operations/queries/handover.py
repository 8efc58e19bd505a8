"""What hangs on one person, in every house.

Wiring: it asks every house, so that nobody who leaves takes work along that nobody looks for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import Role
from accounts.models import Absence, Department, DutyShift, User
from accounts.queries.roles import ESCALATION_ROLES, active_holders
from knowledge.models import Article
from pages.formats import short_moment
from plans.models import Plan
from plans.queries import in_hand
from tickets.record.models import Ticket
from tickets.work.queries import solutions_in_hand

# So many of a kind are named; the rest is counted.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in words, and the name and arguments of its page where it has one."""

    words: str
    page: str = ""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverKind:
    """A kind of thing that hangs on a person.

    `right` is what somebody must hold to take it, `find` takes the person and the moment, `seen_by`
    keeps those that the one who hands over may see: the others are only counted.
    """

    key: str
    label: Any
    find: Callable[[User | OuterRef, datetime], QuerySet[Any]]
    describe: Callable[[Any], Piece]
    seen_by: Callable[[User], Q] = lambda viewer: Q()
    right: str = ""
    may_be_nobody: bool = False


def _ticket_piece(ticket: Ticket) -> Piece:
    words = f"{ticket.number} {ticket.customer} · {ticket.get_status_display()}"
    return Piece(words, "tickets:page", (ticket.number,))


def _plan_piece(plan: Any, words: str) -> Piece:
    return Piece(f"{plan.number} {words}", "plans:page", (plan.number,))


def _department_piece(department: Department) -> Piece:
    return Piece(department.name)


def _decision_piece(action: Any) -> Piece:
    plan = action.meeting.plan
    return _plan_piece(plan, action.task) if plan else Piece(action.task)


def _shift_piece(shift: DutyShift) -> Piece:
    where = shift.department or _("all departments")
    return Piece(f"{short_moment(shift.starts_at)} – {short_moment(shift.ends_at)} · {where}")


def _absence_piece(absence: Absence) -> Piece:
    span = f"{short_moment(absence.starts_at)} – {short_moment(absence.ends_at)}"
    return Piece(f"{absence.person} · {span}")


def _article_piece(article: Article) -> Piece:
    words = f"{article.number} {article.title} · {article.get_state_display()}"
    return Piece(words, "knowledge:page", (article.number,))


def _in_seen_tickets(field: str) -> Callable[[User], Q]:
    return lambda viewer: Q(**{f"{field}__in": Ticket.objects.visible_to(viewer).values("pk")})


def _in_seen_plans(field: str) -> Callable[[User], Q]:
    return lambda viewer: Q(**{f"{field}__in": Plan.objects.visible_to(viewer).values("pk")})


def _in_seen_meetings(viewer: User) -> Q:
    """Of plans that the viewer sees, and retrospectives, which every reader of plans may open."""
    seen = _in_seen_plans("meeting__plan")(viewer)
    return seen | Q(meeting__plan__isnull=True) if viewer.has_perm(SEES_PLANS) else seen


SEES_TICKETS = "tickets.view_ticket"
SEES_PLANS = "plans.view_plan"

# In the order of the page; plans before their evaluations, which their owner may not do.
KINDS = (
    HandoverKind(
        "tickets",
        gettext_lazy("Open tickets"),
        lambda person, at: Ticket.objects.open().filter(assignee=person).select_related("customer"),
        _ticket_piece,
        seen_by=_in_seen_tickets("pk"),
        right=SEES_TICKETS,
        may_be_nobody=True,
    ),
    HandoverKind(
        "solutions",
        gettext_lazy("Solutions to carry out"),
        lambda person, at: solutions_in_hand(person).select_related("ticket__customer"),
        lambda solution: _ticket_piece(solution.ticket),
        seen_by=_in_seen_tickets("ticket"),
        right=SEES_TICKETS,
    ),
    HandoverKind(
        "plans",
        gettext_lazy("Optimization plans owned"),
        lambda person, at: in_hand.plans_in_hand(person),
        lambda plan: _plan_piece(plan, f"{plan.name} · {plan.get_state_display()}"),
        seen_by=_in_seen_plans("pk"),
        right=SEES_PLANS,
    ),
    HandoverKind(
        "subprojects",
        gettext_lazy("Sub-projects"),
        lambda person, at: in_hand.subprojects_in_hand(person),
        lambda part: _plan_piece(part.plan, part.name),
        seen_by=_in_seen_plans("plan"),
        right=SEES_PLANS,
    ),
    HandoverKind(
        "stages",
        gettext_lazy("Stages of plans"),
        lambda person, at: in_hand.stages_in_hand(person),
        lambda stage: _plan_piece(stage.plan, f"{stage.code} {stage.task}"),
        seen_by=_in_seen_plans("plan"),
        right=SEES_PLANS,
    ),
    HandoverKind(
        "responsibilities",
        gettext_lazy("Lines of responsibility tables"),
        lambda person, at: in_hand.responsibilities_in_hand(person),
        lambda line: _plan_piece(line.plan, line.task),
        seen_by=_in_seen_plans("plan"),
        right=SEES_PLANS,
    ),
    HandoverKind(
        "decisions",
        gettext_lazy("Decisions of review meetings"),
        lambda person, at: in_hand.decisions_in_hand(person),
        _decision_piece,
        seen_by=_in_seen_meetings,
        right=SEES_PLANS,
    ),
    HandoverKind(
        "evaluations",
        gettext_lazy("Metrics to evaluate"),
        lambda person, at: in_hand.evaluations_in_hand(person),
        lambda metric: _plan_piece(metric.plan, metric.name),
        seen_by=_in_seen_plans("plan"),
        right=SEES_PLANS,
    ),
    HandoverKind(
        "articles",
        gettext_lazy("Unfinished articles"),
        lambda person, at: Article.objects.in_work().filter(author=person),
        _article_piece,
        seen_by=lambda viewer: Q(pk__in=Article.objects.visible_to(viewer).values("pk")),
        right="knowledge.write_article",
    ),
    HandoverKind(
        "departments",
        gettext_lazy("Head or liaison of departments"),
        lambda person, at: Department.objects.filter(Q(head=person) | Q(liaison=person)),
        _department_piece,
    ),
    HandoverKind(
        "shifts",
        gettext_lazy("Duty shifts to come"),
        lambda person, at: DutyShift.objects.filter(person=person, ends_at__gt=at),
        _shift_piece,
    ),
    HandoverKind(
        "deputyships",
        pgettext_lazy("people", "Stands in for"),
        lambda person, at: Absence.objects.filter(deputy=person, ends_at__gt=at).select_related(
            "person"
        ),
        _absence_piece,
    ),
)


@dataclass(frozen=True, slots=True)
class Holding:
    """What of one kind hangs on the person: the first few by name, and their number."""

    kind: HandoverKind
    count: int
    pieces: list[Piece]

    @property
    def more(self) -> int:
        return self.count - len(self.pieces)


def holdings_of(person: User, viewer: User, at: datetime) -> list[Holding]:
    """Every kind of which something hangs on the person. Two statements a kind at most."""
    holdings = []
    for kind in KINDS:
        rows = kind.find(person, at)
        count = rows.count()
        if count:
            seen = rows.filter(kind.seen_by(viewer))[:SHOWN]
            holdings.append(Holding(kind, count, [kind.describe(row) for row in seen]))
    return holdings


def roles_left_empty(person: User) -> list[Role]:
    """Roles that escalation rules name and that nobody else at work holds."""
    held = person.roles
    names = [role for role in ESCALATION_ROLES if role in held]
    return [role for role in names if not active_holders(role).exclude(pk=person.pk).exists()]


def people_gone_with_work(at: datetime) -> list[User]:
    """People who no longer work here and on whom something still hangs. One statement."""
    holds = Q()
    for kind in KINDS:
        holds |= Q(Exists(kind.find(OuterRef("pk"), at)))
    return list(User.objects.filter(holds, is_active=False))
