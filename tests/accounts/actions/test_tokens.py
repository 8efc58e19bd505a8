"""Tokens are made, replaced and revoked by who may, within their bounds; uses are counted."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts import rules
from accounts.actions import people
from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import (
    count_use,
    make_token,
    note_announced,
    revoke_all_tokens,
    revoke_token,
    rotate_token,
)
from accounts.domain.tokens import FASTEST_PACE, LONGEST_LIFE
from accounts.enums import Role, TokenState
from accounts.models import ApiToken, TokenUse, User
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.fixtures import at_once, moment

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00:30")
DAY = timedelta(days=1)
SCOPES = ["tickets.read", "pii"]


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def made(person, *, by=None, at=AT, **wishes):
    given = {"name": "CRM", "scopes": SCOPES, "lasts": 90 * DAY, **wishes}
    return make_token(person, by=by or person, at=at, **given)


def service(by, *roles, username="crm"):
    groups = Group.objects.filter(name__in=roles)
    return add_service(
        by=by, at=AT, username=username, name="客户系统", department=None, roles=groups
    )


def lines(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


# --- making ---------------------------------------------------------------------------------------


def test_a_token_begins_when_it_is_made_and_keeps_no_key(cast):
    token, key = made(cast.staff["agent"])
    token.refresh_from_db()
    assert (token.created, token.expiry) == (AT, AT + 90 * DAY)
    assert token.announce_at == AT + 76 * DAY
    assert key.startswith("desk_") and len(key) == 69
    assert key not in str(ApiToken.objects.values().get())
    assert token.created_by == cast.staff["agent"]


def test_the_ledger_knows_who_made_which_and_what_it_opens_but_no_key(cast):
    token, key = made(cast.staff["agent"])
    (line,) = lines("token_made")
    assert (line.target, line.actor, line.at) == ("agent", cast.staff["agent"], AT)
    assert line.data == {"token": token.token_key, "name": "CRM", "scopes": SCOPES}
    assert key not in str(line.data)


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u200b "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["tickets.read", "everything"]}, "scopes"),
        ({"scopes": ["tickets.read\0"]}, "scopes"),
        ({"lasts": timedelta(0)}, "lasts"),
        ({"lasts": -DAY}, "lasts"),
        ({"lasts": LONGEST_LIFE + timedelta(seconds=1)}, "lasts"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"requests_per_minute": FASTEST_PACE + 1}, "requests_per_minute"),
    ],
)
def test_what_is_out_of_bounds_is_refused_by_its_field(cast, wishes, field):
    with pytest.raises(LawBroken) as refusal:
        made(cast.staff["agent"], **wishes)
    assert refusal.value.field == field
    assert not ApiToken.objects.exists() and not lines("token_made")


def test_a_scope_that_comes_twice_counts_once(cast):
    token, _key = made(cast.staff["agent"], scopes=["pii", "tickets.read", "pii"])
    assert token.scopes == SCOPES


# --- who for whom ---------------------------------------------------------------------------------


def test_nobody_gets_a_key_to_act_as_a_colleague(cast, root):
    """Not even an administrator, nor a superuser: they would act in somebody else's name."""
    for by, person in product(("admin", "root", "manager"), ("agent", "supervisor")):
        maker = root if by == "root" else cast.staff[by]
        with pytest.raises(NotAllowed):
            made(cast.staff[person], by=maker)
    assert not ApiToken.objects.exists()


def test_tokens_of_a_program_are_made_by_who_manages_it(cast, root):
    weak = service(cast.staff["admin"], Role.AGENT)
    strong = service(root, Role.MANAGER, username="erp")
    assert made(weak, by=cast.staff["admin"])[0].user == weak
    assert made(strong, by=root)[0].user == strong
    for account, who in ((strong, "admin"), (weak, "manager"), (weak, "agent")):
        with pytest.raises(NotAllowed):
            made(account, by=cast.staff[who])
    # Nor by itself: it could make itself immortal.
    with pytest.raises(NotAllowed):
        made(weak, by=weak)


def test_a_command_on_the_server_is_nobody(cast):
    token, _key = make_token(
        cast.staff["agent"], by=None, at=AT, name="cron", scopes=SCOPES, lasts=DAY
    )
    assert token.created_by is None and lines("token_made")[0].actor is None


def test_somebody_who_was_switched_off_gets_none(cast):
    agent = cast.staff["agent"]
    stale = User.objects.get(pk=agent.pk)
    people.switch_person_off(agent, by=cast.staff["admin"], at=AT, handed_over={})
    for person in (agent, stale):
        with pytest.raises(LawBroken):
            made(person)


# --- replacing ------------------------------------------------------------------------------------


