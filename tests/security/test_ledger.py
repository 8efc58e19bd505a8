"""The audit ledger: read by a role, changed by nobody, and what is done past the product is found."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.enums import Audited
from core.actions import audit
from core.models import AuditEntry, JobRun, LedgerHead
from notifications.models import InboxItem
from operations import tasks, timetable
from operations.actions import watching
from operations.actions.ledger_heads import note_ledger_heads
from operations.queries import health
from tests.fixtures import at_once, browser_of, small_cast

pytestmark = pytest.mark.django_db

LEDGERS = (
    "core_auditentry",
    "tickets_ticketevent",
    "plans_planevent",
    "plans_evaluation",
    "plans_stageprogress",
    "knowledge_articleedition",
)


def write(person, n=1, **more):
    return [
        audit.write_audit_entry(
            Audited.PASSWORD_SET, by=person, at=timezone.now(), target=f"t{i}", **more
        )
        for i in range(n)
    ]


@pytest.fixture(autouse=True)
def no_heads_noted(settings, tmp_path):
    """What another test noted outside the database says nothing about this one."""
    settings.LEDGER_HEADS = str(tmp_path / "none.jsonl")


@pytest.fixture
def people(cast):
    """Two people with five entries each, and two of nobody."""
    agent, admin = cast.staff["agent"], cast.staff["admin"]
    # The transaction of a test never ends: heads are written with each entry instead.
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _n in range(5):
        write(agent)
        write(admin)
    write(None, 2)
    return agent, admin


@pytest.mark.parametrize("table", LEDGERS)
def test_no_ledger_is_emptied(people, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        now(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "change", ["UPDATE core_auditentry SET target = 'x'", "DELETE FROM core_auditentry"]
)
def test_no_entry_is_changed_or_deleted(people, change):
    before = AuditEntry.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert AuditEntry.objects.count() == before


def now(statement):
    """As a statement of its own would run: with nothing left to check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def past_the_product(statement, *params):
    """As somebody who owns the database would do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("RESET session_replication_role")


def verify(heads=None):
    """Whether the command is content, and its words."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=err, heads=heads)
    except CommandError as error:
        return False, err.getvalue() + str(error)
    return True, out.getvalue()


def test_each_person_has_a_chain(people):
    is_whole, words = verify()
    assert (is_whole, f"{AuditEntry.objects.count()} entries" in words) == (True, True)
    agent, _admin = people
    chain = list(AuditEntry.objects.filter(actor=agent).order_by("position"))
    assert [entry.position for entry in chain] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in chain] == ["", *(entry.hash for entry in chain[:-1])]
    assert len({entry.hash for entry in chain}) == 5


@pytest.mark.parametrize(
    "change",
    [
        "target = 'x'",
        "at = at + interval '1 second'",
        "actor_id = NULL",
        "data = '{\"a\": 1}'",
        "reason = 'x'",
        "request_id = 'x'",
    ],
)
def test_an_entry_that_was_changed_is_found(people, change):
    agent, _admin = people
    entry = AuditEntry.objects.filter(actor=agent).order_by("position")[2]
    past_the_product(f"UPDATE core_auditentry SET {change} WHERE id = %s", entry.pk)
    is_whole, words = verify()
    assert not is_whole
    assert f"entry {entry.pk}" in words


def test_an_entry_that_was_hashed_anew_breaks_the_next(people):
    agent, _admin = people
    entry = AuditEntry.objects.filter(actor=agent).order_by("position")[2]
    past_the_product("UPDATE core_auditentry SET target = 'x' WHERE id = %s", entry.pk)
    past_the_product(
        "UPDATE core_auditentry AS e SET hash = aftersales_entry_hash(e) WHERE id = %s", entry.pk
    )
    assert verify()[0] is False


@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_entry_that_was_taken_out_is_found(people, place):
    agent, _admin = people
    entry = AuditEntry.objects.filter(actor=agent).order_by("position")[place]
    past_the_product("DELETE FROM core_auditentry WHERE id = %s", entry.pk)
    assert verify()[0] is False


def test_an_entry_that_was_slipped_in_is_found(people):
    past_the_product(
        "INSERT INTO core_auditentry (at, action, target, reason, data, request_id)"
        " VALUES (now(), 'password_set', 'x', '', '{}', '')"
    )
    is_whole, words = verify()
    assert (is_whole, "past the chain" in words) == (False, True)


