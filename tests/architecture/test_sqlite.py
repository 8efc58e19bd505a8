"""The database of `make run`: what the suite proves on PostgreSQL must not break on SQLite."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("F1", "F11", "F12", "F13", "F14", "F15")
PAGES = """
from django.test import Client
from accounts.models import User
from tickets.models import SlaClock, Ticket
from tickets.actions import clocks
from django.utils import timezone
ticket = Ticket.objects.filter(is_open=True).first()
for name, paths in {
    "supervisor": ["/tickets/?view=open", "/tickets/?view=all&q=设备", "/tickets/board/", "/tickets/escalations/", "/inbox/", "/inbox/settings/",
                   f"/tickets/{ticket.number}/", f"/tickets/{ticket.number}/clocks/", "/tickets/export/", "/tickets/export/f11/"],
    "manager": ["/operations/", "/plans/", "/plans/?view=gantt", "/plans/AF-202407-001/", "/plans/AF-202407-001/f2.xlsx", "/plans/AF-202407-001/f2.docx",
                "/plans/AF-202407-001/history/", "/plans/new/", f"/plans/of-ticket/{ticket.number}/", "/figures/",
                "/figures/csat_avg/?from=2024-05-01&to=2024-05-31", "/knowledge/"],
    "admin": ["/admin/tickets/slapolicy/", "/admin/tickets/slapolicy/publish/", "/admin/tickets/slapolicy/replay/", "/admin/tickets/slapolicy/running/",
              "/admin/tickets/slapolicy/bench/", "/admin/tickets/slapolicy/matrix/", "/admin/tickets/slapolicy/history/", "/admin/notifications/outbox/", "/admin/core/auditentry/"],
}.items():
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=name), backend="accounts.backends.DeskBackend")
    for path in paths:
        print(name, path, client.get(path).status_code)
print("differ", sum(bool(clocks.rebuild_clock(row).differs) for row in SlaClock.objects.select_related("kind", "ticket") if row.ticket.source == "web"))
"""


@pytest.fixture(scope="module")
def manage(tmp_path_factory):
    """`manage.py` in a process of its own, on a fresh SQLite file with the demo."""
    folder = tmp_path_factory.mktemp("sqlite")
    surroundings = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }
    surroundings["DEBUG"] = "false"

    def run(*told: str, **given: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *told]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            **given,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    run("migrate", "--noinput")
    run("load_demo")
    run.folder = folder
    return run


@pytest.mark.parametrize("code", FORMS)
def test_every_form_is_written(manage, code):
    manage("export_form", code, "--month", "2024-05", "--out", str(manage.folder / f"{code}.xlsx"))
    assert (manage.folder / f"{code}.xlsx").stat().st_size > 4000


def test_every_new_page_answers_and_every_clock_is_told_anew(manage):
    told = manage("shell", "-v0", "-c", PAGES).splitlines()
    answers = [line for line in told if line.startswith(("supervisor", "manager", "admin"))]
    assert len(answers) == 31
    assert [line for line in answers if not line.endswith(" 200")] == []
    assert told[-1] == "differ 0"


def test_a_sweep_and_the_import_of_history(manage, tmp_path):
    manage("sweep_clocks", "--once")
    sample = ROOT / "tests" / "tickets" / "data" / "servicenow_incidents_300.csv.gz"

    plain = tmp_path / "incidents.csv"
    plain.write_bytes(b"\n".join(gzip.decompress(sample.read_bytes()).splitlines()[:40]) + b"\n")
    assert "created" in manage("import_history", str(plain), "--mapping", "servicenow", "--commit")
