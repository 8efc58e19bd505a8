"""Who may read and send what: a row for every address, by hand from model.md C6 and the rules of each house.

An address that has no row fails `tests/security/test_every_address.py` by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.support.roles_of_rights import (
    AGENT,
    ANALYST,
    CARRIERS,
    CUSTOMER_READERS,
    DESK,
    EVERYBODY,
    EXPORTERS,
    FINDERS,
    HANDLERS,
    HOLDERS_OF_THE_ARCHIVE,
    KEEPERS,
    LEADERS,
    LOGGED_IN,
    MANAGER,
    NO_ONE,
    PUBLISHERS,
    READERS,
    SEE_ALL,
    STRANGER,
    TALKERS,
    TICKET_READERS,
    WATCH_OPERATION,
    WRITERS,
    People,
    people,
)

HIDDEN, REFUSED, EITHER = frozenset({404}), frozenset({403}), frozenset({403, 404})

SEES: dict[str, tuple[People, People]] = {
    "ticket": (TICKET_READERS, SEE_ALL),
    "plan": (READERS, SEE_ALL),
    "article": (READERS, PUBLISHERS),
    "guide": (READERS, READERS),
    "meeting": (READERS, SEE_ALL),
    "proposal": (READERS, LEADERS),
    "customer": (CUSTOMER_READERS, CUSTOMER_READERS),
    "contact": (CUSTOMER_READERS, CUSTOMER_READERS),
    "person": (KEEPERS, people()),
    "mapping": (LOGGED_IN, NO_ONE),
    "mail": (LOGGED_IN, NO_ONE),
    "call": (TICKET_READERS, SEE_ALL),
    "service_file": (EXPORTERS, SEE_ALL),
    "campaign": (SEE_ALL, SEE_ALL),
    "audit": (SEE_ALL, SEE_ALL),
    "measure": (SEE_ALL, SEE_ALL),
    "rectification": (SEE_ALL | CARRIERS, SEE_ALL),
    # The own one was granted to the agent.
    "award": (LEADERS | {AGENT}, LEADERS),
    "service": (KEEPERS, people()),
    "token_of_somebody": (LOGGED_IN, people()),
    **dict.fromkeys(
        ("batch", "upload", "item", "session", "passkey", "identity", "token"), (LOGGED_IN, NO_ONE)
    ),
}
"""By the first thing that an address names: who sees the own one, who the foreign one.

