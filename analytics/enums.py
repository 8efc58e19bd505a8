"""Vocabulary of reports."""

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


# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (gettext_noop("report"), gettext_noop("reader"))


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
