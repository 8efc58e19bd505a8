"""Lists and numbers that administrators keep: issue types, causes, wordings, words of triage."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.names import in_language
from notifications.models.settings import refuse_unknown
from tickets.record.domain import reply_wording
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.domain.triage import HintWord, WakingThreshold
from tickets.record.enums import ClosingProof, Priority, Purpose, Tier

# The tiers that a word can ask for: the lowest needs no word.
HINTED_TIERS = [(tier.value, tier.label) for tier in (Tier.URGENT, Tier.IMPORTANT)]


class IssueType(models.Model):
    """Problem type, two levels; routes to a department and suggests a tier."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("above"),
    )
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40, blank=True)
    default_tier = models.CharField(
        _("suggested tier"), max_length=12, choices=Tier.choices, blank=True
    )
    default_department = models.ForeignKey(
        "accounts.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("goes to"),
    )
    is_fault = models.BooleanField(_("is a fault"), default=False)
    needs_cause_code = models.BooleanField(
        _("its closing report needs a cause code"), default=False, db_default=False
    )
    needs_lessons = models.BooleanField(
        _("its closing report needs lessons"), default=False, db_default=False
    )
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("issue type")
        verbose_name_plural = _("issue types")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="issue_type_once_below"),
            # By itself: the constraint above never meets two rows without a parent.
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent__isnull=True),
                name="issue_type_once_on_top",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def clean(self) -> None:
        """Two levels, and no circle: raises `ValidationError` for the type above."""
        if self.parent is None:
            return
        if self.parent_id == self.pk:
            refusal = _("A type cannot stand above itself.")
        elif self.parent.parent_id is not None:
            refusal = _("There are two levels: choose a type that has none above it.")
        elif self.pk and self.children.exists():
            refusal = _("There are two levels: types stand below this one, so it stays on top.")
        else:
            return
        raise ValidationError({"parent": refusal})


class CauseCode(models.Model):
    """A coded cause of a problem."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("cause code")
        verbose_name_plural = _("cause codes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """Standard wording for a purpose (AK-5)."""

    title = models.CharField(_("title"), max_length=60)
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=Purpose.choices, default=Purpose.ACK
    )
    channel = models.ForeignKey(
        "customers.Channel",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("channel"),
    )
    text = models.TextField(_("text"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["purpose", "id"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raises `ValidationError` that names what stands in braces and is no variable."""
        refusal = refuse_unknown(self.text, reply_wording.KNOWN)
        if refusal:
            raise ValidationError({"text": refusal})


class TriageWord(models.Model):
    """A word in a customer's description that asks for a tier (model.md C4)."""

    # As people type it: it is looked for whatever its case.
    word = models.CharField(_("word"), max_length=40, unique=True)
    tier = models.CharField(_("asks for the tier"), max_length=12, choices=HINTED_TIERS)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("triage word")
        verbose_name_plural = _("triage words")
        # Of several words of one tier the first is named as the reason.
        ordering = ["id"]

    def __str__(self) -> str:
        return self.word

    def as_hint(self) -> HintWord:
        """The row as the law of triage takes it."""
        return HintWord(self.word, Tier(self.tier))


class DeskRule(models.Model):
    """Numbers of the desk that administrators tune; one row."""

    reopen_days = models.PositiveSmallIntegerField(
        _("days within which a solved ticket may be reopened"), default=7
    )
    auto_confirm_days = models.PositiveSmallIntegerField(
        _("working days without answer after which a solution counts as confirmed"), default=3
    )
    confirms_silence = models.BooleanField(
        _("then confirm by itself, after two attempts to reach the customer"),
        default=True,
        db_default=False,  # a desk that is upgraded says so itself
    )
    archive_days = models.PositiveSmallIntegerField(
        _("days after closing after which a ticket is archived by itself"),
        default=30,
        db_default=0,  # as before the upgrade
        help_text=_("0: only by hand. An archived ticket can no longer be reopened."),
    )
    years_kept = models.PositiveSmallIntegerField(
        _("years for which an archived file is kept"),
        default=3,
        validators=[MinValueValidator(3)],  # LM-14: three years and longer
    )
    low_score = models.PositiveSmallIntegerField(
        _("score up to which a supervisor calls back"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    due_soon_minutes = models.PositiveSmallIntegerField(
        _("minutes before its limit from which a ticket is due soon"),
        default=60,
        validators=[MinValueValidator(1)],
    )
    unassigned_long_minutes = models.PositiveSmallIntegerField(
        _("minutes after which a ticket has been unassigned too long"),
        default=15,
        validators=[MinValueValidator(1)],
    )
    urgent_promise_minutes = models.PositiveSmallIntegerField(
        _("minutes after the report that are offered as promised time of an urgent ticket"),
        default=240,
        db_default=240,
        validators=[MinValueValidator(1)],
    )
    untouched_long_hours = models.PositiveSmallIntegerField(
        _("hours after which a waiting ticket has been untouched too long"),
        default=24,
        validators=[MinValueValidator(1)],
    )
    closing_proof = models.CharField(
        _("what proves that it is solved, before closing"),
        max_length=10,
        choices=ClosingProof.choices,
        default=ClosingProof.EITHER,
        db_default=ClosingProof.EITHER,
    )
    asks_to_confirm = models.BooleanField(
        _("ask the customer by message to confirm when work is finished"),
        default=True,
        db_default=False,  # a desk that is upgraded says so itself
    )
    sends_receipts = models.BooleanField(
        _("send the customer a receipt for every new ticket"), default=True, db_default=True
    )
    answer_wakes = models.BooleanField(
        _("a customer's answer ends the waiting for the customer"), default=True, db_default=True
    )
    link_days = models.PositiveSmallIntegerField(
        _("days for which a customer's link opens the page"),
        default=90,
        db_default=90,
        validators=[MinValueValidator(1)],
    )
    takes_requests = models.BooleanField(
        _("whoever scans the label of a device may report a problem"),
        default=False,
        db_default=False,
    )
    has_public_form = models.BooleanField(
        _("whoever comes by may report a problem on the public form"),
        default=False,
        db_default=False,
        help_text="/request/",
    )
    # Either of the two is enough; an empty one wakes nobody.
    waking_tier = models.CharField(
        _("tier from which someone may be woken"),
        max_length=12,
        choices=Tier.choices,
        default=Tier.URGENT,
        blank=True,
    )
    waking_priority = models.CharField(
        _("priority from which someone may be woken"),
        max_length=8,
        choices=Priority.choices,
        default=Priority.HIGH,
        blank=True,
    )

    class Meta:
        verbose_name = _("desk rule")
        verbose_name_plural = _("desk rules")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        """What can still be reopened is not put into the archive."""
        if 0 < self.archive_days < self.reopen_days:
            message = _("At least as many days as a ticket may be reopened (%(days)d).")
            raise ValidationError({"archive_days": message % {"days": self.reopen_days}})

    def as_numbers(self) -> DeskNumbers:
        """The row as law and queries take it."""
        return DeskNumbers(
            low_score=self.low_score,
            due_soon=timedelta(minutes=self.due_soon_minutes),
            unassigned_long=timedelta(minutes=self.unassigned_long_minutes),
            urgent_promise=timedelta(minutes=self.urgent_promise_minutes),
            untouched_long=timedelta(hours=self.untouched_long_hours),
            closing_proof=ClosingProof(self.closing_proof),
            waking=WakingThreshold(self.waking_tier, self.waking_priority),
        )
