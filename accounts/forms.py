"""Forms of people: log-in, and what an administrator may set."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules
from accounts.enums import Role
from accounts.models import User
from accounts.queries.labels import right_label
from pages.forms import PickedField, set_widget_class


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
