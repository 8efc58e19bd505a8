"""The steps of a piece of work, one row each: a title, a form, what it calls. One door serves the steps of every house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actions import submissions
from core.domain.flow import IllegalMove
from core.errors import BadFile, LawBroken, NotAllowed, StaleVersion
from core.forms import VerbForm

Run = Callable[[Any, Any, datetime, dict[str, Any]], object]
Shown = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step. It is offered for the `move` that fits the state, or when `shown` says so."""

    key: str
    title: Any
    form: type[VerbForm]
    run: Run
    move: str | None = None
    shown: Shown | None = None
    icon: str = "arrow-right"
    is_main: bool = False
    is_grave: bool = False
    hint: Any = ""

    @property
    def name(self) -> str:
        """The title without the dots that promise a dialog."""
        return str(self.title).rstrip("….")


def calling(action: Callable[..., object]) -> Run:
    """The action that takes what the form says."""

    def run(thing: Any, by: Any, at: datetime, told: dict[str, Any]) -> None:
        action(thing, by=by, at=at, **told)

    return run


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A verb on its way through the door: `address` takes it, `page` is where it leads, `label` names the thing.

    `find` brings the thing as it is now, `is_offered` says whether the step fits it.
    """

    verb: StepDefinition
    address: str
    page: str
    label: str
    find: Callable[[], Any]
    is_offered: Callable[[Any], bool]

    def require_offered(self, thing: Any) -> None:
        """A step that does not fit, or that the person may not take, brings no form."""
        if not self.is_offered(thing):
            raise LawBroken(gettext("This step is not open to you while it is in this state."))


def serve_step(
    request: HttpRequest, step: StepRequest, *, initial: dict[str, Any] | None = None
) -> HttpResponse:
    """GET brings the form into the dialog, POST takes the step. What is refused keeps every word that was typed."""
    thing, form_of = step.find(), step.verb.form
    context = {"thing": thing, "user": request.user, "at": timezone.now()}
    if request.method == "GET":
        step.require_offered(thing)
        return _dialog(request, step, form_of(initial=initial or {}, **context))
    form = form_of(request.POST, request.FILES, **context)
    if not form.is_valid():
        return _dialog(request, step, form, 422)
    try:
        return _taken(request, step, form)
    except (LawBroken, BadFile) as error:
        form.refuse(error)
        return _dialog(request, step, form, 422)
    except NotAllowed as error:
        form.add_error(None, error.message)
        return _dialog(request, step, form, 403)
    except (IllegalMove, StaleVersion):
        form.add_error(None, _("Somebody was faster: it has changed meanwhile. Reload the page."))
        return _dialog(request, step, form, 409)


def _taken(request: HttpRequest, step: StepRequest, form: VerbForm) -> HttpResponse:
    now = timezone.now()

    def act() -> str:
        thing = step.find()
        step.require_offered(thing)
        step.verb.run(thing, request.user, now, dict(form.details))
        return step.page

    url = submissions.act_once(
        str(form.cleaned_data["submit_id"] or ""), by=request.user, at=now, act=act
    )
    return go_to(request, url)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows as a whole page. To a place on the page that is open it is a reload: a browser would only scroll."""
    if request.htmx:
        here = (request.htmx.current_url_abs_path or "").partition("#")[0].partition("?")[0]
        if "#" in url and url.partition("#")[0] == here:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _dialog(
    request: HttpRequest, step: StepRequest, form: VerbForm, status: int = 200
) -> HttpResponse:
    template = "core/_verb.html" if request.htmx else "core/verb.html"
    return render(request, template, {"step": step, "verb": step.verb, "form": form}, status=status)
