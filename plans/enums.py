"""The vocabulary of plans."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from core.enums import audited

# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (gettext_noop("plan"), gettext_noop("meeting"))


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    EXPORT_F2 = "export_f2", _("Execution record exported (F2)")
    EXPORT_F10 = "export_f10", _("Responsibility table exported (F10)")
    EXPORT_F18 = "export_f18", _("Retrospective report exported (F18)")
    EXPORT_F19 = "export_f19", _("List of measures exported (F19)")
    EXPORT_F24 = "export_f24", _("Review minutes exported (F24)")
    PLAN_IMPORTED = "plan_imported", _("Plan imported")
    PACKAGE_TAKEN = "package_taken", _("Archive package of a plan taken")


class PlanKind(TextChoices):
    NEW_TRIAL = "new_trial", _("Trial of a new plan")
    ITERATION = "iteration", _("Iteration of a running process")
    COORDINATION = "coordination", _("Coordination across departments")


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    RUNNING = "running", pgettext_lazy("plan", "Running")
    PAUSED = "paused", pgettext_lazy("plan", "Paused")
    EVALUATING = "evaluating", pgettext_lazy("plan", "Evaluating")
    SUMMARIZED = "summarized", pgettext_lazy("plan", "Summarized")
    ARCHIVED = "archived", pgettext_lazy("plan", "Archived")
    TERMINATED = "terminated", pgettext_lazy("plan", "Terminated")


class PlanMove(TextChoices):
    START = "start", _("Start the plan")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", pgettext_lazy("plan", "Resume")
    EVALUATE = "evaluate", _("To the evaluation")
    NEW_CYCLE = "new_cycle", _("Open a new cycle")
    SUMMARIZE = "summarize", _("Summarize")
    ARCHIVE = "archive", pgettext_lazy("plan", "Archive")
    TERMINATE = "terminate", pgettext_lazy("plan", "Terminate")


class StageStatus(TextChoices):
    """The four words of the source's own form (PL-5)."""

    NOT_STARTED = "not_started", pgettext_lazy("stage", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("stage", "In progress")
    DONE = "done", pgettext_lazy("stage", "Done")
    DELAYED = "delayed", pgettext_lazy("stage", "Delayed")


class StageMove(TextChoices):
    START = "start", pgettext_lazy("stage", "Start")
    DELAY = "delay", _("Report a delay")
    REPLAN = "replan", _("Re-plan")
    FINISH = "finish", _("Finish")
    REOPEN = "reopen", pgettext_lazy("stage", "Reopen")


class Light(TextChoices):
    """The traffic light; always shown with its word."""

    GREEN = "green", pgettext_lazy("light", "on track")
    AMBER = "amber", pgettext_lazy("light", "attention")
    RED = "red", pgettext_lazy("light", "late")
    GREY = "grey", pgettext_lazy("light", "at rest")


class Rhythm(TextChoices):
    DAILY = "daily", pgettext_lazy("rhythm", "Daily")
    WEEKLY = "weekly", pgettext_lazy("rhythm", "Weekly")


class ProblemState(TextChoices):
    OPEN = "open", pgettext_lazy("problem", "Open")
    RESOLVED = "resolved", pgettext_lazy("problem", "Resolved")


class ReplanState(TextChoices):
    ASKED = "asked", _("Waits for approval")
    APPROVED = "approved", pgettext_lazy("replan", "Approved")
    REFUSED = "refused", pgettext_lazy("replan", "Refused")


class ChangeKind(TextChoices):
    """What of a goal somebody wants to change after the start."""

    METRIC = "metric", pgettext_lazy("change", "Metric")
    NEW_METRIC = "new_metric", pgettext_lazy("change", "New metric")
    WINDOW = "window", pgettext_lazy("change", "Evaluation window")


class ChangeState(TextChoices):
    ASKED = "asked", pgettext_lazy("change", "Waits for a decision")
    APPROVED = "approved", pgettext_lazy("change", "Approved")
    REFUSED = "refused", pgettext_lazy("change", "Refused")


class ReviewKind(TextChoices):
    PLAN_WEEKLY = "plan_weekly", _("Weekly review")
    RETROSPECTIVE = "retrospective", _("Retrospective")
    QUARTERLY = "quarterly", _("Quarterly review")


class ActionState(TextChoices):
    OPEN = "open", pgettext_lazy("action", "Open")
    DONE = "done", pgettext_lazy("action", "Done")
    DROPPED = "dropped", pgettext_lazy("action", "Dropped")


class Wanted(TextChoices):
    """Which way is better; the values are those of `plans.domain.effect.Wanted`."""

    LOWER = "lower", _("Lower is better")
    HIGHER = "higher", _("Higher is better")


class Formula(TextChoices):
    """How the degree of attainment is computed (requirements.md A24).

    The verdict never depends on it.
    """

    GAP = "gap", _("Gap closed (after − before) ÷ (target − before)")
    RATIO = "ratio", _("Actual ÷ target")
    TWO_MINUS = "two_minus", _("2 − actual ÷ target")
    INVERSE = "inverse", _("Target ÷ actual")


class MetricSource(TextChoices):
    TICKETS = "ticket_query", _("Counted from the tickets")
    MANUAL = "manual", _("Typed by hand, with evidence")


class ProposalState(TextChoices):
    OPEN = "open", pgettext_lazy("proposal", "Open")
    TAKEN = "taken", _("Became a plan")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")


class LinkKind(TextChoices):
    ORIGIN = "origin", _("The plan came from this ticket")
    TOUCHES = "touches", _("The plan touches this ticket")


class EventKind(TextChoices):
    CREATED = "created", pgettext_lazy("plan event", "Created")
    IMPORTED = "imported", pgettext_lazy("plan event", "Imported")
    EDITED = "edited", pgettext_lazy("plan event", "Edited")
    MOVED = "moved", pgettext_lazy("plan event", "State changed")
    STAGE_ADDED = "stage_added", _("Stage added")
    STAGE_EDITED = "stage_edited", _("Stage edited")
    STAGE_MOVED = "stage_moved", _("Stage status changed")
    STAGE_DROPPED = "stage_dropped", _("Stage dropped")
    PROGRESS = "progress", pgettext_lazy("plan event", "Progress")
    PROBLEM = "problem", pgettext_lazy("plan event", "Problem")
    PROBLEM_RESOLVED = "problem_resolved", _("Problem resolved")
    REPLAN_ASKED = "replan_asked", _("New date requested")
    REPLAN_DECIDED = "replan_decided", _("New date decided")
    DISTRIBUTED = "distributed", _("Responsibility table distributed")
    ACKNOWLEDGED = "acknowledged", _("Responsibilities confirmed")
    KICK_OFF = "kick_off", _("Kick-off")
    REVIEW = "review", pgettext_lazy("plan event", "Review meeting")
    ACTION_DONE = "action_done", _("Decision carried out")
    METRIC = "metric", _("Metric changed")
    CHANGE_ASKED = "change_asked", _("Change of a goal asked for")
    CHANGE_DECIDED = "change_decided", _("Change of a goal decided")
    FROZEN = "frozen", _("Baseline frozen")
    ROLLED_OUT = "rolled_out", _("Rolled out")
    EVALUATED = "evaluated", pgettext_lazy("plan event", "Evaluated")
    SUMMARY = "summary", pgettext_lazy("plan event", "Summary")
    GUIDE = "guide", _("Experience became a guide")
    FILED = "filed", _("File attached")
