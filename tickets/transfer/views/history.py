"""The history of another desk by page: upload, mapping, ten tickets to look at, commit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.domain.text import is_key
from core.errors import BadFile, LawBroken
from customers.models import Channel
from documents.doors import takes_files
from documents.imports.account import RemarkKind
from tickets.record import rules
from tickets.record.enums import Priority, Status, Tier, WaitReason
from tickets.transfer.actions.history import uploads
from tickets.transfer.domain.history.guessing import missing_columns
from tickets.transfer.domain.history.survey import FileSurvey
from tickets.transfer.forms import HistoryMappingForm, HistoryUploadForm
from tickets.transfer.imports.history.known_mappings import (
    known_mappings,
    shipped_mappings,
    usable_mapping,
)
from tickets.transfer.imports.history.problem_texts import told_kinds
from tickets.transfer.imports.history.uploads import SHOWN_MOMENTS
from tickets.transfer.models import HistoryMapping, HistoryUpload
from tickets.transfer.views.imports import left_out_text

RECENT_UPLOADS = 10


@takes_files
@require_http_methods(["GET", "POST"])
def upload_history(request: HttpRequest) -> HttpResponse:
    """Choose a file; its columns are looked at, nothing is changed yet."""
    rules.require_right(request.user, "import_ticket")
    known = known_mappings()
    form = HistoryUploadForm(request.POST or None, request.FILES or None, names=sorted(known))
    if request.method == "POST" and form.is_valid():
        try:
            kept = uploads.keep_upload(
                form.cleaned_data["file"],
                mapping=known.get(form.cleaned_data["begins_with"], {}),
                by=request.user,
                at=timezone.now(),
                language=get_language() or "",
            )
        except BadFile as error:
            form.add_error("file", error.message)
        else:
            return redirect("tickets:history_upload", kept.pk)
    context = {
        "form": form,
        "recent": HistoryUpload.objects.filter(by=request.user, is_open=False)[:RECENT_UPLOADS],
        "mappings": HistoryMapping.objects.select_related("by"),
    }
    return render(request, "tickets/history.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def map_history(request: HttpRequest, upload_pk: int) -> HttpResponse:
    """The mapping beside what stands in the file, and what the last trial of it came to."""
    upload = _own_upload(request, upload_pk)
    found = found_in_words(upload)
    context: dict[str, Any] = {"upload": upload, "found": found, "form": None}
    if found:
        context["shown"] = _shown_tickets(found)
        context["left_out"] = left_out_text(_tickets_refused(found), _parts_left(found))
    if upload.survey is None or upload.file_id is None:
        return render(request, "tickets/history_upload.html", context)

    survey = FileSurvey.of_plain(upload.survey)
    form = HistoryMappingForm(request.POST or None, survey=survey, mapping=upload.mapping)
    if request.method == "POST" and _is_mapped(request, upload, form):
        return redirect("tickets:history_upload", upload_pk)
    context |= {
        "form": form,
        "survey": survey,
        "missing": missing_columns(upload.mapping, survey),
    }
    status = 422 if form.errors else 200
    return render(request, "tickets/history_upload.html", context, status=status)


def found_in_words(upload: HistoryUpload) -> dict[str, Any] | None:
    """What the last trial or the import came to, in the reader's language."""
    found = upload.outcome or upload.trial
    if not found:
        return None
    return {**found, **{name: told_kinds(found[name]) for name in ("refused", "warned")}}


def _shown_tickets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The tickets of a trial in the reader's words."""
    channels = {channel.code: str(channel) for channel in Channel.objects.all()}
    return [
        {
            **ticket,
            "status_label": Status(ticket["status"]).label,
            "wait_label": WaitReason(ticket["wait_reason"]).label if ticket["wait_reason"] else "",
            "tier_label": Tier(ticket["tier"]).label,
            "priority_label": Priority(ticket["priority"]).label,
            "channel_label": channels.get(ticket["channel"], ticket["channel"]),
            **{name: parse_datetime(ticket[name]) for name in SHOWN_MOMENTS if ticket[name]},
        }
        for ticket in found.get("shown", [])
    ]


def _tickets_refused(found: dict[str, Any]) -> str:
    count = found["counts"]["refused"]
    sentence = ngettext("%(count)d ticket", "%(count)d tickets", count)
    return sentence % {"count": count} if count else ""


def _parts_left(found: dict[str, Any]) -> int:
    """Columns, sheets and names that stay out, beside refused tickets."""
    return sum(remark["kind"] == RemarkKind.LEFT for remark in found["remarks"])


def _is_mapped(request: HttpRequest, upload: HistoryUpload, form: HistoryMappingForm) -> bool:
    """Keep what the form says and ask for its trial; else the form says what is wrong."""
    if not form.is_valid():
        return False
    name = form.cleaned_data["kept_as"].strip()
    if name in shipped_mappings():
        form.add_error("kept_as", _("comes with the product: choose another name."))
        return False
    data = form.mapping_data()
    if HistoryMapping.objects.filter(name=name).exclude(data=data).exists():
        question = _("“%(name)s” is replaced by this mapping.") % {"name": name}
        form.ask_once("kept_as", question)
        if form.errors:
            return False
    try:
        usable_mapping(data)
        uploads.request_trial(
            upload, data, version=_version_of(request), language=get_language() or ""
        )
    except (BadFile, LawBroken) as error:
        form.refuse(error)
        upload.refresh_from_db()
        form.carry_version(upload.version)
        return False
    if name:
        uploads.keep_mapping(name, data, by=request.user, at=timezone.now())
    return True


@require_POST
def redraw_words(request: HttpRequest, upload_pk: int) -> HttpResponse:
    """The words of the columns that are chosen now."""
    upload = _own_upload(request, upload_pk)
    survey = FileSurvey.of_plain(upload.survey or {"rows": 0, "columns": []})
    sent = request.POST.copy()
    form = HistoryMappingForm(sent, survey=survey, mapping=upload.mapping)
    # Words of a column that was chosen just now come with what they most likely mean.
    for key in form.word_keys:
        sent.setdefault(key, form.fields[key].initial)
    return render(request, "tickets/_history_words.html", {"form": form, "survey": survey})


@require_POST
def commit_history(request: HttpRequest, upload_pk: int) -> HttpResponse:
    """Have the tickets written as they were shown."""
    upload = _own_upload(request, upload_pk)
    uploads.request_commit(upload, _version_of(request), language=get_language() or "")
    return redirect("tickets:history_upload", upload_pk)


def _version_of(request: HttpRequest) -> int:
    """The version of the mapping that the person saw."""
    version = request.POST.get("version", "")
    return int(version) if is_key(version) else -1


@require_POST
def drop_mapping(request: HttpRequest, mapping_pk: int) -> HttpResponse:
    """A kept mapping is offered no more."""
    rules.require_right(request.user, "import_ticket")
    uploads.drop_mapping(get_object_or_404(HistoryMapping, pk=mapping_pk))
    return redirect("tickets:history")


@require_POST
def give_up_history(request: HttpRequest, upload_pk: int) -> HttpResponse:
    """The file goes; nothing was imported."""
    uploads.give_up(_own_upload(request, upload_pk))
    return redirect("tickets:history")


def _own_upload(request: HttpRequest, pk: int) -> HistoryUpload:
    """The person's own upload: what a colleague brings in is a colleague's affair."""
    rules.require_right(request.user, "import_ticket")
    return get_object_or_404(HistoryUpload, pk=pk, by=request.user, is_open=False)
