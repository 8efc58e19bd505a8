"""What ships is pinned, by hash, under a licence that lets it ship, and each direct package has its reason."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scripts import audit_packages
from scripts.audit_packages import NEVER, REQUIREMENTS, ROOT, pinned_packages

LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_hash(name):
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    packages = [block for block in blocks if re.match(r"[A-Za-z0-9]", block)]
    # one may be pinned twice, for two versions of Python
    assert {block.partition("==")[0] for block in packages} == set(
        pinned_packages(text.splitlines())
    )
    assert len(packages) > 50
    assert [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_direct_package_has_its_reason_above_it(name):
    lines = (ROOT / name).read_text().splitlines()
    alone = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"[A-Za-z]", line) and not above.startswith("#") and not same_reason(above)
    ]
    assert alone == []


def same_reason(above):
    """Two packages may share the reason that stands above the first."""
    return bool(re.match(r"[A-Za-z-]", above))


def test_what_ships_may_ship():
    packages = pinned_packages(REQUIREMENTS.read_text().splitlines())
    assert list(audit_packages.licence_faults(packages)) == []


def test_a_package_that_may_not_ship_would_be_named():
    assert NEVER.search("GNU Affero General Public License v3")
    assert NEVER.search("AGPL-3.0-or-later")
    # of the tools of the checks, which do not ship
    assert [fault.split(":")[0] for fault in audit_packages.licence_faults(["djlint"])] == [
        "djlint"
    ]


@pytest.fixture
def database_of_holes(monkeypatch):
    """A server that knows one hole of the second package."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            results = [{} for _query in asked]
            results[1] = {"vulns": [{"id": "GHSA-xxxx"}]}
            body = json.dumps({"results": results}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(audit_packages, "OSV", f"http://127.0.0.1:{server.server_port}/")
    yield
    server.shutdown()
    server.server_close()


def test_a_known_hole_is_named_with_its_package(database_of_holes):
    holes = audit_packages.known_holes({"django": "5.2.0", "celery": "5.0.0"})
    assert holes == ["celery 5.0.0: GHSA-xxxx, see https://osv.dev/GHSA-xxxx"]


def test_a_database_that_does_not_answer_is_told_and_may_be_required(monkeypatch, capsys):
    monkeypatch.setattr(audit_packages, "OSV", "http://127.0.0.1:1/")
    assert audit_packages.main() == 0
    assert "NOT looked up" in capsys.readouterr().err
    monkeypatch.setenv("AUDIT", "required")
    assert audit_packages.main() == 1