Tickets: department, pool and own, or all. Plans: taken part in, or all. Drafts of articles: their
author and those who publish; what is published (a guide), all readers. Customers are the whole
desk's. What is one's own is seen by nobody else.
"""


@dataclass(frozen=True)
class Row:
    """One address, or one step at an address.

    `things` names what stands in its parts, the first being the one that decides who sees it;
    `parts` are parts that name no thing. `reads` and `sends` are who may GET and POST, None where
    the method does not exist; `*_foreign` the same for a foreign thing where that differs. `refusal`
    is the house's answer to who may not; `is_right_first` where that is asked before the thing is
    looked for; `is_open` where nobody need be logged in.
    """

    name: str
    things: dict[str, str] = field(default_factory=dict)
    reads: People | None = None
    sends: People | None = None
    refusal: frozenset[int] = REFUSED
    parts: dict[str, Any] = field(default_factory=dict)
    reads_foreign: People | None = None
    sends_foreign: People | None = None
    is_right_first: bool = False
    is_open: bool = False
    query: str = ""
    form: dict[str, str] = field(default_factory=dict)

    @property
    def sort(self) -> str:
        """What decides who sees it; empty for an address that names nothing."""
        return next(iter(self.things.values()), "")

    @property
    def is_open_to_strangers(self) -> bool:
        return self.is_open or STRANGER in (self.reads or NO_ONE) | (self.sends or NO_ONE)

    @property
    def label(self) -> str:
        return " ".join([self.name, *map(str, self.parts.values())])

    def may(self, whose: str, method: str) -> People | None:
        """Who may, if they see the thing; None where the method does not exist."""
        usual = self.reads if method == "get" else self.sends
        other = self.reads_foreign if method == "get" else self.sends_foreign
        return other if whose == "foreign" and other is not None else usual


def both(name: str, may: People, *things: dict[str, str], **more: Any) -> Row:
    """A page with a form: read and sent by the same people."""
    return Row(name, *things, **{"reads": may, "sends": may, **more})


def page(name: str, may: People, *things: dict[str, str], **more: Any) -> Row:
    return Row(name, *things, reads=may, **more)


def act(name: str, may: People, *things: dict[str, str], **more: Any) -> Row:
    return Row(name, *things, sends=may, **more)


TICKET, PLAN, ARTICLE, PERSON = (
    {"number": "ticket"},
    {"number": "plan"},
    {"number": "article"},
    {"username": "person"},
)
CUSTOMER, BATCH, UPLOAD = {"code": "customer"}, {"pk": "batch"}, {"upload_pk": "upload"}
# One of the forms behind one and the same door.
FORM = {"code": "f11"}
PROVIDERS = ("feishu", "dingtalk", "wecom")


def operation_rows() -> Iterator[Row]:
    yield both("home", LOGGED_IN)
    yield both("healthz", EVERYBODY)
    yield both("readyz", EVERYBODY)
    yield page("metrics", EVERYBODY)
    yield page("operations", WATCH_OPERATION, refusal=HIDDEN)
    yield act("release_outbox", KEEPERS, refusal=HIDDEN)
    yield page("setup", KEEPERS, refusal=HIDDEN)
    yield both("forgotten", EVERYBODY)
    yield both("new_password", EVERYBODY, parts={"uidb64": "MQ", "token": "abc-def"})
    yield both("handover", KEEPERS, PERSON)
    yield page("access", KEEPERS, PERSON)
    # Nobody does it to somebody who has as much: not even root to root.
    for name in ("end_sessions", "remove_second_factor"):
        yield act(name, KEEPERS, PERSON, sends_foreign=NO_ONE)


def account_rows() -> Iterator[Row]:
    for name in ("accounts:login", "account_login", "mfa_login_webauthn"):
        yield both(name, EVERYBODY)
    yield page("accounts:session", EVERYBODY)
    yield act("accounts:again", EVERYBODY)
    yield act("accounts:language", EVERYBODY)
    for name in ("accounts:logout", "account_logout", "accounts:theme", "accounts:end_sessions"):
        yield act(name, LOGGED_IN)
    yield page("accounts:security", LOGGED_IN)
    for name in ("accounts:password", "account_reauthenticate", "socialaccount_connections"):
        yield both(name, LOGGED_IN)
    # No company is set up: there is nobody to confirm by.
    yield Row("accounts:confirm_by_company", reads=LOGGED_IN, sends=NO_ONE, refusal=HIDDEN)
    yield page("accounts:go_on", LOGGED_IN)
    yield page("accounts:people", FINDERS, refusal=HIDDEN, query="?q=a")
    yield act("accounts:end_session", LOGGED_IN, {"pk": "session"})
    yield page("accounts:tokens", LOGGED_IN)
    yield both("accounts:new_token", LOGGED_IN)
    yield page("accounts:all_tokens", KEEPERS, refusal=HIDDEN)
    yield both("accounts:rotate_token", LOGGED_IN, {"handle": "token"})
    # It may also be ended by who manages the person: here by root alone, for it is a manager's.
    yield both("accounts:revoke_token", LOGGED_IN, {"handle": "token_of_somebody"})
    yield page("accounts:services", KEEPERS, refusal=HIDDEN)
    yield both("accounts:new_service", KEEPERS, refusal=HIDDEN)
    for name in ("service", "new_service_token"):
        yield both(f"accounts:{name}", KEEPERS, {"username": "service"})
    yield act("accounts:unlink_company", LOGGED_IN, {"pk": "identity"})
    # Where no company is set up there is none to link and none to log in by.
    yield act("accounts:link_company", NO_ONE, refusal=HIDDEN, parts={"key": "company"})
    yield page("socialaccount_login_cancelled", EVERYBODY)
    for name in (f"{provider}_{end}" for provider in PROVIDERS for end in ("login", "callback")):
        yield page(name, NO_ONE, refusal=HIDDEN, is_open=True)
    for end in ("login", "callback"):
        parts = {"provider_id": "company"}
        yield page(f"openid_connect_{end}", NO_ONE, refusal=HIDDEN, parts=parts, is_open=True)
    for name in ("index", "list_webauthn", "authenticate", "reauthenticate", "activate_totp"):
        yield both(f"mfa_{name}", LOGGED_IN)
    for name in ("add_webauthn", "reauthenticate_webauthn", "generate_recovery_codes"):
        yield both(f"mfa_{name}", LOGGED_IN)
    # They have no app and no codes, only a passkey.
    yield both("mfa_deactivate_totp", NO_ONE, refusal=HIDDEN)
    yield page("mfa_view_recovery_codes", NO_ONE, refusal=HIDDEN)
    for name in ("edit", "remove"):
        yield both(f"mfa_{name}_webauthn", LOGGED_IN, {"pk": "passkey"})


def message_rows() -> Iterator[Row]:
    yield page("notifications:inbox", LOGGED_IN)
    yield page("notifications:count", LOGGED_IN)
    yield act("notifications:read_all", LOGGED_IN)
    yield both("notifications:settings", LOGGED_IN)
    yield act("notifications:open", LOGGED_IN, {"pk": "item"})


def customer_rows() -> Iterator[Row]:
    yield page("customers:list", CUSTOMER_READERS, refusal=HIDDEN, query="?q=科技")
    yield page("customers:page", CUSTOMER_READERS, CUSTOMER)
    yield both("customers:edit", DESK, CUSTOMER)
    yield act("customers:add_contact", DESK, CUSTOMER)
    yield act("customers:add_asset", DESK, CUSTOMER)
    things = {**CUSTOMER, "pk": "contact"}
    yield act("customers:reveal", HANDLERS, things, refusal=HIDDEN)
    yield both("customers:edit_contact", DESK, things)
    yield act("customers:add_consent", DESK, things)
    yield act("customers:withdraw_consent", DESK, {**things, "consent_pk": "consent"})
    yield page("tickets:of_customer", CUSTOMER_READERS, CUSTOMER)


def ticket_list_rows() -> Iterator[Row]:
    # Whoever sees no tickets finds empty lists.
    yield page("tickets:list", LOGGED_IN, query="?view=all")
    yield page("tickets:filters", LOGGED_IN)
    yield page("tickets:pick", LOGGED_IN, query="?q=摘要")
    yield page("tickets:export_forms", EXPORTERS)
    yield page("tickets:export_form", EXPORTERS, query="?view=all", parts=FORM)
    yield both("tickets:export_form_unmasked", LEADERS, refusal=EITHER, parts=FORM)
    yield page("tickets:export", EXPORTERS, query="?view=all")
    yield both("tickets:export_unmasked", LEADERS, refusal=EITHER)
    yield both("tickets:new", DESK)
    yield act("tickets:suggest", DESK)
    yield page("tickets:lookup", DESK, query="?q=科技")
    yield page("tickets:chosen", DESK)
    for name in ("board", "board_live", "board_table", "escalations"):
        yield page(f"tickets:{name}", SEE_ALL, refusal=HIDDEN)
    yield act("tickets:board_reassign", LEADERS, refusal=EITHER)
    yield page("metrics:registry", TICKET_READERS, refusal=HIDDEN)
    yield page("analytics:analysis", TICKET_READERS, refusal=HIDDEN)
    yield page("analytics:analysis_lists", TICKET_READERS, refusal=HIDDEN)
    # A month without tickets: what it looks like is asked elsewhere, and pictures take their time.
    taken = {"refusal": HIDDEN, "query": "?month=2001-01"}
    yield page("analytics:analysis_xlsx", EXPORTERS, **taken)
    yield page("analytics:tickets_csv", EXPORTERS, **taken)
    yield page("analytics:slow", TICKET_READERS, refusal=HIDDEN)
    yield page("analytics:slow_xlsx", EXPORTERS, **taken)
    yield act("analytics:code_slow", LEADERS, refusal=HIDDEN)
    yield page("analytics:f22", EXPORTERS, parts={"kind": "docx"}, **taken)
    parts = {"key": "volume"}
    yield page("metrics:cases", TICKET_READERS, refusal=HIDDEN, parts=parts)


def import_rows() -> Iterator[Row]:
    yield both("tickets:import", DESK)
    yield both("tickets:history", DESK)
    yield page("tickets:mail_tray", DESK)
    yield page("tickets:mails_aside", DESK)
    yield page("tickets:mail", DESK, {"pk": "mail"}, refusal=HIDDEN)
    yield act("tickets:mail_back", DESK, {"pk": "mail_aside"}, is_right_first=True)
    for name in ("file", "discard"):
        yield act(f"tickets:mail_{name}", DESK, {"pk": "mail"}, is_right_first=True)
    yield page("tickets:batch", DESK, BATCH, is_right_first=True)
    yield page("tickets:batch_errors", DESK, BATCH, is_right_first=True)
    yield act("tickets:commit", DESK, BATCH, is_right_first=True)
    yield act("tickets:mapping_drop", DESK, {"mapping_pk": "mapping"}, is_right_first=True)
    yield both("tickets:history_upload", DESK, UPLOAD, is_right_first=True)
    for name in ("words", "commit", "give_up"):
        yield act(f"tickets:history_{name}", DESK, UPLOAD, is_right_first=True)


def ticket_rows() -> Iterator[Row]:
    for name in ("page", "side", "clocks"):
        yield page(f"tickets:{name}", TICKET_READERS, TICKET)
    yield page("tickets:file", TICKET_READERS, {**TICKET, "file_id": "ticket_file"})
    yield both("tickets:edit", DESK, TICKET)
    yield both("tickets:contact", TALKERS, TICKET)
    yield both("tickets:note", TALKERS, TICKET)
    yield both("tickets:message", TALKERS, TICKET)
    yield act("tickets:resend", TALKERS, {**TICKET, "pk": "message"})
    yield act("tickets:article", WRITERS & TICKET_READERS, TICKET)
    yield act("tickets:cooperation", TALKERS, {**TICKET, "pk": "asked"})
    yield act("tickets:reveal", HANDLERS, TICKET, refusal=HIDDEN)
    # Administrators may, and see no ticket.
    clock = {**TICKET, "pk": "clock"}
    yield act("tickets:rebuild_clock", people(), clock, refusal=HIDDEN)
    for name in ("forms", "f3"):
        yield page(f"tickets:{name}", EXPORTERS, TICKET, is_right_first=True)
    yield page("tickets:form", EXPORTERS, TICKET, is_right_first=True, parts=FORM)
    unmasked = {"refusal": EITHER, "is_right_first": True}
    yield both("tickets:f3_unmasked", LEADERS, TICKET, **unmasked)
    yield both("tickets:form_unmasked", LEADERS, TICKET, parts=FORM, **unmasked)
    yield page("plans:of_ticket", TICKET_READERS, TICKET)
    yield page("feedback:of_ticket", TICKET_READERS, TICKET)
    yield page("feedback:calls", TALKERS)
    yield both("feedback:call", TALKERS, {"pk": "call"}, is_right_first=True)
    yield both("plans:propose", WRITERS, TICKET, is_right_first=True)


def campaign_rows() -> Iterator[Row]:
    plans = people(MANAGER)
    campaign = {"pk": "campaign"}
    yield page("feedback:campaigns", SEE_ALL, refusal=HIDDEN)
    yield both("feedback:new_campaign", plans, refusal=EITHER)
    yield page("feedback:campaign", SEE_ALL, campaign, refusal=HIDDEN)
    for name in ("start", "end"):
        yield act(f"feedback:{name}_campaign", plans, campaign, refusal=EITHER)
    yield both("portal:campaign", NO_ONE, parts={"token": "1.abc"}, refusal=HIDDEN, is_open=True)


def report_rows() -> Iterator[Row]:
    parts = {"month": "2024-05"}
    file = {**parts, "version": 1, "kind": "xlsx"}
    yield page("analytics:reports", SEE_ALL, refusal=HIDDEN)
    yield page("analytics:report", SEE_ALL, parts=parts, refusal=HIDDEN)
    yield page("analytics:download", SEE_ALL, parts=file, refusal=HIDDEN)
    for name in ("remark", "issue", "renew"):
        yield act(f"analytics:{name}", people(MANAGER), parts=parts, refusal=HIDDEN)
    quarter = {"name": "2024-Q2"}
    yield page("analytics:quarters", SEE_ALL, refusal=HIDDEN)
    yield page("analytics:quarter", SEE_ALL, parts=quarter, refusal=HIDDEN)
    paper = {**quarter, "kind": "docx"}
    yield page("analytics:download_quarter", SEE_ALL, parts=paper, refusal=HIDDEN)
    for name in ("problems", "issue_quarter", "renew_quarter"):
        yield act(f"analytics:{name}", people(MANAGER), parts=quarter, refusal=HIDDEN)


def measure_rows() -> Iterator[Row]:
    yield page("analytics:measures", SEE_ALL, refusal=HIDDEN)
    yield both("analytics:new_measure", LEADERS, refusal=HIDDEN)
    yield page("analytics:f19", SEE_ALL, refusal=HIDDEN)
    yield page("analytics:measure", SEE_ALL, {"number": "measure"}, refusal=HIDDEN)


def audit_rows() -> Iterator[Row]:
    audit = {"pk": "audit"}
    yield page("analytics:audits", SEE_ALL, refusal=HIDDEN)
    yield both("analytics:new_audit", LEADERS, refusal=HIDDEN)
    yield page("analytics:audit", SEE_ALL, audit, refusal=HIDDEN)
    yield page("analytics:download_audit", SEE_ALL, audit, parts={"kind": "xlsx"}, refusal=HIDDEN)
    for name in ("check_audit", "explain_rule", "sign_audit"):
        yield act(f"analytics:{name}", LEADERS, audit, refusal=HIDDEN)
    yield act("analytics:explain_finding", LEADERS, {**audit, "finding": "finding"}, refusal=HIDDEN)


def rectification_rows() -> Iterator[Row]:
    request = {"number": "rectification"}
    yield page("analytics:rectifications", SEE_ALL | CARRIERS, refusal=HIDDEN)
    yield page("analytics:rectification", SEE_ALL | CARRIERS, request, refusal=HIDDEN)
    yield page("analytics:rectified_devices", SEE_ALL | CARRIERS, request, refusal=HIDDEN)


def award_rows() -> Iterator[Row]:
    yield page("analytics:awards", LEADERS | {AGENT}, refusal=HIDDEN)
    yield both("analytics:new_award", LEADERS, refusal=HIDDEN)
    yield page("analytics:awards_xlsx", LEADERS, refusal=HIDDEN)
    yield page("analytics:award", LEADERS | {AGENT}, {"number": "award"}, refusal=HIDDEN)


def archive_rows() -> Iterator[Row]:
    file = {"file_no": "service_file"}
    yield page("archive:index", EXPORTERS, refusal=HIDDEN)
    yield both("archive:retention", HOLDERS_OF_THE_ARCHIVE, refusal=HIDDEN)
    yield page("archive:of_ticket", TICKET_READERS, TICKET)
    yield page("archive:file", EXPORTERS, file)
    yield both("archive:file_in_full", LEADERS, file, refusal=HIDDEN)
    yield both("archive:customer", HOLDERS_OF_THE_ARCHIVE, CUSTOMER, refusal=HIDDEN)
    yield both("archive:erase", HOLDERS_OF_THE_ARCHIVE, {"pk": "contact"}, refusal=HIDDEN)


def portal_rows() -> Iterator[Row]:
    """Customers' pages: here nobody has a link that opens anything."""
    link = {"token": "abc-def"}
    hidden = {"refusal": HIDDEN, "is_open": True}
    yield page("panel", NO_ONE, parts={"token": "abc"}, **hidden)
    yield both("portal:case", NO_ONE, parts=link, **hidden)
    yield both("portal:survey", NO_ONE, parts=link, **hidden)
    yield act("portal:provided", NO_ONE, parts={**link, "pk": 1}, **hidden)
    yield both("portal:confirm", NO_ONE, parts=link, **hidden)
    yield page("portal:file", NO_ONE, parts={**link, "file_id": UUID(int=0)}, **hidden)
    yield page("portal:wechat", NO_ONE, parts=link, **hidden)
    yield both("portal:device", NO_ONE, parts={"code": "abcdef"}, **hidden)
    yield both("portal:request", NO_ONE, **hidden)
    yield act("portal:labels", DESK, form={"model": "SV-1"})
    yield page("portal:of_ticket", TALKERS, TICKET)
    yield act("portal:make", TALKERS, TICKET)
    yield act("portal:sheet", TALKERS, TICKET)
    yield act("portal:revoke", TALKERS, TICKET)


