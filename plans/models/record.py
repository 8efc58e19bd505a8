"""What remains of a plan: summary, next actions, files, the archived package.

And proposals that may become plans.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.enums import ProposalState


class PlanSummary(models.Model):
    """总结与改进建议 (F2d). `version` guards two who write at once."""

    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="summary")
    experience = models.TextField(_("experience"), blank=True)
    suggestions = models.TextField(_("suggestions for improvement"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    author_text = models.CharField(max_length=80, blank=True)
    written_on = models.DateField(_("written on"), null=True)
    version = models.PositiveIntegerField(default=1)
    article_number = models.CharField(max_length=20, blank=True)
    """The guide in the knowledge base that the experience became."""

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self) -> str:
        return self.experience[:40]


class NextAction(models.Model):
    """What should follow; it may become a plan."""

    summary = models.ForeignKey(PlanSummary, models.PROTECT, related_name="next_actions")
    task = models.CharField(_("next action"), max_length=300)
    plan = models.ForeignKey("plans.Plan", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.task


class PlanFile(models.Model):
    """A file of the record: an annex to a progress line, evidence of a value, a scan."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="files")
    file = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="+")
    stage = models.ForeignKey(
        "plans.Stage", models.PROTECT, null=True, blank=True, related_name="files"
    )
    progress = models.ForeignKey(
        "plans.StageProgress", models.PROTECT, null=True, blank=True, related_name="files"
    )
    evaluation = models.ForeignKey(
        "plans.Evaluation", models.PROTECT, null=True, blank=True, related_name="files"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.file)


class PlanArchive(models.Model):
    """The frozen package: every form and file with its hash, kept three years and longer."""

    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="archive")
    file_no = models.CharField(_("file number"), max_length=20, unique=True)
    package = models.OneToOneField("documents.StoredFile", models.PROTECT, related_name="+")
    manifest = models.JSONField(default=list)
    archived_at = models.DateTimeField()
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retain_until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = _("archived plan")
        verbose_name_plural = _("archived plans")

    def __str__(self) -> str:
        return self.file_no


class PlanProposal(models.Model):
    """A problem or a gap in the process that somebody thinks deserves a plan."""

    title = models.CharField(pgettext_lazy("proposal", "title"), max_length=120)
    gap = models.TextField(_("problem or gap in the process"))
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.ForeignKey(
        "plans.StageProblem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proposal of a plan")
        verbose_name_plural = _("proposals of plans")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.title