def test_both_keys_open_until_the_overlap_is_over(cast):
    old, old_key = made(cast.staff["agent"], requests_per_minute=70)
    later = AT + 30 * DAY
    new, key = rotate_token(old, by=cast.staff["agent"], at=later)
    old.refresh_from_db()
    assert key != old_key
    assert (old.expiry, old.successor, old.announce_at) == (later + 7 * DAY, new, None)
    assert (new.created, new.expiry) == (later, later + 90 * DAY)
    assert (new.name, new.scopes, new.requests_per_minute) == ("CRM", SCOPES, 70)
    assert set(ApiToken.objects.valid(later + 7 * DAY - timedelta(seconds=1))) == {old, new}
    assert set(ApiToken.objects.valid(later + 7 * DAY)) == {new}
    assert old.state_at(later) == TokenState.REPLACED


def test_one_line_tells_of_both(cast):
    old, _key = made(cast.staff["agent"])
    new, _key = rotate_token(old, by=cast.staff["agent"], at=AT + DAY)
    assert len(lines("token_made")) == 1
    (line,) = lines("token_rotated")
    assert (line.data["token"], line.data["successor"]) == (old.token_key, new.token_key)


def test_the_old_key_never_opens_longer_than_it_would_have(cast):
    old, _key = made(cast.staff["agent"], lasts=3 * DAY)
    rotate_token(old, by=cast.staff["agent"], at=AT + DAY)
    old.refresh_from_db()
    assert old.expiry == AT + 3 * DAY


def test_without_an_overlap_the_old_key_ends_at_once(cast):
    old, _key = made(cast.staff["agent"])
    new, _key = rotate_token(old, by=cast.staff["agent"], at=AT + DAY, overlap=timedelta(0))
    assert set(ApiToken.objects.valid(AT + DAY)) == {new}


def test_a_chain_of_replacements_does_not_shorten_the_life(cast):
    token, _key = made(cast.staff["agent"])
    for n in range(1, 4):
        token, _key = rotate_token(token, by=cast.staff["agent"], at=AT + n * 60 * DAY)
    assert token.expiry - token.created == 90 * DAY


@pytest.mark.parametrize("overlap", [-DAY, 31 * DAY])
def test_an_overlap_out_of_bounds_is_refused(cast, overlap):
    old, _key = made(cast.staff["agent"])
    with pytest.raises(LawBroken) as refusal:
        rotate_token(old, by=cast.staff["agent"], at=AT, overlap=overlap)
    assert refusal.value.field == "overlap"


def test_what_opens_nothing_any_more_has_no_successor(cast):
    agent = cast.staff["agent"]
    replaced, revoked, ended = (made(agent)[0] for _n in range(3))
    rotate_token(replaced, by=agent, at=AT)
    revoke_token(revoked, by=agent, at=AT)
    ApiToken.objects.filter(pk=ended.pk).update(expiry=AT)
    for token in (replaced, revoked, ended):
        with pytest.raises(LawBroken):
            rotate_token(token, by=agent, at=AT)


def test_a_scope_that_is_no_more_is_not_inherited(cast):
    old, _key = made(cast.staff["agent"])
    ApiToken.objects.update(scopes=["gone.read", "tickets.read"])
    new, _key = rotate_token(old, by=cast.staff["agent"], at=AT)
    assert new.scopes == ["tickets.read"]


