"""A register on its way in: staged row by row, judged, then committed in chunks."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from tickets.transfer.enums import HistoryState, HistoryTask

# How long the file of a history is kept for a person to go on with, from when it was sent.
FILE_KEPT = timedelta(days=30)

AT_WORK = {
    HistoryTask.SURVEY: HistoryState.SURVEYING,
    HistoryTask.TRIAL: HistoryState.TRYING,
    HistoryTask.COMMIT: HistoryState.IMPORTING,
}


class ImportBatch(models.Model):
    """One file that was read.

    `counts` holds created, unchanged, warned, refused and left, `remarks` what of the file is not
    simply taken (`documents.imports.account.FileRemark`). `keeps_left` asks for what is left of a
    ticket's row to be kept in its remark. A large file waits in `file` until the worker has read
    it, and says meanwhile how far it is; `read_error` says why there is no register in it.
    """

    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    keeps_left = models.BooleanField(default=False)
    file = models.ForeignKey(
        "documents.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    rows_read = models.PositiveIntegerField(default=0, db_default=0)
    rows_total = models.PositiveIntegerField(default=0, db_default=0)
    read_error = models.CharField(max_length=400, default="", db_default="")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="import_to_commit",
                condition=models.Q(requested_at__isnull=False, committed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reading(self) -> bool:
        """Does it wait for the worker, or is it being read?"""
        return self.file_id is not None


class ImportRow(models.Model):
    """One row of the sheet: the cells as they came, the verdict, and the cells that are wrong.

    `row` counts on over all sheets of the file; `place` is what its reader calls it. `changes` are
    cells that are taken as something else, `left` is what is not read, by its heading.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    place = models.CharField(max_length=60, default="")
    cells = models.JSONField()
    fields = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    left = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="row_once_per_batch")]

    def __str__(self) -> str:
        return f"{self.row} {self.verdict}"


class HistoryMapping(models.Model):
    """What the columns and words of another help desk mean, kept under a name.

    `data` is what `tickets.transfer.domain.history.mapping_of` reads.
    """

    name = models.CharField(max_length=60, unique=True)
    data = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HistoryUpload(models.Model):
    """A history that somebody brings in: surveyed, mapped, tried, and only then committed.

    `asked_for` is what the worker is to do next, `language` that of whoever asked, `looked_at` how
    many lines it has judged.
    `survey` is that of `tickets.transfer.domain.history.survey.FileSurvey`, `mapping` the data of
    the mapping as it stands and `version` counts its changes: `trial` tells what that version would
    bring, `outcome` what the commit brought. `error` says why the last thing asked for failed. The
    file goes once it is committed or given up, or when it was forgotten for `FILE_KEPT`; what was
    shown of it goes too.

    A program sends rows in batches while it `is_open`; when it closes, they are the file.
    """

    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=False, db_default=False)
    file = models.ForeignKey(
        "documents.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asked_for = models.CharField(max_length=10, blank=True, choices=HistoryTask)
    language = models.CharField(max_length=8, blank=True, default="", db_default="")
    looked_at = models.PositiveIntegerField(default=0)
    survey = models.JSONField(null=True)
    mapping = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    trial = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    committed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> HistoryState:
        """How far it is."""
        if self.is_open:
            return HistoryState.OPEN
        if self.committed_at:
            return HistoryState.DONE
        if self.file_id is None:
            return HistoryState.FAILED if self.error else HistoryState.GIVEN_UP
        if self.asked_for:
            return AT_WORK[HistoryTask(self.asked_for)]
        if self.error:
            return HistoryState.FAILED
        return HistoryState.TRIED if self.trial else HistoryState.SURVEYED

    @property
    def file_goes_at(self) -> datetime:
        """When the file goes if nobody goes on with it."""
        return self.at + FILE_KEPT


class HistoryBatch(models.Model):
    """Some rows of a history that a program sends, under a number of its own counting.

    `rows` are objects of texts by heading, and go when the file is made of them; `digest` tells
    whether the same batch comes again.
    """

    upload = models.ForeignKey(HistoryUpload, models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="batch_once_per_history")
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.number}"
