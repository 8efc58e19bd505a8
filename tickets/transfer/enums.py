"""What is asked of the worker who brings histories in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# What stands for the reason of a ticket that was cancelled in an old register, which tells none.
CANCELLED_BY_IMPORT = "登记表导入"


class HistoryTask(TextChoices):
    """What the worker is to do with the history of another desk."""

    SURVEY = "survey", _("Looking at the columns")
    TRIAL = "trial", _("Trying the mapping")
    COMMIT = "commit", _("Importing")


class HistoryState(TextChoices):
    """How far the history of another desk is, for a program that sends it."""

    OPEN = "open", _("Rows are awaited")
    SURVEYING = "surveying", _("Looking at the columns")
    SURVEYED = "surveyed", _("Awaits a mapping")
    TRYING = "trying", _("Trying the mapping")
    TRIED = "tried", _("Tried, nothing written")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")
    GIVEN_UP = "given_up", _("Given up")
