"""Which key opens the interface, for whom, and how often."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.actions import people
from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import make_token, revoke_token, rotate_token
from accounts.enums import Role
from accounts.models import ApiToken, TokenUse
from demo.people import Cast
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db


def status(client: ApiClient) -> int:
    return client.get("me/").status_code


def test_a_key_opens_and_its_use_is_noted(crm: ApiClient) -> None:
    before = timezone.now()
    assert status(crm) == 200
    use = TokenUse.objects.get(token=crm.token)
    assert use.count == 1 and before <= use.last_used_at <= timezone.now()


def test_an_expired_a_revoked_and_an_unknown_key_are_told_apart_by_nobody(cast: Cast) -> None:
    agent, now = cast.staff["agent"], timezone.now()
    expired, revoked, unknown = (ApiClient(agent) for _n in range(3))
    ApiToken.objects.filter(pk=expired.token.pk).update(expiry=now)
    revoke_token(revoked.token, by=agent, at=now)
    unknown.key = f"{unknown.key[:-1]}x"
    answers = {client.get("me/").content for client in (expired, revoked, unknown)}
    assert len(answers) == 1
    assert {status(client) for client in (expired, revoked, unknown)} == {401}
    assert ApiToken.objects.count() == 3, "what expired stays, so that people see what it was"
    assert not TokenUse.objects.exists()


def test_nothing_opens_for_who_was_switched_off(cast: Cast) -> None:
    agent, now = cast.staff["agent"], timezone.now()
    client = ApiClient(agent)
    people.switch_person_off(agent, by=cast.staff["admin"], at=now, handed_over={})
    assert status(client) == 401
    # Also where only the row of the person says so.
    ApiToken.objects.update(revoked_at=None)
    assert status(client) == 401


def test_both_keys_open_while_one_replaces_the_other(cast: Cast) -> None:
    agent = cast.staff["agent"]
    client = ApiClient(agent)
    old_key = client.key
    _token, client.key = rotate_token(client.token, by=agent, at=timezone.now())
    assert status(client) == 200
    client.key = old_key
    assert status(client) == 200
    ApiToken.objects.filter(pk=client.token.pk).update(expiry=timezone.now())
    assert status(client) == 401


def test_a_service_account_has_the_rights_of_its_roles(cast: Cast) -> None:
    admin, now = cast.staff["admin"], timezone.now()
    account = add_service(
        by=admin,
        at=now,
        username="crm",
        name="客户系统",
        department=cast.staff["agent"].department,
        roles=Group.objects.filter(name=Role.AGENT),
    )
    _token, key = make_token(
        account, by=admin, at=now, name="CRM", scopes=["tickets.read"], lasts=timedelta(days=1)
    )
    client = ApiClient(cast.staff["agent"])
    client.key = key
    told = client.get("me/").json()
    assert (told["username"], told["is_service"], told["roles"]) == ("crm", True, ["agent"])
    assert client.get("tickets/").status_code == 200
    assert client.get("customers/").status_code == 403


@pytest.mark.parametrize(
    "key",
    ["", "desk_\0", "desk_é", "desk_" + "a" * 100_000, "a b", "令牌".encode().decode("latin-1")],
)
def test_what_can_be_no_key_is_none(cast: Cast, key: str) -> None:
    client = ApiClient(cast.staff["agent"])
    client.key = key
    assert status(client) == 401


def test_whoever_asks_too_often_waits_for_the_next_minute(cast: Cast) -> None:
    """Counted in the database: a minute may end within the test, and then begins anew."""
    client = ApiClient(cast.staff["agent"], requests_per_minute=2)
    answers = [client.get("me/") for _n in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and all(1 <= int(answer["Retry-After"]) <= 60 for answer in refused)
    assert status(ApiClient(cast.staff["agent"])) == 200
