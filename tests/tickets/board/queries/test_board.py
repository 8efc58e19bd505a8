"""The live board: its figures are the lists behind them, an unchanged board costs nothing, and time alone changes it too."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Absence, Department, DutyShift, User
from tests.factories.many_tickets import copies_of, tickets_like
from tests.fixtures import browser_of, moment, play_of, reported, until
from tickets.board.queries import board
from tickets.desk.queries import desk, saved_views
from tickets.limits.actions import clocks
from tickets.limits.models import Escalation, SlaClock
from tickets.limits.queries import escalations
from tickets.record.enums import Purpose, Tier, WaitReason
from tickets.record.models import Ticket, TicketEvent
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db

AT = moment("2024-06-03 09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
LIVE = "/tickets/board/live/"
CHANGED, UNCHANGED = 8, 3


def figures(cast, at, who="supervisor"):
    return board.live_board(saved_views.current_viewpoint(cast.staff[who], at)).figures


def started(cast, at, **told):
    """A ticket on which an engineer works since three minutes after `at`."""
    play = play_of(cast, at, issue_type=cast.types["硬件故障"], **told)
    play.say("已登记", at + MINUTE, Purpose.ACK)
    play.accept(at + MINUTE)
    play.assign(at + 2 * MINUTE)
    play.take_over(at + 3 * MINUTE)
    return play


def waits(cast, play, at, until):
    return moves.start_waiting(
        play.ticket, by=cast.staff["engineer"], at=at, reason=WaitReason.CUSTOMER, until=until
    )


def ask(browser, tag=""):
    """A poll: the answer and its statements."""
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(
            LIVE, headers={"HX-Request": "true"} | ({"If-None-Match": tag} if tag else {})
        )
    return answer, [query["sql"] for query in captured]


def sweep(at):
    while clocks.sweep_clocks(at=at, limit=500).looked_at:
        pass


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/tickets/board/", LIVE, "/tickets/board/table/", "/tickets/escalations/"]
)
def test_only_those_who_assign_or_see_everything_watch(cast, path):
    answers = {who: browser_of(cast.staff[who]).get(path).status_code for who in cast.staff}
    assert {who for who, status in answers.items() if status == 200} == {
        "supervisor",
        "manager",
        "analyst",
    }
    assert set(answers.values()) == {200, 404}
    assert (
        'href="/tickets/board/"'
        in browser_of(cast.staff["manager"]).get("/inbox/").content.decode()
    )
    assert (
        'href="/tickets/board/"'
        not in browser_of(cast.staff["agent"]).get("/inbox/").content.decode()
    )


def test_a_department_head_sees_the_own_department_only(cast):
    head = cast.staff["agent2"]
    group = Group.objects.create(name="head")
    group.permissions.set(
        Permission.objects.filter(codename__in=["view_ticket", "see_department", "assign_ticket"])
    )
    head.groups.set([group])
    own, other = Department.objects.get(name="物流部"), Department.objects.get(name="技术支持部")
    for department in (own, other):
        ticket = reported(cast, AT)
        Ticket.objects.filter(pk=ticket.pk).update(department=department, created_by=None)
    shown = board.live_board(saved_views.current_viewpoint(User.objects.get(pk=head.pk), AT))
    assert [(lane.name, lane.ahead) for lane in shown.lanes] == [("物流部", 1)]
    assert shown.figures["unassigned"] == 1
    assert figures(cast, AT)["unassigned"] == 2


# --- figures ----------------------------------------------------------------------------------------------------------


def test_every_figure_is_the_length_of_the_list_behind_it(cast):
    at = AT + 3 * HOUR
    reported(cast, AT)
    reported(cast, at - 10 * MINUTE, tier=Tier.URGENT)
    approval = started(cast, AT)
    approval.diagnose(AT + 4 * MINUTE, "接触器粘连")
    approval.propose(AT + 5 * MINUTE, ["更换"], AT + DAY)
    started(cast, AT - 2 * DAY, tier=Tier.URGENT, promised_at=AT + DAY)
    for wait_until in (AT + HOUR, None, at + HOUR):
        waits(cast, started(cast, AT - 2 * DAY), AT - 2 * DAY + HOUR, wait_until)
    user, found = cast.staff["supervisor"], figures(cast, at)
    lists = {
        key: desk.listed_tickets(
            saved_views.current_viewpoint(user, at), saved_views.BY_KEY[key], desk.ListFilters()
        ).count()
        for key in board.FIGURES
    }
    assert found == lists
    assert found == {
        "unassigned": 2,
        "unassigned_long": 1,
        "due_soon": 1,
        "late": 5,
        "approval": 1,
        "updates_due": 4,
        "waiting_long": 2,
    }


def test_the_links_of_the_board_open_lists_as_long_as_the_figures(cast):
    now = timezone.now()
    for ago in (1, 20, 70, 200):
        reported(cast, now - ago * MINUTE, tier=Tier.IMPORTANT)
    browser = browser_of(cast.staff["supervisor"])
    page = browser.get("/tickets/board/")
    shown = {figure["key"]: figure["count"] for figure in page.context["figures"]} | {
        "unassigned_long": page.context["long_count"]
    }
    links = dict(
        re.findall(r'href="(/tickets/\?view=[^"]+)"[^>]*data-figure="(\w+)"', page.content.decode())
    )
    assert set(links.values()) == set(board.FIGURES)
    for path, key in links.items():
        assert len(browser.get(path).context["listing"].rows) == shown[key], key
    assert shown["unassigned"] == 4 and shown["unassigned_long"] == 3 and shown["late"] == 2
    alarms = {
        figure["key"]: (figure["is_late"], figure["shown"]) for figure in page.context["figures"]
    }
    assert alarms["late"] == (True, "2") and alarms["updates_due"] == (False, "0")


def test_a_view_of_the_board_is_no_tab_and_is_exported(cast):
    reported(cast, timezone.now() - HOUR)
    browser = browser_of(cast.staff["supervisor"])
    listing = browser.get("/tickets/?view=unassigned_long")
    assert [row.ticket for row in listing.context["listing"].rows] == [Ticket.objects.get()]
    assert [tab["key"] for tab in listing.context["tabs"]] == [
        view.key for view in saved_views.VIEWS
    ]
    assert browser.get("/tickets/export/?view=unassigned_long").status_code == 200


# --- lanes and load ---------------------------------------------------------------------------------------------------


def test_dots_stand_where_their_time_left_puts_them(cast):
    assert [
        board.axis_position(left)
        for left in (-2 * DAY, -DAY, -6 * HOUR, timedelta(), 15 * MINUTE, HOUR, DAY, 9 * DAY)
    ] == [
        0,
        0,
        250,
        500,
        551,
        602,
        1000,
        1000,
    ]
    ticket = reported(cast, AT, tier=Tier.URGENT)
    due = Ticket.objects.get(pk=ticket.pk).next_due_at
    for at, x, tone in (
        (due - HOUR, 602, "calm"),
        (due - 30 * MINUTE, 572, "soon"),
        (due, 500, "near"),
        (due + 6 * HOUR, 250, "late"),
    ):
        [lane] = board.live_board(saved_views.current_viewpoint(cast.staff["supervisor"], at)).lanes
        [dot] = lane.dots
        assert (dot.x, dot.tone, dot.number, dot.limit) == (x, tone, ticket.number, "首次响应")
        assert (lane.late, lane.ahead) == ((1, 0) if tone == "late" else (0, 1))
    with translation.override("en"):
        [lane] = board.live_board(
            saved_views.current_viewpoint(cast.staff["supervisor"], due)
        ).lanes
    assert lane.dots[0].limit == "First response"


def test_a_full_lane_counts_what_it_does_not_draw_and_no_dot_covers_another(cast):
    ticket = reported(cast, AT)
    due = "timestamptz '2024-06-03 09:00+08' + n * interval '7 minutes'"
    tickets_like(ticket, 99, next_due_at=due)
    at = AT + 10 * HOUR
    [lane] = board.live_board(saved_views.current_viewpoint(cast.staff["supervisor"], at)).lanes
    drawn = [dot for dot in lane.dots if dot.due_at < at]
    assert 0 < len(drawn) <= board.SIDE
    assert lane.late + lane.ahead == 100
    for which, count, gap in (
        ("row", board.ROWS, board.DOT_GAP),
        ("narrow", board.NARROW_ROWS, board.NARROW_GAP),
    ):
        rows = {}
        for dot in lane.dots:
            rows.setdefault(getattr(dot, which), []).append(dot.x)
        hidden = rows.pop(None, [])
        assert 1 < len(rows) <= count and (which == "narrow" or not hidden)
        assert all(
            second - first >= gap for line in rows.values() for first, second in pairwise(line)
        )


def sides(cast, who):
    """What the lanes and loads of a page say, and the lists behind: `(address, number shown)`."""
    shown = browser_of(cast.staff[who]).get("/tickets/board/").content.decode()
    found = re.findall(
        r'<a class="(?:lane-side is-\w+|lane-standing|load-late)"\s+href="([^"]+)".*?>\s*(\d+)\s*<',
        shown,
        re.DOTALL,
    )
    loads = re.findall(
        r'<a class="load" href="([^"]+)".*?<span class="load-count">(\d+)<', shown, re.DOTALL
    )
    return [(unescape(address), int(count)) for address, count in found + loads]


def test_both_sides_of_a_lane_and_the_late_of_a_person_lead_to_exactly_those_tickets(cast):
    now = timezone.now()
    engineer, other = (
        Department.objects.get(name="技术支持部"),
        Department.objects.get(name="物流部"),
    )
    for n, (department, left, person) in enumerate(
        [
            (engineer, -HOUR, "engineer"),
            (engineer, -DAY, "engineer2"),
            (engineer, HOUR, "engineer"),
            (engineer, None, "engineer"),
            (other, -HOUR, "engineer"),
            (other, HOUR, None),
            (None, HOUR, None),
            (None, 2 * HOUR, None),
            (None, -HOUR, None),
            (None, None, None),
        ]
    ):
        told = {
            "department": department,
            "assignee": person and cast.staff[person],
            "next_due_at": left and now + left,
        }
        Ticket.objects.filter(pk=reported(cast, now - n * MINUTE).pk).update(**told)
    found = sides(cast, "supervisor")
    browser = browser_of(cast.staff["supervisor"])
    lists = {
        address: len(browser.get(address).context["listing"].rows) for address, _count in found
    }
    assert dict(found) == lists
    assert sorted(count for _address, count in found) == 8 * [1] + 3 * [2] + [4]
    [pool] = [address for address, count in found if count == 2 and "view=ahead" in address]
    assert {row.ticket.department_id for row in browser.get(pool).context["listing"].rows} == {None}
    assert browser.get(f"{pool}&department=物流部").context["listing"].rows[2:]
    assert browser.get("/tickets/export/?view=ahead").status_code == 200


def test_numbers_are_capped_as_on_the_list(cast):
    ticket = reported(cast, AT)
    tickets_like(ticket, 1100)
    shown = board.live_board(saved_views.current_viewpoint(cast.staff["supervisor"], AT + DAY))
    assert shown.figures["late"] == 1001
    [lane] = shown.lanes
    assert lane.late == board.LANE_CAP + 1
    shown = browser_of(cast.staff["supervisor"]).get("/tickets/board/").content.decode()
    assert "1000+" in shown and ">100+<" in shown


def test_load_names_who_holds_most_by_tier_and_who_is_on_duty_or_away(cast):
    engineer, other = cast.staff["engineer"], cast.staff["engineer2"]
    for person, tier, count in (
        (engineer, Tier.URGENT, 1),
        (engineer, Tier.GENERAL, 2),
        (other, Tier.IMPORTANT, 1),
    ):
        for _n in range(count):
            ticket = reported(cast, AT, tier=tier)
            Ticket.objects.filter(pk=ticket.pk).update(assignee=person)
    DutyShift.objects.create(person=other, starts_at=AT, ends_at=AT + DAY)
    Absence.objects.create(person=engineer, deputy=other, starts_at=AT, ends_at=AT + DAY)
    first, second = board.live_board(
        saved_views.current_viewpoint(cast.staff["manager"], AT + 40 * MINUTE)
    ).loads
    assert (first.user, first.held, first.late) == (engineer, 3, 1)
    assert [(part["tier"], part["count"], part["x"], part["width"]) for part in first.parts] == [
        ("urgent", 1, "0.0%", "33.3%"),
        ("important", 0, "33.3%", "0.0%"),
        ("general", 2, "33.3%", "66.7%"),
    ]
    assert (second.user, second.held, second.late) == (other, 1, 0)
    assert (first.user.is_away, first.user.on_shift, second.user.is_away, second.user.on_shift) == (
        True,
        False,
        False,
        True,
    )
    after = board.live_board(
        saved_views.current_viewpoint(cast.staff["manager"], AT + DAY + MICROSECOND)
    ).loads
    assert not any(load.user.is_away or load.user.on_shift for load in after)


# --- unchanged --------------------------------------------------------------------------------------------------------


def test_an_unchanged_board_is_304_without_touching_tickets_and_a_changed_one_costs_the_same_for_many(
    cast,
):
    browser = browser_of(cast.staff["supervisor"])
    now = timezone.now()
    ticket = reported(cast, now - MINUTE)
    ask(browser)
    answer, told = ask(browser)
    assert answer.status_code == 200 and len(told) == CHANGED, "\n".join(told)
    assert answer["Cache-Control"] == "no-store"
    again, told = ask(browser, answer["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert len(told) <= UNCHANGED and not any(
        '"tickets_ticket"' in sql or "slaclock" in sql for sql in told
    ), "\n".join(told)
    tickets_like(ticket, 60)
    for department in Department.objects.all():
        copy = reported(cast, now - MINUTE)
        Ticket.objects.filter(pk=copy.pk).update(
            department=department, assignee=cast.staff["engineer"]
        )
    answer, told = ask(browser, answer["ETag"])
    assert answer.status_code == 200 and len(told) == CHANGED, "\n".join(told)


@pytest.mark.parametrize("weakened", [False, True])
def test_a_proxy_may_weaken_the_tag(cast, weakened):
    browser = browser_of(cast.staff["supervisor"])
    tag = ask(browser)[0]["ETag"]
    assert ask(browser, f"W/{tag}" if weakened else f'"other", {tag}')[0].status_code == 304


@pytest.mark.parametrize(
    "tag",
    [
        '"x"',
        '"-"',
        '"99999999999999999999999-0"',
        '"²-0"',
        "nonsense",
        "*",
        '"9999999999999999-0123"',
    ],
)
def test_a_foreign_tag_is_answered_with_a_board(cast, tag):
    assert ask(browser_of(cast.staff["supervisor"]), tag)[0].status_code == 200


def test_what_people_do_changes_the_board(cast):
    browser = browser_of(cast.staff["supervisor"])
    play = play_of(cast, timezone.now() - MINUTE, issue_type=cast.types["硬件故障"])
    play.say("已登记", timezone.now(), Purpose.ACK)
    tag = ask(browser)[0]["ETag"]
    assert ask(browser, tag)[0].status_code == 304
    for act in (
        lambda: play.accept(timezone.now()),
        lambda: play.assign(timezone.now()),
        lambda: play.take_over(timezone.now()),
    ):
        act()
        answer, _told = ask(browser, tag)
        assert answer.status_code == 200
        tag = answer["ETag"]
        assert ask(browser, tag)[0].status_code == 304


def test_another_persons_rights_language_or_tag_is_another_board(cast):
    reported(cast, timezone.now())
    supervisor = cast.staff["supervisor"]
    tag = ask(browser_of(supervisor))[0]["ETag"]
    assert ask(browser_of(cast.staff["manager"]), tag)[0].status_code == 200
    User.objects.filter(pk=supervisor.pk).update(language="en")
    assert ask(browser_of(supervisor), tag)[0].status_code == 200
    User.objects.filter(pk=supervisor.pk).update(language="zh-hans")
    assert ask(browser_of(supervisor), tag)[0].status_code == 304
    Group.objects.get(name="supervisor").permissions.remove(
        Permission.objects.get(codename="merge_ticket")
    )
    assert ask(browser_of(supervisor), tag)[0].status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_numbered_early_and_committed_late_changes_the_board(cast):
    ticket = reported(cast, AT)
    line = TicketEvent.objects.order_by("-pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tickets_ticketevent', 'id'))")
        [early] = cursor.fetchone()
    copies_of(line, 1)
    mark = board.ledger_mark(cast.staff["supervisor"])
    assert board.ledger_mark(cast.staff["supervisor"]) == mark
    line.pk = early
    line.save(force_insert=True)
    assert TicketEvent.objects.filter(ticket=ticket).order_by("-pk").first().pk > early
    assert board.ledger_mark(cast.staff["supervisor"]) != mark


# --- time alone ---------------------------------------------------------------------------------------------------------


def timeline(cast, start, end):
    """The moments at which boards end in a span in which nobody does anything, each with the figures before and after."""
    user, at = cast.staff["supervisor"], start
    while at < end:
        shown = board.live_board(saved_views.current_viewpoint(user, at))
        assert at < shown.until + MICROSECOND and shown.until <= at + board.LONGEST
        yield at, shown
        at = shown.until + MICROSECOND


def test_a_board_is_never_kept_beyond_the_moment_at_which_a_figure_changes_by_itself(cast):
    user = cast.staff["supervisor"]
    reported(cast, AT, tier=Tier.URGENT)
    reported(cast, AT + 90 * timedelta(seconds=1))
    waits(cast, started(cast, AT - DAY), AT, AT + 7 * MINUTE + 5 * timedelta(seconds=1))
    DutyShift.objects.create(
        person=cast.staff["engineer"], starts_at=AT + 150 * timedelta(seconds=1), ends_at=AT + HOUR
    )

    def seen(shown):
        on_shift = [load.user.pk for load in shown.loads if load.user.on_shift]
        return (
            shown.figures,
            [(lane.late, lane.ahead, lane.standing) for lane in shown.lanes],
            on_shift,
        )

    changes = 0
    boards = list(timeline(cast, AT + 91 * timedelta(seconds=1), AT + 20 * MINUTE))
    for at, shown in boards:
        middle = at + (shown.until - at) / 2
        assert (
            seen(board.live_board(saved_views.current_viewpoint(user, middle)))
            == seen(board.live_board(saved_views.current_viewpoint(user, shown.until)))
            == seen(shown)
        ), at
        changes += seen(
            board.live_board(saved_views.current_viewpoint(user, shown.until + MICROSECOND))
        ) != seen(shown)
    assert changes >= 4  # unassigned for 15 min twice, waiting too long, shift begins


def test_at_the_due_second_the_board_changes_although_no_row_was_written(cast):
    user = cast.staff["supervisor"]
    ticket = reported(cast, AT, tier=Tier.URGENT)
    due = Ticket.objects.get(pk=ticket.pk).next_due_at
    before = board.live_board(saved_views.current_viewpoint(user, due - timedelta(seconds=20)))
    mark = board.ledger_mark(user)
    tag = board.board_tag(mark, before.until)
    assert before.until == due and before.figures["late"] == 0
    assert (
        board.is_current(tag, mark, due)
        and board.live_board(saved_views.current_viewpoint(user, due)).figures == before.figures
    )
    assert not board.is_current(tag, mark, due + MICROSECOND)
    after = board.live_board(saved_views.current_viewpoint(user, due + MICROSECOND))
    assert (after.figures["late"], after.figures["due_soon"]) == (1, 0)
    assert board.ledger_mark(user) == mark


def test_a_browser_that_polls_learns_of_a_missed_limit_without_a_sweep(cast):
    browser = browser_of(cast.staff["supervisor"])
    ticket = reported(cast, timezone.now(), tier=Tier.URGENT)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=timezone.now() + timedelta(seconds=1))
    first = ask(browser)[0]
    events = TicketEvent.objects.count()
    assert first.context["board"].figures["late"] == 0
    assert ask(browser, first["ETag"])[0].status_code == 304
    answer = until(
        lambda: (found := ask(browser, first["ETag"])[0]).status_code == 200 and found,
        "the board changes",
    )
    assert answer.context["board"].figures["late"] == 1
    assert TicketEvent.objects.count() == events


def test_a_sweep_that_raises_changes_the_mark(cast):
    reported(cast, AT, tier=Tier.URGENT)
    mark = board.ledger_mark(cast.staff["supervisor"])
    sweep(AT + HOUR)
    assert Escalation.objects.exists() and board.ledger_mark(cast.staff["supervisor"]) != mark


# --- log of escalations -----------------------------------------------------------------------------------------------


@pytest.fixture
def fired(cast):
    """Two tickets with firings: one swept in time, one two hours late."""
    prompt = reported(cast, AT, tier=Tier.URGENT)
    for minute in range(0, 60, 2):
        sweep(AT + minute * MINUTE)
    late = reported(cast, AT + DAY, tier=Tier.GENERAL)
    sweep(AT + DAY + 3 * HOUR)
    return prompt, late


def test_the_log_tells_every_firing_with_its_figures(cast, fired):
    prompt, late = fired
    log = escalations.escalation_log(cast.staff["supervisor"], escalations.EscalationFilter(), "")
    rows = list(Escalation.objects.order_by("-raised_at", "-pk"))
    assert [line.row for line in log.lines] == rows and len(rows) >= 4
    figures = log.figures
    assert (figures.total, sum(count for _level, count in figures.levels)) == (len(rows), len(rows))
    assert figures.late == sum(row.is_late for row in rows) > 0
    assert (figures.asking, figures.share) == (0, None)
    assert {line.row.clock.ticket for line in log.lines} == {prompt, late}
    assert {line.step for line in log.lines} >= {"80 %", "到期时"} or {
        line.step for line in log.lines
    } >= {"80 %", "at the limit"}


def test_the_log_narrows(cast, fired):
    user = cast.staff["manager"]

    def found(**narrowed):
        return {
            line.row
            for line in escalations.escalation_log(
                user, escalations.EscalationFilter(**narrowed), ""
            ).lines
        }

    rows = set(Escalation.objects.select_related("clock__kind"))
    assert found(level=2) == {row for row in rows if row.level == 2} != set()
    assert found(kind="ack") == {row for row in rows if row.clock.kind.code == "ack"} != set()
    assert found(only_late=True) == {row for row in rows if row.is_late} != set()
    assert found(since=AT + DAY) == {row for row in rows if row.raised_at >= AT + DAY} != rows
    assert found(until=AT + DAY) == {row for row in rows if row.raised_at < AT + DAY} != set()
    assert found(only_unexplained=True) == set()
    one = min(rows, key=lambda row: row.pk)
    other = max(rows, key=lambda row: row.pk)
    Escalation.objects.filter(pk__in=[one.pk, other.pk]).update(wants_reason=True)
    Escalation.objects.filter(pk=other.pk).update(
        reason_at=AT + 2 * DAY, reason_note="备件缺货", reason_by=user
    )
    assert found(only_unexplained=True) == {one}
    figures = escalations.escalation_log(user, escalations.EscalationFilter(), "").figures
    assert (figures.asking, figures.share) == (2, 50)


def test_the_log_pages_by_keyset_and_shows_what_was_told_and_done(cast, fired):
    row = Escalation.objects.order_by("pk").first()
    Escalation.objects.filter(pk=row.pk).update(
        recipients=["王芳", "陈强"],
        acts=["raise_tier"],
        outcome=["raise_tier", {"act": "reassign", "note": "刘洋"}],
    )
    copies_of(
        row,
        60,
        step="'copy:' || n",
        raised_at="r.raised_at - n * interval '1 minute'",
        wants_reason="n = 1",
    )
    browser = browser_of(cast.staff["supervisor"])
    path = "/tickets/escalations/?from=2024-06-01&until=2024-06-30"
    first = browser.get(path)
    total = Escalation.objects.count()
    second = browser.get(f"{path}&cursor={first.context['log'].page.next_cursor}")
    shown = [line.row.pk for page in (first, second) for line in page.context["log"].lines]
    assert len(shown) == len(set(shown)) == total == first.context["log"].figures.total
    assert shown == list(
        Escalation.objects.order_by("-raised_at", "-pk").values_list("pk", flat=True)
    )
    told = first.content.decode() + second.content.decode()
    assert "王芳、陈强" in told and "刘洋" in told


def test_the_log_keeps_to_its_period_and_forgives_odd_addresses(cast, fired):
    browser = browser_of(cast.staff["supervisor"])
    now = browser.get("/tickets/escalations/")
    assert (
        now.context["log"].lines == [] and (now.context["until"] - now.context["since"]).days == 29
    )
    for query in (
        "from=0001-01-01",
        "until=9999-12-31",
        "from=x&until=2024-02-31",
        "level=9&kind=x&late=&cursor=zzz",
        "from=2024-06-05&until=2024-06-03",
    ):
        assert browser.get(f"/tickets/escalations/?{query}").status_code == 200, query
    one_day = (
        browser.get("/tickets/escalations/?from=2024-06-03&until=2024-06-03").context["log"].lines
    )
    assert one_day and all(line.row.clock.ticket == fired[0] for line in one_day)


def test_the_log_takes_the_same_statements_for_few_and_for_many(cast, fired):
    browser, path = (
        browser_of(cast.staff["supervisor"]),
        "/tickets/escalations/?from=2024-06-01&until=2024-06-30",
    )
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    copies_of(Escalation.objects.first(), 40, step="'copy:' || n")
    with CaptureQueriesContext(connection) as many:
        browser.get(path)
    assert len(few) == len(many) <= 8


def test_clocks_of_other_departments_stay_out_of_the_log(cast, fired):
    head = cast.staff["agent2"]
    group = Group.objects.create(name="head")
    group.permissions.set(
        Permission.objects.filter(codename__in=["view_ticket", "see_department", "assign_ticket"])
    )
    head.groups.set([group])
    Ticket.objects.update(
        department=Department.objects.get(name="技术支持部"), created_by=None, accepted_by=None
    )
    assert SlaClock.objects.exists()
    assert (
        escalations.escalation_log(
            User.objects.get(pk=head.pk), escalations.EscalationFilter(), ""
        ).lines
        == []
    )
