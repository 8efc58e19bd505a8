"""Mails as they come over the line."""

from __future__ import annotations

from email.message import EmailMessage

CUSTOMER, SERVICE = "zhang@customer.example", "service@example.com"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def mail(
    body: str = "设备报警，请尽快处理。",
    *,
    subject: str = "3号产线报警",
    sender: str = f"张敏 <{CUSTOMER}>",
    to: str = SERVICE,
    message_id: str = "<first@customer.example>",
    files: dict[str, bytes] | None = None,
    html: str = "",
    **headers: str,
) -> bytes:
    """One; `headers` by their names, `_` for `-`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def bounce(of: str, *, to: str = SERVICE, recipient: str = "nobody@customer.example") -> bytes:
    """A server's report that the mail with this Message-ID was not delivered."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.com
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@mx.example.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

<{recipient}>: 550 5.1.1 no such user
--x
Content-Type: message/delivery-status

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
--x
Content-Type: text/rfc822-headers

From: desk@example.com
Message-ID: {of}
--x--
""".replace("\n", "\r\n").encode()