def demo_rows() -> Iterator[Row]:
    """A desk that sends its mails has no box for them."""
    yield page("demo:mails", NO_ONE, refusal=HIDDEN)
    yield page("demo:mail", NO_ONE, refusal=HIDDEN, parts={"key": "a-mail"})


def plan_rows() -> Iterator[Row]:
    leads = {"reads_foreign": HOLDERS_OF_THE_ARCHIVE, "sends_foreign": HOLDERS_OF_THE_ARCHIVE}
    yield page("plans:list", READERS, refusal=HIDDEN)
    for name in ("new", "import", "retrospective"):
        yield both(f"plans:{name}", LEADERS)
    yield page("plans:measures_xlsx", SEE_ALL)
    yield both("plans:propose_free", WRITERS)
    yield page("plans:meeting", READERS, {"pk": "meeting"})
    yield page("plans:f18", READERS, {"pk": "meeting"})
    yield page("plans:proposal", READERS, {"pk": "proposal"})
    for name in ("page", "history"):
        yield page(f"plans:{name}", READERS, PLAN)
    for name in ("edit", "review"):
        yield both(f"plans:{name}", LEADERS, PLAN, **leads)
    yield both("plans:archive", HOLDERS_OF_THE_ARCHIVE, PLAN)
    for name in ("package", "f2", "f2_docx", "f10", "f19", "f24"):
        yield page(f"plans:{name}", LEADERS | {ANALYST}, PLAN)
    yield page("plans:file", READERS, {**PLAN, "file_id": "plan_file"})
    yield page("plans:stage", READERS, {**PLAN, "code": "stage"})
    yield page("plans:chart", READERS, {**PLAN, "pk": "metric"})


def article_rows() -> Iterator[Row]:
    yield page("knowledge:list", READERS, refusal=HIDDEN)
    yield both("knowledge:new", WRITERS, refusal=EITHER)
    yield page("knowledge:page", READERS, ARTICLE)
    yield both("knowledge:edit", WRITERS, ARTICLE)
    # Only what is published is judged.
    yield act("knowledge:vote", READERS, {"number": "guide"}, form={"is_helpful": "yes"})


def desk_rows() -> list[Row]:
    """Every address outside of the administration but the steps."""
    houses = (
        operation_rows,
        account_rows,
        message_rows,
        customer_rows,
        ticket_list_rows,
        import_rows,
        ticket_rows,
        plan_rows,
        article_rows,
        archive_rows,
        report_rows,
        audit_rows,
        measure_rows,
        rectification_rows,
        award_rows,
        campaign_rows,
        portal_rows,
        demo_rows,
    )
    return [row for house in houses for row in house()]
