"""Which pages are measured, and which page of the floor each is compared with."""

import sys
from typing import Any
from urllib.parse import quote

from bench.client import Browser
from bench.measure import Page

VIEWS = ("mine", "unassigned", "due_soon", "late", "waiting", "open", "all")
FILTERED = (
    ("tier", "view=open&tier=urgent"),
    ("status", "view=all&status=processing"),
    ("priority", "view=all&priority=high"),
    ("channel", "view=all&channel=mail"),
    ("department", "view=all&department=" + quote("华东技术一队")),
    ("issue type", "view=all&issue_type=" + quote("硬件故障")),
    ("two filters", "view=open&tier=important&channel=phone"),
    ("assignee", "view=all&assignee=load0007"),
    ("period", "view=all&reported_from=2026-01-01&reported_until=2026-01-31"),
)
WORDS = {
    "search, rare, 2 characters": "钽铌",
    "search, uncommon, 2 characters": "棘轮",
    "search, common, 2 characters": "电机",
    "search, in every ticket, 2 characters": "设备",
    "search, common, 3 characters": "空压机",
    "search, no hit": "锎鹚",
}
FLOOR_LIST, FLOOR_ALL, FLOOR_PAGE = "floor: list", "floor: list, all", "floor: ticket page"
AGENT, BOSS, CUSTOMER = "agent", "supervisor", ""


def addresses(setting: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Of the product: name to role, path, and the page of the floor."""
    found = {}
    for role in (BOSS, AGENT):
        for view in VIEWS:
            floor = FLOOR_ALL if view == "all" else FLOOR_LIST
            found[f"list, {view}, {role}"] = role, f"/tickets/?view={view}", floor
    for name, query in FILTERED:
        floor = FLOOR_ALL if "view=all" in query else FLOOR_LIST
        found[f"list by {name}, {BOSS}"] = BOSS, f"/tickets/?{query}", floor
    for view, cursor in setting["far"].items():
        found[f"page {setting['far_page']}, {view}, {BOSS}"] = (
            BOSS,
            f"/tickets/?view={view}&cursor={cursor}",
            f"list, {view}, {BOSS}",
        )
    for role in (BOSS, AGENT):
        for name, words in {**WORDS, "search, a person's name": setting["name"]}.items():
            found[f"{name}, {role}"] = (
                role,
                f"/tickets/?view=all&q={quote(words)}",
                f"floor: {name}",
            )
    found["ticket page"] = BOSS, f"/tickets/{setting['ticket']}/", FLOOR_PAGE
    found["customer page"] = CUSTOMER, setting["customer_page"], FLOOR_PAGE
    found["monthly analysis, kept"] = BOSS, "/figures/", FLOOR_LIST
    found["worst and workload of a month, live"] = BOSS, "/figures/month/lists/", FLOOR_LIST
    part = f"/figures/?department={setting['busy_department']}"
    found["monthly analysis of a department, live"] = BOSS, part, FLOOR_LIST
    found["definitions with two months each, live"] = BOSS, "/figures/definitions/", FLOOR_LIST
    found["live board"] = BOSS, "/tickets/board/", FLOOR_LIST
    return found


def floor_addresses(setting: dict[str, Any]) -> dict[str, str]:
    """Of the floor: name to path."""
    found = {
        "floor: hello": "/hello/",
        FLOOR_LIST: "/list/jinja/",
        FLOOR_ALL: "/list/jinja/?view=all",
    }
    found["floor: list, Django's templates"] = "/list/django/"
    found["floor: list, joined strings"] = "/list/joined/"
    for name, words in {**WORDS, "search, a person's name": setting["name"]}.items():
        found[f"floor: {name}"] = f"/list/jinja/?view=all&q={quote(words)}"
    found[FLOOR_PAGE] = f"/tickets/{setting['ticket']}/"
    return found


def pages_in_turns(setting: dict[str, Any], product: int, floor: int) -> list[Page]:
    """All of them, those that the servers know."""
    cookies = setting["cookies"]
    people = {role: Browser(product, cookie) for role, cookie in cookies.items()}
    people[CUSTOMER] = Browser(product, "")
    below = Browser(floor, setting["floor_cookie"])
    found = [Page(name, _getter(below, path)) for name, path in floor_addresses(setting).items()]
    found += [
        Page(name, _getter(people[role], path), base)
        for name, (role, path, base) in addresses(setting).items()
    ]
    found = [page for page in found if _is_answered(page)]
    if board := next((page for page in found if page.name == "live board"), None):
        etag = board.get().etag
        if etag and people[BOSS].get("/tickets/board/", etag).status == 304:
            found.append(
                Page(
                    "live board, unchanged (304)",
                    lambda: people[BOSS].get("/tickets/board/", etag),
                    expects=304,
                )
            )
    return found


def _is_answered(page: Page) -> bool:
    """What is not as it ought to be is not measured, and said."""
    answer = page.get()
    if answer.status == page.expects:
        return True
    what = f"status {answer.status}" if answer.status else f"given up after {answer.ms:.0f} ms"
    sys.stderr.write(f"bench: not measured: {page.name}: {what}\n")
    return False


def _getter(browser: Browser, path: str) -> Any:
    return lambda: browser.get(path)
