"""The Postman collection: well-formed, nothing but what the description knows, and some of it sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
from drf_spectacular.generators import SchemaGenerator

from scripts.postman import FORMAT, make_collection
from tests.fixtures import small_cast
from tests.support.api_client import ApiClient

DESCRIPTION = json.loads(json.dumps(SchemaGenerator().get_schema(public=True), default=str))
COLLECTION = make_collection(DESCRIPTION)

# What collection.json of v2.1.0 requires, and the shapes of what we use of it.
MODES = ("raw", "urlencoded", "formdata", "file", "graphql")


def requests_in(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        if "item" in item:
            yield from requests_in(item["item"])
        else:
            yield item


REQUESTS = {one["name"]: one["request"] for one in requests_in(COLLECTION["item"])}


def test_it_has_what_the_format_requires() -> None:
    assert set(COLLECTION) >= {"info", "item"}
    assert COLLECTION["info"]["schema"] == FORMAT
    assert isinstance(COLLECTION["info"]["name"], str)
    assert {one["key"] for one in COLLECTION["variable"]} == {"base_url", "token"}
    (bearer,) = COLLECTION["auth"]["bearer"]
    assert (COLLECTION["auth"]["type"], bearer["value"]) == ("bearer", "{{token}}")
    for folder in COLLECTION["item"]:
        assert folder["name"] and folder["item"]
    for request in REQUESTS.values():
        assert request["method"] in {"GET", "POST", "PATCH", "PUT", "DELETE"}
        assert all(isinstance(one["key"], str) for one in request["header"])
        assert all(isinstance(one["value"], str) for one in request["header"])
        url = request["url"]
        assert url["raw"] == "/".join([*url["host"], *url["path"]])
        assert {part[1:] for part in url["path"] if part.startswith(":")} == {
            one["key"] for one in url["variable"]
        }
        if "body" in request:
            mode = request["body"]["mode"]
            assert mode in MODES and mode in request["body"]


def test_every_request_is_one_of_the_description_and_none_is_missing() -> None:
    described = {
        (method.upper(), path)
        for path, operations in DESCRIPTION["paths"].items()
        for method in operations
    }
    collected = {
        (one["method"], re.sub(r":(\w+)", r"{\1}", f"/{'/'.join(one['url']['path'])}"))
        for one in REQUESTS.values()
    }
    assert collected == described
    assert len(REQUESTS) == len(list(requests_in(COLLECTION["item"]))) == len(described)


@pytest.fixture
def variables(transactional_db: None, live_server: Any) -> dict[str, str]:
    token = ApiClient(small_cast().staff["supervisor"]).key
    return {"base_url": live_server.url, "token": token}


def send(name: str, variables: dict[str, str], **path: str) -> requests.Response:
    """As Postman does it: variables filled in, what is disabled left out."""

    def filled(text: str) -> str:
        text = text.replace("{{$guid}}", str(uuid4()))
        return re.sub(r"\{\{(\w+)\}\}", lambda found: variables[found[1]], text)

    request = REQUESTS[name]
    headers = {
        one["key"]: filled(one["value"]) for one in request["header"] if not one.get("disabled")
    }
    headers["Authorization"] = filled("Bearer {{token}}")
    address = re.sub(r"/:(\w+)", lambda found: f"/{path[found[1]]}", request["url"]["raw"])
    body = request.get("body", {}).get("raw")
    return requests.request(
        request["method"],
        filled(address),
        headers=headers,
        data=filled(body).encode() if body else None,
        timeout=60,
    )


def test_what_is_sent_of_it_is_answered(variables: dict[str, str]) -> None:
    assert send("read_me", variables).json()["username"] == "supervisor"
    assert send("create_customer", variables).status_code == 201
    made = send("create_ticket", variables)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    taken = send("take_ticket_step", variables, number=number, key="accept")
    assert taken.status_code == 200, taken.text
    clocks = send("list_ticket_clocks", variables, number=number)
    assert {clock["kind"] for clock in clocks.json()} >= {"ack", "resolve"}
    assert send("list_ticket_changes", variables).json()["after"]
    assert send("list_tickets", variables).json()["results"][0]["number"] == number
    wrong = {**variables, "token": "desk_wrong"}
    assert send("read_me", wrong).status_code == 401
