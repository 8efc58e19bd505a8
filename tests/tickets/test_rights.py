"""Who may see and do what: SEC-01, 02, 06, 13, 19 and vectors E12, asked of lists, files, fields and every step of the work.

Every address by role is asked in `tests/security/test_every_address.py`.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import Department, User
from core.models import AuditEntry
from customers.actions import people
from customers.models import Contact, Customer
from documents.models import StoredFile
from privacy.domain.classes import FieldClass
from privacy.field_classes import fields_of
from tests.fixtures import COMPANY, CONTACT, PHONE, browser_of, play_of, reported, typed
from tests.support.pages import said
from tests.support.roles_of_rights import (
    DESK,
    ENGINEER,
    LEADERS,
    MANAGER,
    SUPERVISOR,
    TALKERS,
    WORKERS,
    People,
)
from tests.support.roles_of_rights import people as people_with
from tests.support.site_map import DAYS, site_map
from tickets.limits.models import Escalation
from tickets.record.enums import Purpose, Status
from tickets.record.models import Communication, Ticket, TicketEvent
from tickets.transfer.actions import imports
from tickets.transfer.models import HistoryMapping, HistoryUpload, ImportBatch
from tickets.work.actions import (
    assignments,
    closing,
    conversation,
    moves,
    register,
    solving,
)
from tickets.work.models import Solution
from tickets.work.views import STEPS

pytestmark = pytest.mark.django_db

VERBS = {step.key: step for step in STEPS.steps}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MAIL = "zhangmin@huaqi.example"
SUMMARY = "内部摘要甲乙丙"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def now():
    return timezone.now()


def text_of(answer: HttpResponse) -> str:
    """Everything an answer tells: its text, the cells of its workbook, the words of its document."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK" and b"word/document.xml" in body:
        document = Document(BytesIO(body))
        cells = [cell.text for table in document.tables for cell in table._cells]
        return "\n".join([*(one.text for one in document.paragraphs), *cells])
    if body[:2] == b"PK":
        rows = (
            row
            for sheet in load_workbook(BytesIO(body)).worksheets
            for row in sheet.iter_rows(values_only=True)
        )
        return "\n".join(str(value) for row in rows for value in row if value is not None)
    return body.decode("utf-8", "replace")


# --- a desk with two departments ------------------------------------------------------------------------------------------------


@dataclass
class House:
    """A desk with one ticket of logistics that carries everything a ticket can carry."""

    cast: Any
    foreign: Ticket
    own: Ticket
    file: Any
    batch: ImportBatch


@pytest.fixture
def house(cast):
    contact = cast.customers[COMPANY].contacts.first()
    contact.email = MAIL
    contact.save()
    people.refresh_search(cast.customers[COMPANY])
    foreign = reported(
        cast, now() - HOUR, by="agent2", issue_type=cast.types["物流问题"], summary=SUMMARY
    )
    own = reported(cast, now() - HOUR, issue_type=cast.types["硬件故障"])
    conversation.write_note(foreign, by=cast.staff["agent2"], at=now(), body="内部备注丁戊己")
    file = conversation.attach_file(
        foreign, SimpleUploadedFile("现场.png", PNG), by=cast.staff["agent2"], at=now()
    )
    batch = imports.stage_rows("登记表.xlsx", [], {}, [], by=cast.staff["agent2"], at=now())
    return House(cast, foreign, own, file, batch)


def test_what_is_open_to_all_tells_nothing(house):
    browser = Client()
    told = [text_of(browser.get(path)) for path in ("/healthz", "/readyz", "/accounts/login/")]
    assert told[0] == "ok"
    assert told[1].startswith('{"status": "late", "checks": {"database": {"state": "ok"}')
    assert not any(house.foreign.number in page or COMPANY in page for page in told)
    assert browser.get("/accounts/language/").status_code == 405


KEPT = (
    Ticket,
    TicketEvent,
    Communication,
    Solution,
    Customer,
    ImportBatch,
    HistoryUpload,
    HistoryMapping,
    AuditEntry,
    User,
    Group,
)
COUNTED = ", ".join(f"(SELECT count(*) FROM {model._meta.db_table})" for model in KEPT)
# Everybody may log out and end the own sessions, and each time has its line.
COUNTED = COUNTED.replace(
    f"FROM {AuditEntry._meta.db_table}",
    f"FROM {AuditEntry._meta.db_table} WHERE action NOT IN ('logged_out', 'sessions_ended')",
)
VERSIONS = "(SELECT string_agg(concat_ws('/', id, version, status, assignee_id), ' ' ORDER BY id) FROM tickets_ticket)"


