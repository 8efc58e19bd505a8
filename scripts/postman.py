"""A Postman collection (v2.1) as another view of an OpenAPI description.

A folder for each house, the token and the address of the desk as variables, and the first example
of each body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
JSON = "application/json"
MULTIPART = "multipart/form-data"

Description = Mapping[str, Any]


def make_collection(description: Description) -> dict[str, Any]:
    """The whole collection."""
    folders: dict[str, list[dict[str, Any]]] = {}
    shapes = description["components"]["schemas"]
    for path, method, operation in operations_of(description):
        folder = folders.setdefault(operation["tags"][0], [])
        folder.append(request_of(path, method, operation, shapes))
    return {
        "info": {
            "name": description["info"]["title"],
            "description": "Fill in the variables base_url and token; then “read_me”.",
            "schema": FORMAT,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}],
        },
        "variable": [
            {"key": "base_url", "value": "https://desk.example", "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "item": [{"name": name, "item": items} for name, items in sorted(folders.items())],
    }


def operations_of(description: Description) -> Iterator[tuple[str, str, Description]]:
    """Path, method in capitals, operation."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def request_of(
    path: str, method: str, operation: Description, shapes: Description
) -> dict[str, Any]:
    """One request, ready to be sent once the names in its path are filled in."""
    parameters = operation.get("parameters", ())
    request: dict[str, Any] = {
        "method": method,
        "header": headers_of(parameters),
        "url": url_of(path, parameters),
        "description": operation.get("description", ""),
    }
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        request["header"] += [] if MULTIPART in content else [_pair("Content-Type", JSON)]
        request["body"] = body_of(content, shapes)
    return {"name": operation["operationId"], "request": request, "response": []}


def headers_of(parameters: Any) -> list[dict[str, Any]]:
    """What is not needed is there, switched off."""
    found = [_pair("Accept", JSON)]
    for one in parameters:
        if one["in"] == "header":
            value = "{{$guid}}" if one["name"] == "Idempotency-Key" else ""
            found.append(_optional(one, value=value))
    return found


def url_of(path: str, parameters: Any) -> dict[str, Any]:
    """As Postman takes an address apart: `:number` is filled in beside it."""
    named = re.sub(r"\{(\w+)\}", r":\1", path)
    variables = [
        {"key": one["name"], "value": "", "description": one.get("description", "")}
        for one in parameters
        if one["in"] == "path"
    ]
    query = [_optional(one) for one in parameters if one["in"] == "query"]
    return {
        "raw": f"{{{{base_url}}}}{named}",
        "host": ["{{base_url}}"],
        "path": named.removeprefix("/").split("/"),
        "variable": variables,
        "query": query,
    }


def body_of(content: Description, shapes: Description) -> dict[str, Any]:
    """The first example; a form with a file where that is what is sent."""
    if MULTIPART in content:
        fields = [_form_field(*named) for named in form_members(content[MULTIPART], shapes)]
        return {"mode": "formdata", "formdata": fields}
    examples = list(content[JSON].get("examples", {}).values())
    value = examples[0]["value"] if examples else {}
    raw = json.dumps(value, ensure_ascii=False, indent=2)
    return {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}


def form_members(content: Description, shapes: Description) -> Iterable[tuple[str, Description]]:
    """Name and schema of each member of a form."""
    schema = content["schema"]
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    return schema["properties"].items()


def _form_field(name: str, schema: Description) -> dict[str, Any]:
    is_file = schema.get("format") == "binary"
    return {"key": name, "type": "file"} if is_file else {**_pair(name, ""), "type": "text"}


def _pair(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": value}


def _optional(parameter: Description, *, value: str = "") -> dict[str, Any]:
    return {
        **_pair(parameter["name"], value),
        "description": parameter.get("description", ""),
        "disabled": not parameter.get("required", False),
    }
