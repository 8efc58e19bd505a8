"""Forms of codes, passkeys and the password again, in our look; each try is counted."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import guards
from accounts.models import User
from pages.forms import set_widget_class

LONGEST_CODE = 32


def _as_desk_form(form: forms.Form) -> None:
    form.label_suffix = ""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        set_widget_class(field.widget)


class _CodeForm(forms.Form):
    """A code of the app, or one of the recovery codes; one of the app counts once."""

    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_desk_form(self)
        code = self.fields["code"]
        code.label = _("Code of your app, or a recovery code")
        code.max_length = LONGEST_CODE
        code.widget.attrs |= {"autofocus": True, "inputmode": "numeric", "maxlength": LONGEST_CODE}

    def clean_code(self) -> str:
        with guards.counted_code(context.request, self.user):
            code = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                _use_once(self.user, code)
        guards.note_used_factor(context.request, self.authenticator)
        return code


def _use_once(person: User, code: str) -> None:
    if not guards.is_first_use(person, code):
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(_CodeForm, AuthenticateForm):
    """After the password."""


class CodeAgainForm(_CodeForm, ReauthenticateForm):
    """Before something dangerous."""


class FirstCodeForm(ActivateTOTPForm):
    """The code that shows that the app has the key, which waits sealed in the session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session, adapter = context.request.session, get_adapter()
        if SECRET_SESSION_KEY in session:
            session[SECRET_SESSION_KEY] = adapter.decrypt(session[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = adapter.encrypt(self.secret)
        _as_desk_form(self)
        code = self.fields["code"]
        code.label = _("Code that the app shows")
        code.widget.attrs |= {"inputmode": "numeric", "maxlength": LONGEST_CODE}

    def clean_code(self) -> str:
        with guards.counted_code(context.request, self.user):
            code = super().clean_code()
            _use_once(self.user, code)
        return code


class PasskeyForm(AddWebAuthnForm):
    """A passkey and what it is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_desk_form(self)
        self.fields["name"].label = _("What it is called")
        self.fields["name"].max_length = 60
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Log in with it alone, without a password")
        passwordless.help_text = ""
        passwordless.initial = True


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_desk_form(self)


class PasswordAgainForm(forms.Form):
    """The own password, before something dangerous."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        _as_desk_form(self)

    def clean_password(self) -> str:
        """Compared where every password is, so that it is counted like one."""
        password: str = self.cleaned_data["password"]
        person = authenticate(context.request, username=self.user.username, password=password)
        if person is None or person.pk != self.user.pk:
            raise forms.ValidationError(_("The password is wrong."), code="incorrect_password")
        return password
