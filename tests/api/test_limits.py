"""The test bench over REST says what a ticket is promised then."""

from demo.people import Cast
from tests.support.api_client import ApiClient
from tickets.limits.models import SlaClock


def test_what_is_tried_is_what_is_promised(crm: ApiClient, cast: Cast) -> None:
    tried = crm.post("limits/try/", {"tier": "important", "priority": "medium"}).json()
    assert {"ack", "respond"} <= {limit["kind"] for limit in tried}
    assert all(limit["due_at"] and limit["hours"] for limit in tried)
    at = "2026-03-13T17:50:00+08:00"
    facts = {"tier": "important", "priority": "medium", "started_at": at}
    due = {limit["kind"]: limit["due_at"] for limit in crm.post("limits/try/", facts).json()}
    customer = next(iter(cast.customers.values()))
    body = {
        "customer": customer.code,
        "channel": "phone",
        "summary": "电机异响",
        "tier": "important",
        "priority": "medium",
        "reported_at": at,
    }
    number = crm.post("tickets/", body).json()["number"]
    clocks = {one["kind"]: one["due_at"] for one in crm.get(f"tickets/{number}/clocks/").json()}
    assert clocks["ack"] == due["ack"]


def test_nothing_is_stored_and_reading_is_enough(cast: Cast) -> None:
    narrow = ApiClient(cast.staff["agent"], ["rules.read"])
    assert narrow.post("limits/try/", {"tier": "urgent"}).status_code == 200
    assert not SlaClock.objects.exists()
    wrong = narrow.post("limits/try/", {"tier": "urgent", "started_at": "2026-03-13"})
    assert wrong.json()["errors"][0]["path"] == "$.started_at"
