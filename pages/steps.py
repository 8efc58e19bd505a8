"""The door that serves the steps of every house: a form in a dialog, taken once, or refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actions import submissions
from core.errors import AlreadySent, BadFile, LawBroken, NotAllowed, StaleVersion
from core.work.lifecycle import IllegalMove
from pages.forms import DeskForm, StepForm
from pages.offers import StepDefinition, StepSet

RowT = TypeVar("RowT", bound=Model)


def visible_or_404(rows: "QuerySet[RowT]", user: Any, number: str) -> RowT:
    """The row with this number, if the person may see it.

    Raises `Http404` that does not tell whether it exists.
    """
    visible = rows.visible_to(user)  # type: ignore[attr-defined]  # each house's own queryset
    # `first` would sort all that the person may see
    row = next(iter(visible.filter(number=number).order_by()), None)
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step on its way through the door.

    `address` takes it, `page` is where it leads, `label` names the thing on the dialog, `find`
    brings the thing as it is now.
    """

    steps: StepSet
    key: str
    address: str
    page: str
    label: str
    find: Callable[[], Any]

    @property
    def definition(self) -> StepDefinition:
        """The step of this key. Raises `Http404` when there is none."""
        definition = self.steps.find_step(self.key)
        if definition is None:
            raise Http404
        return definition

    def require_offered(self, thing: Any, user: Any) -> None:
        """Raise `NotAllowed` for who may not take the step, `LawBroken` where it does not fit."""
        if self.steps.is_offered(self.definition, user, thing):
            return
        # Two sentences: one is answered by a colleague, the other by a reload.
        self.steps.require_person(self.definition, user, thing)
        raise LawBroken(gettext("You cannot do this in the current state."))


def serve_step(
    request: HttpRequest, step: StepRequest, *, initial: dict[str, Any] | None = None
) -> HttpResponse:
    """GET brings the form into the dialog, POST takes the step.

    What is refused keeps every word that was typed.
    """
    form_class = step.definition.form
    thing, now = step.find(), timezone.now()
    if request.method == "GET":
        step.require_offered(thing, request.user)
        form = form_class(thing=thing, user=request.user, at=now, initial=initial or {})
        return _show_dialog(request, step, form)

    form = form_class(request.POST, request.FILES, thing=thing, user=request.user, at=now)
    try:
        # Asked before the form is: whom the step is not meant for need not fill it in well.
        step.steps.require_person(step.definition, request.user, thing)
        if not form.is_valid():
            return _show_dialog(request, step, form, 422)
        return _take_step(request, step, form)
    except (LawBroken, BadFile) as error:
        form.refuse(error)
        return _show_dialog(request, step, form, 422)
    except NotAllowed as error:
        form.add_error(None, error.message)
        return _show_dialog(request, step, form, 403)
    except (IllegalMove, StaleVersion):
        form.add_error(None, _("Someone else changed this in the meantime. Reload the page."))
        return _show_dialog(request, step, form, 409)


def _take_step(request: HttpRequest, step: StepRequest, form: StepForm) -> HttpResponse:
    def act() -> str:
        # found and asked again: between the page and this click somebody may have been faster
        thing = step.find()
        step.require_offered(thing, request.user)
        step.definition.run(thing, request.user, form.at, dict(form.details))
        return step.page

    return go_to(request, act_once(request, form, act))


def act_once(request: HttpRequest, form: DeskForm, act: Callable[[], str]) -> str:
    """Do what a valid form asks for once, however often it is sent; the address to go to.

    Raises `AlreadySent` when it comes again with other content; it may be sent anew then.
    """
    try:
        return submissions.act_once(
            form.submit_key,
            by=request.user,
            at=timezone.now(),
            act=act,
            content=form.content_digest,
        )
    except AlreadySent as again:
        form.ask_again(again.address)
        raise


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows as a whole page.

    To a place on the page that is open it is a reload: a browser would only scroll.
    """
    if not request.htmx:
        return redirect(url)
    current = request.htmx.current_url_abs_path or ""
    here = current.partition("#")[0].partition("?")[0]
    if "#" in url and url.partition("#")[0] == here:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def _show_dialog(
    request: HttpRequest, step: StepRequest, form: StepForm, status: int = 200
) -> HttpResponse:
    template = "core/_step.html" if request.htmx else "core/step.html"
    context = {"step": step, "definition": step.definition, "form": form}
    return render(request, template, context, status=status)
