"""Lists that administrators keep: issue types, causes, reply templates."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.names import in_language
from tickets.record.enums import Purpose, Tier


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
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("issue type")
        verbose_name_plural = _("issue types")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="issue_type_once_below"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent__isnull=True),
                name="issue_type_once_on_top",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


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


class DeskRule(models.Model):
    """Numbers of the desk that administrators tune; one row."""

    reopen_days = models.PositiveSmallIntegerField(
        _("days within which a solved ticket may be reopened"), default=7
    )
    auto_confirm_days = models.PositiveSmallIntegerField(
        _("days without answer after which staff may confirm"), default=3
    )
    years_kept = models.PositiveSmallIntegerField(
        _("years for which an archived plan is kept"),
        default=3,
        validators=[MinValueValidator(3)],  # LM-14: three years and longer
    )

    class Meta:
        verbose_name = _("desk rule")
        verbose_name_plural = _("desk rules")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
