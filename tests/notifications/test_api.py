"""Webhooks over REST: set up, secret, test, deliveries, sent again; by whom the administration lets."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import make_token
from accounts.enums import Role
from accounts.models import User
from api.models import KeptAnswer
from core.models import AuditEntry
from demo.people import Cast
from notifications.actions.webhooks import deliver_due
from notifications.enums import DeliveryState
from notifications.models import WebhookDelivery, WebhookEndpoint
from tests.factories.webhooks import queue_events, set_up_endpoint, states_of
from tests.support.api_client import ApiClient
from tests.support.webhook_receiver import Receiver, receiver_running

pytestmark = pytest.mark.django_db

BODY = {"name": "CRM", "address": "https://crm.example/hook", "events": ["ticket.closed"]}


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return ApiClient(cast.staff["admin"])


@pytest.fixture
def receiver(settings: Any) -> Any:
    settings.WEBHOOK_INSIDE = ["127.0.0.1"]
    with receiver_running() as found:
        yield found


def set_up(admin: ApiClient, **more: Any) -> dict[str, Any]:
    answer = admin.post("webhooks/", {**BODY, **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_receiver_is_set_up_with_a_secret_that_is_shown_once(admin: ApiClient) -> None:
    made = admin.post("webhooks/", BODY)
    row = WebhookEndpoint.objects.get()
    body = made.json()
    assert body["secret"] == row.secret and row.owner == row.owner
    assert (row.owner.username, row.events, row.is_active) == ("admin", ["ticket.closed"], True)
    assert made.headers["Location"] == f"/api/v1/webhooks/{row.pk}/"
    assert made.headers["ETag"] == '"1"'
    for path in ("webhooks/", f"webhooks/{row.pk}/"):
        assert row.secret not in admin.get(path).content.decode()
    noted = AuditEntry.objects.get(action="setting_added")
    assert noted.target == "webhookendpoint CRM" and noted.data["is_dangerous"]


def test_a_repeated_request_tells_the_secret_again_and_the_table_does_not(admin: ApiClient) -> None:
    first = admin.post("webhooks/", BODY, key="once").json()
    again = admin.post("webhooks/", BODY, key="once")
    assert again.headers["Idempotency-Replayed"] == "true" and again.json() == first
    assert WebhookEndpoint.objects.count() == 1
    assert first["secret"] not in json.dumps(KeptAnswer.objects.get().body)


def test_it_is_changed_paused_and_switched_on_by_version(admin: ApiClient) -> None:
    key = set_up(admin)["id"]
    path = f"webhooks/{key}/"
    assert admin.patch(path, {"is_active": False}).status_code == 428
    paused = admin.patch(path, {"is_active": False}, **{"If-Match": '"1"'})
    assert (paused.json()["is_active"], paused.headers["ETag"]) == (False, '"2"')
    assert admin.patch(path, {"is_active": True}, **{"If-Match": '"1"'}).status_code == 412
    now = timezone.now()
    WebhookEndpoint.objects.update(failures=12, failing_since=now, next_at=now)
    on = admin.patch(path, {"is_active": True}, **{"If-Match": '"2"'}).json()
    assert (on["is_active"], on["failures"], on["is_left_alone"]) == (True, 0, False)
    entry = AuditEntry.objects.filter(action="setting_changed").order_by("pk").last()
    assert entry.data["fields"] == ["is_active"]


def test_it_is_taken_away_by_version_with_what_waits_for_it(admin: ApiClient) -> None:
    made = set_up(admin)
    path, endpoint = f"webhooks/{made['id']}/", WebhookEndpoint.objects.get()
    queue_events(endpoint, 2)

    def delete(**headers: str) -> int:
        return admin.ask("DELETE", path, **headers).status_code

    assert delete() == 428
    assert delete(**{"If-Match": '"9"'}) == 412
    assert WebhookDelivery.objects.count() == 2
    assert delete(**{"If-Match": '"1"'}) == 204
    assert not WebhookEndpoint.objects.exists() and not WebhookDelivery.objects.exists()
    assert admin.get(path).status_code == delete(**{"If-Match": '"1"'}) == 404
    noted = AuditEntry.objects.get(action="setting_deleted")
    assert noted.target == "webhookendpoint CRM"
    assert noted.data == {"is_dangerous": True, "untold": 2}


def test_a_new_secret_leaves_the_old_one_a_day_unless_it_became_known(admin: ApiClient) -> None:
    made = set_up(admin)
    path = f"webhooks/{made['id']}/secret/"
    second = admin.post(path).json()
    row = WebhookEndpoint.objects.get()
    assert row.secrets(timezone.now()) == (second["secret"], made["secret"])
    third = admin.post(path, {"is_known": True}).json()
    row.refresh_from_db()
    assert row.secrets(timezone.now()) == (third["secret"],) and third["old_secret_until"] is None
    assert AuditEntry.objects.filter(action="webhook_secret").count() == 3


def test_a_test_says_what_came_back(admin: ApiClient, receiver: Receiver) -> None:
    made = set_up(admin, address=receiver.url())
    path = f"webhooks/{made['id']}/test/"
    taken = admin.post(path).json()
    assert (taken["state"], taken["status_code"], taken["answer"]) == ("done", 200, "ok")
    assert receiver.came[0].body.decode() == taken["request"]
    assert receiver.came[0].id == taken["event_id"] and receiver.came[0].verified(made["secret"])
    receiver.script = lambda _arrival: (404, b"who?")
    refused = admin.post(path, key="t-1").json()
    assert (refused["state"], refused["error"], refused["answer"]) == ("dead", "HTTP 404", "who?")
    assert admin.post(path, key="t-1").json() == refused and len(receiver.came) == 2
    WebhookEndpoint.objects.update(sealed_secret="")
    assert admin.post(path).status_code == 409


def test_deliveries_are_looked_up_narrowed_and_sent_again(
    cast: Cast, admin: ApiClient, receiver: Receiver
) -> None:
    endpoint = set_up_endpoint("CRM", receiver.url(), cast.staff["manager"])
    done, _waits = queue_events(endpoint, 2)
    path = f"webhooks/{endpoint.pk}/deliveries/"
    event = f"{path}evt_{done.event_id.hex}/"
    waits = admin.post(f"{event}replay/")
    assert (waits.status_code, waits.json()["code"]) == (409, "law_broken")
    deliver_due(timezone.now(), seconds=30)
    page = admin.get(f"{path}?limit=1").json()
    assert len(page["results"]) == 1 and page["next"]
    assert admin.get(f"{path}?state=dead").json()["results"] == []
    assert len(admin.get(f"{path}?event=ticket.status_changed").json()["results"]) == 2
    assert admin.get(f"{path}?state=none").status_code == 422
    shown = admin.get(event).json()
    assert shown["answer"] == "ok" and json.loads(shown["request"])["data"]["sequence"] == 0
    assert admin.post(f"{event}replay/").json()["state"] == DeliveryState.PENDING
    assert states_of(endpoint) == [DeliveryState.PENDING, DeliveryState.DONE]
    elsewhere = set_up_endpoint("B", receiver.url(), cast.staff["manager"])
    other = f"webhooks/{elsewhere.pk}/deliveries/evt_{done.event_id.hex}/"
    assert admin.get(other).status_code == 404, "of another receiver"
    assert admin.get("webhooks/999/deliveries/").status_code == 404


def test_a_receiver_says_why_it_hears_nothing(admin: ApiClient, cast: Cast) -> None:
    made = set_up(admin)
    assert (made["owner"], made["silent_because"]) == ("admin", "nothing_seen")
    assert made["unheard_events"] == made["events"] == ["ticket.closed"]
    both = {"owner": "agent", "events": ["ticket.closed", "report.issued"]}
    heard = set_up(admin, name="B", **both)
    assert (heard["silent_because"], heard["unheard_events"]) == ("", ["report.issued"])
    path = f"webhooks/{heard['id']}/"
    paused = admin.patch(path, {"is_active": False}, **{"If-Match": '"1"'}).json()
    assert paused["silent_because"] == "switched_off"
    admin.patch(path, {"is_active": True}, **{"If-Match": '"2"'})
    User.objects.filter(username="agent").update(is_active=False)
    assert admin.get(path).json()["silent_because"] == "owner_gone"
    WebhookEndpoint.objects.filter(pk=heard["id"]).update(sealed_secret="")
    assert admin.get(path).json()["silent_because"] == "no_secret"


def test_a_list_of_receivers_costs_as_much_with_three_as_with_one(
    admin: ApiClient, cast: Cast
) -> None:
    counts = []
    for name in ("a", "b", "c"):
        set_up_endpoint(name, BODY["address"], cast.staff["agent"])
        with CaptureQueriesContext(connection) as asked:
            assert len(admin.get("webhooks/").json()["results"]) == len(counts) + 1
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_an_address_inside_is_refused_in_words_for_a_developer(admin: ApiClient) -> None:
    for address in ("https://localhost/", "https://0x7f.1/", "https://crm.internal/"):
        answer = admin.post("webhooks/", {**BODY, "address": address}, **{"Accept-Language": "en"})
        (error,) = answer.json()["errors"]
        assert (error["path"], error["code"]) == ("$.address", "not_outside")
        assert "outside the own network" in error["message"]
        assert "WEBHOOK_INSIDE" not in error["message"]


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ({"address": "https://10.0.0.1/"}, "$.address"),
        ({"address": "https://localhost/"}, "$.address"),
        ({"address": "https://127.1/"}, "$.address"),
        ({"address": "http://crm.example/"}, "$.address"),
        ({"owner": "nobody"}, "$.owner"),
        ({"owner": "manager"}, "$.owner"),
        ({"events": ["webhook.test"]}, "$.events[0]"),
        ({"events": []}, "$.events"),
        ({"name": ""}, "$.name"),
        ({"secret": "whsec_mine"}, "$.secret"),
    ],
)
def test_what_the_page_refuses_is_refused(admin: ApiClient, fault: dict, path: str) -> None:
    answer = admin.post("webhooks/", {**BODY, **fault})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path
    assert not WebhookEndpoint.objects.exists()


def test_a_name_is_given_once_and_nobody_leads_elsewhere_what_somebody_mightier_hears(
    cast: Cast, admin: ApiClient
) -> None:
    set_up(admin)
    assert admin.post("webhooks/", BODY).json()["errors"][0]["path"] == "$.name"
    mighty = set_up_endpoint("BI", "https://bi.example/", cast.staff["manager"])
    tag = {"If-Match": "*"}
    assert admin.patch(f"webhooks/{mighty.pk}/", {"is_active": False}, **tag).status_code == 200
    away = admin.patch(f"webhooks/{mighty.pk}/", {"address": BODY["address"]}, **tag)
    assert away.json()["errors"][0]["path"] == "$.owner"


def test_only_who_looks_after_webhooks_and_only_with_the_scope(
    cast: Cast, admin: ApiClient
) -> None:
    key = set_up(admin)["id"]
    for name in ("supervisor", "manager", "agent"):
        crm = ApiClient(cast.staff[name])
        assert crm.get("webhooks/").json()["results"] == []
        assert crm.get(f"webhooks/{key}/").status_code == 404
        assert crm.get(f"webhooks/{key}/deliveries/").status_code == 404
        assert crm.post("webhooks/", {**BODY, "name": "B"}).status_code == 403
        assert crm.post(f"webhooks/{key}/secret/").status_code == 404
    reads = ApiClient(cast.staff["admin"], ["webhooks.read"])
    assert len(reads.get("webhooks/").json()["results"]) == 1
    assert reads.post(f"webhooks/{key}/secret/").status_code == 403
    assert reads.patch(f"webhooks/{key}/", {}, **{"If-Match": "*"}).status_code == 403


def test_a_service_account_of_an_administrator_sets_them_up(cast: Cast) -> None:
    program = add_service(
        by=_root(cast),
        at=timezone.now(),
        username="ops",
        name="运维",
        department=None,
        roles=Group.objects.filter(name=Role.ADMIN),
    )
    _token, key = make_token(
        program,
        by=cast.staff["admin"],
        at=timezone.now(),
        name="CRM",
        scopes=["webhooks.write"],
        lasts=timedelta(days=1),
    )
    client = ApiClient(cast.staff["agent"])
    client.key = key
    made = set_up(client)
    assert made["owner"] == "ops" and made["has_secret"]
    assert not WebhookDelivery.objects.exists()


def _root(cast: Cast) -> Any:
    person = cast.staff["admin"]
    person.is_superuser = True
    person.save()
    return person
