"""What guards the log-in."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class RoleSecurity(models.Model):
    """What the holders of a role need to get in."""

    role = models.OneToOneField(
        Group,
        models.CASCADE,
        primary_key=True,
        related_name="security",
        verbose_name=_("role"),
    )
    needs_second_factor = models.BooleanField(
        _("needs a second factor"),
        default=False,
        help_text=_(
            "Whoever holds this role and has none is led to set it up after the next log-in, and"
            " can do nothing else until then."
        ),
    )

    class Meta:
        verbose_name = _("log-in of the role")
        verbose_name_plural = _("log-in of roles")

    def __str__(self) -> str:
        return str(self.role)


class TryCounter(models.Model):
    """How many tries of a kind were made until its time is over (see `accounts.actions.tries`).

    The name is a keyed digest: people type passwords where a name belongs.
    """

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="try_counter_by_end")]

    def __str__(self) -> str:
        return f"{self.name[:8]}… {self.count}"


class PasswordLink(models.Model):
    """A link that was mailed to set a new password, once.

    Only its digest is kept: neither the table nor the key of the product makes it again.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.OneToOneField(User, models.CASCADE, related_name="password_link")
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.ends_at:%Y-%m-%d %H:%M}"


class FormerAddress(models.Model):
    """The mail address that an account had before somebody changed it, until it was told there.

    The ledger keeps no address, and the account has the new one.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    address = models.EmailField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.changed_at:%Y-%m-%d %H:%M}"
