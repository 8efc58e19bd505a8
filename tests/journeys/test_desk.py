"""The desk around the ticket: list, search, drafts, refusals, two editors, files, import, export, small screens."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Download, Page, expect

from accounts.models import User
from core.models import AuditEntry
from customers.models import Customer
from demo.people import Cast
from tests.fixtures import reported
from tests.journeys import hands
from tests.journeys.conftest import PHONE, Seats
from tests.journeys.hands import MINUTE, numbers_on, page_of, ticket_of, typed
from tickets.record.actions.locking import refresh_search_text
from tickets.record.enums import Priority, Purpose, Status, Tier
from tickets.record.models import Attachment, Ticket
from tickets.transfer.domain.register_columns import COLUMNS
from tickets.work.actions import assignments, conversation

ROWS = "[data-row]"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def table_of(download: Download) -> list[tuple[object, ...]]:
    """The rows of a downloaded workbook."""
    return list(load_workbook(BytesIO(Path(download.path()).read_bytes())).active.values)


def two_hundred(cast: Cast) -> list[Ticket]:
    """Written in one go, for lists that are long enough to be turned over."""
    now, customers = timezone.now(), list(cast.customers.values())
    rows = []
    for n in range(200):
        customer = customers[n % len(customers)]
        ticket = Ticket(
            number=f"202610-{n + 1:05d}",
            customer=customer,
            contact=customer.contacts.first(),
            asset=customer.assets.first(),
            channel=cast.channels["电话"],
            summary=f"第 {n + 1} 号机床主轴异响",
            original_text="主轴异响",
            created_by=cast.staff["agent"],
            reported_at=now - n * MINUTE,
            recorded_at=now,
            updated_at=now,
            next_due_at=now + (n + 90) * MINUTE,
            tier=Tier.IMPORTANT if n % 4 == 0 else Tier.GENERAL,
            priority=Priority.LOW,
        )
        refresh_search_text(ticket)
        rows.append(ticket)
    return Ticket.objects.bulk_create(rows)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_list_pages_filters_and_search(cast: Cast, seats: Seats) -> None:
    two_hundred(cast)
    faulty = ticket_of(
        cast, summary="设备无法启动", error_code="E-002", customer="杭州云栖数据中心"
    ).ticket
    page = seats.open("supervisor")
    page.goto("/tickets/?view=all")
    turn_the_pages(page)
    filter_and_come_back(page)
    find(page, faulty)


def turn_the_pages(page: Page) -> None:
    """Fifty a page, no row twice, and the back button leads to where one was."""
    first = numbers_on(page)
    assert len(first) == 50
    page.locator("a[rel=next]").click()
    page.wait_for_url("**cursor=**")
    second = numbers_on(page)
    assert len(second) == 50 and not set(first) & set(second)
    page.locator(f"{ROWS} a").nth(7).click()
    page.wait_for_url(f"**/tickets/{second[7]}/")
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(50)
    assert numbers_on(page) == second
    page.locator("a[rel=prev]").click()
    page.wait_for_url(lambda url: url.count("cursor=") == 1)
    expect(page.locator(".c-ticket .t-number").first).to_have_text(first[0])
    assert numbers_on(page) == first
    page.go_back()
    expect(page.locator(".c-ticket .t-number").first).to_have_text(second[0])
    page.go_back()
    expect(page.locator(".c-ticket .t-number").first).to_have_text(first[0])


def filter_and_come_back(page: Page) -> None:
    """Filters live in the address: they survive a reload, a visit to a ticket, and the back button."""
    dialog = page.locator("#dialog")
    page.goto("/tickets/")
    home = page.locator(".tabs [aria-current=page]").text_content() or ""
    page.locator('[hx-get*="/filters/"]').click()
    assert (
        dialog.locator(".dialog-main").evaluate("one => one.scrollTop") == 0
    )  # begins at its beginning
    dialog.locator('label.pill:has(input[value="phone"])').click()
    dialog.locator(".dialog-foot button").click()
    page.wait_for_url("**channel=phone**")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text(
        home
    )  # a filter never changes the view
    expect(page.locator(".filter-chip")).to_have_text("电话")
    page.goto("/tickets/?view=open")
    page.locator('[hx-get*="/filters/"]').click()
    for name, value in (("tier", "important"), ("status", "new")):
        dialog.locator(f'label.pill:has(input[name="{name}"][value="{value}"])').click()
    dialog.locator(".dialog-foot button").click()
    page.wait_for_url("**tier=important**")
    assert query(page).get("view") == ["open"] and query(page).get("status") == ["new"]
    wanted = numbers_on(page)
    assert len(wanted) == 50
    expect(page.locator(".filter-chip")).to_have_count(2)
    page.reload()
    assert numbers_on(page) == wanted
    page.locator(f"{ROWS} a").first.click()
    page.wait_for_url(f"**/tickets/{wanted[0]}/")
    page.go_back()
    expect(page.locator(".filter-chip")).to_have_count(2)
    assert numbers_on(page) == wanted
    page.locator(".filter-chip").last.click()
    page.wait_for_url(lambda url: "tier" not in url)
    expect(page.locator(".filter-chip")).to_have_count(1)
    page.go_back()
    expect(page.locator(".filter-chip")).to_have_count(2)
    page.locator('[hx-get*="/filters/"]').click()
    expect(dialog.locator("input:checked")).to_have_count(2)
    page.keyboard.press("Escape")


def find(page: Page, faulty: Ticket) -> None:
    """By two, three and six Chinese characters, code, part of phone, part of serial; and what is said when nothing fits."""
    serial = faulty.asset.serial if faulty.asset else ""
    parts = ("８８８８０００", "58888000", serial[-6:], faulty.number)
    for words in ("启动", "云栖数", "杭州云栖数据", "设备无法启动", "E-002", "e-002", *parts):
        search(page, words)
        assert faulty.number in numbers_on(page), words
    for words in ("设备无法启动", "E-002", faulty.number):
        search(page, words)
        assert numbers_on(page) == [faulty.number], words
    search(page, "主轴")
    expect(page.locator(ROWS)).to_have_count(50)
    search(page, "没有这样的工单")
    expect(page.locator(ROWS)).to_have_count(0)
    expect(page.locator(".empty h2")).to_be_visible()
    page.locator(".empty a.btn").first.click()
    expect(page.locator(ROWS)).to_have_count(50)


def search(page: Page, words: str) -> None:
    page.locator("#search").fill(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#search")).to_have_value(words)


def test_first_day_every_view_says_why_it_is_empty(cast: Cast, seats: Seats) -> None:
    page = seats.open("agent")
    said = set()
    for view in ("mine", "unassigned", "due_soon", "late", "waiting", "open", "all"):
        page.goto(f"/tickets/?view={view}")
        said.add(page.locator(".empty").inner_text())
        expect(page.locator('.empty a[href$="/tickets/new/"]')).to_be_visible()
    assert len(said) >= 3
    page.goto("/inbox/")
    expect(page.locator(".empty h2")).to_be_visible()


def test_language_and_theme_belong_to_the_person(cast: Cast, seats: Seats) -> None:
    page, other = (
        seats.open("agent", theme="auto", color_scheme="light"),
        seats.open("engineer", color_scheme="dark", theme="auto"),
    )
    page.goto("/tickets/?view=all")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("data-bs-theme", "dark")  # as the system says

    page.locator('button[name="language"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert query(page) == {"view": ["all"]}
    expect(page.locator("#main h1")).to_have_text("All")
    page.locator('button[name="theme"]').click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    ink, ground = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert brightness(ink) > 180 > 60 > brightness(ground)

    again = seats.open_stranger()
    again.goto("/accounts/login/")
    again.locator("#id_username").fill("agent")
    again.locator("#id_password").fill("aftersales-demo")
    with again.expect_navigation():
        again.locator(".login-card button").click()
    expect(again.locator("html")).to_have_attribute("lang", "en")
    expect(again.locator("html")).to_have_attribute("data-bs-theme", "dark")
    other.reload()
    expect(other.locator("html")).to_have_attribute("lang", "zh-hans")
    again.locator('button[name="theme"]').click()
    # A second click before the first one has arrived would take its place.
    expect(again.locator("html")).to_have_attribute("data-bs-theme", "light")
    again.locator('button[name="language"]').click()
    expect(again.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(again.locator("html")).to_have_attribute("data-bs-theme", "light")
    assert User.objects.get(username="agent").theme == "light"

    again.locator('form[action$="/logout/"] button').click()
    again.wait_for_url("**/accounts/login/**")
    again.go_back()
    expect(
        again.locator("#id_username")
    ).to_be_visible()  # nothing of the desk is shown from the browser's memory


def brightness(colour: str) -> float:
    return sum(float(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")[:3]) / 3


def test_a_draft_survives(cast: Cast, seats: Seats) -> None:
    """A reload, a wrong turn, a server that says no; gone only when it is saved."""
    seats.expected = {422}
    play = ticket_of(cast)
    page = seats.open("agent")
    page.goto(page_of(play))
    form = hands.compose(page, "contact")
    form.locator('[name="body"]').fill("客户说今晚八点可以停机，\n请安排工程师。")
    page.reload()
    hands.compose(page, "note")
    expect(page.locator('#composer [name="body"]')).to_have_value("")
    form = hands.compose(page, "contact")
    expect(form.locator('[name="body"]')).to_have_value("客户说今晚八点可以停机，\n请安排工程师。")

    form.locator("details.more summary").click()
    form.locator('[name="happened_at"]').fill(typed(timezone.now() + timedelta(hours=2)))
    form.locator(".form-foot button").click()
    expect(form.locator(".has-error")).to_have_count(1)
    expect(form.locator('.has-error [name="happened_at"]')).to_be_visible()
    page.reload()
    form = hands.compose(page, "contact")
    expect(form.locator('[name="body"]')).to_have_value(
        "客户说今晚八点可以停机，\n请安排工程师。"
    )  # refused is not saved
    expect(form.locator('[name="happened_at"]')).to_be_visible()  # and what was wrong is seen
    form.locator('[name="happened_at"]').fill("")
    hands.send(page, form)
    assert (
        play.ticket.communications.get().body.replace("\r", "")
        == "客户说今晚八点可以停机，\n请安排工程师。"
    )
    form = hands.compose(page, "contact")
    expect(form.locator('[name="body"]')).to_have_value("")


TYPED = {
    "original_text": "客户原话：屏幕闪 E-77。\n请尽快。",
    "summary": "屏幕闪",
    "symptom": "开机十分钟后闪屏",
    "error_code": "E-77",
    "order_no": "SO-2026-881",
    "tried_steps": "重启两次",
    "urgency_reason": "明天出货",
    "extra_info": "厂区需预约",
}


def test_a_refused_form_keeps_every_word(cast: Cast, seats: Seats) -> None:
    seats.expected = {422}
    page = seats.open("agent")
    customer = cast.customers[hands.HUAQI]
    page.goto(f"/tickets/new/?customer={customer.pk}")
    page.locator(".intake-main > section:nth-of-type(2) details.more summary").click()
    for name, words in TYPED.items():
        page.locator(f"#id_{name}").fill(words)
    page.locator("#id_tier").select_option(Tier.URGENT)
    page.locator("#id_priority").select_option(Priority.HIGH)
    page.locator("#id_asset").select_option(str(customer.assets.get().pk))

    refuse(page, "promised_at")  # urgent without a promise
    page.locator("#id_promised_at").fill(typed(timezone.now() + timedelta(hours=3)))
    page.locator("#id_reported_at").fill(typed(timezone.now() + timedelta(hours=1)))
    refuse(page, "reported_at")  # the report lies in the future
    page.locator("#id_reported_at").fill(typed(timezone.now() - 10 * MINUTE))
    more = page.locator("details.more:has(#id_wished_at)")
    more.evaluate("one => { one.open = true }")
    page.locator("#id_wished_at").fill(typed(timezone.now() - timedelta(days=1)))
    refuse(page, "wished_at")  # and what was folded away is open where the error is
    page.locator("#id_wished_at").fill("")

    page.locator('button[name="save"]').dblclick()
    page.wait_for_url("**/tickets/20*/")
    ticket = Ticket.objects.get()  # one, in spite of the double click
    assert (
        ticket.status == Status.NEW
        and ticket.customer == customer
        and ticket.asset == customer.assets.get()
    )
    assert {name: getattr(ticket, name).replace("\r", "") for name in TYPED} == TYPED


def refuse(page: Page, field: str) -> None:
    """The form comes back: the field is named beside itself, and nothing that was typed is lost."""
    with page.expect_navigation():
        page.locator('button[name="save"]').click()
    bad = page.locator(f".has-error #id_{field}")
    expect(bad).to_be_visible()
    expect(bad).to_have_attribute("aria-invalid", "true")
    expect(bad).to_be_focused()
    expect(page.locator(".has-error")).to_have_count(1)
    error = page.locator(".has-error .field-error")
    expect(error).to_be_visible()
    assert (error.get_attribute("id") or "?") in (
        bad.get_attribute("aria-describedby") or ""
    ).split()
    for name, words in TYPED.items():
        expect(page.locator(f"#id_{name}")).to_have_value(words)
    expect(page.locator("#id_tier")).to_have_value(Tier.URGENT)
    expect(page.locator("#id_asset")).not_to_have_value("")
    expect(page.locator("#id_contact")).not_to_have_value("")
    assert Ticket.objects.count() == 0


def test_everything_within_one_minute(cast: Cast, seats: Seats) -> None:
    """Fields know minutes, the house knows seconds: help by phone that took forty seconds can be written down as it was."""
    play = ticket_of(cast, ago=timedelta())
    start = timezone.now()
    play.say("您好，已登记。", start, Purpose.ACK)
    play.accept(start)
    play.take_over(start)
    play.diagnose(start, "缓存异常")
    play.propose(start, ["清理缓存"], start + timedelta(hours=1))
    play.approve(start)
    engineer, agent = seats.open("engineer"), seats.open("agent")
    this_minute = typed(play.ticket.reported_at)
    engineer.goto(page_of(play))
    hands.do(
        engineer,
        "process",
        started_at=this_minute,
        ended_at=this_minute,
        content="电话指导清理缓存",
    )
    hands.do(engineer, "finish", fixed_at=this_minute)
    agent.goto(page_of(play))
    hands.tell(agent, purpose="feedback", body="已恢复。", happened_at=this_minute)
    hands.do(agent, "confirm", signed_at=this_minute)
    hands.expect_status(agent, "resolved", 5)
    ticket = Ticket.objects.get()
    assert ticket.reported_at <= ticket.accepted_at <= ticket.fixed_at <= ticket.resolved_at


SEND_TWICE = """async () => {
  const form = document.querySelector("form.intake"), sent = () => fetch(form.action, {method: "POST", body: new FormData(form)});
  return (await Promise.all([sent(), sent()])).map((answer) => answer.url) }"""


def test_the_same_form_twice_makes_one_ticket(cast: Cast, seats: Seats) -> None:
    """A nervous network: the form of a new customer arrives twice at the same time."""
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("#lookup").fill("15900000001")
    expect(page.locator(".lookup-none")).to_be_visible()
    page.locator("#id_new_customer").fill("新客户有限公司")
    page.locator("#id_new_contact").fill("田七")
    page.locator("#id_new_phone").fill("15900000001")
    page.locator("#id_summary").fill("打印终端卡纸")
    first, second = page.evaluate(SEND_TWICE)
    ticket = Ticket.objects.get()
    assert first == second and hands.number_in(first) == ticket.number
    assert ticket.contact and ticket.contact.phone == "15900000001"
    assert Customer.objects.filter(name="新客户有限公司").count() == 1


def test_two_editors(cast: Cast, seats: Seats) -> None:
    """The second one sees both texts, keeps the own one, and can take it knowingly."""
    seats.expected = {409}
    play = ticket_of(cast, issue_type="操作咨询", summary="报表格式")
    first, second = seats.open("agent"), seats.open("supervisor")
    for page in (first, second):
        page.goto(f"{page_of(play)}edit/")
    first.locator("#id_symptom").fill("导出后列宽全变了")
    with first.expect_navigation():
        first.locator("#main .form-foot button").click()
    second.locator("#id_symptom").fill("打印时页眉丢失")
    second.locator("#id_remark").fill("客户下午再打来")
    with second.expect_navigation():
        second.locator("#main .form-foot button").click()

    expect(second.locator(".conflict")).to_contain_text("李娜")
    compared = second.locator(".compare tbody tr", has_text="打印时页眉丢失")
    expect(compared.locator("td")).to_have_text(["导出后列宽全变了", "打印时页眉丢失"])
    expect(second.locator("#id_symptom")).to_have_value("打印时页眉丢失")
    expect(second.locator("#id_remark")).to_have_value("客户下午再打来")
    play.ticket.refresh_from_db()
    assert play.ticket.symptom == "导出后列宽全变了"
    with second.expect_navigation():
        second.locator("#main .form-foot button").click()
    second.wait_for_url(f"**{page_of(play)}")
    play.ticket.refresh_from_db()
    assert (play.ticket.symptom, play.ticket.remark) == ("打印时页眉丢失", "客户下午再打来")
    expect(second.locator(".entries")).to_contain_text("导出后列宽全变了 → 打印时页眉丢失")


def test_phone_files_and_foreign_tickets(cast: Cast, seats: Seats, tmp_path: Path) -> None:
    seats.expected = {404, 422}
    play = ticket_of(cast)
    page = seats.open("agent")
    page.goto(page_of(play))

    phone = page.locator("#contact-data")
    expect(phone).to_contain_text("138****5678")
    assert "13812345678" not in page.content()
    phone.locator("button").click()
    expect(phone).to_contain_text("13812345678")
    entry = AuditEntry.objects.get(reason__contains=play.ticket.number)
    assert (
        entry.actor == cast.staff["agent"]
        and "13812345678" not in f"{entry.target} {entry.reason} {entry.data}"
    )

    form = hands.compose(page, "note")
    form.locator('[name="body"]').fill("日志见附件")
    log = {"name": "报警 日志 #1.log", "mimeType": "text/plain", "buffer": "温度 91℃\n".encode()}
    form.locator('[name="uploads"]').set_input_files(
        [log, {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}]
    )
    hands.send(page, form)
    links = page.locator(".entry .files a")
    expect(links).to_have_count(2)
    with page.expect_download() as waiting:
        links.filter(has_text="日志").click()
    assert waiting.value.suggested_filename == "报警 日志 #1.log"
    assert Path(waiting.value.path()).read_bytes() == "温度 91℃\n".encode()
    picture = page.context.request.get(links.filter(has_text="现场").get_attribute("href") or "")
    assert picture.body() == PNG and picture.headers["content-type"] == "image/png"

    form = hands.compose(page, "note")
    form.locator('[name="body"]').fill("这是程序")
    form.locator('[name="uploads"]').set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 64}
    )
    form.locator(".form-foot button").click()
    expect(form.locator('.has-error [name="uploads"]')).to_be_visible()
    expect(form.locator('[name="body"]')).to_have_value("这是程序")
    assert Attachment.objects.count() == 2

    stranger = seats.open("agent2")  # logistics; the ticket is with technical support
    answer = stranger.goto(page_of(play))
    assert answer and answer.status == 404
    expect(stranger.locator(".empty-code")).to_have_text("404")
    assert play.ticket.summary not in stranger.content()
    there_is_none = stranger.goto("/tickets/209901-00001/")
    assert there_is_none and there_is_none.status == 404
    assert stranger.context.request.get(links.first.get_attribute("href") or "").status == 404
    stranger.locator(".empty a.btn").click()
    expect(stranger.locator("[data-list], .empty")).to_be_visible()


def register_file(path: Path, taken: str) -> Path:
    """Good rows, a row with a remark, bad rows, the same number twice, a number that is taken."""
    good = [
        "202401-00011",
        "云帆软件有限公司",
        "王磊",
        "13711112222",
        "2024-01-05 09:30",
        "电话",
        "数据同步失败",
        "重要",
        "李娜",
        "09:40",
        "2024-01-06 09:30",
        "已关闭",
    ]

    def row(**changes: str) -> list[str]:
        return [changes.get(name, value) for name, value in zip(COLUMNS, good, strict=True)]

    book = Workbook()
    sheet = book.active
    sheet.append(["售后服务工单登记表"])
    for line in (
        list(COLUMNS),
        good,
        row(
            工单号="202401-00012",
            客户名称="新来的有限公司",
            反馈时间="2024/1/5 10:00",
            首次响应时间="",
            处理状态="待受理",
        ),
        row(工单号="202401-00013", 问题分级="紧急", 预计解决时间=""),  # a warning
        row(工单号="202401-00014", 问题分级="特急"),
        row(工单号="202401-00015", 反馈时间="昨天"),
        row(工单号="202401-00011", 客户名称="别的客户"),  # twice in the file
        row(工单号=taken, 客户名称="别的客户"),  # another ticket has this number
    ):
        sheet.append(line)
    book.save(path)
    return path


def test_a_register_is_imported(cast: Cast, seats: Seats, tmp_path: Path) -> None:
    taken = ticket_of(cast).ticket.number
    page = seats.open("supervisor")
    page.goto("/tickets/import/")
    page.locator("#id_file").set_input_files(register_file(tmp_path / "登记表.xlsx", taken))
    with page.expect_navigation():
        page.locator("#main form button").click()
    expect(page.locator(".figures dd")).to_have_text(
        ["3", "0", "1", "4", "0"]
    )  # new, here already, warned, refused
    refused = page.locator(".preview tbody tr.is-late")
    expect(refused).to_have_count(4)
    expect(refused.filter(has_text="特急").locator(".field-error strong")).to_have_text(
        ["问题分级"]
    )
    expect(refused.filter(has_text="昨天").locator(".field-error strong").first).to_have_text(
        "反馈时间"
    )
    assert Ticket.objects.count() == 1  # nothing yet

    with page.expect_navigation():
        page.locator('form[action$="/commit/"] button').click()
    expect(page.locator('form[action$="/commit/"]')).to_have_count(0)
    assert set(Ticket.objects.exclude(number=taken).values_list("number", flat=True)) == {
        "202401-00011",
        "202401-00012",
        "202401-00013",
    }
    with page.expect_download() as waiting:
        page.locator('a[href$="/errors.xlsx"]').click()
    rows = table_of(waiting.value)
    assert rows[0][:13] == ("行号", *COLUMNS) and rows[0][-1] == "原因"
    assert [line[1] for line in rows[1:]] == [
        "202401-00013",
        "202401-00014",
        "202401-00015",
        "202401-00011",
        taken,
    ]
    assert all(line[-1] for line in rows[1:])

    page.goto("/tickets/import/")  # the same file again changes nothing
    page.locator("#id_file").set_input_files(register_file(tmp_path / "登记表.xlsx", taken))
    with page.expect_navigation():
        page.locator("#main form button").click()
    expect(page.locator(".figures dd")).to_have_text(["0", "3", "1", "4", "0"])
    expect(page.locator('form[action$="/commit/"]')).to_have_count(0)
    page.goto("/tickets/import/")
    page.locator("#id_file").set_input_files(
        {"name": "bild.xlsx", "mimeType": "image/png", "buffer": PNG}
    )
    seats.expected = {422}
    with page.expect_navigation():
        page.locator("#main form button").click()
    expect(page.locator(".has-error #id_file")).to_be_visible()


def test_an_export_holds_the_rows_of_the_screen(cast: Cast, seats: Seats) -> None:
    two_hundred(cast)
    page = seats.open("agent")
    for address in ("?view=all&q=北辰制造", "?view=open&tier=important&status=new", "?view=late"):
        page.goto(f"/tickets/{address}")
        shown = numbers_on(page)
        while page.locator("a[rel=next]").count():
            with page.expect_navigation():
                page.locator("a[rel=next]").click()
            shown += numbers_on(page)
        with page.expect_download() as waiting:
            page.locator('.page-acts a.btn[href*="/export/"]').click()
        assert waiting.value.suggested_filename.endswith(".xlsx")
        title, *rows = table_of(waiting.value)
        assert title[0] == "售后服务工单登记表"
        assert rows[0] == COLUMNS
        assert sorted(row[0] for row in rows[1:]) == sorted(shown), address
        assert not any("13812345678" in str(cell) for row in rows for cell in row)
    assert len(shown) == 0 and rows == [COLUMNS]


UNNAMED = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => !(one.innerText?.trim() || one.getAttribute("aria-label") || one.title || one.labels?.length))
  .map((one) => one.outerHTML.slice(0, 160))"""
