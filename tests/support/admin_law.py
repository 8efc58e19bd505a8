"""What administrators may do with each list of the administration, as rows of the table of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group

from accounts.enums import Role
from accounts.models import User
from metrics.models import ResponseTimeDefinition
from notifications.admin import GUARDED
from notifications.models import MessageTemplate
from tests.support.address_law import HIDDEN, Row, act, both, page
from tests.support.roles_of_rights import (
    ADMIN,
    EVERYBODY,
    KEEPERS,
    NO_ONE,
    ROOT,
    STAFF,
    People,
)

NO_METHOD = frozenset({405})

MAY: dict[str, tuple[str, str]] = {
    "calendars_workcalendar": ("vac", "vac"),
    "calendars_calendarday": ("vacd", "vacd"),
    "tickets_slapolicy": ("vacd", "vacd"),
    "tickets_slatarget": ("vcd", "vcd"),
    "tickets_slakind": ("vac", "vacd"),
    "tickets_issuetype": ("vac", "vacd"),
    "tickets_causecode": ("vac", "vacd"),
    "tickets_replytemplate": ("vacd", "vacd"),
    "tickets_triageword": ("vacd", "vacd"),
    "tickets_deskrule": ("vc", "vc"),
    "feedback_surveyrule": ("vc", "vc"),
    "feedback_lowscorereason": ("vac", "vacd"),
    "analytics_auditsettings": ("vc", "vc"),
    "analytics_rectificationsettings": ("vc", "vc"),
    "customers_channel": ("vac", "vacd"),
    "customers_productmodel": ("vac", "vacd"),
    "notifications_messagetemplate": ("vc", "vc"),
    "notifications_outbox": ("vc", "vc"),
    "notifications_chatgroup": ("vacd", "vacd"),
    "notifications_customerchannel": ("vacd", "vacd"),
    "notifications_channelpace": ("vacd", "vacd"),
    "notifications_webhookendpoint": ("vacd", "vacd"),
    "notifications_webhookdelivery": ("vc", "vc"),
    "tickets_inboundsource": ("vacd", "vacd"),
    "tickets_inboundevent": ("vc", "vc"),
    "accounts_user": ("vac", "vac"),
    "auth_group": ("vac", "vac"),
    "accounts_department": ("vac", "vacd"),
    "accounts_outlet": ("vac", "vacd"),
    "accounts_dutyshift": ("vacd", "vacd"),
    "accounts_absence": ("vacd", "vacd"),
    "analytics_benchmark": ("vacd", "vacd"),
    "analytics_slowcause": ("vac", "vacd"),
    "metrics_responsetimedefinition": ("vacd", "vacd"),
    "core_auditentry": ("v", "v"),
    "auditlog_logentry": ("", "v"),
}
"""View, add, change, delete: the administrator, and a superuser, whom the code binds as well.

