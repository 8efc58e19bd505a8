"""Vocabulary of reports and data audits."""

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
    AUDIT_MADE = "audit_made", _("Data audit begun")
    AUDIT_SIGNED = "audit_signed", _("Data audit signed")
    EXPORT_F20 = "export_f20", _("Exported: monthly report (F20)")
    EXPORT_F22 = "export_f22", _("Exported: evaluation report (F22)")
    EXPORT_ANALYSIS = "export_analysis", _("Exported: workbook of the monthly analysis")
    EXPORT_FACTS = "export_facts", _("Exported: tickets of the monthly analysis (CSV)")
    EXPORT_F23 = "export_f23", _("Exported: data audit (F23)")


# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (
    gettext_noop("report"),
    gettext_noop("reader"),
    gettext_noop("audit"),
    gettext_noop("month"),
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
