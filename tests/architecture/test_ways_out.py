"""One way out by HTTP (mechanism 15): what connects to the outside stands in few named files."""

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "socket"}

# File by file, and why.
ALLOWED = {
    "notifications/channels/outbound.py": "the way out",
    "notifications/channels/guarded.py": "the way out to addresses that administrators enter",
    "accounts/sign_on/leavers.py": "only the errors of the library that signs people on",
    "accounts/views/companies.py": "the same",
    "documents/channels/clamd.py": "the scanner, at an address of the deployment",
    "aftersales/management/commands/up.py": "asks the web server that it has started itself",
    "local_services/postgres.py": "looks for a free port",
}


def test_only_named_files_open_connections():
    found = {}
    for path in files_of_the_product():
        clients = {name for name in imported_by(path) if name in CLIENTS}
        if clients:
            found[str(path)] = clients
    assert set(found) == set(ALLOWED), found


def files_of_the_product():
    houses = {Path(house.path).resolve() for house in apps.get_app_configs()}
    for house in houses | {ROOT / "local_services", ROOT / "aftersales"}:
        if house.is_relative_to(ROOT) and ".venv" not in house.parts:
            yield from (path.relative_to(ROOT) for path in house.rglob("*.py"))


def imported_by(path: Path):
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield node.module.partition(".")[0]
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