A published calendar, people, roles that the desk knows, numbers of the desk, wordings and ledgers
are deleted by nobody, and neither is a definition that is in use. A target comes with its rule.
"""


def holders(model: str, letter: str) -> People:
    """Who may view, add, change or delete the rows of a list."""
    of_admin, of_root = MAY[model]
    found = {ADMIN} if letter in of_admin else set()
    return frozenset(found | ({ROOT} if letter in of_root else set()))


def admin_rows() -> Iterator[Row]:
    yield from frame_rows()
    yield from calendar_rows()
    yield from rule_rows()
    name = "admin:notifications_webhookendpoint_secret"
    yield both(name, KEEPERS, {"pk": "notifications_webhookendpoint"})
    yield both("admin:tickets_inboundsource_secret", KEEPERS, {"pk": "tickets_inboundsource"})
    for model in MAY:
        yield from model_rows(model)


def frame_rows() -> Iterator[Row]:
    yield both("admin:index", STAFF)
    # Who is logged in already is not asked to log in, and told that this is not theirs.
    yield both("admin:login", NO_ONE)
    # Who may not enter is led out by the index.
    yield both("admin:logout", EVERYBODY, refusal=NO_METHOD, reads=EVERYBODY - STAFF)
    yield both("admin:password_change", STAFF)
    yield page("admin:password_change_done", STAFF)
    query = "?app_label=accounts&model_name=absence&field_name=person&term=a"
    yield page("admin:autocomplete", KEEPERS, query=query)
    yield page("admin:jsi18n", STAFF)
    parts = {"content_type_id": 1, "object_id": 1}
    yield both("admin:view_on_site", NO_ONE, refusal=HIDDEN, parts=parts)
    yield both("admin:app_list", KEEPERS, refusal=HIDDEN)
    yield both("admin:/admin/(?P<url>.*)$", NO_ONE, refusal=HIDDEN)


def calendar_rows() -> Iterator[Row]:
    name = "admin:calendars_workcalendar"
    pk, year = {"pk": "calendars_workcalendar"}, {"year": 2026}
    yield both(f"{name}_year", KEEPERS, pk, parts=year)
    yield both(f"{name}_day", KEEPERS, pk, parts={**year, "month": 10, "day": 1})
    yield both(f"{name}_import", KEEPERS, pk, parts=year)
    yield both(f"{name}_publish", KEEPERS, pk)
    yield both(f"{name}_versions", KEEPERS, pk)
    yield both(f"{name}_back", KEEPERS, pk, parts={"version": 1})


def rule_rows() -> Iterator[Row]:
    for name in ("publish", "history", "matrix", "bench", "replay"):
        yield both(f"admin:rules_{name}", KEEPERS)
    yield act("admin:rules_restore", KEEPERS, parts={"version": 1})
    yield act("admin:rules_order", KEEPERS)
    yield act("admin:rules_move", KEEPERS, {"pk": "tickets_slapolicy"})
    for name in ("preview", "apply"):
        yield both(f"admin:terms_{name}", KEEPERS, query="?calendar=1")
    # Leads to the page of the calendar, which asks again.
    yield both("admin:terms_publish", KEEPERS, reads=STAFF, query="?calendar=1")
    # An empty part for who may not publish.
    yield both("admin:terms_following", STAFF, query="?calendar=1")


def model_rows(model: str) -> Iterator[Row]:
    views, adds, changes, deletes = (holders(model, letter) for letter in "vacd")
    thing = {"object_id": model}
    changes_foreign = frozenset({ROOT}) & changes if model in WITH_POWERFUL_ROWS else None
    yield both(f"admin:{model}_changelist", views)
    yield both(f"admin:{model}_add", adds)
    yield both(f"admin:{model}_history", views, thing)
    yield both(f"admin:{model}_delete", deletes, thing)
    yield Row(
        f"admin:{model}_change", thing, reads=views, sends=changes, sends_foreign=changes_foreign
    )
    path = f"/admin/{model.replace('_', '/')}/<path:object_id>/"
    yield both(f"admin:{path}", STAFF, thing)
    if model == "accounts_user":
        yield Row(
            "admin:auth_user_password_change",
            {"id": model},
            reads=changes,
            sends=changes,
            reads_foreign=changes_foreign,
            sends_foreign=changes_foreign,
        )


WITH_POWERFUL_ROWS = {"accounts_user", "auth_group", "notifications_messagetemplate"}
"""Lists that have rows which only a superuser changes."""


def rows_of_lists(person: User) -> dict[str, Any]:
    """By list the key of a row that administrators may change; the person is one of theirs."""
    models = {name: apps.get_model(*name.split("_", 1)) for name in MAY}
    found = {name: model.objects.order_by("pk").first().pk for name, model in models.items()}
    plain = MessageTemplate.objects.exclude(topic__in=GUARDED).first()
    trainer = Group.objects.get(name=Role.TRAINER)
    coming = ResponseTimeDefinition.objects.order_by("-effective_from").first()
    found |= {"accounts_user": person.pk, "auth_group": trainer.pk}
    found |= {"metrics_responsetimedefinition": coming.pk}
    return {**found, "notifications_messagetemplate": plain.pk}


def powerful_rows(root: User) -> dict[str, Any]:
    """By list the key of a row that only a superuser changes."""
    guarded = MessageTemplate.objects.filter(topic__in=GUARDED).first()
    manager = Group.objects.get(name=Role.MANAGER)
    return {
        "accounts_user": root.pk,
        "auth_group": manager.pk,
        "notifications_messagetemplate": guarded.pk,
    }
