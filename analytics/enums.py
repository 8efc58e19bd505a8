"""Vocabulary of reports, data audits, measures, rectification, awards and slow cases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    REPORT_ISSUED = "report_issued", _("Monthly report issued")
    BI_READER_MADE = "bi_reader_made", _("Database account for BI made or renewed")
    BI_READER_REMOVED = "bi_reader_removed", _("Database account for BI removed")
    QUARTER_ISSUED = "quarter_issued", _("Quarterly report issued")
    AUDIT_MADE = "audit_made", _("Data audit begun")
    AUDIT_SIGNED = "audit_signed", _("Data audit signed")
    EXPORT_F20 = "export_f20", _("Exported: monthly report (F20)")
    EXPORT_F22 = "export_f22", _("Exported: evaluation report (F22)")
    EXPORT_ANALYSIS = "export_analysis", _("Exported: workbook of the monthly analysis")
    EXPORT_FACTS = "export_facts", _("Exported: tickets of the monthly analysis (CSV)")
    EXPORT_F23 = "export_f23", _("Exported: data audit (F23)")
    EXPORT_RECTIFICATION = "export_rectification", _("Exported: devices to be rectified")
    AWARD_GRANTED = "award_granted", _("Award granted")
    EXPORT_AWARDS = "export_awards", _("Exported: list of awards")
    EXPORT_SLOW = "export_slow", _("Exported: slow cases of a month")


# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (
    gettext_noop("report"),
    gettext_noop("reader"),
    gettext_noop("audit"),
    gettext_noop("rectification"),
    gettext_noop("month"),
    gettext_noop("award"),
    gettext_noop("awards"),
)


class ReportState(TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    ISSUED = "issued", pgettext_lazy("report", "Issued")


class Section(TextChoices):
    """The parts of the monthly report, in the order of form F20."""

    TYPES = "types", _("Share of each type of problem")
    TIMES = "times", _("Times and limits")
    SATISFACTION = "satisfaction", _("Satisfaction")
    MODELS = "models", _("Frequent faults by model")
    MISSED = "missed", _("Limits that were missed")
    DEPARTMENTS = "departments", _("Departments")


class Rhythm(TextChoices):
    """How often data are audited by themselves."""

    OFF = "off", pgettext_lazy("rhythm", "Only by hand")
    DAILY = "daily", pgettext_lazy("rhythm", "Every day")
    WEEKLY = "weekly", pgettext_lazy("rhythm", "Every Monday")


class DataRule(TextChoices):
    """What every record of the desk keeps, in the order in which an audit asks.

    What breaks each of them, in fields and states, is said in `queries.records`.
    """

    NO_ASSIGNEE = "no_assignee", _("Worked on without an assignee")
    NO_RESPONSE = "no_response", _("Worked on without a first response")
    NO_END = "no_end", _("Closed without an end time")
    END_FIRST = "end_first", _("End before the start")
    NO_TYPE = "no_type", _("Type of problem missing")
    LATE_ENTRY = "late_entry", _("Entered late")
    NO_REASON = "no_reason", _("Cancelled without a remark")


class MeasurePhase(TextChoices):
    PLAN = "plan", pgettext_lazy("pdca", "Plan")
    DO = "do", pgettext_lazy("pdca", "Do")
    CHECK = "check", pgettext_lazy("pdca", "Check")
    ACT = "act", pgettext_lazy("pdca", "Act")
    ENDED = "ended", pgettext_lazy("measure", "Ended")


class MeasureMove(TextChoices):
    """What happens to a measure; the first is how it comes to be."""

    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    START = "start", _("Start carrying out")
    TAKE_EFFECT = "take_effect", _("Takes effect…")
    PROVE = "prove", pgettext_lazy("measure", "Effective")
    MISS = "miss", pgettext_lazy("measure", "Target missed")
    CLOSE = "close", pgettext_lazy("measure", "Make it the standard")
    GIVE_UP = "give_up", pgettext_lazy("measure", "Give up…")


class MeasureSource(TextChoices):
    """What the measure comes from."""

    MONTHLY = "monthly", _("Monthly analysis")
    QUARTERLY = "quarterly", _("Quarterly meeting")
    PLAN = "plan", _("Optimization plan")
    RETROSPECTIVE = "retrospective", _("Retrospective")
    AUDIT = "audit", _("Data audit")


class MeasureKind(TextChoices):
    STAFFING = "staffing", _("Staffing")
    PROCESS = "process", _("Simpler process")
    TOOLS = "tools", _("Automation")
    DISPATCH = "dispatch", _("Way of assigning")
    KNOWLEDGE = "knowledge", _("Knowledge base")
    APPROVAL = "approval", _("Simpler approval")
    LOGISTICS = "logistics", _("Logistics")
    PARTS = "parts", _("Stock points for spare parts")
    OTHER = "other", pgettext_lazy("measure", "Other")


class RectificationState(TextChoices):
    OPEN = "open", pgettext_lazy("rectification", "Open")
    ACCEPTED = "accepted", pgettext_lazy("rectification", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("rectification", "In progress")
    VERIFIED = "verified", pgettext_lazy("rectification", "Verified")
    CLOSED = "closed", pgettext_lazy("rectification", "Closed")


class RectificationMove(TextChoices):
    ACCEPT = "accept", pgettext_lazy("rectification", "Accept")
    START = "start", pgettext_lazy("rectification", "Start")
    REPORT = "report", pgettext_lazy("rectification", "Report the measure")
    VERIFY = "verify", pgettext_lazy("rectification", "Verify")
    SEND_BACK = "send_back", pgettext_lazy("rectification", "Send back")
    REFUSE = "refuse", pgettext_lazy("rectification", "Refuse")
    CLOSE = "close", pgettext_lazy("rectification", "Close")


class RectificationEventKind(TextChoices):
    """What happens to a request: its moves, and what else has its line."""

    OPENED = "opened", pgettext_lazy("rectification", "Opened")
    DEPARTMENT = "department", pgettext_lazy("rectification", "Department set")
    ACCEPT = "accept", pgettext_lazy("rectification", "Accepted")
    START = "start", pgettext_lazy("rectification", "Started")
    REPORT = "report", pgettext_lazy("rectification", "Measure reported")
    VERIFY = "verify", pgettext_lazy("rectification", "Verified")
    SEND_BACK = "send_back", pgettext_lazy("rectification", "Sent back")
    REFUSE = "refuse", pgettext_lazy("rectification", "Refused")
    CLOSE = "close", pgettext_lazy("rectification", "Closed")
    NOTE = "note", pgettext_lazy("rectification", "Note")


class AwardKind(TextChoices):
    EMPLOYEE = "employee", pgettext_lazy("award", "Employee of the period")
    SATISFACTION = "satisfaction", pgettext_lazy("award", "Customer satisfaction award")
    OTHER = "other", pgettext_lazy("award", "Another award")


class AwardState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("award", "Proposed")
    GRANTED = "granted", pgettext_lazy("award", "Granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("award", "Withdrawn")


class AwardMove(TextChoices):
    GRANT = "grant", pgettext_lazy("award", "Grant…")
    WITHDRAW = "withdraw", pgettext_lazy("award", "Withdraw…")


class AwardEventKind(TextChoices):
    """What happens to an award, by the state that it comes to."""

    PROPOSED = "proposed", pgettext_lazy("history of an award", "Proposed")
    GRANTED = "granted", pgettext_lazy("history of an award", "Granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("history of an award", "Withdrawn")


class PeriodKind(TextChoices):
    MONTH = "month", pgettext_lazy("award", "Month")
    QUARTER = "quarter", pgettext_lazy("award", "Quarter")


class SlowBasis(TextChoices):
    """What a time is compared with."""

    LIMIT = "limit", pgettext_lazy("slow cases", "its limit")
    BENCHMARK = "benchmark", pgettext_lazy("slow cases", "the benchmark")
    TIME = "time", pgettext_lazy("slow cases", "a time of")


class DelayFact(TextChoices):
    """What the ledger says of the time that a case took."""

    ASSIGNMENT = "assignment", _("nobody had it yet")
    PARTS = "parts", _("it waited for spare parts")
    CUSTOMER = "customer", _("it waited for the customer")