TOO_WIDE = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120)).slice(0, 8)"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_small_screen_and_names(cast: Cast, seats: Seats, language: str) -> None:
    """At 390 px nothing makes the page itself scroll sideways, and whatever can be pressed says what it is."""
    play = busy_ticket(cast)
    page = seats.open("engineer", language, size=PHONE)
    boss = seats.open("supervisor", language, size=PHONE)
    for who, address in (
        (page, "/tickets/?view=all"),
        (page, page_of(play)),
        (boss, page_of(play)),
        (boss, "/tickets/?view=all&tier=important&q=宁波港"),
        (boss, f"/tickets/new/?customer={play.ticket.customer_id}"),
        (boss, "/tickets/import/"),
        (page, "/inbox/"),
        (boss, f"{page_of(play)}edit/"),
        (boss, "/customers/"),
        (boss, f"/customers/{play.ticket.customer.code}/"),
    ):
        who.goto(address)
        expect(who.locator("#main h1").first).to_be_visible()
        expect(who.locator(".skeleton")).to_have_count(0)
        assert who.evaluate(TOO_WIDE) == [], address
        assert who.evaluate(UNNAMED) == [], address

    boss.goto(page_of(play))
    for verb in ("assign", "wait"):
        hands.open_step(boss, verb)
        assert boss.evaluate(TOO_WIDE) == [] and boss.evaluate(UNNAMED) == []
        boss.keyboard.press("Escape")
    boss.locator("details.menu summary").click()
    box = boss.locator(".menu-list").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    boss.locator(".rail-toggle").click()
    expect(boss.locator("#rail")).to_be_visible()
    boss.locator('#rail a[href$="/inbox/"]').click()
    boss.wait_for_url("**/inbox/")
    expect(boss.locator("#rail")).to_be_hidden()