def test_nobody_replaces_the_token_of_a_colleague(cast, root):
    old, _key = made(cast.staff["agent"])
    for by in (cast.staff["admin"], root, cast.staff["agent2"]):
        with pytest.raises(NotAllowed):
            rotate_token(old, by=by, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_make_one_successor(cast):
    old, _key = made(cast.staff["agent"])
    results = at_once(2, lambda n: rotate_token(old, by=cast.staff["agent"], at=AT + DAY))
    refused = [result for result in results if isinstance(result, LawBroken)]
    assert len(refused) == 1 and ApiToken.objects.count() == 2


# --- revoking -------------------------------------------------------------------------------------


def test_a_revoked_token_opens_nothing_from_that_moment_and_is_revoked_once(cast):
    token, _key = made(cast.staff["agent"])
    assert revoke_token(token, by=cast.staff["agent"], at=AT + DAY)
    assert not revoke_token(token, by=cast.staff["agent"], at=AT + 2 * DAY)
    token.refresh_from_db()
    assert token.revoked_at == AT + DAY
    assert not ApiToken.objects.valid(AT + DAY).exists()
    assert len(lines("token_revoked")) == 1


def test_who_may_revoke_whose(cast, root):
    """Whoever may manage the person; nobody that of somebody who has as much or more."""
    allowed = []
    for by, person in product(("agent2", "admin", "manager", "root"), ("agent", "manager")):
        token, _key = made(cast.staff[person])
        who = root if by == "root" else cast.staff[by]
        try:
            revoke_token(token, by=who, at=AT)
        except NotAllowed:
            continue
        allowed.append((by, person))
    assert allowed == [
        ("admin", "agent"),
        ("manager", "manager"),
        ("root", "agent"),
        ("root", "manager"),
    ]


def test_who_is_switched_off_leaves_no_key_behind(cast):
    agent = cast.staff["agent"]
    tokens = [made(agent)[0] for _n in range(2)]
    made(cast.staff["agent2"])
    people.switch_person_off(agent, by=cast.staff["admin"], at=AT + DAY, handed_over={})
    assert {one.user.username for one in ApiToken.objects.valid(AT + DAY)} == {"agent2"}
    written = lines("token_revoked")
    assert {line.data["token"] for line in written} == {token.token_key for token in tokens}
    assert {line.data["why"] for line in written} == {"switched_off"}
    # To be at work again opens none of them.
    User.objects.update(is_active=True)
    assert not ApiToken.objects.valid(AT + DAY).filter(user=agent).exists()


def test_what_had_ended_is_not_revoked_with_the_rest(cast):
    ended, _key = made(cast.staff["agent"], lasts=DAY)
    assert revoke_all_tokens(cast.staff["agent"], by=None, at=AT + DAY, why="test") == 0
    ended.refresh_from_db()
    assert ended.revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_no_token_is_made_beside_the_switching_off(cast):
    """Whichever comes first: in the end nothing opens."""
    agent, admin = cast.staff["agent"], cast.staff["admin"]

    def act(n):
        if n:
            return made(User.objects.get(pk=agent.pk))
        person = User.objects.get(pk=agent.pk)
        return people.switch_person_off(person, by=admin, at=AT, handed_over={})

    at_once(2, act)
    assert not User.objects.get(pk=agent.pk).is_active
    assert not ApiToken.objects.valid(AT).exists()


@pytest.mark.parametrize("who", ["PASSWORD_CHANGED", "PASSWORD_RESET", "PASSWORD_SET"])
def test_a_new_password_leaves_tokens_and_says_how_many(cast, who):
    agent = cast.staff["agent"]
    made(agent)
    made(agent, lasts=DAY)
    at = AT + DAY
    if who == "PASSWORD_CHANGED":
        people.record_changed_password(agent, by=agent, at=at)
    elif who == "PASSWORD_RESET":
        people.record_new_password(agent, at=at)
    else:
        people.record_set_password(agent, by=cast.staff["admin"], at=at)
    assert ApiToken.objects.valid(at).count() == 1
    (line,) = lines(who.lower())
    assert line.data == {"tokens": 1}


# --- counting -------------------------------------------------------------------------------------


def test_uses_are_counted_by_the_minute(cast):
    token, _key = made(cast.staff["agent"])
    seconds = (0, 10, 29, 30, 31)
    counts = [count_use(token, at=AT + timedelta(seconds=second)) for second in seconds]
    assert counts == [1, 2, 3, 1, 2]
    use = TokenUse.objects.get()
    assert use.last_used_at == AT + timedelta(seconds=31)


def test_a_clock_that_is_behind_begins_no_new_count(cast):
    """The minute before is over, wherever its last request is counted."""
    token, _key = made(cast.staff["agent"])
    after = AT + timedelta(seconds=31)
    assert count_use(token, at=after) == 1
    assert count_use(token, at=AT) == 2
    assert count_use(token, at=after) == 3
    use = TokenUse.objects.get()
    assert (use.minute, use.last_used_at) == (moment("2026-03-16 10:01"), after)


@pytest.mark.django_db(transaction=True)
def test_no_use_is_lost_beside_another(cast):
    token, _key = made(cast.staff["agent"])
    counts = at_once(8, lambda n: count_use(token, at=AT))
    assert sorted(counts) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_only_the_count_is_not_waited_for(cast):
    """What is written afterwards is on the disk before anybody is answered."""
    token, _key = made(cast.staff["agent"])
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = remote_write")
        count_use(token, at=AT)
        cursor.execute("SHOW synchronous_commit")
        found = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")
    assert found == ("remote_write",)


# --- announcing -----------------------------------------------------------------------------------


def test_an_end_is_to_be_announced_from_its_day_until_it_was(cast):
    token, _key = made(cast.staff["agent"])
    due = AT + 76 * DAY
    assert not ApiToken.objects.to_announce(due - timedelta(seconds=1)).exists()
    assert list(ApiToken.objects.to_announce(due)) == [token]
    note_announced([token])
    assert not ApiToken.objects.to_announce(due).exists()


def test_what_opens_nothing_is_not_announced(cast):
    agent = cast.staff["agent"]
    revoked, replaced, ended = (made(agent)[0] for _n in range(3))
    revoke_token(revoked, by=agent, at=AT)
    rotate_token(replaced, by=agent, at=AT + 80 * DAY, overlap=9 * DAY)
    ApiToken.objects.filter(pk=ended.pk).update(expiry=AT)
    assert not ApiToken.objects.to_announce(AT + 81 * DAY).exists()


# --- whose tokens somebody finds ------------------------------------------------------------------


def test_everybody_that_is_managed_is_found_and_nobody_else(cast, root):
    service(cast.staff["admin"], Role.AGENT)
    service(root, Role.ANALYST, username="erp")
    everybody = list(User.objects.all())
    for by in everybody:
        found = set(rules.managed_by(by).values_list("pk", flat=True))
        assert found == {one.pk for one in everybody if rules.may_manage(by, one)}, by.username
