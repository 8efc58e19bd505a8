"""Doors of awards: the list, a new one beside the figures of its period, its page, its steps."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from analytics import rules
from analytics.actions import awards as actions
from analytics.actions.awards import AwardProposal
from analytics.actions.ledger import note_export_of_awards
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind, AwardMove
from analytics.exports import awards as exports
from analytics.forms.awards import (
    AwardForm,
    GrantForm,
    WithdrawForm,
    first_period,
    options_of,
    period_options,
    read_kind,
    read_period,
)
from analytics.models import Award
from analytics.queries import awards as queries
from analytics.queries.award_figures import (
    columns_of_people,
    figures_for_award,
    figures_of_people,
    shown_figures,
)
from core.errors import LawBroken
from metrics.domain.figures import SMALL_SAMPLE
from pages.downloads import form_response, reader_mark
from pages.offers import StepDefinition, StepSet, step_calling
from pages.steps import StepRequest, act_once, go_to, serve_step, visible_or_404

STEPS = StepSet(
    (
        StepDefinition(
            "grant",
            AwardMove.GRANT.label,
            GrantForm,
            step_calling(actions.grant_award),
            AwardMove.GRANT,
            icon="award",
            is_main=True,
            hint=_("The person is told. These figures are kept on the award with their meanings."),
        ),
        StepDefinition(
            "withdraw",
            AwardMove.WITHDRAW.label,
            WithdrawForm,
            step_calling(actions.withdraw_award),
            AwardMove.WITHDRAW,
            icon="x",
            is_grave=True,
            hint=_("It is not granted. The person is not told of it."),
        ),
    ),
    open_moves=rules.award_moves_for,
    require_move=rules.require_award_move,
)


@require_GET
def award_list(request: HttpRequest) -> HttpResponse:
    """Those that the person may see; as if it were not there for those with none."""
    may_manage = rules.may_manage_awards(request.user)
    periods = queries.periods_of_awards(request.user)
    if not (may_manage or periods):
        raise Http404
    period, kind = _choice_in(request)
    awards = queries.chosen_awards(request.user, period, kind)
    context = {
        "page": queries.page_of_awards(awards, request.GET.get("cursor", "")),
        "periods": options_of(dict.fromkeys([*periods, *([period] if period else [])])),
        "kinds": AwardKind.choices,
        "period": period.name if period else "",
        "kind": kind or "",
        "may_manage": may_manage,
        "may_read_reports": rules.may_read(request.user),
    }
    return render(request, "analytics/awards.html", context)


@require_http_methods(["GET", "POST"])
def new_award(request: HttpRequest) -> HttpResponse:
    """A proposal for the period that the address names, beside the figures of that period."""
    if not rules.may_manage_awards(request.user):
        raise Http404
    period = _begun_period_in(request)
    if request.method == "GET":
        return _show_form(request, AwardForm(initial={"period": period.name}), period)

    form = AwardForm(request.POST)
    if form.is_valid():
        try:
            return go_to(request, act_once(request, form, lambda: _propose(request, form)))
        except LawBroken as error:
            form.refuse(error)
    return _show_form(request, form, form.cleaned_data.get("period") or period, 422)


def _show_form(
    request: HttpRequest, form: AwardForm, period: AwardPeriod, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "period": period,
        "periods": period_options(timezone.localdate(now), period),
        "columns": columns_of_people(),
        "people": figures_of_people(period, at=now),
        "least": SMALL_SAMPLE,
    }
    return render(request, "analytics/award_new.html", context, status=status)


def _propose(request: HttpRequest, form: AwardForm) -> str:
    proposal = AwardProposal(**form.details)
    award = actions.propose_award(proposal, by=request.user, at=timezone.now())
    return reverse("analytics:award", args=[award.number])


@require_GET
def award_page(request: HttpRequest, number: str) -> HttpResponse:
    """One award; the figures as they are kept, or as they are while it is only proposed."""
    award = _visible(request, number)
    now = timezone.now()
    figures = award.figures
    if award.is_proposed:
        figures = figures_for_award(award.staff_id, award.period, at=now)
    is_first = request.user.pk in (award.proposed_by_id, award.staff_id)
    context = {
        "award": award,
        "figures": shown_figures(figures),
        "figures_at": now if award.is_proposed else award.granted_at,
        "events": queries.events_of(award),
        "steps": STEPS.offered_to(request.user, award),
        "waits_for_another": award.is_proposed and is_first,
        "least": SMALL_SAMPLE,
    }
    return render(request, "analytics/award.html", context)


@require_http_methods(["GET", "POST"])
def take_award_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step, of the version on the page on which it was chosen."""
    award = _visible(request, number)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("analytics:do_award", args=[number, key]),
        page=reverse("analytics:award", args=[number]),
        label=number,
        find=lambda: _visible(request, number),
    )
    version = request.GET.get("version") or award.version
    return serve_step(request, step, initial={"version": version})


@require_GET
def download_awards(request: HttpRequest) -> FileResponse:
    """The list as a workbook, of the period and kind of the page; for who may manage awards."""
    if not rules.may_manage_awards(request.user):
        raise Http404
    period, kind = _choice_in(request)
    now = timezone.now()
    awards = queries.chosen_awards(request.user, period, kind)
    file = exports.make_workbook(awards, mark=reader_mark(request, now))
    # Only now: what failed was not taken.
    name = period.name if period else ""
    note_export_of_awards(by=request.user, at=now, period=name, kind=kind or "")
    return form_response(file, exports.TITLE, name or "全部", now)


# --- parts --------------------------------------------------------------------------------------
def _visible(request: HttpRequest, number: str) -> Award:
    return visible_or_404(queries.WITH_PEOPLE, request.user, number)


def _choice_in(request: HttpRequest) -> tuple[AwardPeriod | None, AwardKind | None]:
    """The period and the kind that the address chooses; None where it chooses all."""
    written = [request.GET.get(name, "") for name in ("period", "kind")]
    period, kind = read_period(written[0]), read_kind(written[1])
    if (written[0] and period is None) or (written[1] and kind is None):
        raise Http404
    return period, kind


def _begun_period_in(request: HttpRequest) -> AwardPeriod:
    """The period that the address names, if it has begun; else the month that is over."""
    today = timezone.localdate()
    period = read_period(request.GET.get("period", ""))
    return period if period and period.has_begun(today) else first_period(today)
