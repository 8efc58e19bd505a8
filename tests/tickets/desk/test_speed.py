"""LOAD-01, LOAD-02, LOAD-08 in small: statements per page, pages by keyset, and indexes behind every list on a full table."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.queries import paging
from customers.actions import people
from customers.models import Customer
from metrics.domain.figures import FigureSpan
from metrics.queries import missed
from pages.steps import visible_or_404
from tests.factories.many_tickets import copies_of, tickets_like
from tests.fixtures import COMPANY, browser_of, moment, play_of, reported, small_cast
from tests.seed_rows import restore_tables
from tickets.desk.queries import desk, saved_views
from tickets.limits.actions.clocks.statement import CLAIM, claim_due_keys
from tickets.limits.models import SlaClock
from tickets.record.enums import Purpose
from tickets.record.models import SearchText, Ticket
from tickets.work.actions import conversation
from tickets.work.queries import TO_WORK_ON

pytestmark = pytest.mark.django_db


FRAGMENT = {"HX-Request": "true"}
LIST_STATEMENTS = 6
PAGE_STATEMENTS = 7
AT = moment("2024-06-03 09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def statements(browser, path, **headers):
    """How many statements a page takes once the process is warm; what they are; and the answer."""
    browser.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return len(captured), "\n".join(query["sql"][:160] for query in captured), answer


def hire_agents(count):
    department = User.objects.get(username="agent").department
    agents = User.objects.bulk_create(
        User(username=f"a{n}", display_name=f"客服{n}", department=department) for n in range(count)
    )
    group = Group.objects.get(name="agent")
    group.user_set.add(*agents)
    return agents


@pytest.mark.parametrize("view", ["all", "open", "unassigned", "late"])
@pytest.mark.parametrize("who", ["agent", "supervisor"])
def test_the_list_takes_the_same_statements_for_one_three_and_sixty_tickets_and_for_forty_agents(
    cast, who, view
):
    browser, taken, texts = browser_of(cast.staff[who]), {}, {}
    made = []
    for count in (1, 3, 60):
        made += [reported(cast, AT + len(made) * MINUTE) for _n in range(count - len(made))]
        name = f"{count} tickets"
        taken[name], texts[name], answer = statements(browser, f"/tickets/?view={view}")
        assert len(answer.context["listing"].rows) == min(count, desk.PAGE_SIZE)
    for ticket, agent in zip(made, hire_agents(40) * 2, strict=False):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=None if view == "unassigned" else agent)
    taken["40 agents"], texts["40 agents"], _answer = statements(browser, f"/tickets/?view={view}")
    odd = [f"{name}:\n{texts[name]}" for name, count in taken.items() if count != LIST_STATEMENTS]
    assert not odd, "\n".join(odd)
    assert LIST_STATEMENTS <= 8


def test_the_ticket_page_takes_the_same_statements_for_one_entry_and_for_thirty(cast):
    ticket = reported(cast, AT)
    browser, path = browser_of(cast.staff["agent"]), f"/tickets/{ticket.number}/"
    few, told, answer = statements(browser, path)
    before = len(answer.context["shown"].entries)
    agents = [cast.staff["agent"], *hire_agents(10)]
    for n in range(30):
        by, channel = agents[n % len(agents)], cast.channels[("电话", "邮件", "在线客服")[n % 3]]
        conversation.record_contact(
            ticket,
            by=by,
            at=AT + n * MINUTE,
            body=f"第{n}次",
            channel=channel,
            purpose=Purpose.OTHER,
        )
    many, told_again, answer = statements(browser, path)
    assert len(answer.context["shown"].entries) >= before + 30
    assert (few, many) == (PAGE_STATEMENTS, PAGE_STATEMENTS), f"{told}\n---\n{told_again}"
    assert PAGE_STATEMENTS <= 10


def test_a_page_of_a_worked_ticket_takes_no_more(cast):
    play = play_of(cast, AT, issue_type=cast.types["硬件故障"])
    play.say("已登记", AT + MINUTE, Purpose.ACK)
    play.accept(AT + MINUTE)
    play.solve(AT + 2 * MINUTE, AT + HOUR, "接触器粘连")
    for who in ("agent", "engineer", "supervisor"):
        taken, told, _answer = statements(
            browser_of(cast.staff[who]), f"/tickets/{play.ticket.number}/"
        )
        assert taken <= 9, told


@pytest.mark.parametrize("part", ["clocks", "side", "contact", "note"])
def test_fragments_take_the_same_statements_for_one_and_for_many(cast, part):
    ticket = reported(cast, AT)
    browser, path = browser_of(cast.staff["agent"]), f"/tickets/{ticket.number}/{part}/"
    few, told, _answer = statements(browser, path, **FRAGMENT)
    for n in range(8):
        reported(cast, AT + n * MINUTE)
        conversation.record_contact(
            ticket, by=cast.staff["agent"], at=AT + n * MINUTE, body="说", channel=ticket.channel
        )
    many, told_again, _answer = statements(browser, path, **FRAGMENT)
    assert few == many <= 8, f"{told}\n---\n{told_again}"


def test_the_list_of_customers_takes_the_same_statements_for_two_and_for_sixty(cast):
    browser = browser_of(cast.staff["agent"])
    few, told, _answer = statements(browser, "/customers/")
    more_customers(cast, 58)
    many, told_again, _answer = statements(browser, "/customers/")
    assert few == many <= 8, f"{told}\n---\n{told_again}"


def more_customers(cast, count):
    for n in range(count):
        people.register_customer(
            name=f"第{n:03d}号客户有限公司",
            by=cast.staff["agent"],
            at=AT,
            contact_name=f"联系人{n}",
            phone=f"1390000{n:04d}",
        )


NEXT = re.compile(r'rel="next" href="([^"]+)"')
PREVIOUS = re.compile(r'rel="prev" href="([^"]+)"')


def walk(browser, start, link):
    """The tickets on every page from `start` on, following one link; and the address of the last page."""
    path, pages = start, []
    while True:
        answer = browser.get(path)
        pages.append([row.ticket.number for row in answer.context["listing"].rows])
        found = link.search(answer.content.decode())
        assert len(pages) < 20, "the pages go round in circles"
        if not found:
            return pages, path
        path = start.partition("?")[0] + found[1].replace("&amp;", "&")


START = f"timestamptz '{AT.isoformat()}'"
DUE_LIKE = f"CASE WHEN n % 3 > 0 THEN {START} + n / 7 * interval '1 hour' END"
"""Many rows with the same due time, and a third without one."""

REPORTED_LIKE = f"{START} + n / 5 * interval '1 minute'"


@pytest.mark.parametrize("view", ["open", "unassigned", "all", "mine"])
def test_pages_show_every_ticket_once_forwards_and_backwards(cast, view):
    agent = cast.staff["agent"]
    first = reported(cast, AT)
    tickets_like(
        first,
        129,
        next_due_at=DUE_LIKE,
        reported_at=REPORTED_LIKE,
        assignee_id=str(agent.pk) if view == "mine" else "NULL",
    )
    if view == "mine":
        Ticket.objects.filter(pk=first.pk).update(assignee=agent)
    browser, start = browser_of(agent), f"/tickets/?view={view}"
    forwards, last = walk(browser, start, NEXT)
    assert [len(page) for page in forwards] == [50, 50, 30]
    assert sorted(number for page in forwards for number in page) == sorted(
        Ticket.objects.values_list("number", flat=True)
    )
    backwards, _first = walk(browser, last, PREVIOUS)
    assert backwards == forwards[::-1]
    in_order = list(
        Ticket.objects.filter(number__in=forwards[0])
        .order_by(*ORDERS[view])
        .values_list("number", flat=True)
    )
    assert in_order == forwards[0]


BY_DUE = ("next_due_at", "pk")
ORDERS = {"open": BY_DUE, "unassigned": BY_DUE, "mine": BY_DUE, "all": ("-reported_at", "-pk")}


def test_the_cursor_holds_while_the_list_changes(cast):
    """A ticket that was taken away or put in before the cursor neither repeats nor hides another one."""
    first = reported(cast, AT)
    tickets_like(first, 99, next_due_at=f"{START} + n * interval '1 minute'")
    Ticket.objects.filter(pk=first.pk).update(next_due_at=AT)
    browser = browser_of(cast.staff["agent"])
    answer = browser.get("/tickets/?view=open")
    shown = [row.ticket.number for row in answer.context["listing"].rows]
    Ticket.objects.filter(number=shown[-1]).update(is_open=False, status="closed")
    tickets_like(first, 3, next_due_at=f"{START} - interval '1 hour'")
    path = "/tickets/" + NEXT.search(answer.content.decode())[1].replace("&amp;", "&")
    following = [row.ticket.number for row in browser.get(path).context["listing"].rows]
    due = Ticket.objects.exclude(number__in=shown).filter(next_due_at__gte=AT).order_by(*BY_DUE)
    assert following == list(due.values_list("number", flat=True)) != []


def test_pages_of_customers_show_every_customer_once_forwards_and_backwards(cast):
    more_customers(cast, 118)
    browser, path, seen, pages = browser_of(cast.staff["agent"]), "/customers/", [], 0
    while path:
        answer = browser.get(path)
        seen += [row["customer"].code for row in answer.context["rows"]]
        found = NEXT.search(answer.content.decode())
        last, path, pages = (
            path,
            found and "/customers/" + found[1].replace("&amp;", "&"),
            pages + 1,
        )
        assert pages < 6, "the pages go round in circles"
    assert sorted(seen) == sorted(Customer.objects.values_list("code", flat=True))
    back = PREVIOUS.search(browser.get(last).content.decode())[1].replace("&amp;", "&")
    assert [
        row["customer"].code for row in browser.get("/customers/" + back).context["rows"]
    ] == seen[50:100]


@pytest.mark.parametrize(
    "order",
    [paging.Order("next_due_at"), paging.Order("reported_at", descending=True)],
    ids=["due", "reported"],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_any_page_size_reads_the_whole_list(cast, order, size):
    first = reported(cast, AT)
    tickets_like(first, 22, next_due_at=DUE_LIKE, reported_at=REPORTED_LIKE)
    rows, cursor, seen = Ticket.objects.all(), "", []
    while True:
        page = paging.page_of(rows, order, cursor, size)
        seen.append([row.pk for row in page.rows])
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    flat = [pk for pks in seen for pk in pks]
    assert sorted(flat) == sorted(rows.values_list("pk", flat=True))
    dues = [getattr(Ticket.objects.get(pk=pk), order.field) for pk in flat]
    known = [due for due in dues if due is not None]
    assert dues[len(known) :] == [None] * (len(dues) - len(known)), "rows without a value come last"
    assert all((a >= b) if order.descending else (a <= b) for a, b in pairwise(known))
    back, cursor = [seen[-1]], page.previous_cursor
    while cursor:
        page = paging.page_of(rows, order, cursor, size)
        back.append([row.pk for row in page.rows])
        cursor = page.previous_cursor
    assert back == seen[::-1]


FULL = 20_000
WORDS = "(ARRAY['轴承','油温','网关','固件','打印','报警','卡纸','通讯','阀门','丝杠'])"
PHONE_END = "lpad((n::bigint * 7919 % 100000000)::text, 8, '0')"
STATES = "(ARRAY['new','accepted','diagnosing','processing','waiting_customer','pending_confirmation','resolved'])"


@pytest.fixture(scope="module")
def full_table(django_db_setup, django_db_blocker):
    """Twenty thousand tickets, a tenth of them open, of forty agents in five departments; and their limits."""
    with django_db_blocker.unblock():
        try:
            cast = small_cast()
            fill(cast)
            yield cast
        finally:
            restore_tables()


def fill(cast):
    first = reported(cast, AT)
    agents = hire_agents(40)
    copies_of(
        Customer.objects.get(name=COMPANY),
        500,
        code="'D' || lpad(n::text, 6, '0')",
        name="n || '号有限公司'",
    )
    customer, department = (
        low_of(table) for table in ("customers_customer", "accounts_department")
    )
    tickets_like(
        first,
        FULL,
        is_open="n % 10 = 0",
        status=f"CASE WHEN n % 10 = 0 THEN {STATES}[1 + n / 10 % 7] ELSE 'closed' END",
        assignee_id=f"CASE WHEN n % 50 > 0 THEN {agents[0].pk} + n / 10 % 40 END",
        department_id=f"{department} + n / 10 % 5",
        next_due_at=f"CASE WHEN n % 10 = 0 AND n % 30 > 0 THEN {START} + n % 5000 * interval '1 minute' END",
        reported_at=f"{START} - n * interval '1 minute'",
        customer_id=f"{customer} + n % 500",
        created_by_id=f"{agents[0].pk} + n % 40",
        search_text=f"'209901-' || n || ' ' || {WORDS}[1 + n % 10] || {WORDS}[1 + n / 10 % 10] || '故障 第' || n || '次'",
        people_text=f"{WORDS}[1 + n % 10] || n % 500 || '有限公司 联系人' || n % 500 || ' 138' || {PHONE_END}",
    )
    clock = SlaClock.objects.filter(ticket=first).first()
    base = Ticket.objects.exclude(pk=first.pk).order_by("pk").first().pk - 1
    due = f"(SELECT t.next_due_at FROM tickets_ticket t WHERE t.id = {base} + n)"
    copies_of(
        clock,
        FULL,
        ticket_id=f"{base} + n",
        due_at=due,
        next_check_at=due,
        stopped_at=f"CASE WHEN {due} IS NULL THEN r.started_at END",
        state=f"CASE WHEN {due} IS NULL THEN 'met' ELSE 'running' END",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def low_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def desk_of_many(full_table, db):
    return full_table


EXECUTED = re.compile(r"EXECUTE (desk_\w+) \(.*", re.DOTALL)


def asked_of(cursor, sql):
    """What is asked, and the words of it, which the connection may know by name."""
    executed = EXECUTED.search(sql)
    if executed is None:
        return sql, sql
    cursor.execute(
        "SELECT regexp_replace(statement, '^PREPARE \\w+ AS ', '') FROM pg_prepared_statements"
        " WHERE name = %s",
        [executed[1]],
    )
    return executed[0], cursor.fetchone()[0]


def plans_of(act, about):
    """The plans of the statements that `act` runs and that begin to read one of these tables."""
    with CaptureQueriesContext(connection) as captured:
        act()
    plans = []
    with connection.cursor() as cursor:
        # Of what the connection keeps: the plan for whatever values.
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for query in captured.captured_queries:
            sql, words = asked_of(cursor, query["sql"])
            if words.startswith("SELECT") and f'FROM "{about}"' in words:
                cursor.execute(f"EXPLAIN {sql}")
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert plans, "nothing was asked"
    return plans


def assert_indexed(plan, *indexes):
    assert "Seq Scan on tickets_ticket" not in plan, plan
    assert "Seq Scan on tickets_slaclock" not in plan, plan
    assert any(index in plan for index in indexes), plan


def listing(cast, who, view, cursor="", **filters):
    return lambda: desk.ticket_listing(
        saved_views.current_viewpoint(cast.staff[who], AT + 2 * DAY),
        saved_views.BY_KEY[view],
        desk.ListFilters(**filters),
        cursor,
    )


def tickets_plan(cast, who, view, **told):
    """The plan of the statement that brings the rows of a page; a search first asks the newest tickets how common the word is."""
    plans = plans_of(listing(cast, who, view, **told), "tickets_ticket")
    return next(plan for plan in plans if "Limit" in plan and "customers_customer" in plan)


OPEN_INDEXES = ("open_at_a_glance", "open_of_person", "open_by_department", "open_in_state")


@pytest.mark.parametrize("who", ["agent", "supervisor"])
@pytest.mark.parametrize(
    ("view", "indexes"),
    [
        ("mine", ("open_of_person",)),
        ("late", OPEN_INDEXES),
        ("open", OPEN_INDEXES),
        ("all", ("ticket_by_report",)),
        ("unassigned", OPEN_INDEXES),
        ("due_soon", OPEN_INDEXES),
        ("waiting", OPEN_INDEXES),
    ],
)
def test_each_view_reads_its_page_from_an_index(desk_of_many, who, view, indexes):
    plan = tickets_plan(desk_of_many, who, view)
    assert_indexed(plan, *indexes)
    if (who, view) in {("supervisor", "all"), ("supervisor", "open")}:
        assert "Sort" not in plan, plan


@pytest.mark.parametrize("view", ["open", "all"])
def test_a_later_page_is_read_from_the_same_index(desk_of_many, view):
    cast, cursor = desk_of_many, ""
    for _page in range(3):
        cursor = listing(cast, "supervisor", view, cursor)().page.next_cursor
    plan = tickets_plan(cast, "supervisor", view, cursor=cursor)
    assert_indexed(plan, *OPEN_INDEXES, "ticket_by_report")
    assert "Sort" not in plan, plan


@pytest.mark.parametrize("who", ["agent", "supervisor"])
@pytest.mark.parametrize("words", ["轴承", "丝杠", "00123", "7918", "13800000000", "第777次"])
def test_a_search_is_served_by_the_pair_index(desk_of_many, who, words):
    """Two Chinese characters, part of a number, part of a phone."""
    assert_indexed(tickets_plan(desk_of_many, who, "all", q=words), "pairs", "ticket_by_report")
    if len(words) > 3:
        assert "pairs" in tickets_plan(desk_of_many, who, "all", q=words)


def test_the_limits_of_a_month_read_the_clocks_of_that_month(desk_of_many):
    quiet_month = FigureSpan.month(date(2023, 1, 1))
    plans = plans_of(lambda: missed.missed_limits(quiet_month, at=AT), "tickets_ticket")
    assert len(plans) == 3
    for plan in plans:
        assert_indexed(plan, "clock_by_miss")


def test_a_search_finds_the_same_as_reading_everything(desk_of_many):
    """The positive control of the index: the words are really there, and nothing else is found."""
    for words, text in (
        ("轴承", "search_text"),
        ("7918", "people_text"),
        ("第777次", "search_text"),
    ):
        found = set(
            SearchText.objects.filter(**{f"{text}__has_text": words}).values_list("pk", flat=True)
        )
        assert (
            found
            == set(
                Ticket.objects.filter(**{f"{text}__contains": words}).values_list("pk", flat=True)
            )
            != set()
        )


def test_control_without_its_index_the_same_page_reads_the_whole_table(desk_of_many):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX ticket_by_report, ticket_by_status")
    plan = tickets_plan(desk_of_many, "supervisor", "all")
    with pytest.raises(AssertionError):
        assert_indexed(plan, "ticket_by_report")


def test_the_counts_of_the_views_stop_early_and_read_indexes(desk_of_many):
    """One statement for all. Of the many open ones it may read any thousand and one, so there a scan that stops is as good."""
    for who in ("agent", "supervisor"):
        viewpoint = saved_views.current_viewpoint(desk_of_many.staff[who], AT + 2 * DAY)
        with CaptureQueriesContext(connection) as captured:
            counts = desk.view_counts(viewpoint)
        assert len(captured) == 1
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert 0 < counts["open"] <= paging.CAP + 1
        *parts, of_open = plan.split("InitPlan")[1:]
        assert len(parts) == 5
        for part in parts:
            assert_indexed(part, *OPEN_INDEXES)
        assert "Limit" in of_open


def test_one_ticket_is_found_by_its_number(desk_of_many):
    for who in ("agent", "supervisor"):
        (plan,) = plans_of(
            lambda who=who: visible_or_404(
                TO_WORK_ON, desk_of_many.staff[who], Ticket.objects.first().number
            ),
            "tickets_ticket",
        )[-1:]
        assert_indexed(plan, "tickets_ticket_number")


def test_the_sweep_reads_due_clocks_from_its_index(desk_of_many):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {CLAIM}", [AT + HOUR, 500])
        assert_indexed("\n".join(line for (line,) in cursor.fetchall()), "clock_due")
    planned, others = claim_due_keys(AT + HOUR, 500)
    assert planned and others, "the copies carry the plan of the row that they were made from"


def test_the_clocks_of_a_page_are_found_by_ticket(desk_of_many):
    (plan, *_rest) = plans_of(listing(desk_of_many, "supervisor", "open"), "tickets_slaclock")
    assert_indexed(plan, "slaclock")


def test_the_tickets_of_a_customer_are_found_by_an_index(desk_of_many):
    customer = Customer.objects.get(code="D000007")
    plans = plans_of(
        lambda: desk.open_tickets_of(desk_of_many.staff["supervisor"], customer=customer),
        "tickets_ticket",
    )
    assert_indexed(plans[0], "ticket_by_customer", "tickets_ticket_customer_id", *OPEN_INDEXES)
