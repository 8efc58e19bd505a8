"""Doors of measures: the list, a new one, its page, its steps, and the list as form F19."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from analytics import rules
from analytics.actions import measures
from analytics.actions.measures import MeasurePlan
from analytics.enums import MeasureMove, MeasureSource
from analytics.exports import f19
from analytics.forms.measures import EffectiveForm, MeasureForm, MeasureNoteForm, MeasureStepForm
from analytics.models import Measure, SlowCause
from analytics.queries.measures import (
    STATES,
    WITH_PEOPLE,
    counts_by_state,
    page_of_measures,
    scope_text,
    shown_measure,
)
from core.domain.text import is_key
from core.errors import LawBroken
from metrics.domain.figures import FigureScope
from metrics.forms import read_scope
from pages.downloads import form_response, reader_mark
from pages.offers import StepDefinition, StepSet, step_calling
from pages.steps import StepRequest, act_once, go_to, serve_step, visible_or_404
from plans.exports.tables import F19_TITLE

MONTH = timedelta(days=30)


def _step(
    move: MeasureMove,
    form: type[MeasureStepForm],
    action: Callable[..., object],
    icon: str,
    hint: Any,
    *,
    is_main: bool = True,
    is_grave: bool = False,
) -> StepDefinition:
    return StepDefinition(
        move.value.replace("_", "-"),
        move.label,
        form,
        step_calling(action),
        move,
        icon=icon,
        is_main=is_main,
        is_grave=is_grave,
        hint=hint,
    )


STEPS = StepSet(
    (
        _step(
            MeasureMove.START,
            MeasureStepForm,
            measures.start_measure,
            "player-play",
            _("From now on it is being carried out."),
        ),
        _step(
            MeasureMove.TAKE_EFFECT,
            EffectiveForm,
            measures.put_into_effect,
            "calendar",
            _("The figure of the days before that day is written down now, for good."),
        ),
        _step(
            MeasureMove.PROVE,
            MeasureStepForm,
            measures.judge_measure,
            "circle-check",
            _("Compares with the target. Missed, a next cycle begins."),
        ),
        _step(
            MeasureMove.CLOSE,
            MeasureNoteForm,
            measures.close_measure,
            "archive",
            _("Say where it is written down, so that it stays."),
        ),
        _step(
            MeasureMove.GIVE_UP,
            MeasureNoteForm,
            measures.give_up_measure,
            "x",
            _("Nobody follows it any more."),
            is_main=False,
            is_grave=True,
        ),
    ),
    open_moves=rules.measure_moves_for,
    require_move=rules.require_measure_move,
)


@require_GET
def measure_list(request: HttpRequest) -> HttpResponse:
    """Those that the person may see, by state; as if it were not there for those with none."""
    counts = counts_by_state(request.user)
    if not (rules.may_read(request.user) or sum(counts.values())):
        raise Http404
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    today = timezone.localdate()
    page = page_of_measures(request.user, state, request.GET.get("cursor", ""))
    context = {
        "page": page,
        "measures": [shown_measure(row, today) for row in page.rows],
        "state": state,
        "counts": counts,
        "may_lead": rules.may_lead_measures(request.user),
    }
    return render(request, "analytics/measures.html", context)


@require_http_methods(["GET", "POST"])
def new_measure(request: HttpRequest) -> HttpResponse:
    """A measure, perhaps about the figure that the address names."""
    if not rules.may_lead_measures(request.user):
        raise Http404
    if request.method == "GET":
        scope = read_scope(request.GET)
        form = MeasureForm(initial=_first_values(request, scope))
        return _show_form(request, form, scope)

    form = MeasureForm(request.POST)
    if form.is_valid():
        try:
            return go_to(request, act_once(request, form, lambda: _plan(request, form)))
        except LawBroken as error:
            form.refuse(error)
    return _show_form(request, form, form.cleaned_data.get("scope") or FigureScope(), 422)


def _show_form(
    request: HttpRequest, form: MeasureForm, scope: FigureScope, status: int = 200
) -> HttpResponse:
    """With what an address narrowed besides the type, which has a field of its own."""
    others = replace(scope, issue_types=())
    context = {"form": form, "scope": "" if others.is_all else scope_text(others)}
    return render(request, "analytics/measure_new.html", context, status=status)


def _first_values(request: HttpRequest, scope: FigureScope) -> dict[str, Any]:
    return {
        **_values_of_cause(request.GET.get("cause", "")),
        "source": _known_source(request.GET.get("source", "")),
        "metric": request.GET.get("figure", ""),
        "issue_type": next(iter(scope.issue_types), None),
        "department": next(iter(scope.departments), None),
        "scope": request.GET.urlencode(),
        "owner": request.user,
        "due_on": timezone.localdate() + MONTH,
    }


def _known_source(written: str) -> str:
    return written if written in MeasureSource.values else MeasureSource.MONTHLY.value


def _values_of_cause(written: str) -> dict[str, Any]:
    """Of the cause of slow cases that the address names: the first why, and the kind of measure."""
    cause = SlowCause.objects.filter(pk=int(written)).first() if is_key(written) else None
    if cause is None:
        return {}
    kind = {"kind": cause.measure_kind} if cause.measure_kind else {}
    return {"why_1": str(cause), **kind}


def _plan(request: HttpRequest, form: MeasureForm) -> str:
    data = form.details
    plan = MeasurePlan(
        scope=form.figure_scope,
        whys=form.whys,
        **{name: data[name] for name in PLAN_FIELDS},
    )
    measure = measures.plan_measure(plan, by=request.user, at=timezone.now())
    return reverse("analytics:measure", args=[measure.number])


PLAN_FIELDS = (
    "description",
    "kind",
    "source",
    "owner",
    "department",
    "due_on",
    "metric",
    "target",
    "window_days",
)


@require_GET
def measure_page(request: HttpRequest, number: str) -> HttpResponse:
    measure = _visible(request, number)
    context = {
        "measure": measure,
        "shown": shown_measure(measure, timezone.localdate(), with_events=True),
        "steps": STEPS.offered_to(request.user, measure),
    }
    return render(request, "analytics/measure.html", context)


@require_http_methods(["GET", "POST"])
def take_measure_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step, of the version on the page that it was chosen on."""
    measure = _visible(request, number)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("analytics:do_measure", args=[number, key]),
        page=reverse("analytics:measure", args=[number]),
        label=number,
        find=lambda: _visible(request, number),
    )
    version = request.GET.get("version") or measure.version
    return serve_step(
        request, step, initial={"version": version, "effective_on": timezone.localdate()}
    )


@require_GET
def download_measures(request: HttpRequest) -> FileResponse:
    """Form F19 of every measure that the person may see."""
    if not rules.may_read(request.user):
        raise Http404
    now = timezone.now()
    file = f19.make_workbook(WITH_PEOPLE.visible_to(request.user), reader_mark(request, now))
    return form_response(file, F19_TITLE, "全部", now)


def _visible(request: HttpRequest, number: str) -> Measure:
    return visible_or_404(WITH_PEOPLE, request.user, number)
