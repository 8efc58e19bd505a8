"""Doors of the slow cases of a month: the list with its causes, coding them, the list as a file."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from analytics import rules
from analytics.actions.ledger import note_export_of_month
from analytics.actions.slow_cases import CodedMeanwhile, code_cases
from analytics.enums import Audited, SlowBasis
from analytics.exports import slow_cases as exports
from analytics.forms.slow_cases import UNITS, CodeForm, TakeBackForm, read_slow
from analytics.models import SlowCase, SlowCause
from analytics.queries import slow_cases as queries
from analytics.queries.month_tables import month_after, month_before
from analytics.queries.slow_cases import ShownCase, SlowLook
from core.errors import AlreadySent, LawBroken
from customers.rules import contact_visibility
from metrics.domain.figures import HUNDRED
from metrics.enums import By
from metrics.queries import links
from metrics.queries.overview import filter_choices
from metrics.queries.registry import GROUPS
from metrics.rules import may_see
from pages.downloads import form_response, reader_mark
from pages.steps import act_once

# What belongs to one look at the list, not to the list.
PASSING = ("cursor", "at", "case")


@require_GET
def slow_page(request: HttpRequest) -> HttpResponse:
    """As if it were not there for people who see no tickets."""
    if not may_see(request.user):
        raise Http404
    return _show_page(request)


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """One cause for the tickets that were chosen, or the one that is suggested for one of them."""
    if not rules.may_code(request.user):
        raise Http404
    form, now = _sent_form(request), timezone.now()
    if not form.is_valid():
        return _show_page(request, form, 422)
    asked, _every = read_slow(request.GET, by=request.user, at=now)
    said = []

    def act() -> str:
        count = code_cases(
            asked.look.month,
            form.chosen,
            by=request.user,
            at=now,
            cause=form.cleaned_data["cause"],
            remark=form.written_remark,
        )
        said.append(_done_text(count, is_taken_back=isinstance(form, TakeBackForm)))
        return f"{reverse('analytics:slow')}?{_query_of(request, 'case').urlencode()}#cases"

    try:
        address = act_once(request, form, act)
    except CodedMeanwhile as error:
        form.add_error(None, _meanwhile_text(error.cases))
        return _show_page(request, form, 409)
    except (LawBroken, AlreadySent) as error:
        form.refuse(error)
        return _show_page(request, form, 422)
    for words in said:
        messages.success(request, words)
    return redirect(address)


@require_GET
def download_slow(request: HttpRequest) -> FileResponse:
    """Every case of the list as a workbook."""
    if not rules.may_export_figures(request.user):
        raise Http404
    now = timezone.now()
    asked, _every = read_slow(request.GET, by=request.user, at=now)
    file, rows = exports.make_workbook(asked, mark=reader_mark(request, now))
    # Only now: what failed was not taken.
    note_export_of_month(
        Audited.EXPORT_SLOW,
        asked.asked,
        by=request.user,
        at=now,
        rows=rows,
        metric=asked.timed.key,
        basis=asked.level.basis.value,
    )
    return form_response(file, _("Slow cases"), exports.extent_of(asked), now)


# --- parts --------------------------------------------------------------------------------------
def _show_page(
    request: HttpRequest, form: CodeForm | None = None, status: int = 200
) -> HttpResponse:
    """The list, with a form that was refused where it stands."""
    now = timezone.now()
    asked, every = read_slow(request.GET, by=request.user, at=now)
    look, scope = asked.look, asked.asked.scope
    counts = queries.counts_by_cause(queries.slow_rows(asked))
    page = queries.page_of_cases(asked, request.GET.get("cursor", ""))
    visibility = contact_visibility(request.user)
    rows = queries.shown_cases(page.rows, asked, visibility)
    known, unknown = queries.count_known(asked)
    may_code = rules.may_code(request.user)
    this = timezone.localdate(now).replace(day=1)
    slow = sum(counts.values())
    context = {
        "asked": asked,
        "look": look,
        "times": every,
        "bases": SlowBasis.choices,
        "units": [(unit.value, unit.label) for unit in UNITS],
        "causes": list(SlowCause.objects.all()),
        "uncoded": queries.UNCODED,
        "before": month_before(look.month),
        "after": month_after(look.month) if look.month < this else None,
        "choices": filter_choices([By(by) for by in GROUPS], scope),
        "is_narrowed": not scope.is_all,
        "extent": look.asked.seen.extent.value,
        "counts": counts,
        "slow": slow,
        "listed": slow if asked.cause is None else counts.get(asked.cause, 0),
        "known": known,
        "unknown": unknown,
        "share": HUNDRED * slow / known if known else None,
        "chart": queries.cause_chart(
            counts, asked, may_measure=rules.may_lead_measures(request.user)
        ),
        "page": page,
        "rows": rows,
        "further": _query_at(request, asked),
        "query": _query_of(request, "case").urlencode(),
        "backlog_path": links.cases_path("backlog", scope, look.asked.span),
        "form": form or _first_form(request, rows),
        # A form of its own: Enter in the other one must never take a suggestion.
        "accept_form": CodeForm(auto_id=False),
        "is_refused": form is not None,
        "may_code": may_code,
        "may_export": rules.may_export_figures(request.user),
    }
    return render(request, "analytics/slow_cases.html", context, status=status)


def _sent_form(request: HttpRequest) -> CodeForm:
    """What was sent; a suggestion that was accepted is the cause of that one ticket."""
    sent = request.POST
    if "accept" in sent:
        chosen, _colon, cause = sent["accept"].rpartition(":")
        sent = sent.copy()
        sent.setlist("case", [chosen])
        sent["cause"] = cause
        sent["remark"] = sent["is_single"] = ""
    return TakeBackForm(sent) if "take_back" in sent else CodeForm(sent)


def _first_form(request: HttpRequest, rows: Iterable[ShownCase]) -> CodeForm:
    """Nothing chosen, or the ticket that the address names, with what was said of it."""
    named = request.GET.get("case", "")
    row = next((row for row in rows if named and row.ticket.number == named), None)
    if row is None:
        return CodeForm()
    return CodeForm(
        initial={
            "numbers": [named],
            "cause": row.cause,
            "remark": row.given.remark if row.given else "",
            "is_single": True,
        }
    )


def _query_of(request: HttpRequest, *left_out: str) -> QueryDict:
    query = request.GET.copy()
    for name in left_out:
        query.pop(name, None)
    return query


def _query_at(request: HttpRequest, asked: SlowLook) -> QueryDict:
    """For further pages: as of the moment of this one, as what goes on grows meanwhile."""
    query = _query_of(request, *PASSING)
    query["at"] = asked.asked.at.isoformat()
    return query


def _done_text(count: int, *, is_taken_back: bool) -> str:
    if not count:
        return _("Nothing has changed.")
    if is_taken_back:
        return ngettext(
            "Cause of %(count)d ticket taken back.",
            "Causes of %(count)d tickets taken back.",
            count,
        ) % {"count": count}
    return ngettext("%(count)d ticket coded.", "%(count)d tickets coded.", count) % {"count": count}


def _meanwhile_text(cases: Iterable[SlowCase]) -> str:
    """Who said what of which ticket; what was typed is kept beside it."""
    said = (
        _("%(number)s: %(cause)s (%(who)s)")
        % {
            "number": case.ticket.number,
            "cause": case.cause or queries.uncoded_name(),
            "who": case.updated_by or "—",
        }
        for case in cases
    )
    return _(
        "Someone else has coded these meanwhile, and nothing of yours was saved: %(cases)s. Send it"
        " again if it is meant so."
    ) % {"cases": _("; ").join(said)}
