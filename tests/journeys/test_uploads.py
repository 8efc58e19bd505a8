"""Files on their way in: refused before they are sent, listed, taken out again, pasted, and shown once."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from calendars.models import WorkCalendar, forget_versions
from demo.people import Cast
from documents.models import StoredFile
from tests.journeys import hands
from tests.journeys.conftest import Seats
from tests.journeys.hands import page_of, ticket_of
from tickets.record.models import Communication

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
TEXT = {"name": "日志.log", "mimeType": "text/plain", "buffer": "温度 91℃\n".encode()}
COPY_PICTURE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""
PASTE_CELLS = """(body) => {
  const data = new DataTransfer();
  data.setData("text/plain", "一 二");
  data.items.add(new File(["x"], "image.png", { type: "image/png" }));
  body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


@pytest.fixture(autouse=True)
def small_limits(settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 64 * 1024
    settings.IMPORT_MAX_BYTES = 64 * 1024


def large(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": b"\0" * 80_000}


def posts_of(page: Page) -> list[str]:
    """The addresses to which this page sends anything from now on."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    return sent


def refusals(form: Locator) -> Locator:
    return form.locator(".has-error > .field-error[role=alert]")


def test_a_note_refuses_what_cannot_be_kept_and_keeps_the_rest(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    page = seats.open("agent")
    page.goto(page_of(play))
    form = hands.compose(page, "note")
    expect(form.locator('label[for="id_uploads"] small')).to_contain_text("64 KB")
    sent = posts_of(page)

    box = form.locator('[name="uploads"]')
    box.set_input_files([large("现场.mp4"), {**TEXT, "name": "安装.exe"}, TEXT])
    expect(refusals(form)).to_have_count(2)
    for part in ("现场.mp4", "78.2 KB", "64 KB"):
        expect(refusals(form).nth(0)).to_contain_text(part)
    for part in ("安装.exe", "heic", "m4a", "amr", "pdf"):
        expect(refusals(form).nth(1)).to_contain_text(part)
    names = form.locator(".chosen-files li span")
    expect(names).to_have_text(["日志.log"])

    box.set_input_files([{"name": "现场.png", "mimeType": "image/png", "buffer": PNG}])
    expect(refusals(form)).to_have_count(0)
    expect(names).to_have_text(["日志.log", "现场.png"])
    form.locator(".chosen-files button").first.click()
    expect(names).to_have_text(["现场.png"])
    assert sent == []

    form.locator('[name="body"]').fill("见图")
    hands.send(page, form)
    assert [stored.name for stored in StoredFile.objects.all()] == ["现场.png"]


def test_macros_and_too_much_at_once_are_refused_before_they_are_sent(
    cast: Cast, seats: Seats, settings: Any
) -> None:
    settings.FORM_MAX_BYTES = (1 << 20) + 100_000
    page = seats.open("agent")
    page.goto(page_of(ticket_of(cast)))
    form = hands.compose(page, "note")
    sent = posts_of(page)
    box = form.locator('[name="uploads"]')
    box.set_input_files([{**TEXT, "name": "报价.xlsm"}])
    for part in ("报价.xlsm", "宏", ".xlsx"):
        expect(refusals(form)).to_contain_text(part)

    sixty = {"mimeType": "image/png", "buffer": PNG + b"\0" * 60_000}
    box.set_input_files([{**sixty, "name": "一.png"}, {**sixty, "name": "二.png"}])
    for part in ("二.png", "97.7 KB"):
        expect(refusals(form)).to_contain_text(part)
    expect(form.locator(".chosen-files li span")).to_have_text(["一.png"])
    assert sent == []


def test_what_only_the_server_refuses_is_said_and_the_text_stays(
    cast: Cast, seats: Seats, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    seats.expected = {413}
    two = [TEXT, {**TEXT, "name": "第二.log"}]
    page = seats.open("agent")
    page.goto(page_of(ticket_of(cast)))
    form = hands.compose(page, "note")
    form.locator('[name="uploads"]').set_input_files(two)
    form.locator('[name="body"]').fill("见两份日志")
    form.locator(".form-foot button").click()
    expect(page.locator("#toast.is-shown")).to_contain_text("最多上传 1 个文件")
    expect(form.locator('[name="body"]')).to_have_value("见两份日志")
    expect(form.locator(".chosen-files li span")).to_have_text(["日志.log", "第二.log"])
    # htmx writes every answer that it does not show to the console
    assert all("Response Status Error Code 413" in one for one in seats.complaints)
    seats.complaints.clear()

    page.goto("/tickets/new/")
    page.locator('[name="original_text"]').fill("泵站振动超标")
    page.locator("details.more summary").click()
    page.locator('[name="uploads"]').set_input_files(two)
    with page.expect_navigation():
        page.locator('[name="save"]').click()
    expect(page.locator("#main")).to_contain_text("最多上传 1 个文件")
    page.goto("/tickets/new/")
    expect(page.locator('[name="original_text"]')).to_have_value("泵站振动超标")


def test_a_form_that_was_refused_keeps_its_files(cast: Cast, seats: Seats) -> None:
    seats.expected = {422}
    play = ticket_of(cast)
    page = seats.open("agent", "en")
    page.goto(page_of(play))
    form = hands.compose(page, "note")
    form.locator('[name="uploads"]').set_input_files([TEXT])
    form.locator(".form-foot button").click()
    expect(form.locator('.has-error [name="body"]')).to_be_visible()
    expect(form.locator(".chosen-files li span")).to_have_text(["日志.log"])
    form.locator('[name="body"]').fill("see the log")
    hands.send(page, form)
    assert Communication.objects.get().attachments.get().file.name == "日志.log"


def test_a_registration_that_comes_back_says_which_files_it_lost(cast: Cast, seats: Seats) -> None:
    seats.expected = {422}
    page = seats.open("agent")
    page.goto("/tickets/new/")
    page.locator("details.more summary").click()
    page.locator('[name="uploads"]').set_input_files([TEXT])
    with page.expect_navigation():
        page.locator('[name="save"]').click()
    lost = page.locator(".field-error", has_text="日志.log")
    expect(lost).to_be_attached()
    page.locator('[name="uploads"]').set_input_files([TEXT])
    expect(lost).to_have_count(0)
    expect(page.locator(".chosen-files li span")).to_have_text(["日志.log"])


def test_a_screenshot_is_pasted_and_stands_once_in_the_timeline(cast: Cast, seats: Seats) -> None:
    play = ticket_of(cast)
    page = seats.open("agent", permissions=["clipboard-read", "clipboard-write"])
    page.goto(page_of(play))
    form = hands.compose(page, "note")
    body = form.locator('[name="body"]')
    body.evaluate(PASTE_CELLS)
    expect(form.locator(".chosen-files")).to_have_count(0)

    page.evaluate(COPY_PICTURE)
    body.focus()
    body.press("ControlOrMeta+v")
    names = form.locator(".chosen-files li span")
    expect(names).to_have_count(1)
    body.press("ControlOrMeta+v")
    expect(names).to_have_count(2)
    first, second = names.all_inner_texts()
    assert first.startswith("截图 20") and first.endswith(".png")
    assert first != second
    form.locator(".chosen-files button").last.click()
    expect(names).to_have_text([first])
    body.fill("屏幕上这样")
    hands.send(page, form)

    link = page.locator(".entries .files a")
    expect(link).to_have_count(1)
    expect(page.locator(".entries").get_by_text(first)).to_have_count(1)
    picture = link.locator("img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_attribute("loading", "lazy")
    expect(picture).to_have_attribute("alt", f"{first} 的预览")
    page.wait_for_function(
        "() => document.querySelector('.entries .files img').naturalWidth === 40", timeout=60_000
    )


def test_a_register_and_a_form_are_refused_before_they_are_sent(cast: Cast, seats: Seats) -> None:
    page = seats.open("supervisor")
    sent = posts_of(page)
    for address in ("/tickets/import/", "/plans/import/"):
        page.goto(address)
        form = page.locator("#main form[enctype]").first
        box = form.locator('[name="file"]')
        expect(form.locator('label[for="id_file"] small')).to_contain_text("64 KB")
        for name, parts in {
            "登记表.xlsx": ("78.2 KB", "64 KB"),
            "登记表.xls": ("xlsx", "WPS"),
        }.items():
            box.set_input_files([large(name)])
            expect(refusals(form)).to_have_count(1)
            for part in (name, *parts):
                expect(refusals(form)).to_contain_text(part)
            assert box.evaluate("box => box.files.length") == 0
    assert sent == []


def test_a_list_of_days_is_refused_before_it_is_sent(transactional_db: None, seats: Seats) -> None:
    forget_versions()
    keeper = User.objects.create_superuser("keeper", "keeper@example.com", "x")
    workdays = WorkCalendar.objects.get(code="workdays")
    page = seats.open(keeper.username)
    page.goto(f"/admin/calendars/workcalendar/{workdays.pk}/import/2027/")
    box = page.locator("#id_file")
    box.set_input_files([large("放假.xlsx")])
    refusal = page.locator(".has-error > .field-error[role=alert]")
    for part in ("放假.xlsx", "78.2 KB", "64 KB"):
        expect(refusal).to_contain_text(part)
    box.set_input_files([{**TEXT, "name": "放假.csv"}])
    expect(refusal).to_have_count(0)
    assert box.evaluate("box => box.files.length") == 1
