"""A filled form F2 becomes a plan: read and checked first, stored when the reader agrees. Checking stores nothing."""

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.errors import BadFile, LawBroken
from core.forms import DeskForm
from core.work.steps import act_once, go_to
from plans import rules
from plans.actions import importing
from plans.imports import f2

LARGEST = 20 << 20
"""Bytes of a file that is read at all."""


class RecordForm(DeskForm):
    """The file."""

    file = django_forms.FileField(
        label=_("File (xlsx or docx)"),
        widget=django_forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
    )


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Check the file, or store what it says; everything that is wrong is named by its cell."""
    rules.require_right(request.user, "lead_plan")
    if request.method == "GET":
        return render(request, "plans/import.html", {"form": RecordForm()})
    form = RecordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, form, 422)
    sent = form.cleaned_data["file"]
    try:
        if sent.size > LARGEST:
            raise BadFile(
                _("“%(name)s” is larger than %(limit)d MB.")
                % {"name": sent.name, "limit": LARGEST >> 20},
                field="file",
            )
        found = f2.read(sent.name, sent.read())
        if found.record is None or "commit" not in request.POST:
            return _answer(request, form, 422 if found.faults else 200, found=found, name=sent.name)
        return go_to(request, _stored(request, form, found))
    except BadFile as error:
        form.add_error("file", error.message)
    except LawBroken as error:
        form.add_error(None, error.message)
    return _answer(request, form, 422)


def _stored(request: HttpRequest, form: RecordForm, found: f2.Reading) -> str:
    """The address of the new plan; the same form sent twice leads to the same one."""

    def act() -> str:
        plan = importing.enter(found.record, by=request.user, at=timezone.now())
        return reverse("plans:page", args=[plan.number])

    return act_once(request, form, act)


def _answer(request: HttpRequest, form: RecordForm, status: int, **extra: object) -> HttpResponse:
    """The part below the file box, so that the chosen file stays chosen; the whole page without scripts."""
    template = "plans/_import.html" if request.htmx else "plans/import.html"
    return render(request, template, {"form": form, **extra}, status=status)
