"""Mails as senders make them, and as nobody should."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.mails import PNG, bounce, mail
from tickets.mail.domain.answers import new_part
from tickets.mail.domain.parsing import UnreadableMail, parse_head, parse_mail


def raw(headers, body=b"x"):
    return headers.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def test_a_plain_mail():
    found = parse_mail(mail(files={"铭牌.png": PNG}, In_Reply_To="<a@x>", References="<b@x> <a@x>"))
    assert (found.sender, found.sender_name) == ("zhang@customer.example", "张敏")
    assert found.subject == "3号产线报警" and found.text == "设备报警，请尽快处理。"
    assert found.references == ("<a@x>", "<b@x>"), "the newest first"
    assert [(file.name, file.data) for file in found.files] == [("铭牌.png", PNG)]
    assert found.message_id == "<first@customer.example>"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_letter_that_was_cut_in_two_spoils_no_other(charset):
    whole = "设备报警，请尽快派人处理，产线已经停了。".encode(charset)
    headers = f"Content-Type: text/plain; charset={charset}"
    text = parse_mail(raw(headers, whole[:-1] + b" ok")).text
    assert text.startswith("设备报警，请尽快派人处理，产线已经停了") and text.endswith("ok")


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "big5", "iso-2022-jp"])
def test_letters_of_every_kind(charset):
    text = "設備報警" if charset in ("big5", "iso-2022-jp") else "设备报警"
    found = parse_mail(
        raw(f"From: a@b.c\nContent-Type: text/plain; charset={charset}", text.encode(charset))
    )
    assert found.text == text


@pytest.mark.parametrize("charset", ["", "unknown-8bit", "x-user-defined", "us-ascii", "utf-9"])
def test_a_sender_that_names_the_wrong_letters_is_read_as_most_write_here(charset):
    named = f"; charset={charset}" if charset else ""
    headers = f"From: a@b.c\nContent-Type: text/plain{named}"
    assert parse_mail(raw(headers, "设备报警".encode("gb18030"))).text == "设备报警"
    assert parse_mail(raw(headers, "设备报警".encode())).text == "设备报警"


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?gb2312?B?yeixuA==?=", "设备"),
        ("=?GBK?Q?=C9=E8=B1=B8?= =?utf-8?B?5oql6K2m?=", "设备报警"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?no-such?B?5oql6K2m?=", "报警"),
        ("a\n b", "a b"),
        ("", ""),
    ],
)
def test_subjects(written, subject):
    assert parse_mail(raw(f"From: a@b.c\nSubject: {written}")).subject == subject


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"no header at all",
        b"\xff\xfe\x00\x01" * 50,
        raw("Content-Type: multipart/mixed", b"no boundary"),
        raw('Content-Type: multipart/mixed; boundary="x"', b"--x\r\n--x--"),
        raw("Content-Type: text/plain\nContent-Transfer-Encoding: base64", b"!!!not base64!!!"),
        raw("Content-Type: text/plain\nContent-Transfer-Encoding: what"),
        raw("Content-Type: ;;;\nContent-Disposition: attachment; filename*=utf-8''%E9%93"),
        raw("From: <<<>>>\nTo: ,,,;;;\nDate: not a day\nMessage-ID: none"),
        raw("From: =?utf-8?q?=00?=\nSubject: =?utf-8?q?a=0D=0AX-Evil:_1?="),
        raw("From: " + "a@b.c, " * 3000),
        raw("Date: Mon, 99 Foo 99999 99:99:99 +9999"),
        raw("References: " + "<a@b> " * 2000),
        raw("Content-Type: message/rfc822", raw("Subject: inner", b"inside")),
    ],
)
def test_nothing_that_comes_is_a_fault(data):
    found = parse_mail(data)
    shown = f"{found.subject}{found.sender}{found.sender_name}"
    assert not any(letter in shown for letter in "\0\r\n")
    assert len(found.references) <= 50 and len(found.recipients) <= 100


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_junk_is_a_fault(junk):
    for data in (junk, b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + junk):
        found = parse_mail(data)
        f"{found.subject}{found.sender}{found.sender_name}{found.text}".encode()


def test_more_parts_than_anybody_sends_are_refused_at_once():
    part = b"--x\r\nContent-Type: text/plain\r\n\r\na\r\n"
    many = raw('Content-Type: multipart/mixed; boundary="x"', part * 500 + b"--x--")
    deep = b"deepest"
    for n in range(100):
        head = f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode()
        deep = head + deep + f"\r\n--b{n}--\r\n".encode()
    for mail_of_many in (many, deep):
        began = time.process_time()
        with pytest.raises(UnreadableMail, match="parts"):
            parse_mail(mail_of_many)
        assert time.process_time() - began < 5


def test_html_alone_is_read_as_text_without_what_nobody_sees():
    html = (
        "<html><head><style>p{}</style></head><body><p>设备&nbsp;报警<br>请处理</p>"
        "<script>alert(1)</script><table><tr><td>A</td></tr></table></body></html>"
    )
    headers = "From: a@b.c\nContent-Type: text/html; charset=utf-8"
    assert parse_mail(raw(headers, html.encode())).text == "设备 报警\n请处理\n\nA"


def test_a_report_names_what_was_not_delivered():
    report = parse_mail(bounce("<ours@example.com>")).report
    assert report.message_ids == ("<ours@example.com>",)
    assert (report.action, report.recipient) == ("failed", "nobody@customer.example")


@pytest.mark.parametrize(
    ("written", "sender", "name"),
    [
        ("张敏 <a@b.example>", "a@b.example", "张敏"),
        ("张三,销售部 <a@b.example>", "a@b.example", "张三,销售部"),
        ('"Zhang, Min" <A@B.example>', "a@b.example", "Zhang, Min"),
        ("Zhang, Min <a@b.example>", "a@b.example", "Zhang, Min"),
        (
            "=?utf-8?Q?=3Cboss=40b.example=3E?= <evil@e.example>",
            "evil@e.example",
            "<boss@b.example>",
        ),
        ("boss@b.example <evil@e.example>", "evil@e.example", "boss@b.example"),
        ("=?utf-8?B?5L2g5?= <a@b.example>", "a@b.example", "=?utf-8?B?5L2g5?="),
        ("a@b.example", "a@b.example", ""),
        ("nobody", "", "nobody"),
        ("<nobody>", "", "<nobody>"),
    ],
)
def test_the_sender_is_who_the_server_has_checked(written, sender, name):
    found = parse_mail(raw(f"From: {written}"))
    assert (found.sender, found.sender_name) == (sender, name)


def test_headers_in_plain_letters_of_any_kind_are_read():
    for charset in ("utf-8", "gb18030"):
        head = "From: 张敏 <a@b.example>\r\nSubject: 设备停机\r\n\r\n".encode(charset)
        found = parse_mail(head)
        assert (found.subject, found.sender_name) == ("设备停机", "张敏")
        assert parse_head(head).subject == "设备停机"


@pytest.mark.parametrize(
    "data",
    [
        raw("Content-Type: text/html", b"<a " * 50_000),
        raw("Content-Type: text/html", b"<" * 200_000),
        raw("Content-Type: text/html", b"<!--" * 50_000),
        raw("Content-Type: text/html", b"<script>" * 50_000),
        raw("Content-Type: text/html", b"<div>" * 50_000),
        raw("Content-Type: text/html", b"&" * 200_000),
        raw("Content-Type: text/plain", b" " * 100_000),
        raw("Subject: " + "=?a?q?x " * 10_000),
        raw("From: " + "<a@" * 30_000),
        raw("From: " + "a.b" * 30_000 + "@"),
        raw("References: " + "<" * 90_000),
        raw('Content-Type: multipart/mixed; boundary="a"', b"--a\n\n" * 100_000),
    ],
)
def test_no_mail_holds_the_worker(data):
    began = time.process_time()
    with contextlib.suppress(UnreadableMail):
        new_part(parse_mail(data).text)
    assert time.process_time() - began < 5


def test_mails_in_mails_without_end_are_refused():
    deep = b"x"
    for _n in range(2_000):
        deep = b"Content-Type: message/rfc822\r\n\r\n" + deep
    with pytest.raises(UnreadableMail):
        parse_mail(deep)


def test_no_half_letter_is_left():
    found = parse_mail(raw("Content-Type: text/plain; charset=utf-7", b"+2D0- ok"))
    found.text.encode()


def test_a_mail_that_came_along_is_a_file():
    inner = mail(subject="转发的原文")
    found = parse_mail(
        raw(
            'From: a@b.c\nContent-Type: multipart/mixed; boundary="x"',
            b"--x\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--x\r\n"
            b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--x--",
        )
    )
    assert "see below" in found.text
