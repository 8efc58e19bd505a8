"""Vocabulary of the work on a ticket: diagnosis, solution, execution, confirmation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DiagnosisMethod(TextChoices):
    KB = "kb", _("Knowledge base")
    REMOTE = "remote", _("Remote help")
    ONSITE = "onsite", _("On site")
    LOG = "log", _("Log analysis")
    OTHER = "other", pgettext_lazy("method", "Other")


class CauseClass(TextChoices):
    KNOWN_FAULT = "known_fault", _("Known fault")
    DEFECT = "defect", _("Technical defect")
    USER_ERROR = "user_error", _("Customer's operation")
    OTHER = "other", pgettext_lazy("cause", "Other")


class ProcessKind(TextChoices):
    ONSITE = "onsite", _("Repair on site")
    REMOTE = "remote", _("Remote debugging")
    EXCHANGE = "exchange", _("Exchange")
    COMPENSATION = "compensation", _("Compensation")
    PHONE = "phone", _("Guidance by phone")
    OTHER = "other", pgettext_lazy("process", "Other")


class SolutionState(TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Superseded")


class ConfirmationMode(TextChoices):
    ONLINE = "online", _("Signed online")
    OFFLINE = "offline", _("Signed on paper")
    CALLBACK = "callback", _("Confirmed by phone")
    AUTO = "auto", _("No answer after two attempts")


class ConfirmationResult(TextChoices):
    SOLVED = "solved", _("Fully resolved")
    NOT_SOLVED = "not_solved", _("Not solved")
