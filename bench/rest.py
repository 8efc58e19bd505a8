"""What is measured of the REST interface, and which line of the floor each is compared with."""

import json
import threading
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any

from bench.client import Answer, Program
from bench.measure import Page

V1 = "/api/v1"
CLIENTS = 4

# How often product and floor take turns under the load of all clients.
TURNS = 3

BOSS, AGENT, BLIND = "supervisor", "agent", "without names"
ME, LIST, VALUES, CREATE, FOLLOW_UP = (
    f"floor: REST {name}" for name in ("me", "list", "list, plain", "create", "follow-up")
)
NOTE = {"kind": "note", "body": "已与客户约定明天上午到现场检查。"}
CALL = {
    "kind": "contact",
    "body": "已致电客户，说明处理进展。",
    "channel": "phone",
    "purpose": "progress",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request of the product: whose token asks, what is sent, and its line of the floor.

    It is a POST where there is a body.
    """

    who: str
    path: str
    floor: str = ""
    body: dict[str, Any] | None = None


def lines_of(setting: dict[str, Any]) -> dict[str, Line]:
    """By name."""
    rest = setting["rest"]
    ticket = f"{V1}/tickets/{setting['ticket']}/"
    changes = f"{V1}/tickets/changes/"
    since = f"{V1}/tickets/?updated_since={rest['lately']}"
    return {
        "REST me": Line(BOSS, f"{V1}/me/", ME),
        "REST list": Line(BOSS, f"{V1}/tickets/", LIST),
        "REST list, without names": Line(BLIND, f"{V1}/tickets/", LIST),
        "REST list, agent": Line(AGENT, f"{V1}/tickets/", LIST),
        "REST list, open": Line(BOSS, f"{V1}/tickets/?is_open=true", LIST),
        "REST list, far": Line(BOSS, f"{V1}/tickets/?cursor={rest['far']}", "REST list"),
        "REST list, updated since": Line(BOSS, since, LIST),
        "REST ticket": Line(BOSS, ticket),
        "REST caller": Line(BOSS, f"{V1}/callers/{rest['phone']}/"),
        "REST changes, mark": Line(BOSS, changes),
        "REST changes, 50 after a mark": Line(BOSS, f"{changes}?after={rest['mark']}", LIST),
        "REST create": Line(BOSS, f"{V1}/tickets/", CREATE, new_ticket(setting)),
        "REST create, with a contact": Line(
            BOSS,
            f"{V1}/tickets/",
            CREATE,
            {**new_ticket(setting), "contact": setting["rest"]["contact"]},
        ),
        "REST follow-up, note": Line(BOSS, f"{ticket}messages/", FOLLOW_UP, NOTE),
        "REST follow-up, call": Line(BOSS, f"{ticket}messages/", FOLLOW_UP, CALL),
    }


def new_ticket(setting: dict[str, Any]) -> dict[str, Any]:
    """What is sent to product and floor alike."""
    return {
        "customer": setting["rest"]["customer"],
        "channel": "phone",
        "summary": "空压机无法启动",
        "original_text": "早班开机后空压机无法启动，请尽快安排工程师上门。",
    }


def to_count(setting: dict[str, Any], names: Container[str]) -> dict[str, Any]:
    """Those of the names as `bench.rest_setting.count_rest_statements` takes them."""
    keys = setting["rest"]["keys"]
    return {
        name: {"key": keys[line.who], "path": line.path, "body": line.body}
        for name, line in lines_of(setting).items()
        if name in names
    }


def pages_in_turns(setting: dict[str, Any], product: int, floor: int) -> list[Page]:
    """Those that the product knows, and those of the floor."""
    programs = {who: Program(product, key) for who, key in setting["rest"]["keys"].items()}
    below = Program(floor, setting["rest"]["keys"][BOSS])
    made = json.loads(below.post("/rest/tickets/", new_ticket(setting)).body)
    found = [
        Page(ME, lambda: below.get("/rest/me/")),
        Page(LIST, lambda: below.get("/rest/rows/")),
        Page(VALUES, lambda: below.get("/rest/values/")),
        Page(CREATE, lambda: below.post("/rest/tickets/", new_ticket(setting)), expects=201),
        Page(
            FOLLOW_UP,
            lambda: below.post(f"/rest/tickets/{made['number']}/messages/", NOTE),
            expects=201,
        ),
    ]
    for name, line in lines_of(setting).items():
        ask = _asker(programs[line.who], line)
        found.append(Page(name, ask, line.floor, expects=201 if line.body else 200))
    return [page for page in found if page.get().status == page.expects]


def _asker(program: Program, line: Line) -> Callable[[], Answer]:
    if line.body is None:
        return lambda: program.get(line.path)
    return lambda: program.post(line.path, line.body)


@dataclass(slots=True)
class Load:
    """All clients at once against one server."""

    path: str
    programs: list[Program]
    body: dict[str, Any]
    seconds: float = 0
    answers: list[Answer] = field(default_factory=list)

    def push(self, times: int) -> None:
        """Each client creates so many, one after the other."""
        clients = [
            threading.Thread(target=self._create, args=(one, times)) for one in self.programs
        ]
        started = time.perf_counter()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.seconds += time.perf_counter() - started

    def _create(self, program: Program, times: int) -> None:
        for _n in range(times):
            self.answers.append(program.post(self.path, self.body))

    def rate(self) -> float:
        """Creates a second. Raises `RuntimeError` for a refusal, which is no result."""
        refused = [one for one in self.answers if one.status != 201]
        if refused or not self.answers:
            raise RuntimeError(f"{self.path}: {refused[0].body[:500] if refused else 'nothing'!r}")
        return len(self.answers) / self.seconds


def creates_under_load(
    setting: dict[str, Any], product: int, floor: int, times: int
) -> dict[str, Any]:
    """How many tickets a second `CLIENTS` clients register, with both workers; beside it the floor.

    Each has a token of its own and waits for its answer.
    """
    keys, body = setting["rest"]["pushing"], new_ticket(setting)
    above = Load(f"{V1}/tickets/", [Program(product, key) for key in keys], body)
    below = Load("/rest/tickets/", [Program(floor, key) for key in keys], body)
    for _turn in range(TURNS):
        for load in (above, below):
            load.push(times)
    rates = {"a second": above.rate(), "floor a second": below.rate()}
    return rates | {"share of the floor": rates["a second"] / rates["floor a second"]}
