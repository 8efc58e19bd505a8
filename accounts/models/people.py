"""User, department, outlet, and when people are on duty or away."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import DepartmentKind, Language, Role, Theme

# No other program is given a post.
NO_SERVICE = {"is_service": False}


class Department(models.Model):
    """A department, with the person others turn to (liaison) and its head."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=DepartmentKind.choices, default=DepartmentKind.OTHER
    )
    head = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=NO_SERVICE,
        verbose_name=_("head"),
    )
    liaison = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=NO_SERVICE,
        verbose_name=_("liaison"),
    )
    duties = models.TextField(_("duties"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Outlet(models.Model):
    """A service outlet."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    province = models.CharField(_("province"), max_length=30, blank=True)
    city = models.CharField(_("city"), max_length=30, blank=True)
    district = models.CharField(_("district"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    coverage = models.CharField(_("coverage"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    """Chains over one table of people."""

    def at_work(self) -> "UserQuerySet":
        """People who work here: nobody who was switched off, and no other program."""
        return self.filter(is_active=True, is_service=False)

    def colleagues(self) -> "UserQuerySet":
        """Everybody who works or worked here."""
        return self.filter(is_service=False)

    def services(self) -> "UserQuerySet":
        """Accounts of other programs."""
        return self.filter(is_service=True)

    def in_role(self, role: str) -> "UserQuerySet":
        return self.filter(groups__name=role)

    def administrators(self) -> "UserQuerySet":
        """Those who may administer people and rights."""
        with_role = User.objects.in_role(Role.ADMIN).values("pk")
        return self.filter(models.Q(is_superuser=True) | models.Q(pk__in=with_role))

    def matching(self, words: str) -> "UserQuerySet":
        return self.filter(
            models.Q(display_name__icontains=words) | models.Q(username__icontains=words)
        )


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """The usual creation of users, with our chains."""

    use_in_migrations = False


class User(AbstractUser):
    """A person of the desk. Rights come from groups only (see `accounts.backends`)."""

    first_name = None
    last_name = None
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("department"),
    )
    outlet = models.ForeignKey(
        Outlet,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("outlet"),
    )
    skill_level = models.PositiveSmallIntegerField(
        _("skill level"), default=1, choices=[(n, n) for n in range(1, 6)]
    )
    is_on_duty = models.BooleanField(_("on duty"), default=False)
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.ZH
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_service = models.BooleanField(
        _("service account"),
        default=False,
        db_default=False,
        help_text=_(
            "Stands for another program, which comes with an access token. Nobody can log in with"
            " it."
        ),
    )
    # Another one ends every log-in of the person; empty as long as that was never asked for.
    session_mark = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )

    objects = PeopleManager()

    REQUIRED_FIELDS = ["email", "display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["display_name"]
        indexes = [models.Index(fields=["display_name"], name="user_by_name")]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session has to know of the person to go on: the password and the mark.

        Without a mark as Django has it, so that log-ins outlast the upgrade that brought marks.
        """
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        known = f"{self.password}{self.session_mark}"
        return salted_hmac(salt, known, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_at_work(self) -> bool:
        """Can the person log in and be given work? `at_work` says it of many."""
        return self.is_active and not self.is_service

    @property
    def roles(self) -> list[str]:
        """The canonical roles held, in the order of the vocabulary."""
        held = {group.name for group in self.groups.all()}
        return [role.value for role in Role if role.value in held]


def require_order(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise `ValidationError` for a span that ends before it begins."""
    if starts_at and ends_at and ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end is before the beginning.")})


class DutyShift(models.Model):
    """A person is on duty for a span, for one department or for all: whom an escalation finds at
    night and on holidays.
    """

    person = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="shifts",
        limit_choices_to=NO_SERVICE,
        verbose_name=_("person"),
    )
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="shifts",
        verbose_name=_("department"),
        help_text=_("Empty: for the tickets of all departments."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty roster")
        ordering = ["-starts_at", "person"]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="shift_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        require_order(self.starts_at, self.ends_at)


class Absence(models.Model):
    """A person is away for a span; what would be told to them is told to the deputy."""

    person = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="absences",
        limit_choices_to=NO_SERVICE,
        verbose_name=_("person"),
    )
    deputy = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="+",
        limit_choices_to=NO_SERVICE,
        verbose_name=_("deputy"),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences and deputies")
        ordering = ["-starts_at", "person"]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="absence_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("person")), name="deputy_is_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d}"

    def clean(self) -> None:
        require_order(self.starts_at, self.ends_at)
        if self.person_id and self.person_id == self.deputy_id:
            raise ValidationError({"deputy": _("The deputy must be someone else.")})