def busy_ticket(cast: Cast) -> hands.Play:
    """Long names, a long word, a file, a complaint's worth of talk, an assignment."""
    name = "宁波港集装箱码头装卸设备维修中心有限责任公司（北仑分公司）"
    play = ticket_of(
        cast,
        customer=name,
        summary="Fehlermeldung_beim_Hochfahren_der_Leittechnik_0x80070057_无法启动，报警代码 E-002",
        tier=Tier.IMPORTANT,
        priority=Priority.MEDIUM,
        symptom="https://example.com/" + "x" * 120,
        error_code="E-002",
        ago=20 * MINUTE,
    )
    now, agent = timezone.now(), cast.staff["agent"]
    play.say("y" * 200, now - 3 * MINUTE, Purpose.ACK)
    conversation.attach_file(
        play.ticket, SimpleUploadedFile("很长的文件名" * 12 + ".log", b"text"), by=agent, at=now
    )
    play.accept(now)
    assignments.assign_ticket(
        play.ticket,
        by=cast.staff["supervisor"],
        at=now,
        department=None,
        assignee=cast.staff["engineer"],
    )
    play.take_over(now)
    play.diagnose(now, "主轴温升过高")
    return play


CLICKS_AT_ONCE = """new MutationObserver((_changes, observer) => {
  const link = document.querySelector('.plan-window a[href$="/propose/"]');
  if (link) { observer.disconnect(); link.click(); }
}).observe(document, {childList: true, subtree: true})"""


def test_what_has_just_come_can_be_clicked_at_once(cast: Cast, seats: Seats) -> None:
    """A link that opens a dialog is no plain link for a moment, however quick somebody is."""
    ticket = reported(cast, timezone.now())
    page = seats.open("supervisor")
    page.add_init_script(CLICKS_AT_ONCE)
    page.goto(f"/tickets/{ticket.number}/")
    expect(page.locator("#dialog[open] form").first).to_be_visible()
    assert page.url.endswith(f"/tickets/{ticket.number}/")
