"""Mails that nobody wrote."""

import pytest

from tests.factories.mails import bounce, mail
from tickets.mail.domain.machines import (
    is_answer_of_machine,
    is_automatic,
    is_bounce,
    is_report,
    may_be_answered,
)
from tickets.mail.domain.parsing import parse_mail


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Loop": "desk"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@example.com"},
    ],
)
def test_a_machine_is_known_and_never_answered(headers):
    found = parse_mail(mail(**headers))
    assert is_automatic(found) and not may_be_answered(found)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Auto_Response_Suppress": "All"},
        {"sender": "no-reply@shop.example"},
        {"List_Id": "<service.example.com>"},
        {"Precedence": "list"},
    ],
)
def test_some_people_want_no_receipt(headers):
    found = parse_mail(mail(**headers))
    assert not is_automatic(found) and not may_be_answered(found)


def test_a_person_is_a_person():
    for found in (parse_mail(mail()), parse_mail(mail(Auto_Submitted="no"))):
        assert not is_automatic(found) and not is_bounce(found) and may_be_answered(found)


def test_a_report_is_a_bounce():
    assert is_bounce(parse_mail(bounce("<x@example.com>")))
    assert not is_bounce(parse_mail(mail(Auto_Submitted="auto-replied")))
    late = parse_mail(bounce("<x@example.com>").replace(b"Action: failed", b"Action: delayed"))
    assert is_report(late) and not is_bounce(late)


def test_an_alarm_is_no_answer():
    assert is_answer_of_machine(parse_mail(mail(Auto_Submitted="auto-replied")))
    assert not is_answer_of_machine(parse_mail(mail(Auto_Submitted="auto-generated")))


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复：3号产线报警",
        "【自动答复】休假中",
        "Automatic reply: alarm",
        "Out of Office: back Monday",
        "Auto-Reply",
    ],
)
def test_what_answers_by_itself_is_known_by_its_subject_too(subject):
    found = parse_mail(mail(subject=subject))
    assert is_answer_of_machine(found) and is_automatic(found) and not may_be_answered(found)


@pytest.mark.parametrize(
    "subject", ["自动化产线报警", "Automatic door broken", "请回复：报价", "Re: 3号产线"]
)
def test_a_person_may_write_of_automatic_doors(subject):
    assert not is_automatic(parse_mail(mail(subject=subject)))
