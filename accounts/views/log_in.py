"""Log-in, the log-in over a page, log-out."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.internal.constants import LoginStageKey
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts import rules, sessions
from accounts.code_forms import CodeForm
from accounts.forms import DeskAuthenticationForm
from accounts.models import User
from accounts.sign_on.pages import companies_for


@method_decorator(login_not_required, name="dispatch")
class DeskLogin(LoginView):
    """Log-in by name and password; whoever has a second factor is asked for it next."""

    template_name = "accounts/login.html"
    authentication_form = DeskAuthenticationForm
    redirect_authenticated_user = True

    def form_valid(self, form: DeskAuthenticationForm) -> HttpResponse:
        person = form.get_user()
        login = Login(user=person, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": person.username}, login)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A new password comes by mail, so only where mail is set up."""
        companies = companies_for(self.request, self.get_redirect_url())
        return super().get_context_data(
            may_reset=settings.EMAIL_IS_SET_UP, companies=companies, **kwargs
        )


@login_not_required
@never_cache
@require_GET
def show_session(request: HttpRequest) -> JsonResponse:
    """Who is logged in, for how long, and the token of the forms."""
    return JsonResponse(_session_state(request))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def log_in_again(request: HttpRequest) -> JsonResponse:
    """The log-in over a page whose own has ended.

    Whoever has a second factor sends a code along; the answer asks for it.
    """
    form = DeskAuthenticationForm(request, request.POST)
    if not form.is_valid():
        return _refuse(_("User name or password is wrong."))
    person = form.get_user()
    login = Login(user=person, redirect_url="/")
    if rules.has_second_factor(person):
        refusal = _check_code(request, person)
        if refusal:
            return refusal
        login.state["stages"] = {LoginStageKey.MFA_AUTHENTICATE.value: {"handled": True}}
    done = perform_password_login(request, {"username": person.username}, login)
    answer = JsonResponse(_session_state(request))
    answer.cookies.update(done.cookies)
    return answer


def _check_code(request: HttpRequest, person: User) -> JsonResponse | None:
    """What is missing or wrong; None where the code fits."""
    if not request.POST.get("code"):
        return _refuse(_("Enter the code of your app, or a recovery code."), needs_code=True)
    form = CodeForm(request.POST, user=person)
    if not form.is_valid():
        return _refuse(str(form.errors["code"][0]), needs_code=True)
    form.save()
    return None


def _refuse(sentence: str, *, needs_code: bool = False) -> JsonResponse:
    return JsonResponse({"error": sentence, "needs_code": needs_code}, status=422)


def _session_state(request: HttpRequest) -> dict[str, object]:
    return {
        "person": request.user.pk,
        "seconds": sessions.seconds_left(request, timezone.now()),
        "token": get_token(request),
    }


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:login")
