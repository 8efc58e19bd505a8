"""What parameters mean that are called alike on many addresses; each is said once."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MEANINGS = {
    "number": _("business number, such as 202603-00042"),
    "code": _("code of the row, such as C000001"),
    "key": _("key of the step or figure, as its list names it"),
    "phone": _("a phone number, in whatever way it is written"),
    "serial": _("serial number"),
    "month": _("a month: 2026-03"),
    "file_id": _("id of the file"),
    "part": _("which parts of the plan"),
    "part_key": _("code or id of the part"),
    "limit": _("rows of an answer; 50 where nothing is said, 200 at the most"),
    "q": _("words to search for"),
    "external_id": _("your own number"),
    "customer": _("code of the customer"),
    "customer_external_id": _("your own number of the customer; needs the scope `pii`"),
    "asset": _("serial number of the device"),
    "assignee": _("user name of a colleague"),
    "owner": _("user name of a colleague"),
    "department": _("name of the department"),
    "channel": _("code of the channel"),
    "issue_type": _("id of the issue type; those below it count as well"),
    "ticket": _("number of the ticket"),
    "model": _("code of the product model"),
    "category": _("name of a category of products"),
    "weekday": _("1 to 7, beginning with Monday"),
    "hour": _("0 to 23, on the clock of the desk"),
    "from": _("first day; without both days this month"),
    "to": _("last day, which is counted too"),
    "is_open": _("neither closed nor archived, cancelled or merged"),
    "is_low": _("only low scores"),
    "reported_from": _("reported at this moment or later, with its zone"),
    "reported_until": _("reported before this moment, with its zone"),
    "answered_from": _("answered at this moment or later, with its zone"),
    "answered_until": _("answered before this moment, with its zone"),
}


def describe_parameters(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Where an address says nothing of its own."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                meaning = MEANINGS.get(parameter["name"])
                if meaning is not None and not parameter.get("description"):
                    parameter["description"] = str(meaning)
    return result