def test_a_cut_end_with_its_head_is_found_by_what_was_noted_outside(people, tmp_path):
    agent, _admin = people
    path = Path(tmp_path / "ledger" / "heads.jsonl")
    note_ledger_heads(path, at=timezone.now())
    write(agent)
    note_ledger_heads(path, at=timezone.now())
    assert verify(path)[0] is True
    last = AuditEntry.objects.filter(actor=agent).order_by("-position")[0]
    past_the_product("DELETE FROM core_auditentry WHERE id = %s", last.pk)
    LedgerHead.objects.filter(stream=last.stream).update(position=5, hash=last.previous)
    assert verify()[0] is True, "control: the chain alone does not know"
    assert verify(path)[0] is False


def test_a_cut_end_is_found_however_many_entries_follow(people):
    agent, _admin = people
    last = AuditEntry.objects.filter(actor=agent).order_by("-position")[0]
    past_the_product("DELETE FROM core_auditentry WHERE id = %s", last.pk)
    for _n in range(3):
        write(agent)
        assert verify()[0] is False


def test_noted_heads_that_were_changed_themselves_are_told(people, tmp_path):
    path = tmp_path / "heads.jsonl"
    note_ledger_heads(path, at=timezone.now())
    line = json.loads(path.read_text())
    line["heads"][next(iter(line["heads"]))][0] = 1
    path.write_text(json.dumps(line))
    is_whole, words = verify(path)
    assert (is_whole, "line 1" in words) == (False, True)


@pytest.mark.parametrize("table", LEDGERS)
def test_a_guard_that_is_switched_off_is_told(people, table):
    now(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_update")
    is_whole, words = verify()
    assert (is_whole, f"{table}_no_update" in words) == (False, True)


def test_a_role_may_read_the_ledger_and_not_change_it(people):
    _agent, admin = people
    browser = browser_of(admin)
    entry = AuditEntry.objects.first()
    assert browser.get("/admin/core/auditentry/").status_code == 200
    assert browser.get(f"/admin/core/auditentry/{entry.pk}/change/").status_code == 200
    for path in ("add/", f"{entry.pk}/change/", f"{entry.pk}/delete/"):
        assert browser.post(f"/admin/core/auditentry/{path}", {"target": "x"}).status_code == 403
    entry.refresh_from_db()
    assert entry.target != "x"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_stand_in_one_chain_each(transactional_db):
    cast = small_cast()
    staff = [cast.staff["agent"], cast.staff["admin"], None]
    outcomes = at_once(9, lambda n: write(staff[n % 3], 10))
    assert all(isinstance(one, list) for one in outcomes), outcomes
    assert verify()[0] is True
    assert AuditEntry.objects.filter(actor=cast.staff["agent"]).count() == 30


@pytest.mark.django_db(transaction=True)
def test_many_in_one_statement_and_in_one_transaction_are_chained(transactional_db):
    cast = small_cast()
    agent, admin = cast.staff["agent"], cast.staff["admin"]
    with transaction.atomic():
        write(agent, 3)
        AuditEntry.objects.bulk_create(
            AuditEntry(action="password_set", actor=person, at=timezone.now())
            for person in (agent, admin, agent)
        )
        write(agent, 2)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(agent, 2)
        raise ZeroDivisionError
    write(agent)
    assert verify()[0] is True
    chain = AuditEntry.objects.filter(actor=agent).order_by("position")
    assert [entry.position for entry in chain] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert LedgerHead.objects.get(stream=f"person:{agent.pk}").position == 8


@pytest.mark.django_db(transaction=True)
def test_what_an_entry_costs_does_not_grow_within_a_transaction(transactional_db):
    """By the pages that the statements touch, which no other work on the machine changes."""
    agent = small_cast().staff["agent"]

    def pages_of_one():
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) INSERT INTO core_auditentry"
                " (action, actor_id, at, target, reason, data, request_id)"
                " VALUES ('password_set', %s, now(), '', '', '{}', '-')",
                [agent.pk],
            )
            (((plan,),),) = [cursor.fetchall()]
        return plan[0]["Plan"]["Shared Hit Blocks"]

    with transaction.atomic():
        write(agent, 20)
        few = pages_of_one()
        write(agent, 600)
        many = pages_of_one()
    assert many < 2 * few, (few, many)


