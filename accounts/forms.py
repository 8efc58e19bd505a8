"""Forms of people: log-in, access tokens, and what an administrator may set."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import rules
from accounts.domain import tokens
from accounts.enums import Role, ScopeHouse, TokenScope
from accounts.models import Department, User
from accounts.queries.labels import right_label, role_label
from pages.forms import DayField, DeskForm, PickedField, set_widget_class


class PersonField(PickedField):
    """Somebody who works here, found by typing a part of the name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("accounts:people", gettext_lazy("Type a name"), **kwargs)
        # Not yet answered: every look-up asks anew, so these are the people of that moment.
        self.queryset = User.objects.at_work()


class DeskAuthenticationForm(AuthenticationForm):
    """The log-in form in our look; capitals of a user name do not count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            set_widget_class(field.widget)

    def clean_username(self) -> str:
        """The name as it is stored, so that the throttle counts one person once."""
        typed: str = self.cleaned_data["username"].strip()
        # Where an older installation has two that differ by case, only the exact one is meant.
        names = list(User.objects.filter(username__iexact=typed).values_list("username", flat=True))
        return names[0] if len(names) == 1 else typed


class DeskPasswordChangeForm(PasswordChangeForm):
    """The own password; a wrong old one is counted like a wrong one at log-in."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        for field in self.fields.values():
            set_widget_class(field.widget)

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        person = authenticate(self.request, username=self.user.username, password=old)
        if person is None or person.pk != self.user.pk:
            code = "password_incorrect"
            raise forms.ValidationError(self.error_messages[code], code=code)
        return old


class PersonForm(UserChangeForm):
    """A person; the last administrator stays one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance.pk or not {"is_staff", "groups"} <= set(cleaned):
            return cleaned
        stays = rules.stays_administrator(
            self.instance,
            # Who is at work is switched off elsewhere, so the tick may not stand in the form.
            is_active=cleaned.get("is_active", self.instance.is_active),
            is_staff=cleaned["is_staff"],
            groups=cleaned["groups"],
        )
        if not stays and rules.is_last_administrator(self.stored_person()):
            raise forms.ValidationError(rules.last_administrator_reason())
        return cleaned

    def stored_person(self) -> User:
        """The person as stored: the form has written into its own already."""
        return User.objects.get(pk=self.instance.pk)


class RoleForm(forms.ModelForm):
    """A role and its rights; administrators stay able to give rights.

    `by` is who puts the rights together: nobody makes a role as powerful as their own.
    """

    by: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        rights = cleaned.get("permissions", ())
        if not rules.may_grant(self.by, rights):
            powerful = [right for right in rights if not rules.may_grant(self.by, [right])]
            reason = _("You may not give these rights: %(names)s") % {
                "names": _(", ").join(map(right_label, powerful))
            }
            self.add_error("permissions", reason)
        if self.instance.name == Role.ADMIN and "permissions" in cleaned:
            kept = {permission.codename for permission in cleaned["permissions"]}
            if not kept >= rules.RIGHTS_OF_ADMINISTRATORS:
                reason = _("Administrators keep the rights to change people and roles.")
                self.add_error("permissions", reason)
        return cleaned


UNTIL_A_DAY = "day"
LIVES = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("365 days")),
    (UNTIL_A_DAY, gettext_lazy("until a day that I choose")),
)


class TokenForm(DeskForm):
    """A new access token: what for, what it opens, and until when.

    `may_set_pace`: administrators say for a program how often it may ask.
    """

    name = forms.CharField(
        label=pgettext_lazy("token", "What it is for"),
        max_length=60,
        help_text=gettext_lazy("For example the name of the program that uses it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it opens"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    life = forms.ChoiceField(label=pgettext_lazy("token", "Valid for"), choices=LIVES, initial="90")
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only where you choose the day yourself."),
    )
    requests_per_minute = forms.IntegerField(
        label=gettext_lazy("Requests per minute"),
        min_value=1,
        max_value=tokens.FASTEST_PACE,
        initial=tokens.PACE,
    )

    def __init__(self, *args: Any, at: datetime, may_set_pace: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if not may_set_pace:
            del self.fields["requests_per_minute"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "life" not in cleaned or "ends_on" in self.errors:
            return cleaned
        ends_on, chooses_day = cleaned.get("ends_on"), cleaned["life"] == UNTIL_A_DAY
        if chooses_day and ends_on is None:
            self.add_error("ends_on", _("Choose the last day."))
        elif ends_on is not None and not chooses_day:
            sentence = _("Leave the day empty, or choose “until a day that I choose”.")
            self.add_error("ends_on", sentence)
        elif not timedelta(0) < self.lasts <= tokens.LONGEST_LIFE:
            self.add_error("ends_on", _("Choose a day from today on, within a year."))
        return cleaned

    @property
    def lasts(self) -> timedelta:
        """From now on; to the end of the last day in the desk's zone."""
        ends_on = self.cleaned_data.get("ends_on")
        if ends_on is None:
            return timedelta(days=int(self.cleaned_data["life"]))
        midnight = datetime.combine(ends_on + timedelta(days=1), time())
        return timezone.make_aware(midnight) - self.at

    @property
    def wishes(self) -> dict[str, Any]:
        """What the action is called with."""
        names = ("name", "scopes", "requests_per_minute")
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in names if name in cleaned}
        return {**given, "lasts": self.lasts}

    @property
    def scope_groups(self) -> Iterator[tuple[str, list[Any]]]:
        """The boxes by house; what goes across all houses comes last, without a name."""
        boxes = {box.data["value"]: box for box in self["scopes"].subwidgets}
        for house in (*ScopeHouse, None):
            found = [box for scope, box in boxes.items() if tokens.house_of(scope) == house]
            if found:
                yield str(house.label) if house else "", found


class RotationForm(DeskForm):
    """A new key in place of one, which goes on opening for some days."""

    days = forms.IntegerField(
        label=gettext_lazy("Days for which the old key stays valid"),
        min_value=0,
        max_value=tokens.LONGEST_OVERLAP.days,
        initial=tokens.OVERLAP.days,
        help_text=gettext_lazy("0 ends it at once."),
    )

    @property
    def overlap(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class RolesField(forms.ModelMultipleChoiceField):
    """Roles by their names in the reader's language."""

    def label_from_instance(self, obj: Group) -> str:
        return role_label(obj)


class ServiceForm(DeskForm):
    """An account of another program. `by` sees the roles that may be given, `account` is the one
    that is changed.
    """

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        help_text=gettext_lazy("Short and for good, such as crm."),
    )
    name = forms.CharField(
        label=pgettext_lazy("service account", "Name"),
        max_length=40,
        help_text=gettext_lazy("It stands beside everything that the program does."),
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=gettext_lazy("Department"),
        required=False,
        empty_label="—",
    )
    roles = RolesField(
        Group.objects.none(),
        label=gettext_lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: User, account: User | None = None, **kwargs: Any) -> None:
        if account is not None:
            kwargs["initial"] = {
                "name": account.display_name,
                "department": account.department,
                "roles": account.groups.all(),
            }
        super().__init__(*args, **kwargs)
        roles = list(Group.objects.prefetch_related("permissions__content_type"))
        given = [role for role in roles if rules.may_give_role(by, role)]
        self.left_out = [role_label(role) for role in roles if role not in given]
        self.fields["roles"].queryset = Group.objects.filter(
            pk__in=[role.pk for role in given]
        ).order_by("pk")
        if account is not None:
            del self.fields["username"]
