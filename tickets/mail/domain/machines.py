"""Was a mail written by a machine? What answers one by itself would answer for ever.

After the table of Zammad, and RFC 3834.
"""

import re

from tickets.mail.domain.parsing import ParsedMail

# How programs begin the subject of what they answer by themselves, where no header says so.
ANSWERS_ITSELF = re.compile(
    r"\s*[\[【(（]?\s*(自动回复|自动答复|自动应答|auto(matic)?[ -]?(reply|response)"
    r"|out of (the )?office|abwesenheits(notiz|meldung))",
    re.IGNORECASE,
)
NO_PERSON = ("mailer-daemon", "postmaster")
NO_ANSWER = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "bounce")


def is_bounce(mail: ParsedMail) -> bool:
    """Does a server say that a mail will not be delivered? One that is late is not lost."""
    return mail.report is not None and mail.report.action == "failed"


def is_report(mail: ParsedMail) -> bool:
    """Does a server tell of a mail, whatever it says of it?"""
    is_from_nobody = mail.headers.get("return-path", "").strip() == "<>"
    is_server = _local_part(mail.sender).startswith(NO_PERSON)
    return mail.content_type == "multipart/report" or (is_from_nobody and is_server)


def is_automatic(mail: ParsedMail) -> bool:
    """Did nobody write it: an absence note, a receipt, an alarm?"""
    headers = mail.headers
    submitted = headers.get("auto-submitted", "no").strip().lower()
    return (
        not submitted.startswith("no")
        or headers.get("precedence", "").strip().lower() in ("bulk", "junk", "auto_reply")
        or bool(headers.keys() & {"x-autoreply", "x-autorespond", "x-loop"})
        or headers.get("return-path", "").strip() == "<>"
        or _local_part(mail.sender).startswith(NO_PERSON)
        or ANSWERS_ITSELF.match(mail.subject) is not None
    )


def is_answer_of_machine(mail: ParsedMail) -> bool:
    """Does it only answer, such as a note of absence?"""
    submitted = mail.headers.get("auto-submitted", "").strip().lower()
    precedence = mail.headers.get("precedence", "").strip().lower()
    answers = mail.headers.keys() & {"x-autoreply", "x-autorespond"}
    is_said = submitted.startswith("auto-replied") or precedence == "auto_reply"
    return is_said or bool(answers) or ANSWERS_ITSELF.match(mail.subject) is not None


def is_to_many(mail: ParsedMail) -> bool:
    """Did it come by a list? So does a person's mail to a group address, and a newsletter."""
    precedence = mail.headers.get("precedence", "").strip().lower()
    return "list-id" in mail.headers or precedence == "list"


def may_be_answered(mail: ParsedMail) -> bool:
    """May a receipt go back by itself?"""
    local = _local_part(mail.sender)
    asks_for_none = "x-auto-response-suppress" in mail.headers or is_to_many(mail)
    return not (is_automatic(mail) or asks_for_none or any(word in local for word in NO_ANSWER))


def _local_part(address: str) -> str:
    return address.rpartition("@")[0]