def test_after_a_restore_what_was_noted_before_is_no_fault(people, tmp_path):
    path = tmp_path / "heads.jsonl"
    note_ledger_heads(path, at=timezone.now())
    past_the_product("DELETE FROM core_auditentry WHERE stream = 'system:password_set'")
    LedgerHead.objects.filter(stream="system:password_set").delete()
    assert verify(path)[0] is False, "control"
    note_ledger_heads(path, at=timezone.now(), is_restored=True)
    assert verify(path)[0] is True


# --- every night ----------------------------------------------------------------------------------


@pytest.fixture
def _noted(people, settings, tmp_path):
    """Heads that were noted before whatever happens."""
    settings.LEDGER_HEADS = str(tmp_path / "heads.jsonl")
    tasks.note_heads()


def ledger_troubles():
    seen = health.look_at_operation(timezone.now())
    return [one.sentence(seen.at) for one in health.list_troubles(seen) if one.kind == "ledger"]


@pytest.mark.usefixtures("_noted")
def test_a_ledger_as_it_was_written_is_no_trouble(people):
    write(people[0])
    tasks.verify_ledger()
    run = JobRun.objects.get(name=timetable.LEDGER)
    assert (run.data["faults"], run.data["first"]) == (0, [])
    assert run.data["entries"] == AuditEntry.objects.exclude(hash="").count() > 0
    assert ledger_troubles() == []


@pytest.mark.usefixtures("_noted")
def test_what_the_nightly_check_finds_is_told_until_it_is_over(people, caplog):
    agent, admin = people
    entry = AuditEntry.objects.filter(actor=agent).order_by("position")[2]
    reason = entry.reason
    past_the_product("UPDATE core_auditentry SET reason = 'x' WHERE id = %s", entry.pk)
    tasks.verify_ledger()
    assert f"entry {entry.pk}" in caplog.text
    (words,) = ledger_troubles()
    assert "verify_ledger" in words

    at = timezone.now()
    assert "ledger" in watching.watch_operation(at=at, watching_since=at)["open"]
    told = InboxItem.objects.filter(dedupe_key__startswith="alarm:ledger:")
    assert admin in [item.user for item in told]
    assert "verify_ledger" in browser_of(admin).get("/operations/").content.decode()

    past_the_product("UPDATE core_auditentry SET reason = %s WHERE id = %s", reason, entry.pk)
    tasks.verify_ledger()
    assert ledger_troubles() == []


@pytest.mark.usefixtures("_noted")
def test_a_cut_end_with_its_head_is_found_by_night(people):
    last = AuditEntry.objects.filter(actor=people[0]).order_by("-position")[0]
    past_the_product("DELETE FROM core_auditentry WHERE id = %s", last.pk)
    LedgerHead.objects.filter(stream=last.stream).update(
        position=last.position - 1, hash=last.previous
    )
    tasks.verify_ledger()
    assert len(ledger_troubles()) == 1


@pytest.mark.usefixtures("_noted")
def test_a_line_of_heads_that_cannot_be_read_is_told_and_the_others_are_compared(people, settings):
    with Path(settings.LEDGER_HEADS).open("a") as file:
        file.write("nonsense\n")
    tasks.verify_ledger()
    run = JobRun.objects.get(name=timetable.LEDGER)
    assert run.data["faults"] == 1 and "line 2" in run.data["first"][0]
    last = AuditEntry.objects.filter(actor=people[0]).order_by("-position")[0]
    past_the_product("DELETE FROM core_auditentry WHERE id = %s", last.pk)
    LedgerHead.objects.filter(stream=last.stream).update(
        position=last.position - 1, hash=last.previous
    )
    tasks.verify_ledger()
    run.refresh_from_db()
    assert run.data["faults"] == 2
    assert len(ledger_troubles()) == 1


@pytest.mark.usefixtures("_noted")
def test_half_a_line_spoils_no_other(people, settings):
    path = Path(settings.LEDGER_HEADS)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    tasks.note_heads()
    assert path.read_bytes().startswith(whole)
    tasks.verify_ledger()
    assert JobRun.objects.get(name=timetable.LEDGER).data["faults"] == 0
    assert ledger_troubles() == []


@pytest.mark.parametrize("is_noted_again", [False, True])
@pytest.mark.usefixtures("_noted")
def test_heads_that_are_taken_away_are_told(people, settings, is_noted_again):
    tasks.note_heads()
    Path(settings.LEDGER_HEADS).unlink()
    if is_noted_again:
        tasks.note_heads()
    tasks.verify_ledger()
    assert len(ledger_troubles()) == 1
