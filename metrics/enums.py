"""The vocabulary of figures: stored values (lower snake) and their labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MetricUnit(TextChoices):
    HOURS = "hours", pgettext_lazy("unit", "hours")
    MINUTES = "minutes", _("minutes")
    PERCENT = "percent", "%"
    SCORE = "score", pgettext_lazy("unit", "points")
    COUNT = "count", pgettext_lazy("unit", "tickets")


class Better(TextChoices):
    """Which way is better."""

    LOWER = "lower", pgettext_lazy("metric", "lower is better")
    HIGHER = "higher", pgettext_lazy("metric", "higher is better")


class Bucket(TextChoices):
    DAY = "day", pgettext_lazy("bucket", "day")
    WEEK = "week", pgettext_lazy("bucket", "week")
    MONTH = "month", pgettext_lazy("bucket", "month")


class Cohort(TextChoices):
    """The moment that puts a case into a period."""

    REPORTED = "reported", pgettext_lazy("cohort", "reported")
    RESOLVED = "resolved", pgettext_lazy("cohort", "resolved")
    ANSWERED = "answered", pgettext_lazy("cohort", "answered by the customer")
    JUDGED = "judged", pgettext_lazy("cohort", "finished or missed")
    ENDED = "ended", pgettext_lazy("cohort", "limit ended")
    WAITING = "waiting", pgettext_lazy("cohort", "waiting at the end of the period")
    WENT_ON = "went_on", pgettext_lazy("cohort", "waiting ended")


class By(TextChoices):
    """What a figure may be split by."""

    CHANNEL = "channel", _("Channel")
    ISSUE_TYPE = "issue_type", _("Issue type")
    DEPARTMENT = "department", _("Department")
    TIER = "tier", _("Tier")
    NATURE = "nature", _("Nature")
    CATEGORY = "category", _("Product category")
    MODEL = "model", _("Product model")
    LEVEL = "level", _("Customer level")
    WEEKDAY = "weekday", _("Day of the week")
    HOUR = "hour", _("Hour of the day")


class Note(TextChoices):
    """Why a figure may still change."""

    OPEN_PERIOD = "open_period", _("the period has not ended yet")
    OPEN_WINDOW = (
        "open_window",
        _("some of these tickets may still come back within their seven days"),
    )
    OPEN_CONFIRMATION = (
        "open_confirmation",
        _("some limits stand still and would count in this period once they end"),
    )


class StartEvent(TextChoices):
    """What a response time begins with (RP-1); `queries.sources.events` says where each stands."""

    REPORTED = "reported", pgettext_lazy("response time", "problem reported")
    MAIL_SENT = "mail_sent", pgettext_lazy("response time", "customer's mail sent")
    FORM_SUBMITTED = "form_submitted", pgettext_lazy("response time", "form submitted")
    REPAIR_APPLIED = "repair_applied", pgettext_lazy("response time", "repair requested")
    ASSIGNED = "assigned", pgettext_lazy("response time", "assigned")


class EndEvent(TextChoices):
    """What a response time ends with (RP-1)."""

    FIRST_RESPONSE = "first_response", pgettext_lazy("response time", "first response")
    ENGINEER_REPLY = "engineer_reply", pgettext_lazy("response time", "engineer replied")
    FIXED = "fixed", pgettext_lazy("response time", "work finished")
    RESOLVED = "resolved", pgettext_lazy("response time", "solution confirmed")
    FINISH_NOTICE = "finish_notice", pgettext_lazy("response time", "customer told it is finished")
