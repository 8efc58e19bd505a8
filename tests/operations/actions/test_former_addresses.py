"""A changed mail address is told to the old one, by a real mail server: once, in the person's language, whatever it answers."""

from __future__ import annotations

from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import passwords, people
from accounts.models import FormerAddress, User
from core.models import AuditEntry
from notifications.enums import Digest
from notifications.models import InboxItem, Outbox, Preference
from operations.actions.dangerous_acts import tell_of_dangerous_acts
from operations.actions.former_addresses import tell_former_addresses
from tests.factories.notices import send_all, states
from tests.fixtures import browser_of, moment, typed

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")
OLD, NEW = "old@example.com", "new@example.com"


@pytest.fixture
def person(cast) -> User:
    person = cast.staff["agent"]
    person.email = OLD
    person.save()
    return person


def change(person: User, by: User, at=AT, **fields: str) -> None:
    """As the page of the administration does it."""
    with transaction.atomic():
        before = people.account_facts(User.objects.get(pk=person.pk))
        User.objects.filter(pk=person.pk).update(**fields)
        people.record_account(person, before, by=by, at=at)


def told(at=AT + timedelta(minutes=1)) -> None:
    tell_of_dangerous_acts(at=at)
    send_all(at)


def mails_to(sink, address: str) -> list[tuple[str, str]]:
    """Subject and text of each."""
    taken = [mail for mail in sink.took if mail["To"] == address]
    return [
        (
            " ".join(str(make_header(decode_header(mail["Subject"]))).split()),
            mail.get_payload(decode=True).decode(),
        )
        for mail in taken
    ]


@pytest.mark.parametrize(
    ("language", "words", "who"),
    [
        ("zh-hans", "账号 agent 的邮箱地址已变更，今后的邮件不再发送到此邮箱。", "操作人："),
        ("en", "The mail address of the account agent was changed", "Done by: "),
    ],
)
def test_the_old_address_is_told_once_and_the_new_one_too(cast, sink, person, language, words, who):
    User.objects.filter(pk=person.pk).update(language=language)
    change(person, cast.staff["admin"], email=NEW)
    for minutes in (1, 2, 30):
        told(AT + timedelta(minutes=minutes))
    ((subject, text),) = mails_to(sink, OLD)
    assert words in subject and words in text
    assert f"{who}{cast.staff['admin'].display_name}" in text
    assert "2026-03-16 10:00" in text
    assert NEW not in text
    assert len(mails_to(sink, NEW)) == 1
    assert FormerAddress.objects.count() == 0
    assert InboxItem.objects.filter(user=person).count() == 1


def test_from_the_form_of_the_administration(cast, sink, person):
    browser, page = browser_of(cast.staff["admin"]), f"/admin/accounts/user/{person.pk}/change/"
    form = typed(browser.get(page).context["adminform"].form)
    days = {"date_joined_0": "2024-01-01", "date_joined_1": "00:00"}
    assert browser.post(page, {**form, **days, "email": NEW}).status_code == 302
    now = timezone.now()
    tell_of_dangerous_acts(at=now, until=(now - timedelta(minutes=1)).isoformat())
    send_all(now)
    assert (len(mails_to(sink, OLD)), len(mails_to(sink, NEW))) == (1, 1)
    assert OLD not in str(list(AuditEntry.objects.values_list("target", "data", "reason")))


def test_each_of_several_old_addresses_is_told(cast, sink, person):
    change(person, cast.staff["admin"], email="evil@example.com")
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert [len(mails_to(sink, one)) for one in (OLD, "evil@example.com")] == [1, 1]


@pytest.mark.parametrize("fields", [{"phone": "13800000000"}, {"display_name": "李秀娜"}])
def test_other_changes_leave_no_old_address(cast, sink, person, fields):
    change(person, cast.staff["admin"], **fields)
    assert not FormerAddress.objects.exists()
    told()
    assert len(mails_to(sink, OLD)) == 1, "the news of the change, to the own address"


def test_an_account_without_address_had_no_old_one(cast, sink, person):
    User.objects.filter(pk=person.pk).update(email="")
    change(person, cast.staff["admin"], email=NEW)
    assert not FormerAddress.objects.exists()


def test_somebody_who_is_switched_off_is_told_at_the_old_address_all_the_same(cast, sink, person):
    """Their account may be about to be used by somebody else."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert (len(mails_to(sink, OLD)), len(mails_to(sink, NEW))) == (1, 0)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_an_old_address_that_refuses_says_nothing_about_the_new_one(cast, sink, person, stage):
    sink.script = lambda at, address: (
        "550 no such user" if (at, address) == (stage, OLD) else "250 ok"
    )
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert (len(mails_to(sink, OLD)), len(mails_to(sink, NEW))) == (0, 1)
    assert Outbox.objects.get(address=OLD).state == "failed"
    assert not Preference.objects.filter(user=person, bounced_at__isnull=False).exists()


def test_a_new_address_that_refuses_does_not_keep_the_old_one_from_being_told(cast, sink, person):
    sink.script = lambda at, address: "550 no such user" if address == NEW else "250 ok"
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert len(mails_to(sink, OLD)) == 1
    assert Preference.objects.get(user=person).bounced_at is not None


def test_mails_go_to_the_new_address_though_the_old_one_refused(cast, sink, person):
    Preference.objects.create(user=person, bounced_at=AT, bounced_why="550", mail_topics=[])
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert (len(mails_to(sink, OLD)), len(mails_to(sink, NEW))) == (1, 1)
    assert Preference.objects.get(user=person).bounced_why == ""


def test_a_digest_and_quiet_hours_hold_nothing_back(cast, sink, person):
    Preference.objects.create(
        user=person, digest=Digest.DAILY, quiet_from="00:00", quiet_until="23:00"
    )
    change(person, cast.staff["admin"], email=NEW)
    told()
    assert len(mails_to(sink, OLD)) == 1


def test_a_kill_while_it_is_told_loses_nothing(cast, sink, person):
    change(person, cast.staff["admin"], email=NEW)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell_former_addresses(at=AT)
        raise ZeroDivisionError
    assert FormerAddress.objects.count() == 1
    told()
    assert len(mails_to(sink, OLD)) == 1


def test_without_mail_the_address_is_not_kept(cast, person):
    change(person, cast.staff["admin"], email=NEW)
    tell_former_addresses(at=AT)
    assert not FormerAddress.objects.exists()
    assert states() == []


def test_a_link_that_was_mailed_to_the_old_address_opens_nothing(cast, person):
    person.set_password("kein-gewoehnliches-Wort-9174")
    person.save()
    token = passwords.issue_password_link(person, at=AT).rstrip("/").rpartition("/")[2]
    assert passwords.is_link_good(person, token, at=AT), "control"
    change(person, cast.staff["admin"], email=NEW)
    assert not passwords.is_link_good(person, token, at=AT)


def test_the_administration_of_messages_shows_no_address(cast, sink, person):
    change(person, cast.staff["admin"], email=NEW)
    told()
    row = Outbox.objects.get(address=OLD)
    browser = browser_of(cast.staff["admin"])
    for page in (
        reverse("admin:notifications_outbox_changelist"),
        reverse("admin:notifications_outbox_change", args=[row.pk]),
    ):
        shown = browser.get(page)
        assert shown.status_code == 200
        assert OLD not in shown.content.decode()