def whole_state() -> tuple[Any, ...]:
    """Row counts of the tables that people write, and version, state and assignee of every ticket."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTED}, {VERSIONS}")
        return cursor.fetchone()


@pytest.fixture
def newcomer(house):
    """Somebody whose role has not been given yet."""
    return User.objects.create(
        username="new", display_name="新人", department=house.cast.staff["agent2"].department
    )


def test_a_person_without_a_role_cannot_list_the_staff(house, newcomer):
    answer = browser_of(newcomer).get("/accounts/people/?q=刘")
    assert answer.status_code in (403, 404), answer.json()


def test_a_person_who_is_no_administrator_is_told_so_and_not_sent_in_circles(house):
    answer = browser_of(house.cast.staff["agent"]).get("/admin/", follow=True)
    assert answer.status_code in (403, 404)


# --- another department's ticket ----------------------------------------------------------------------------------


def test_no_step_finds_another_departments_ticket(house):
    browser, before = browser_of(house.cast.staff["sales"]), whole_state()
    for verb in VERBS:
        path = f"/tickets/{house.foreign.number}/do/{verb}/"
        assert browser.post(path).status_code == 404, verb
    assert whole_state() == before


@pytest.mark.parametrize("who", ["agent", "engineer", "sales"])
def test_no_list_search_picker_or_export_names_it(house, who):
    browser = browser_of(house.cast.staff[who])
    number = house.foreign.number
    paths = [
        *(
            f"/tickets/?view={view}"
            for view in ("mine", "unassigned", "due_soon", "late", "waiting", "open", "all")
        ),
        f"/tickets/?q={number}",
        f"/tickets/?q={SUMMARY}",
        "/tickets/?view=all&department=物流部",
        f"/tickets/pick/?q={number}",
        f"/tickets/export/?view=all&q={number}",
        "/tickets/export/?view=all",
        f"/tickets/of-customer/{house.foreign.customer.code}/",
        f"/customers/{house.foreign.customer.code}/",
        "/inbox/",
    ]
    for path in paths:
        told = text_of(browser.get(path))
        assert SUMMARY not in told.replace(f'value="{SUMMARY}"', "").replace(f">{SUMMARY} <", ""), (
            path
        )
        assert f"/tickets/{number}/" not in told, path


def test_files_only_open_through_their_own_ticket(house):
    agent, owner = browser_of(house.cast.staff["agent"]), browser_of(house.cast.staff["agent2"])
    place = f"/tickets/{{}}/files/{house.file.file_id}/"
    assert owner.get(place.format(house.foreign.number)).status_code == 200
    assert agent.get(place.format(house.own.number)).status_code == 404, (
        "another ticket's file through one's own"
    )
    assert agent.get(place.format(house.foreign.number)).status_code == 404
    on_disk = house.file.file.relative_path
    for path in (
        f"/media/{on_disk}",
        f"/{on_disk}",
        f"/static/../media/{on_disk}",
        f"/static/%2e%2e/media/{on_disk}",
    ):
        assert owner.get(path).status_code == 404


def test_one_sees_only_the_own_imports_and_messages(house):
    agent, batch = browser_of(house.cast.staff["agent"]), house.batch.pk
    assert [
        agent.get(f"/tickets/import/{batch}/{part}").status_code for part in ("", "errors.xlsx")
    ] == [404, 404]
    assert agent.post(f"/tickets/import/{batch}/commit/").status_code == 404
    assignments.assign_ticket(
        house.foreign,
        by=house.cast.staff["supervisor"],
        at=now(),
        department=None,
        assignee=house.cast.staff["agent2"],
    )
    item = house.cast.staff["agent2"].inbox.get()
    assert agent.post(f"/inbox/{item.pk}/").status_code == 404
    item.refresh_from_db()
    assert item.read_at is None


def test_a_ticket_cannot_be_merged_into_one_that_is_not_seen(house):
    Group.objects.get(name="agent").permissions.add(*permissions("merge_ticket"))
    browser, path = browser_of(house.cast.staff["agent"]), f"/tickets/{house.own.number}/do/merge/"
    nowhere = browser.post(path, {"into": 99999999})
    assert browser.post(path, {"into": house.foreign.pk}).status_code == nowhere.status_code == 422
    house.own.refresh_from_db()
    assert house.own.merged_into_id is None


def permissions(*codenames: str) -> Any:
    return Permission.objects.filter(codename__in=codenames)


# --- who may take which step ------------------------------------------------------------------------------------------

MAY: dict[str, tuple[str, People]] = {
    "accept": ("new", DESK),
    "take": ("accepted", people_with(ENGINEER, SUPERVISOR)),
    "diagnose": ("diagnosing", people_with(ENGINEER, SUPERVISOR)),
    "submit_solution": ("diagnosed", people_with(ENGINEER, SUPERVISOR)),
    "approve": ("pending_approval", LEADERS),
    "reject": ("pending_approval", LEADERS),
    "process": ("processing", WORKERS),
    "finish": ("worked", WORKERS),
    "solution_failed": ("processing", WORKERS),
    "wait": ("processing", DESK | WORKERS),
    "resume": ("waiting", DESK | WORKERS),
    "confirm": ("pending_confirmation", DESK | {ENGINEER}),
    "report": ("resolved", WORKERS),
    "close": ("reported", DESK),
    "reopen": ("resolved", DESK),
    "archive": ("closed", people_with(MANAGER)),
    "ask": ("diagnosing", TALKERS),
    "assign": ("accepted", LEADERS),
    "promise": ("diagnosing", DESK | {ENGINEER}),
    "retier": ("new", LEADERS),
    "report_time": ("new", LEADERS),
    "merge": ("new", LEADERS),
    "cancel": ("accepted", LEADERS),
}
"""Step: the state in which it is tried, and the roles of model.md C3 and C6 that may take it."""


IN_DIALOG = {"HX-Request": "true"}
"""Steps are taken in a dialog: the answer is a part of a page, and 204 when all went well."""


class Made(dict):
    """Made when first asked for."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: str) -> Any:
        self[key] = self.make(key)
        return self[key]


