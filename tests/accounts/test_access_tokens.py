"""The pages of access tokens: a key is told once, to who may, and kept nowhere."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from accounts import sessions
from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import count_use, make_token, revoke_token, rotate_token
from accounts.enums import Role, TokenScope
from accounts.forms import TokenForm
from accounts.models import ApiToken, User
from core.models import FormSubmission
from tests.fixtures import browser_of, typed
from tests.support.pages import said

pytestmark = pytest.mark.django_db

PAGE = "/accounts/tokens/"
KEY = re.compile(r"desk_[0-9a-f]{64}")
AGAIN = "/accounts/reauthenticate/"
PASSWORD = "kein-gewoehnliches-Wort-9174"
DAY = timedelta(days=1)


@pytest.fixture
def agent(cast):
    person = cast.staff["agent"]
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def root(cast):
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def wishes(**changes):
    return {"name": "CRM", "scopes": ["tickets.read", "tickets.write"], "life": "90", **changes}


def send(browser, place, **sent):
    """The form as the page shows it, filled in."""
    shown = browser.get(place).context["form"]
    return browser.post(place, {**typed(shown), **sent})


def key_in(answer):
    found = set(KEY.findall(answer.content.decode()))
    return found.pop() if len(found) == 1 else ""


def left_open(person):
    """A browser whose log-in is a while ago."""
    browser = browser_of(person)
    session = browser.session
    session[sessions.BEGAN_AT] = (timezone.now() - timedelta(minutes=16)).timestamp()
    session.save()
    return browser


def token_of(person, *, by=None, at=None, lasts=90 * DAY, **wishes):
    given = {"name": "CRM", "scopes": ["tickets.read"], **wishes}
    at = at or timezone.now()
    return make_token(person, by=by or person, at=at, lasts=lasts, **given)[0]


def service_of(by, *roles, username="crm", name="客户系统"):
    return add_service(
        by=by,
        at=timezone.now(),
        username=username,
        name=name,
        department=None,
        roles=Group.objects.filter(name__in=roles),
    )


def opens(key):
    headers = {"Authorization": f"Bearer {key}"}
    return Client().get("/api/v1/me/", headers=headers).status_code == 200


# --- the own page ---------------------------------------------------------------------------------


def test_an_empty_page_says_what_tokens_are_for(agent):
    page = browser_of(agent).get(PAGE).content.decode()
    assert said("No access tokens yet") in page
    assert 'href="/api/docs/"' in page and reverse("accounts:new_token") in page


def test_the_page_is_reached_from_the_own_account(agent):
    assert f'href="{PAGE}"' in browser_of(agent).get("/accounts/security/").content.decode()


def test_the_list_tells_what_each_opens_and_how_it_stands(agent):
    now = timezone.now()
    used = token_of(agent, name="CRM", scopes=["tickets.read", "tickets.write", "pii"])
    count_use(used, at=now)
    soon = token_of(agent, name="BI", lasts=10 * DAY)
    replaced = token_of(agent, name="ERP")
    rotate_token(replaced, by=agent, at=now)
    revoke_token(token_of(agent, name="旧"), by=agent, at=now)
    token_of(agent, name="过期", at=now - 2 * DAY, lasts=DAY)
    answer = browser_of(agent).get(PAGE)
    states = {one.row.pk: one.state for one in answer.context["valid"]}
    assert (states[used.pk], states[soon.pk], states[replaced.pk]) == (
        "open",
        "ends_soon",
        "replaced",
    )
    ended = {one.row.name: one.state for one in answer.context["ended"]}
    assert ended == {"旧": "revoked", "过期": "ended"}
    (shown,) = (one for one in answer.context["valid"] if one.row == used)
    assert shown.used_at == now
    page = answer.content.decode()
    assert said("%(house)s: read and write") % {"house": said("Tickets")} in page
    for token in (used, soon, replaced):
        revoke = reverse("accounts:revoke_token", args=[token.handle])
        rotate = reverse("accounts:rotate_token", args=[token.handle])
        assert revoke in page
        assert (rotate in page) == (token != replaced)


@pytest.mark.parametrize("count", [1, 3])
def test_more_tokens_cost_no_more_statements(agent, count):
    for _n in range(count):
        count_use(token_of(agent), at=timezone.now())
    browser = browser_of(agent)
    browser.get(PAGE)
    with assertNumQueries(5):
        browser.get(PAGE)


def test_a_name_is_never_markup(agent):
    token_of(agent, name="<script>alert(1)</script>")
    assert "<script>alert" not in browser_of(agent).get(PAGE).content.decode()


# --- making ---------------------------------------------------------------------------------------


def test_a_key_is_told_once_and_opens(agent, caplog):
    caplog.set_level(logging.DEBUG)
    browser = browser_of(agent)
    answer = send(browser, f"{PAGE}new/", **wishes())
    key = key_in(answer)
    assert answer.status_code == 200 and opens(key)
    assert "no-store" in answer.headers["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.user, token.created_by, token.scopes) == (
        agent,
        agent,
        ["tickets.read", "tickets.write"],
    )
    assert timedelta(days=89) < token.expiry - timezone.now() <= 90 * DAY
    assert key not in browser.get(PAGE).content.decode()
    # Nowhere: in no session, no form that is remembered, no ledger, no log.
    kept = [dict(browser.session), list(Session.objects.values()), caplog.text]
    kept += [list(FormSubmission.objects.values()), list(ApiToken.objects.values())]
    assert key not in str(kept)


def test_a_form_that_is_sent_again_makes_and_tells_nothing(agent):
    browser = browser_of(agent)
    form = {**typed(browser.get(f"{PAGE}new/").context["form"]), **wishes()}
    key = key_in(browser.post(f"{PAGE}new/", form))
    again = browser.post(f"{PAGE}new/", form, follow=True)
    assert key and not key_in(again) and ApiToken.objects.count() == 1
    assert said("This form was sent before: the token is made, and its key was shown then.") in (
        again.content.decode()
    )
    other = browser.post(f"{PAGE}new/", {**form, "name": "别的"})
    assert other.status_code == 422 and ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"life": "9999"}, "life"),
        ({"life": "day"}, "ends_on"),
        ({"life": "day", "ends_on": "2001-01-01"}, "ends_on"),
        ({"life": "day", "ends_on": "2099-01-01"}, "ends_on"),
        ({"life": "day", "ends_on": "soon"}, "ends_on"),
        ({"life": "30", "ends_on": "2099-01-01"}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(agent, changes, field):
    answer = send(browser_of(agent), f"{PAGE}new/", **wishes(**changes))
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert field in answer.context["form"].errors
    assert not ApiToken.objects.exists()


def test_nobody_sets_the_own_pace_nor_makes_a_token_of_somebody_else(cast, agent):
    foreign = {"requests_per_minute": 6000, "person": cast.staff["manager"].pk, "user": "manager"}
    assert key_in(send(browser_of(agent), f"{PAGE}new/", **wishes(**foreign)))
    token = ApiToken.objects.get()
    assert (token.user, token.requests_per_minute) == (agent, 600)


def test_the_last_day_is_over_at_its_midnight():
    at = timezone.make_aware(timezone.datetime(2026, 3, 16, 10))
    form = TokenForm({**wishes(life="day"), "ends_on": "2026-03-20"}, at=at)
    assert form.is_valid(), form.errors
    assert at + form.lasts == timezone.make_aware(timezone.datetime(2026, 3, 21))


def test_every_scope_has_a_box(agent):
    form = browser_of(agent).get(f"{PAGE}new/").context["form"]
    boxes = [box.data["value"] for _house, boxes in form.scope_groups for box in boxes]
    assert sorted(boxes) == sorted(TokenScope.values)


# --- who it is ------------------------------------------------------------------------------------


def test_making_and_replacing_ask_again_who_it_is(agent):
    token = token_of(agent)
    rotation = reverse("accounts:rotate_token", args=[token.handle])
    for place, sent in ((f"{PAGE}new/", wishes()), (rotation, {"days": "7"})):
        browser = left_open(agent)
        assert browser.get(place).status_code == 200
        asked = browser.post(place, sent)
        assert asked.headers["Location"].split("?")[0] == AGAIN
        assert ApiToken.objects.count() == 1
        # The password that fits does what was sent, and tells the key there.
        done = browser.post(asked.headers["Location"], {"password": PASSWORD, "next": place})
        assert opens(key_in(done)) and "no-store" in done.headers["Cache-Control"]
        assert not KEY.search(str(dict(browser.session)))
        ApiToken.objects.exclude(pk=token.pk).delete()


# --- replacing and revoking -----------------------------------------------------------------------


def test_a_new_key_replaces_the_old_one_after_some_days(agent):
    token = token_of(agent)
    place = reverse("accounts:rotate_token", args=[token.handle])
    browser = browser_of(agent)
    assert browser.get(place).context["form"]["days"].value() == 7
    answer = send(browser, place, days="3")
    assert opens(key_in(answer))
    token.refresh_from_db()
    assert timedelta(days=2) < token.expiry - timezone.now() <= 3 * DAY
    again = send(browser, place, days="3")
    assert again.status_code == 422 and not key_in(again)


@pytest.mark.parametrize("days", ["-1", "31", "x", ""])
def test_days_out_of_bounds_are_refused(agent, days):
    token = token_of(agent)
    place = reverse("accounts:rotate_token", args=[token.handle])
    assert send(browser_of(agent), place, days=days).status_code == 422
    assert ApiToken.objects.count() == 1


def test_a_token_is_revoked_at_once(agent):
    token = token_of(agent)
    browser, place = browser_of(agent), reverse("accounts:revoke_token", args=[token.handle])
    assert browser.get(place).status_code == 200
    assert ApiToken.objects.valid(timezone.now()).exists()
    assert browser.post(place).headers["Location"] == PAGE
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_password_page_says_that_tokens_stay(agent):
    new = "ganz-anderes-Wort-4711"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    sentence = said("Your access tokens stay valid: look at them, and revoke what is not yours.")
    browser = browser_of(agent)
    token = token_of(agent)
    assert sentence in browser.post("/accounts/password/", form, follow=True).content.decode()
    assert list(ApiToken.objects.valid(timezone.now())) == [token]


# --- administrators -------------------------------------------------------------------------------


def test_administrators_find_and_revoke_the_tokens_of_whom_they_manage(cast, agent, root):
    own, strong = token_of(agent), token_of(cast.staff["manager"], name="机密令牌")
    browser = browser_of(cast.staff["admin"])
    page = browser.get(f"{PAGE}all/").content.decode()
    assert str(own.handle) in page and "机密令牌" not in page
    assert reverse("accounts:rotate_token", args=[own.handle]) not in page
    done = browser.post(reverse("accounts:revoke_token", args=[own.handle]))
    assert done.headers["Location"] == f"{PAGE}all/"
    refused = browser.post(reverse("accounts:revoke_token", args=[strong.handle]))
    assert refused.status_code == 404
    assert list(ApiToken.objects.valid(timezone.now())) == [strong]
    assert browser.get(f"{PAGE}all/").context["holders"] == []
    assert "机密令牌" in browser_of(root).get(f"{PAGE}all/").content.decode()


def test_the_second_page_goes_on_where_the_first_ends(cast):
    now = timezone.now()
    people = User.objects.bulk_create(
        User(username=f"p{n}", display_name=f"{'很长的名字' * 7}{n:03}") for n in range(31)
    )
    for person in people:
        token_of(person, at=now)
    browser = browser_of(cast.staff["admin"])
    first = browser.get(f"{PAGE}all/")
    second = browser.get(f"{PAGE}all/", {"cursor": first.context["page"].next_cursor})
    shown = [holder.person.pk for page in (first, second) for holder in page.context["holders"]]
    assert (len(first.context["holders"]), len(second.context["holders"])) == (30, 1)
    assert sorted(shown) == sorted(person.pk for person in people)


@pytest.mark.parametrize("count", [1, 3])
def test_more_holders_cost_no_more_statements(cast, count):
    for name in ("agent", "agent2", "engineer")[:count]:
        token_of(cast.staff[name])
    browser = browser_of(cast.staff["admin"])
    browser.get(f"{PAGE}all/")
    with assertNumQueries(5):
        browser.get(f"{PAGE}all/")


@pytest.mark.parametrize("who", ["agent", "supervisor", "manager"])
def test_others_find_none_of_these_pages(cast, who):
    service = service_of(cast.staff["admin"])
    browser = browser_of(cast.staff[who])
    for place in (
        f"{PAGE}all/",
        "/accounts/services/",
        "/accounts/services/new/",
        reverse("accounts:service", args=[service.username]),
        reverse("accounts:new_service_token", args=[service.username]),
    ):
        assert browser.get(place).status_code == 404, place
    assert f"{PAGE}all/" not in browser.get(PAGE).content.decode()


# --- service accounts -----------------------------------------------------------------------------


def test_an_account_is_made_with_a_token_and_both_are_told_of(cast):
    admin = cast.staff["admin"]
    browser = browser_of(admin)
    assert said("No service accounts yet") in browser.get("/accounts/services/").content.decode()
    role = Group.objects.get(name=Role.AGENT)
    sent = {"username": "crm", "name": "客户系统", "roles": [role.pk]}
    answer = send(browser, "/accounts/services/new/", **sent)
    place = reverse("accounts:service", args=["crm"])
    assert answer.headers["Location"] == place
    answer = send(
        browser, "/accounts/services/crm/tokens/new/", **wishes(requests_per_minute="1200")
    )
    token = ApiToken.objects.get()
    assert opens(key_in(answer))
    assert (token.user.username, token.created_by, token.requests_per_minute) == (
        "crm",
        admin,
        1200,
    )
    assert str(token.handle) in browser.get(place).content.decode()
    rotation = reverse("accounts:rotate_token", args=[token.handle])
    assert opens(key_in(send(browser, rotation, days="0")))
    shown = browser.get("/accounts/services/").context["services"]
    assert [(one.account.username, one.token_count) for one in shown] == [("crm", 1)]


def test_no_role_is_offered_or_taken_that_may_not_be_given(cast):
    browser = browser_of(cast.staff["admin"])
    form = browser.get("/accounts/services/new/").context["form"]
    offered = {role.name for role in form.fields["roles"].queryset}
    assert Role.AGENT in offered and not offered & {Role.MANAGER, Role.ADMIN, Role.SUPERVISOR}
    strong = Group.objects.get(name=Role.MANAGER)
    answer = send(
        browser, "/accounts/services/new/", username="crm", name="客户系统", roles=[strong.pk]
    )
    assert answer.status_code == 422 and not User.objects.services().exists()


def test_making_and_changing_an_account_ask_again_who_it_is(cast):
    admin = cast.staff["admin"]
    admin.set_password(PASSWORD)
    admin.save()
    service_of(admin, Role.AGENT, username="erp")
    places = (
        "/accounts/services/new/",
        "/accounts/services/erp/account/",
        "/accounts/services/erp/tokens/new/",
    )
    for place in places:
        asked = left_open(admin).post(place, {"username": "crm", "name": "客户系统", **wishes()})
        assert asked.headers["Location"].split("?")[0] == AGAIN, place
    assert User.objects.services().count() == 1 and not ApiToken.objects.exists()


def test_an_account_is_changed_on_its_page(cast):
    service_of(cast.staff["admin"], Role.AGENT)
    place = reverse("accounts:service", args=["crm"])
    trainer = Group.objects.get(name=Role.TRAINER)
    answer = send(browser_of(cast.staff["admin"]), place, name="新名称", roles=[trainer.pk])
    assert answer.headers["Location"] == place
    account = User.objects.get(username="crm")
    assert (account.display_name, account.roles) == ("新名称", [Role.TRAINER])


def test_one_that_may_more_is_hidden_from_administrators(cast, root):
    service_of(root, Role.MANAGER, username="erp", name="机密系统")
    browser = browser_of(cast.staff["admin"])
    assert "机密系统" not in browser.get("/accounts/services/").content.decode()
    for name in ("service", "new_service_token"):
        place = reverse(f"accounts:{name}", args=["erp"])
        assert (browser.get(place).status_code, browser.post(place).status_code) == (404, 404)
    assert "机密系统" in browser_of(root).get("/accounts/services/").content.decode()


def test_an_account_is_switched_off_with_its_tokens(cast):
    admin = cast.staff["admin"]
    service = service_of(admin, Role.AGENT)
    token_of(service, by=admin)
    place = reverse("handover", args=["crm"])
    answer = send(browser_of(admin), place)
    assert answer.headers["Location"] == "/accounts/services/"
    assert not ApiToken.objects.valid(timezone.now()).exists()
    page = browser_of(admin).get(reverse("accounts:service", args=["crm"])).content.decode()
    assert said("This account is switched off: none of its tokens opens anything.") in page
    again = send(
        browser_of(admin), "/accounts/services/crm/tokens/new/", **wishes(requests_per_minute="9")
    )
    assert again.status_code == 422


# --- the command ----------------------------------------------------------------------------------


def test_the_command_prints_the_key_alone(cast, agent, capsys):
    call_command("make_token", "agent", name="cron", scopes=["tickets.read", "pii"], days=30)
    printed = capsys.readouterr()
    key = printed.out.strip()
    assert KEY.fullmatch(key) and opens(key) and key not in printed.err
    token = ApiToken.objects.get()
    assert (token.name, token.scopes, token.created_by) == ("cron", ["tickets.read", "pii"], None)
    assert token.expiry - token.created == 30 * DAY


@pytest.mark.parametrize(
    ("username", "more"),
    [
        ("nobody", {}),
        ("agent", {"scopes": ["everything"]}),
        ("agent", {"days": 0}),
        ("agent", {"days": 10**12}),
        ("agent", {"name": ""}),
        ("agent", {"requests_per_minute": 0}),
    ],
)
def test_the_command_says_what_is_wrong(cast, username, more):
    given = {"name": "cron", "scopes": ["pii"], "days": 30, **more}
    with pytest.raises(CommandError):
        call_command("make_token", username, **given)
    assert not ApiToken.objects.exists()
