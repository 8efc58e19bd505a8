"""Pages of our own inside the administration."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial, update_wrapper
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone

from core.actions.audit import write_audit_entry
from core.domain.text import is_key
from core.enums import Audited
from pages.confirmation import confirmed_method, confirmed_when_sent

# Characters of what an entry of the ledger is about.
TARGET_LENGTH = 80


def admin_paths(
    desk: ModelAdmin, pages: Iterable[tuple[str, Callable[..., HttpResponse], str]]
) -> list[URLPattern]:
    """The paths of (route, page, name).

    Each page is called with the desk it belongs to, and for staff alone.
    """
    return [
        path(route, desk.admin_site.admin_view(_of_desk(page, desk)), name=name)
        for route, page, name in pages
    ]


def _of_desk(page: Callable[..., HttpResponse], desk: ModelAdmin) -> Callable[..., HttpResponse]:
    """With its name and with what it is marked by."""
    return update_wrapper(partial(page, desk), page)


class KeyedAutocomplete(AutocompleteSelect):
    """The picker of the administration; what is no key chooses nothing, instead of failing."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        """Django looks the chosen ones up by whatever was sent."""
        return super().optgroups(name, [key for key in value if not key or is_key(str(key))], attr)


class DeskAdmin(ModelAdmin):
    """A page of the administration that takes anything from an address or a form.

    What is set and deleted stands in the audit ledger. A dangerous act among it asks who it is and
    is told to the other administrators (`operations.actions.dangerous_acts`).
    """

    # What everybody's limits, messages or tickets follow at once: to set it is dangerous.
    is_for_everybody = False

    # Entered and taken out again day by day: to delete one is not dangerous.
    is_everyday = False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address fills in, as far as the fields can read it."""
        fields = self.get_form(request).base_fields
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if _reads(fields.get(name), value)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of one row; asks who it is where what it sets is for everybody."""
        show = super().changeform_view
        if self.is_for_everybody:
            show = confirmed_when_sent(show)
        return show(request, object_id, form_url, extra_context)

    @confirmed_method
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is done to many at once is sent from the list."""
        return super().changelist_view(request, extra_context)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """What administrators set stands in the ledger, where they cannot take it out."""
        self._note(Audited.SETTING_ADDED, request, obj, is_dangerous=self.is_for_everybody)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        if message:
            fields = sorted({str(name) for name in _fields_named(message)})
            self._note(
                Audited.SETTING_CHANGED,
                request,
                obj,
                is_dangerous=self.is_for_everybody,
                fields=fields,
            )
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._note(Audited.SETTING_DELETED, request, obj, is_dangerous=not self.is_everyday)
        return super().log_deletions(request, queryset)

    def _note(self, action: str, request: HttpRequest, obj: Model, **data: object) -> None:
        target = f"{self.opts.model_name} {obj}"[:TARGET_LENGTH]
        write_audit_entry(action, by=request.user, at=timezone.now(), target=target, **data)

    @confirmed_method
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Deleting asks who it is."""
        return super().delete_view(request, object_id, extra_context)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Pickers that survive junk."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeyedAutocomplete(
                db_field, self.admin_site, using=kwargs.get("using")
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _fields_named(message: Any) -> Iterator[str]:
    """The labels of changed fields in what Django writes of a change, untranslated."""
    for part in message if isinstance(message, list) else ():
        for what in part.values():
            yield from what.get("fields", ())


def _reads(field: forms.Field | None, value: Any) -> bool:
    if field is None:
        return False
    try:
        field.clean(value)
    except ValidationError:
        return False
    return True


def render_link(address: str, label: str) -> str:
    """A link among the fields of a form, as safe HTML."""
    return render_to_string(
        "admin/components/link.html", {"address": address, "label": label}, using="django"
    )


class OneRowAdmin(DeskAdmin):
    """Of a table with one row, which every migrate seeds: nothing to add, and nothing to miss."""

    is_for_everybody = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