class Staged:
    """One ticket of technical support that goes from state to state, and a person of each role who can see it."""

    def __init__(self, cast: Any) -> None:
        self.cast, self.start = cast, now() - 5 * HOUR
        self.people: dict[str, User] = Made(self.person)
        self.browsers: dict[str, Client] = Made(lambda role: browser_of(self.people[role]))
        self.play = play_of(cast, self.start, issue_type=cast.types["硬件故障"])
        self.other = play_of(cast, self.start).ticket

    def person(self, role: str) -> User:
        department = self.cast.staff["engineer"].department
        person = User.objects.create(
            username=f"try-{role}", display_name=f"试{role}", department=department
        )
        person.groups.add(Group.objects.get(name=role))
        return person

    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.get(pk=self.play.ticket.pk)

    def go(self) -> Iterator[str]:
        """From state to state; stands still at each while the caller looks."""
        play, at = self.play, self.start
        yield "new"
        play.say("已登记", at + MINUTE, Purpose.ACK)
        play.accept(at + 2 * MINUTE)
        yield "accepted"
        play.take_over(at + 3 * MINUTE)
        yield "diagnosing"
        play.diagnose(at + 4 * MINUTE, "接触器粘连")
        yield "diagnosed"
        play.propose(at + 5 * MINUTE, ["更换接触器"], at + HOUR)
        yield "pending_approval"
        play.approve(at + 6 * MINUTE)
        yield "processing"
        moves.start_waiting(
            self.ticket, by=self.cast.staff["engineer"], at=at + 7 * MINUTE, reason="parts"
        )
        yield "waiting"
        moves.resume_work(self.ticket, by=self.cast.staff["engineer"], at=at + 8 * MINUTE)
        play.work(at + 8 * MINUTE, at + 9 * MINUTE, "已更换")
        yield "worked"
        play.finish(at + 10 * MINUTE)
        yield "pending_confirmation"
        play.confirm(at + 11 * MINUTE, remark="好了", score=5)
        yield "resolved"
        play.say("请评分", at + 12 * MINUTE, Purpose.SURVEY)
        solving.write_closing_report(
            self.ticket,
            by=self.cast.staff["engineer"],
            at=at + 13 * MINUTE,
            cause="老化",
            course="更换",
        )
        yield "reported"
        play.ticket = closing.close_ticket(
            self.ticket, by=self.cast.staff["supervisor"], at=at + 14 * MINUTE
        )
        yield "closed"
        play.ticket = moves.archive_ticket(
            self.ticket, by=self.cast.staff["manager"], at=at + 15 * MINUTE
        )
        yield "archived"

    def until(self, state: str) -> "Staged":
        next(reached for reached in self.go() if reached == state)
        return self

    def form(self, verb: str) -> dict[str, Any]:
        """A form of a step that is filled in well."""
        later, past = local(now() + 3 * HOUR), local(now() - HOUR)
        return {
            "accept": {"is_verified": "on", "ack_body": "您好，已登记"},
            "diagnose": {"method": "remote", "phenomenon": "异响", "cause_class": "other"},
            "submit_solution": {
                "steps": "更换",
                "responsible": self.cast.staff["engineer"].pk,
                "finish_by": later,
            },
            "approve": {"number": 1},
            "reject": {"number": 1, "comment": "请补充"},
            "process": {"started_at": past, "ended_at": past, "kind": "remote", "content": "检查"},
            "solution_failed": {"note": "无效"},
            "reopen": {"note": "又坏了"},
            "cancel": {"note": "重复"},
            "refuse_assignment": {"note": "忙"},
            "wait": {"reason": "customer"},
            "ask": {"contents": "铭牌照片", "need_by": later},
            "confirm": {"result": "solved", "mode": "callback"},
            "report": {"cause": "老化", "course": "更换"},
            "assign": {"assignee": self.cast.staff["engineer2"].pk},
            "promise": {"promised_at": later},
            "retier": {"tier": "important", "priority": "medium", "reason": "停机"},
            "report_time": {"reported_at": local(self.start - HOUR), "reason": "录入有误"},
            "merge": {"into": self.other.pk},
        }.get(verb, {})

    def attempt(
        self, role: str, verb: str, before: tuple[Any, ...] | None = None, **changes: Any
    ) -> "Attempt":
        """One POST of a step, judged and taken back."""
        browser, before, outcome = self.browsers[role], before or whole_state(), None
        self.play.ticket.refresh_from_db()
        form = typed(
            VERBS[verb].form(thing=self.play.ticket, user=self.people[role], at=now()),
            **{**self.form(verb), **changes},
        )
        try:
            with transaction.atomic():
                answer = browser.post(
                    f"/tickets/{self.play.ticket.number}/do/{verb}/", form, headers=IN_DIALOG
                )
                outcome = Attempt(answer.status_code, text_of(answer), whole_state() == before)
                raise Undone
        except Undone:
            return outcome


@dataclass
class Attempt:
    """How a step went."""

    status: int
    page: str
    changed_nothing: bool


class Undone(Exception):
    """Takes an attempt back."""


def local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def staged(cast):
    return Staged(cast)


def test_each_role_takes_exactly_its_steps(staged):
    """The whole matrix: 22 steps by 10 roles, each tried in a state in which it fits."""
    wrong, tried = [], 0
    browsers = [staged.browsers[role] for role in Role.values]
    assert len(browsers) == 10
    for state in staged.go():
        for verb in [verb for verb, (at_state, _roles) in MAY.items() if at_state == state]:
            before = whole_state()
            for role in Role.values:
                attempt, tried = staged.attempt(role, verb, before), tried + 1
                may = role in MAY[verb][1]
                went_well = (
                    attempt.status == 204 and not attempt.changed_nothing
                    if may
                    else is_refused(attempt)
                )
                if not went_well:
                    wrong.append(
                        f"{verb} by {role} while {state}: {attempt.status}, expected {'yes' if may else 'no'}"
                    )
    assert wrong == []
    assert tried == len(MAY) * len(Role.values)


REFUSALS = (
    "Your role does not allow this step.",
    "You cannot do this in the current state.",
    "Somebody was faster: the ticket's state has changed. Reload the page.",
)


def is_refused(attempt: Attempt, *reasons: str) -> bool:
    """Nothing was written, and the person is told why; who may not see the ticket is told nothing."""
    if attempt.status == 404:
        return attempt.changed_nothing
    told = any(said(reason) in attempt.page for reason in (*REFUSALS, *reasons))
    return attempt.changed_nothing and attempt.status in (403, 409, 422) and told


def test_the_matrix_knows_every_step():
    assert set(MAY) | {"refuse_assignment", "explain"} == set(
        VERBS
    )  # those two have tests of their own


def test_an_engineer_does_not_change_the_tier(staged):
    for state in staged.go():
        if state in ("new", "diagnosing", "processing"):
            assert is_refused(staged.attempt("engineer", "retier")), state
            assert staged.attempt("supervisor", "retier").status == 204


@pytest.mark.parametrize("role", ["analyst", "liaison", "warehouse", "replacement"])
def test_who_cannot_work_on_tickets_cannot_assign_them_to_themselves(staged, role):
    staged.until("accepted")
    person = staged.people[role]
    assert is_refused(staged.attempt(role, "assign", assignee=person.pk))


def test_nobody_takes_a_ticket_from_a_colleague_by_assigning_it_to_oneself(staged):
    staged.until("accepted")
    staged.play.assign(staged.start + 3 * MINUTE)
    assert staged.ticket.assignee == staged.cast.staff["engineer"]
    attempt = staged.attempt(
        "agent",
        "assign",
        assignee=staged.people["agent"].pk,
        department=Department.objects.get(name="物流部").pk,
    )
    assert attempt.changed_nothing, attempt.status


@pytest.mark.parametrize("submit_id", [str(uuid.uuid4()), ""], ids=["with-id", "without-id"])
def test_a_refused_acceptance_keeps_nothing(staged, submit_id):
    """Accepting writes the acknowledgement first: it must go when the acceptance is refused."""
    staged.until("new")
    assert is_refused(staged.attempt("engineer", "accept", submit_id=submit_id))
    early = staged.attempt(
        "agent", "accept", submit_id=submit_id, is_verified="", unverified_reason=""
    )
    assert (early.status, early.changed_nothing) == (422, True)


