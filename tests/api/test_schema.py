"""The description of the interface, and requests that it allows and forbids, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from demo.people import Cast
from tests.fixtures import small_cast
from tests.support.api_client import ApiClient
from tests.support.described_interface import described

# What fits the shape may still name nobody, or break a rule of the desk.
SAID_NO_TO = ["2xx", "401", "403", "404", "409", "412", "422"]

FEW = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def key(transactional_db: None) -> str:
    """Opens everything that a supervisor may do."""
    return ApiClient(small_cast().staff["supervisor"]).key


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_address_keeps_its_word(live_server: Any, key: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/schema/?format=json")
    schema.config.checks.positive_data_acceptance.expected_statuses = SAID_NO_TO
    # NUL is text for JSON and for no database: refused before anything is read, as the bad ones try
    schema.config.generation.allow_x00 = mode == GenerationMode.NEGATIVE
    headers = {"Authorization": f"Bearer {key}"}
    faults: list[str] = []
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        try:
            case.call_and_validate(headers=headers)
        except FailureGroup as group:
            faults.extend(f"{case.method} {case.path} {one}" for one in group.exceptions)

    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy(generation_mode=mode)
        FEW(given(case=strategy)(ask))()
    assert not faults, "\n\n".join(sorted(set(faults))[:40])
    assert asked > 50


def contents_of(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that goes in or out, with where it stands."""
    for name, response in schema["components"]["responses"].items():
        yield from ((name, content) for content in response["content"].values())
    for operations in schema["paths"].values():
        for operation in operations.values():
            holders = [operation.get("requestBody", {}), *operation["responses"].values()]
            for holder in holders:
                for content in holder.get("content", {}).values():
                    yield operation["operationId"], content


# What a client is written by.
SHOWN = {
    "create_customer",
    "create_ticket",
    "change_ticket",
    "create_ticket_message",
    "take_ticket_step",
    "list_ticket_steps",
    "list_ticket_clocks",
    "list_ticket_changes",
    "list_customer_changes",
    "list_surveys",
    "create_ticket_call",
    "read_me",
    "Invalid",
    "InvalidQuery",
    "LawBroken",
    "StaleVersion",
}


@pytest.mark.parametrize(("language", "first"), [("zh-hans", "Zh"), ("en", "En")])
def test_examples_are_true_and_in_both_languages(language: str, first: str) -> None:
    schema = described(language)
    shown = set()
    for place, content in contents_of(schema):
        examples = content.get("examples", {})
        names = list(examples)
        if not names:
            continue
        shown.add(place)
        assert names[0].endswith(first), "the reader's language comes first"
        assert {name[:-2] for name in names if name.endswith("Zh")} == {
            name[:-2] for name in names if name.endswith("En")
        }
        law = Draft202012Validator({**content["schema"], "components": schema["components"]})
        for name, example in examples.items():
            faults = [f"{one.json_path} {one.message}" for one in law.iter_errors(example["value"])]
            assert not faults, (place, name, faults)
    assert shown >= SHOWN


def test_functions_and_shapes_have_names_to_program_with() -> None:
    schema = described("en")
    ids = [one["operationId"] for ops in schema["paths"].values() for one in ops.values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", one) for one in ids), ids
    assert not [name for name in schema["components"]["schemas"] if re.search(r"Enum|\d", name)]


def test_what_is_described_as_a_list_is_one(cast: Cast, crm: ApiClient) -> None:
    """Of a ticket that is there: requests that are made up find none."""
    customer = next(iter(cast.customers.values()))
    body = {"channel": "phone", "summary": "电机异响", "customer": customer.code}
    number = crm.post("tickets/", body).json()["number"]
    contact = customer.contacts.get().pk
    crm.post(f"tickets/{number}/messages/", {"kind": "note", "body": "备注"})
    crm.post(f"tickets/{number}/steps/ask/", {"contents": "照片", "need_by": "2099-01-01T09:00Z"})
    examples = {"number": number, "code": customer.code, "id": str(contact)}
    schema = described("en")
    asked = 0
    for path, operations in schema["paths"].items():
        if "get" not in operations or not path.startswith(("/api/v1/tickets", "/api/v1/customers")):
            continue
        address = re.sub(r"\{(\w+)\}", lambda found: examples.get(found[1], "0"), path)
        answer = crm.get(address.removeprefix("/api/v1/"))
        if answer.status_code == 404:
            continue
        content = operations["get"]["responses"]["200"]["content"]["application/json"]
        law = Draft202012Validator({**content["schema"], "components": schema["components"]})
        faults = [f"{one.json_path} {one.message}" for one in law.iter_errors(answer.json())]
        assert not faults, (path, faults)
        asked += 1
    assert asked >= 12


def test_the_description_says_how_to_begin_in_the_readers_language() -> None:
    for language, words in (("zh-hans", "每个请求都要带访问令牌"), ("en", "Every request carries")):
        assert described(language)["info"]["description"].startswith(words)


def test_a_pattern_is_one_of_the_whole_value() -> None:
    parameters = [
        parameter
        for operations in described("en")["paths"].values()
        for operation in operations.values()
        for parameter in operation["parameters"]
    ]
    patterns = {one["schema"]["pattern"] for one in parameters if "pattern" in one["schema"]}
    of_paths = {one["schema"].get("pattern") for one in parameters if one["in"] == "path"} - {None}
    assert len(of_paths) > 5
    assert all(one.startswith("^") and one.endswith("$") for one in of_paths)
    # Of `^a|b$` each end holds for one of them alone.
    loose = [one for one in patterns if "|" in re.sub(r"\(\?:[^()]*\)", "", one)]
    assert loose == []


def test_what_a_ticket_is_found_by_is_explained() -> None:
    schema = described("zh-hans")
    operation = schema["paths"]["/api/v1/tickets/{number}/"]["get"]
    (number,) = [one for one in operation["parameters"] if one["in"] == "path"]
    assert number["description"] == "业务编号，例如 202603-00042"
