"""Doors of data audits: the list, one audit with what it found, remarks, signing it, form F23."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics import rules
from analytics.actions import audits
from analytics.actions.ledger import note_about_audit
from analytics.enums import Audited, DataRule
from analytics.exports import f23
from analytics.forms.reports import (
    ExplainForm,
    ExplainRuleForm,
    NewAuditForm,
    SignForm,
    read_moment,
)
from analytics.models import AuditFinding, DataAudit
from analytics.queries.audits import (
    RuleFindings,
    page_of_audits,
    page_of_findings,
    rules_of,
    summary_of,
)
from core.errors import AlreadySent, LawBroken
from pages.downloads import form_response, reader_mark
from pages.forms import DeskForm
from pages.steps import act_once

WITH_PEOPLE = DataAudit.objects.select_related("auditor", "department")


@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """All audits, the newest first."""
    _require_reader(request)
    context = {
        "page": page_of_audits(request.GET.get("cursor", "")),
        "may_audit": rules.may_audit(request.user),
    }
    return render(request, "analytics/audits.html", context)


@require_http_methods(["GET", "POST"])
def begin_audit(request: HttpRequest) -> HttpResponse:
    """Audit now what was entered in days of one's choice."""
    _require_auditor(request)
    form = NewAuditForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def begin() -> str:
            begun = audits.begin_audit(by=request.user, at=timezone.now(), **form.details)
            return reverse("analytics:audit", args=[begun.pk])

        try:
            return redirect(act_once(request, form, begin))
        except LawBroken as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return render(request, "analytics/audit_new.html", {"form": form}, status=status)


@require_GET
def audit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What an audit found, by rule; `?rule=` shows all findings of one."""
    _require_reader(request)
    return _show_audit(request, get_object_or_404(WITH_PEOPLE, pk=pk))


@require_POST
def check_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the records again."""
    audit = _audit_to_change(request, pk)
    try:
        audits.check_again(audit, by=request.user, at=timezone.now())
    except LawBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The records were checked again."))
    return redirect(_address_of(request, audit))


@require_POST
def explain_finding(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """Why a record is an exception."""
    audit = _audit_to_change(request, pk)
    row = get_object_or_404(AuditFinding.objects.select_related("audit"), audit=audit, pk=finding)
    form = ExplainForm(request.POST)

    def explain(now: datetime) -> str:
        audits.explain_finding(row, form.cleaned_data["text"], by=request.user, at=now)
        return _("Remark kept.")

    return _act(request, audit, form, explain, place=row.pk, anchor=f"#finding-{row.pk}")


@require_POST
def explain_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One remark for all that is still open of a rule."""
    audit = _audit_to_change(request, pk)
    form = ExplainRuleForm(request.POST)

    def explain(now: datetime) -> str:
        rule = DataRule(form.cleaned_data["rule"])
        count = audits.explain_rule(audit, rule, form.cleaned_data["text"], by=request.user, at=now)
        return ngettext(
            "Remark kept for %(count)d finding.", "Remark kept for %(count)d findings.", count
        ) % {"count": count}

    return _act(request, audit, form, explain, place=form.data.get("rule", ""))


@require_POST
def sign_audit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze it with its conclusion."""
    audit = _audit_to_change(request, pk)
    form = SignForm(request.POST)

    def sign(now: datetime) -> str:
        audits.sign_audit(
            audit,
            by=request.user,
            at=now,
            seen_at=read_moment(form.cleaned_data["seen_at"]),
            conclusion=form.cleaned_data["conclusion"],
            leaves_open=form.cleaned_data["leaves_open"],
        )
        return _("Signed: this audit never changes.")

    return _act(request, audit, form, sign)


@require_GET
def download_audit(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """Form F23 as a workbook or a document."""
    _require_reader(request)
    audit = get_object_or_404(WITH_PEOPLE, pk=pk)
    make = f23.KINDS.get(kind)
    if make is None:
        raise Http404
    now = timezone.now()
    file = make(audit, mark=reader_mark(request, now))
    # Only now: what failed was not taken.
    note_about_audit(audit, Audited.EXPORT_F23, by=request.user, at=now, ending=kind)
    return form_response(file, f23.TITLE, f23.extent_of(audit), now, ending=kind)


# --- parts --------------------------------------------------------------------------------------
def _require_reader(request: HttpRequest) -> None:
    if not rules.may_read(request.user):
        raise Http404


def _require_auditor(request: HttpRequest) -> None:
    if not rules.may_audit(request.user):
        raise Http404


def _audit_to_change(request: HttpRequest, pk: int) -> DataAudit:
    _require_auditor(request)
    return get_object_or_404(WITH_PEOPLE, pk=pk)


def _rule_in(request: HttpRequest) -> DataRule | None:
    """The rule that the address chooses; None for all of them."""
    written = request.GET.get("rule", "")
    if not written:
        return None
    if written not in DataRule.values:
        raise Http404
    return DataRule(written)


def _address_of(request: HttpRequest, audit: DataAudit) -> str:
    """The page of the audit, of the one rule where somebody looked at one."""
    rule = _rule_in(request)
    page = reverse("analytics:audit", args=[audit.pk])
    return f"{page}?rule={rule}" if rule else page


def _act(
    request: HttpRequest,
    audit: DataAudit,
    form: DeskForm,
    act: Callable[[datetime], str],
    *,
    place: int | str = "",
    anchor: str = "",
) -> HttpResponse:
    """Do once what a form asks for; `act` says what was done. `place` is the finding, or the rule,
    where it stands if it is refused.
    """
    address = _address_of(request, audit)
    if not form.is_valid():
        return _show_audit(request, audit, form, place)
    said = []

    def act_now() -> str:
        said.append(act(timezone.now()))
        return address + anchor

    try:
        address = act_once(request, form, act_now)
    except (LawBroken, AlreadySent) as error:
        form.refuse(error)
        return _show_audit(request, audit, form, place)
    for words in said:
        messages.success(request, words)
    return redirect(address)


def _show_audit(
    request: HttpRequest, audit: DataAudit, form: DeskForm | None = None, place: int | str = ""
) -> HttpResponse:
    """The page, with a form that was refused where it stands."""
    found = rules_of(audit)
    summary = summary_of(audit, found)
    rule = _rule_in(request)
    may_change = rules.may_audit(request.user) and not audit.is_signed
    seen = SignForm(initial={"seen_at": audit.checked_at.isoformat()})
    page = page_of_findings(audit, rule, request.GET.get("cursor", "")) if rule else None
    shown = [one for one in found if rule in (None, one.rule)]
    context = {
        "audit": audit,
        "summary": summary,
        "rules": shown,
        "rule": rule,
        "page": page,
        "may_change": may_change,
        "form": form,
        "explain_forms": {
            **_explain_forms(shown, page.rows if page else None),
            **({place: form} if form else {}),
        },
        "sign_form": form if isinstance(form, SignForm) else seen,
        "query": f"?rule={rule}" if rule else "",
    }
    return render(request, "analytics/audit.html", context, status=422 if form else 200)


def _explain_forms(
    shown: Sequence[RuleFindings], on_page: Sequence[AuditFinding] | None
) -> dict[int | str, DeskForm]:
    """Those of the rules by rule, those of the findings by key, each to be sent by itself."""
    forms: dict[int | str, DeskForm] = {}
    for of_rule in shown:
        forms[of_rule.rule.value] = ExplainRuleForm(initial={"rule": of_rule.rule.value})
        for one in of_rule.findings if on_page is None else on_page:
            forms[one.pk] = ExplainForm(initial={"text": one.remark})
    return forms