def test_only_the_assignee_gives_back(staged):
    staged.until("diagnosing")
    for role in ("engineer", "supervisor", "manager"):
        assert is_refused(
            staged.attempt(role, "refuse_assignment"), "Only the assignee can decline it."
        )


# --- refusals of E12 -----------------------------------------------------------------------------------------------------


def test_nobody_approves_the_own_solution(staged):
    staged.until("diagnosed")
    author = staged.people["supervisor"]
    solving.submit_solution(
        staged.ticket,
        by=author,
        at=now() - HOUR,
        steps=["更换"],
        responsible=author,
        finish_by=now() + HOUR,
    )
    assert is_refused(
        staged.attempt("supervisor", "approve"),
        "A solution must be approved by someone other than its author.",
    )
    assert is_refused(
        staged.attempt("supervisor", "reject"),
        "A solution must be approved by someone other than its author.",
    )
    assert staged.attempt("manager", "approve").status == 204
    with pytest.raises(IntegrityError), transaction.atomic():
        Solution.objects.filter(author=author).update(decided_by=author)


@pytest.mark.parametrize("state", ["new", "accepted", "diagnosing", "pending_approval"])
@pytest.mark.parametrize("verb", ["process", "finish"])
def test_no_work_before_the_approval(staged, state, verb):
    staged.until(state)
    reasons = (
        "Work can be recorded once the solution is approved.",
        "Record what was done before you finish the work.",
    )
    assert is_refused(staged.attempt("supervisor", verb), *reasons)


def test_no_end_before_the_start(staged):
    staged.until("processing")
    attempt = staged.attempt(
        "engineer", "process", started_at=local(now() - HOUR), ended_at=local(now() - 2 * HOUR)
    )
    assert (attempt.status, attempt.changed_nothing) == (422, True)
    assert said("The end is before the start.") in attempt.page


def test_no_closing_without_the_customers_word(cast):
    """A ticket that the old register calls solved, without anything that says the customer agrees."""
    fields = {
        "number": "202405-00007",
        "customer": COMPANY,
        "contact": "",
        "phone": "",
        "summary": "旧单",
        "accepted_name": "",
        "channel": cast.channels["电话"].pk,
        "tier": "general",
        "status": "resolved",
        "reported_at": now() - HOUR,
        "first_responded_at": None,
        "promised_at": None,
    }
    ticket = imports.take_over_ticket(fields, by=None, at=now())
    solving.write_closing_report(
        ticket, by=cast.staff["engineer"], at=now(), cause="老化", course="更换"
    )
    answer = browser_of(cast.staff["supervisor"]).post(
        f"/tickets/{ticket.number}/do/close/", {"survey_waived_reason": "无联系方式"}
    )
    assert answer.status_code == 422
    assert said("The customer has not confirmed the solution yet.") in text_of(answer)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.RESOLVED


@pytest.mark.parametrize(
    ("state", "form", "why"),
    [
        ("resolved", {}, "Send the survey and record it, or say why there is none."),
        ("resolved", {"survey_waived_reason": "拒绝"}, "The closing report is missing."),
        (
            "processing",
            {"survey_waived_reason": "拒绝"},
            "The customer has not confirmed the solution yet.",
        ),
    ],
)
def test_no_closing_before_its_duties(staged, state, form, why):
    staged.until(state)
    attempt = staged.attempt("supervisor", "close", **form)
    assert attempt.changed_nothing
    assert said(why) in attempt.page or (state == "processing" and is_refused(attempt))


def test_an_archived_ticket_is_read_only_for_everybody(staged):
    """Every step by the one whose ticket it was and by the manager, and every other way of writing."""
    staged.until("archived")
    number, before = staged.ticket.number, whole_state()
    owner, manager = staged.cast.staff["engineer"], staged.cast.staff["manager"]
    assert staged.ticket.assignee == owner
    changed = []
    for person in (owner, manager):
        browser = browser_of(person)
        for verb in VERBS:
            form = typed(
                VERBS[verb].form(thing=staged.ticket, user=person, at=now()), **staged.form(verb)
            )
            answer = browser.post(f"/tickets/{number}/do/{verb}/", form, headers=IN_DIALOG)
            if whole_state() != before or answer.status_code not in (403, 409, 422):
                changed.append((str(person), verb, answer.status_code))
                before = whole_state()
    agent = browser_of(staged.cast.staff["agent"])
    channel = staged.cast.channels["电话"].pk
    edit = typed_edit(staged)
    for part, form in (
        (
            "contact",
            {
                "body": "补充",
                "channel": channel,
                "direction": "out",
                "purpose": "other",
                "is_answered": "on",
            },
        ),
        ("note", {"body": "补充"}),
        ("note", {"body": "补充", "uploads": SimpleUploadedFile("a.png", PNG)}),
        ("edit", edit),
    ):
        answer = agent.post(f"/tickets/{number}/{part}/", form)
        if whole_state() != before or answer.status_code not in (403, 409, 422):
            changed.append((part, answer.status_code))
    assert changed == []


def typed_edit(staged: Staged) -> dict[str, Any]:
    """The edit form of the ticket with another summary."""
    form = (
        browser_of(staged.cast.staff["agent"])
        .get(f"/tickets/{staged.other.number}/edit/")
        .context["form"]
    )
    return typed(form, version=staged.ticket.version, summary="事后改写")


@pytest.mark.parametrize("minutes", [6, 60, 60 * 24 * 400])
def test_nothing_is_reported_in_the_future(cast, minutes):
    browser = browser_of(cast.staff["agent"])
    form = new_ticket(cast, reported_at=local(now() + minutes * MINUTE + MINUTE))
    answer = browser.post("/tickets/new/", form)
    assert answer.status_code == 422
    assert said("The report time is in the future.") in text_of(answer)
    assert not Ticket.objects.exists()


def new_ticket(cast: Any, **changes: Any) -> dict[str, Any]:
    """A registration form that is filled in well."""
    return {
        "channel": cast.channels["邮件"].pk,
        "customer": cast.customers[COMPANY].pk,
        "original_text": "设备转速偏低",
        "tier": "general",
        "priority": "low",
        "nature": "fault",
        "business_type": "support",
        "impact": "none",
        **changes,
    }


def test_times_in_the_wrong_order_are_refused_by_the_database_too(house):
    ticket = Ticket.objects.filter(pk=house.own.pk)
    early = house.own.reported_at - MINUTE
    for field in ("first_responded_at", "accepted_at", "promised_at"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ticket.update(**{field: early})


def test_a_ticket_is_never_deleted(house):
    for browser in map(browser_of, house.cast.staff.values()):
        assert browser.delete(f"/tickets/{house.foreign.number}/").status_code in (404, 405)
        assert browser.post(f"/tickets/{house.foreign.number}/do/delete/").status_code == 404
        assert browser.get("/admin/tickets/ticket/").status_code in (302, 404)
    with pytest.raises(TypeError):
        house.foreign.delete()
    with pytest.raises(ProtectedError):
        Ticket.objects.all().delete()
    assert not permissions("delete_ticket", "change_ticket", "add_ticket").exists()


# --- what is masked --------------------------------------------------------------------------------------------------------

SPARE = "13900139000"


@pytest.fixture
def worked(cast):
    """A ticket with a whole life: its contact was changed, a mail address is known, the customer signed."""
    contact = cast.customers[COMPANY].contacts.first()
    contact.email = MAIL
    contact.save()
    staged = Staged(cast)
    ticket = staged.ticket
    second = people.add_contact(cast.customers[COMPANY], name="钱多多", phone=SPARE, at=now())
    ticket = register.edit_description(
        ticket, by=cast.staff["agent"], at=staged.start, version=ticket.version, contact=second
    )
    register.edit_description(
        ticket, by=cast.staff["agent"], at=staged.start, version=ticket.version, contact=contact
    )
    staged.until("closed")
    return staged


def pages_of(browser: Client, ticket: Ticket) -> Iterator[tuple[str, str]]:
    """What every address shows to a person: tickets, customers, pickers, exports."""
    contact = ticket.contact
    examples = {
        "number": ticket.number,
        "code": ticket.customer.code,
        "pk": contact.pk,
        "file_id": "00000000-0000-4000-8000-000000000000",
    }
    for address in site_map(
        {
            **examples,
            **DAYS,
            "part": "stages",
            "part_key": "volume",
            "username": "agent2",
            "uidb64": "MQ",
            "token": "abc-def",
            "handle": "00000000-0000-4000-8000-000000000000",
            "key": "KEY",
            "upload_pk": 99,
            "mapping_pk": 99,
            "consent_pk": 99,
            "finding": 99,
            "file_no": "DA-209901-001",
            "verb": "accept",
            "object_id": 1,
            "content_type_id": 1,
            "id": 1,
        }
    ):
        if not address.name.startswith("admin:"):
            for verb in VERBS if "/do/KEY" in address.path else ["KEY"]:
                path = address.path.replace("KEY", verb)
                answer = browser.get(
                    f"{path}{'?' if '?' not in path else '&'}customer={ticket.customer_id}&contact={contact.pk}"
                )
                if answer.status_code == 200:
                    yield path, text_of(answer)


COLLEAGUE, MOBILE_AGAIN = "欧阳娜娜", "13700137000"
OTHER_PHONE, LANDLINE, IDENTITY = "１３９-0013-9111", "0571-88776655", "110101199003071233"
SECRETS = (
    COMPANY,
    COMPANY[:4],
    CONTACT,
    COLLEAGUE,
    MOBILE_AGAIN,
    OTHER_PHONE,
    "88776655",
    IDENTITY,
    MAIL,
)
TELLING = f"{COMPANY[:4]}的{CONTACT}和{COLLEAGUE}说：{OTHER_PHONE} 或 {LANDLINE}，{MAIL}，身份证{IDENTITY}"


@pytest.fixture
def telling(worked):
    """The same ticket, in every free text of which (but the ledger's) somebody wrote who and where."""
    of_ticket = [
        related.related_model
        for related in Ticket._meta.related_objects
        if related.field.name == "ticket" and related.related_model is not TicketEvent
    ]
    for model in (Ticket, *of_ticket):
        rows = model.objects.all()
        for name in fields_of(model, FieldClass.TEXT):
            if model._meta.get_field(name).get_internal_type() != "JSONField":
                rows.exclude(**{name: ""}).update(**{name: TELLING})
    Solution.objects.update(steps=[TELLING])
    Ticket.objects.update(urgency_reason=TELLING)
    Customer.objects.update(remark=TELLING)
    Escalation.objects.update(reason_note=TELLING)
    StoredFile.objects.update(name=f"{CONTACT}和{COLLEAGUE}{MOBILE_AGAIN}.png")
    Contact.objects.create(customer=worked.ticket.customer, name=COLLEAGUE, created_at=now())
    return worked


def test_the_analyst_sees_no_names_and_no_contact_data(telling):
    """On every page and in every export: what was changed, who signed, what a free text tells."""
    pages = list(pages_of(browser_of(telling.cast.staff["analyst"]), telling.ticket))
    secrets = {*SECRETS, "钱多多", PHONE, SPARE}
    assert [(path, secret) for path, page in pages for secret in secrets if secret in page] == []
    assert any(f"*的{CONTACT[0]}*和{COLLEAGUE[0]}*说" in page for _path, page in pages)


def test_free_texts_are_masked_in_every_file(telling):
    manager = telling.cast.staff["manager"]
    manager.set_password("a-long-pass-word")
    manager.save()
    browser, number = browser_of(manager), telling.ticket.number
    full = {"reason": "审计", "password": "a-long-pass-word"}
    masked_by_form = 0
    for code in ("f1", "f3", "f11", "f12", "f13", "f14", "f15"):
        path = f"/tickets/{number}/{code}.xlsx"
        if code == "f1":
            path = "/tickets/export/?view=all"
        cells = text_of(browser.get(path))
        assert number in cells or telling.ticket.issue_no in cells
        assert [secret for secret in SECRETS if secret in cells] == [], code
        masked_by_form += (
            f"*的{CONTACT[0]}*和{COLLEAGUE[0]}*说：139****9111 或 0571-****6655" in cells
        )
        in_full = path.replace(".xlsx", "/unmasked/").replace("export/", "export/unmasked/")
        answer = browser.post(in_full, full)
        assert (answer.status_code, OTHER_PHONE in text_of(answer)) == (200, True), code
    assert masked_by_form == 7


def test_a_plan_begun_from_a_ticket_names_nobody(telling):
    supervisor = browser_of(telling.cast.staff["supervisor"])
    number = telling.ticket.number
    for path in (f"/plans/of-ticket/{number}/propose/", f"/plans/new/?ticket={number}"):
        page = text_of(supervisor.get(path))
        assert "139****9111" in page, path
        form = page[page.index("<form") :]
        assert [secret for secret in SECRETS if secret in form] == [], path


def test_what_an_edit_replaced_is_masked_in_the_ledger(telling):
    agent, ticket = telling.cast.staff["agent"], telling.ticket
    play = play_of(telling.cast, now(), symptom=TELLING)
    register.edit_description(
        play.ticket, by=agent, at=now(), version=play.ticket.version, symptom=f"{PHONE} 没人接"
    )
    line = TicketEvent.objects.filter(ticket=play.ticket, kind="edited").latest("pk")
    before, after = line.data["changes"]["symptom"]
    assert "139****9111" in before
    assert after == "138****5678 没人接"
    assert ticket.number != play.ticket.number


def test_the_audit_keeps_no_number_of_a_reason(telling):
    manager = telling.cast.staff["manager"]
    manager.set_password("a-long-pass-word")
    manager.save()
    browser_of(manager).post(
        f"/tickets/{telling.ticket.number}/f3/unmasked/",
        {"reason": f"回访 {PHONE}", "password": "a-long-pass-word"},
    )
    assert AuditEntry.objects.get(action="export_f3").reason == "回访 138****5678"


def test_the_analyst_sees_the_masks(worked):
    analyst, ticket = browser_of(worked.cast.staff["analyst"]), worked.ticket
    shown = {
        "list": ("/tickets/?view=all", ["*有限公司"]),
        "page": (f"/tickets/{ticket.number}/", ["*有限公司", "张*", "138****5678"]),
        "customers": ("/customers/", ["*有限公司", "张*", "138****5678"]),
        "customer": (
            f"/customers/{ticket.customer.code}/",
            ["*有限公司", "张*", "138****5678", "z***@huaqi.example"],
        ),
        "F1": ("/tickets/export/?view=all", ["*有限公司", "张*", "138****5678"]),
        "F3": (f"/tickets/{ticket.number}/f3.xlsx", ["*有限公司", "138****5678"]),
    }
    for name, (path, masks) in shown.items():
        page = text_of(analyst.get(path))
        assert [mask for mask in masks if mask not in page] == [], name
    assert analyst.post(f"/tickets/{ticket.number}/reveal/").status_code == 404
    assert (
        analyst.post(
            f"/customers/{ticket.customer.code}/contacts/{ticket.contact_id}/reveal/"
        ).status_code
        == 404
    )
    assert not AuditEntry.objects.filter(action="reveal_contact").exists()


def test_the_phone_is_masked_on_every_page(worked):
    """Asked by the manager, who sees every page that an agent or an engineer sees."""
    pages = list(pages_of(browser_of(worked.cast.staff["manager"]), worked.ticket))
    assert len(pages) > 15
    assert [path for path, page in pages if PHONE in page or SPARE in page or MAIL in page] == []
    assert any("138****5678" in page for _path, page in pages)


@pytest.mark.parametrize(
    "place", ["/tickets/{number}/reveal/", "/customers/{code}/contacts/{pk}/reveal/"]
)
def test_showing_a_phone_is_a_click_that_the_audit_keeps_without_the_number(worked, place):
    ticket, agent = worked.ticket, worked.cast.staff["agent"]
    path = place.format(number=ticket.number, code=ticket.customer.code, pk=ticket.contact_id)
    browser = browser_of(agent)
    assert browser.get(path).status_code == 405
    assert not AuditEntry.objects.filter(action="reveal_contact").exists()
    shown = text_of(browser.post(path))
    assert PHONE in shown
    assert MAIL in shown
    entry = AuditEntry.objects.get(action="reveal_contact")
    assert (entry.actor, entry.target) == (agent, f"contact {ticket.contact_id}")
    kept = json.dumps(
        {field.name: str(getattr(entry, field.name)) for field in entry._meta.fields},
        ensure_ascii=False,
    )
    assert not any(secret in kept for secret in (PHONE, PHONE[-8:], MAIL, CONTACT))
    assert PHONE not in text_of(browser.get(f"/tickets/{ticket.number}/")), (
        "it is masked again on the next page"
    )


def test_a_contact_is_revealed_only_through_its_own_customer(worked):
    other = worked.cast.customers["恒泰医疗器械有限公司"]
    agent = browser_of(worked.cast.staff["agent"])
    assert (
        agent.post(
            f"/customers/{other.code}/contacts/{worked.ticket.contact_id}/reveal/"
        ).status_code
        == 404
    )


def test_exports_are_masked_for_everybody_and_kept_in_the_audit(worked):
    for who in ("agent", "engineer", "analyst", "supervisor", "manager"):
        browser, person = browser_of(worked.cast.staff[who]), worked.cast.staff[who]
        for path, action in (
            ("/tickets/export/?view=all", "export_f1"),
            (f"/tickets/{worked.ticket.number}/f3.xlsx", "export_f3"),
        ):
            cells = text_of(browser.get(path))
            assert worked.ticket.number in cells
            assert not [name for name in (PHONE, COMPANY, CONTACT) if name in cells], who
            assert AuditEntry.objects.filter(action=action, actor=person).count() == 1


def test_contact_data_leave_in_full_only_with_right_reason_and_password(worked):
    paths = {
        "export_f1": "/tickets/export/unmasked/?view=all",
        "export_f3": f"/tickets/{worked.ticket.number}/f3/unmasked/",
    }
    for who in ("agent", "engineer", "analyst"):
        for path in paths.values():
            browser = browser_of(worked.cast.staff[who])
            assert (
                browser.get(path).status_code,
                browser.post(path, {"reason": "x", "password": "y"}).status_code,
            ) == (404, 404)
    manager = worked.cast.staff["manager"]
    manager.set_password("a-long-pass-word")
    manager.save()
    browser = browser_of(manager)
    for action, path in paths.items():
        for form in (
            {"reason": "审计"},
            {"password": "a-long-pass-word"},
            {"reason": "审计", "password": "wrong"},
        ):
            answer = browser.post(path, form)
            assert (answer.status_code, PHONE in text_of(answer)) == (422, False), form
        assert not AuditEntry.objects.filter(action=action).exists()
        assert PHONE in text_of(
            browser.post(path, {"reason": "审计", "password": "a-long-pass-word"})
        )
        entry = AuditEntry.objects.get(action=action)
        assert (entry.actor, entry.reason, PHONE in str(entry.data)) == (manager, "审计", False)


def test_a_search_that_is_exported_leaves_no_phone_in_the_audit(worked):
    browser_of(worked.cast.staff["agent"]).get(f"/tickets/export/?view=all&q={PHONE}")
    entry = AuditEntry.objects.get(action="export_f1")
    assert PHONE not in f"{entry.target} {entry.reason} {entry.data}"


def test_the_ledgers_keep_contacts_by_reference(worked):
    """A name written into an append-only ledger could never be forgotten again (mechanism 3)."""
    lines = json.dumps(
        list(TicketEvent.objects.values_list("note", "before", "after", "data")), ensure_ascii=False
    )
    entries = json.dumps(
        list(AuditEntry.objects.values_list("target", "reason", "data")), ensure_ascii=False
    )
    assert not [name for name in (CONTACT, "钱多多", PHONE, SPARE, MAIL) if name in lines + entries]


def test_internal_notes_leave_the_house_in_no_form(worked):
    canary = "仅供内部的金丝雀"
    conversation.write_note(worked.ticket, by=worked.cast.staff["agent"], at=now(), body=canary)
    manager = browser_of(worked.cast.staff["manager"])
    assert canary in text_of(manager.get(f"/tickets/{worked.ticket.number}/"))
    for path in ("/tickets/export/?view=all", f"/tickets/{worked.ticket.number}/f3.xlsx"):
        assert canary not in text_of(manager.get(path))


# --- what nobody changes afterwards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ledger", [TicketEvent, AuditEntry])
def test_the_ledgers_are_append_only_by_trigger(house, ledger: type[models.Model]):
    if ledger is AuditEntry:
        browser_of(house.cast.staff["agent"]).post(f"/tickets/{house.own.number}/reveal/")
    row = ledger.objects.first()
    rows = list(ledger.objects.order_by("pk").values())
    for attempt in (
        lambda: ledger.objects.filter(pk=row.pk).update(at=now()),
        lambda: row.save(),
        lambda: row.delete(),
        lambda: ledger.objects.filter(pk=row.pk).delete(),
        lambda: ledger.objects.bulk_update([row], ["at"]),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert list(ledger.objects.order_by("pk").values()) == rows


# --- fields nobody asked for -------------------------------------------------------------------------------------------------

EXTRA = {
    "number": "209901-00001",
    "issue_no": "CX2099001",
    "version": "77",
    "status": "closed",
    "is_open": "",
    "came_from": "new",
    "recorded_at": "2020-01-01T00:00",
    "accepted_at": "2020-01-01T00:00",
    "resolved_at": "2020-01-01T00:00",
    "closed_at": "2020-01-01T00:00",
    "next_due_at": "2099-01-01T00:00",
    "created_by": "1",
    "accepted_by": "1",
    "assignee": "1",
    "department": "1",
    "reopen_count": "9",
    "merged_into": "1",
    "search_text": "x",
    "source": "api",
    "first_responded_by": "1",
    "id": "1",
    "pk": "1",
    "is_superuser": "on",
    "is_staff": "on",
    "groups": "1",
    "password": "hacked-hacked",
    "internal": "0",
    "visibility": "customer",
    "is_automatic": "on",
    "by": "1",
    "at": "2020-01-01T00:00",
}


def test_registering_takes_only_its_own_fields(cast):
    plain, stuffed = (
        browser_of(cast.staff["agent"]).post("/tickets/new/", new_ticket(cast, **extra))
        for extra in ({}, EXTRA)
    )
    assert (plain.status_code, stuffed.status_code) == (302, 302)
    first, second = Ticket.objects.order_by("pk")
    assert second.number == f"{first.number[:7]}{int(first.number[7:]) + 1:05d}"
    own = {
        "id",
        "number",
        "issue_no",
        "reported_at",
        "recorded_at",
        "updated_at",
        "tier_at",
        "next_due_at",
        "search_text",
    }
    differing = {
        field.name
        for field in Ticket._meta.fields
        if getattr(first, field.attname) != getattr(second, field.attname)
    }
    assert differing <= own
    assert second.recorded_at - first.recorded_at < HOUR
    assert second.next_due_at - first.next_due_at < HOUR


def test_editing_takes_only_its_own_fields(house):
    browser, ticket = browser_of(house.cast.staff["agent"]), house.own
    form = typed(browser.get(f"/tickets/{ticket.number}/edit/").context["form"])
    before = {
        field.attname: getattr(Ticket.objects.get(pk=ticket.pk), field.attname)
        for field in Ticket._meta.fields
    }
    extra = {
        **EXTRA,
        "version": form["version"],
        "tier": "urgent",
        "priority": "high",
        "channel": "1",
        "customer": "2",
        "original_text": "改写原话",
        "reported_at": "2020-01-01T00:00",
        "promised_at": "2099-01-01T00:00",
    }
    assert (
        browser.post(
            f"/tickets/{ticket.number}/edit/", {**form, **extra, "remark": "只改这里"}
        ).status_code
        == 302
    )
    after = Ticket.objects.get(pk=ticket.pk)
    changed = {name for name, value in before.items() if getattr(after, name) != value}
    assert changed == {"remark", "version", "updated_at"}
    assert after.version == before["version"] + 1


def test_a_note_stays_internal_and_a_contact_takes_only_its_own_fields(house):
    browser, ticket, agent = (
        browser_of(house.cast.staff["agent"]),
        house.own,
        house.cast.staff["agent"],
    )
    assert (
        browser.post(
            f"/tickets/{ticket.number}/note/", {**EXTRA, "body": "内部", "direction": "out"}
        ).status_code
        == 302
    )
    form = {
        "body": "外部",
        "channel": house.cast.channels["电话"].pk,
        "direction": "out",
        "purpose": "other",
        "is_answered": "on",
    }
    assert (
        browser.post(
            f"/tickets/{ticket.number}/contact/", {**EXTRA, **form, "visibility": "internal"}
        ).status_code
        == 302
    )
    told = (
        Communication.objects.filter(ticket=ticket)
        .order_by("pk")
        .values_list("visibility", "direction", "by", "is_automatic")
    )
    assert list(told) == [
        ("internal", "note", agent.pk, False),
        ("customer", "out", agent.pk, False),
    ]
    assert (
        browser.post(
            f"/tickets/{ticket.number}/contact/", {**form, "direction": "note"}
        ).status_code
        == 422
    )


def test_a_person_cannot_raise_the_own_rights(house):
    agent = house.cast.staff["agent"]
    before = User.objects.filter(pk=agent.pk).values().get()
    browser = browser_of(agent)
    for path in (
        "/accounts/theme/",
        "/accounts/language/",
        "/accounts/password/",
        "/tickets/new/",
        "/inbox/read/",
    ):
        browser.post(path, {**EXTRA, "theme": "dark"})
    after = User.objects.filter(pk=agent.pk).values().get()
    assert {name for name in before if before[name] != after[name]} <= {"theme", "last_login"}
    assert [group.name for group in agent.groups.all()] == ["agent"]


def test_an_administrator_makes_nobody_a_superuser(house):
    admin, agent = browser_of(house.cast.staff["admin"]), house.cast.staff["agent"]
    path = f"/admin/accounts/user/{agent.pk}/change/"
    page = admin.get(path)
    assert page.status_code == 200
    form = typed(page.context["adminform"].form, is_superuser="on", user_permissions=["1"])
    form.pop("password", None)
    form.pop("last_login", None)
    joined = timezone.localtime(agent.date_joined)
    form.update(
        date_joined_0=f"{joined:%Y-%m-%d}",
        date_joined_1=f"{joined:%H:%M:%S}",
        display_name="李娜改",
    )
    form.update(groups=[group.pk for group in agent.groups.all()])
    inlines = {
        name: value
        for formset in page.context["inline_admin_formsets"]
        for name, value in typed(formset.formset.management_form).items()
    }
    answer = admin.post(path, {**form, **inlines})
    stored = User.objects.get(pk=agent.pk)
    assert (answer.status_code, stored.display_name) == (302, "李娜改")
    assert (stored.is_superuser, list(stored.user_permissions.all())) == (False, [])


def test_editing_a_customer_takes_only_its_own_fields(house):
    customer = house.own.customer
    browser = browser_of(house.cast.staff["agent"])
    form = typed(browser.get(f"/customers/{customer.code}/edit/").context["form"])
    extra = {
        **EXTRA,
        "version": form["version"],
        "code": "C999999",
        "external_id": "X",
        "verified_at": "2020-01-01T00:00",
        "is_anonymized": "on",
    }
    before = Customer.objects.filter(pk=customer.pk).values().get()
    assert (
        browser.post(
            f"/customers/{customer.code}/edit/", {**form, **extra, "remark": "只改这里"}
        ).status_code
        == 302
    )
    after = Customer.objects.filter(pk=customer.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {
        "remark",
        "version",
        "updated_at",
    }


# --- input that breaks nothing -----------------------------------------------------------------------------------------------

JUNK = [
    "\0",
    "²",
    "9" * 40,
    "-1",
    "%",
    "'",
    "WzUsNSw1XQ",
    "WyI+Iix7fSwxXQ",
    "WyI+IixudWxsLDFlOTk5XQ",
    "WyI+IixudWxsLG51bGxd",
]


PLACES = (
    "/tickets/",
    "/tickets/filters/",
    "/tickets/pick/",
    "/tickets/export/",
    "/customers/",
    "/accounts/people/",
    "/inbox/",
    "/tickets/new/",
    "/tickets/new/lookup/",
    "/tickets/new/chosen/",
    "/tickets/new/suggest/",
)
FIELDS = (
    "q",
    "cursor",
    "view",
    "status",
    "tier",
    "channel",
    "department",
    "issue_type",
    "assignee",
    "reported_from",
    "customer",
    "contact",
)


@pytest.mark.parametrize("junk", JUNK, ids=ascii)
def test_no_address_breaks_on_junk(house, junk):
    browser = browser_of(house.cast.staff["supervisor"])
    browser.raise_request_exception = False

    def is_broken(place: str, fields: tuple[str, ...]) -> bool:
        answer = browser.get(place, dict.fromkeys(fields, junk))
        return answer.status_code >= 500 or not isinstance(
            text_of(answer) if answer.status_code == 200 else "", str
        )

    broken = [place for place in PLACES if is_broken(place, FIELDS)]
    assert [
        f"{place}?{field}" for place in broken for field in FIELDS if is_broken(place, (field,))
    ] == []
    assert broken == []


@pytest.mark.parametrize("junk", ["\0", "²", "9" * 40, "x" * 500], ids=ascii)
def test_no_form_breaks_on_junk(house, junk):
    browser, ticket = browser_of(house.cast.staff["supervisor"]), house.own
    browser.raise_request_exception = False
    broken = []
    for verb in VERBS:
        fields = (
            VERBS[verb].form(thing=ticket, user=house.cast.staff["supervisor"], at=now()).fields
        )
        if (
            browser.post(
                f"/tickets/{ticket.number}/do/{verb}/",
                dict.fromkeys(fields, junk),
                headers=IN_DIALOG,
            ).status_code
            >= 500
        ):
            broken.append(verb)
    for place in (
        "/tickets/new/",
        f"/tickets/{ticket.number}/edit/",
        f"/tickets/{ticket.number}/contact/",
        f"/tickets/{ticket.number}/note/",
    ):
        names = (
            "customer",
            "contact",
            "asset",
            "channel",
            "submit_id",
            "version",
            "body",
            "summary",
            "original_text",
            "reported_at",
        )
        if (
            browser.post(
                place, {**new_ticket(house.cast), **dict.fromkeys(names, junk)}
            ).status_code
            >= 500
        ):
            broken.append(place)
    assert broken == []


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/%00/",
        "/customers/%00/",
        "/tickets/of-customer/%00/",
        "/tickets/import/99999999999999999999/",
        "/inbox/99999999999999999999/",
    ],
)
def test_no_path_breaks(house, path):
    browser = browser_of(house.cast.staff["supervisor"])
    browser.raise_request_exception = False
    assert {browser.get(path).status_code, browser.post(path).status_code} <= {404, 405}
