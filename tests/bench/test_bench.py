"""`make bench` at a tiny size: servers, pages, jobs and the report work end to end, and the figures are there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import measure, report
from bench.client import Answer
from tests import template_database

ROOT = Path(__file__).resolve().parents[2]
TICKETS = "400"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench")
    tiny = {
        "SIZES": TICKETS,
        "ROUNDS": "1",
        "AGENTS": "30 40",
        "BENCH_ROWS": "50",
        "BENCH_IMPORT": "300",
        "BENCH_LETTERS": "300",
        "BENCH_MAILS": "30",
        "BENCH_SURVEYS": "50",
        "BENCH_WEBHOOKS": "100",
        "BENCH_TURNS": "2",
        "BENCH_SERVER": os.environ["DATABASE_URL"].rpartition("/")[0],
        "BENCH_TEMPLATE": template_database.wait_until_made(),
        "BENCH_OUT": str(out),
    }
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT")
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench"],
        cwd=ROOT,
        env={**kept, **tiny},
        capture_output=True,
        text=True,
        check=False,
    )
    template_database.tell_server(f"DROP DATABASE load_{TICKETS} WITH (FORCE)")
    assert done.returncode == 0, done.stderr[-3000:]
    (path,) = out.glob("*.json")
    return json.loads(path.read_text()), done.stdout


def test_every_page_is_measured_beside_its_floor(run):
    found = run[0]["sizes"][TICKETS]
    pages = found["pages"]
    assert found["counts"]["tickets"] == int(TICKETS)
    assert found["counts"]["open"] > 0
    lists = [name for name in pages if name.startswith("list")]
    assert len(lists) > 20
    for name in (*lists, "ticket page", "search, common, 2 characters, supervisor"):
        assert pages[name]["ms"] > 0, name
        assert pages[name]["ratio"] == pytest.approx(
            pages[name]["ms"] / pages[pages[name]["floor"]]["ms"], rel=0.05
        ), name
    assert pages["list, all, supervisor"]["rows"] == pages["floor: list, all"]["rows"] == 50
    assert (
        pages["search, common, 2 characters, supervisor"]["rows"]
        == pages["floor: search, common, 2 characters"]["rows"]
    )


def test_rest_is_measured_beside_its_floor(run):
    found = run[0]["sizes"][TICKETS]
    pages, statements = found["pages"], found["statements"]
    lines = [name for name in pages if name.startswith("REST")]
    assert {"REST me", "REST list", "REST ticket", "REST caller", "REST create"} <= set(lines)
    assert {"REST changes, mark", "REST follow-up, note", "REST follow-up, call"} <= set(lines)
    for name in lines:
        assert pages[name]["ms"] > 0 < statements[name], name
        floor = pages[name]["floor"]
        assert floor is None or pages[name]["ratio"] == pytest.approx(
            pages[name]["ms"] / pages[floor]["ms"], rel=0.05
        ), name
    assert pages["REST list"]["rows"] == pages["floor: REST list"]["rows"] == 50
    assert pages["REST changes, 50 after a mark"]["rows"] >= 50
    assert pages["REST create"]["rows"] == pages["REST ticket"]["rows"] == 1
    pushed = found["jobs"]["REST creates, 4 clients"]
    assert pushed["share of the floor"] == pushed["a second"] / pushed["floor a second"] > 0


def test_statements_and_memory_are_told(run):
    found = run[0]["sizes"][TICKETS]
    assert 4 <= found["statements"]["list, all, supervisor"] <= 8
    assert 4 <= found["statements"]["ticket page"] <= 10
    for told in found["memory"].values():
        assert told["peak"] >= told["warm"] > 10


def test_every_job_did_its_work(run):
    jobs = run[0]["sizes"][TICKETS]["jobs"]
    assert not [name for name, told in jobs.items() if "failed" in told], jobs
    # one of them asks whether the number came in with a file
    assert 5 <= jobs["create"]["statements"] <= 11
    assert jobs["ledger"]["ratio, 1 at once"] > 0 < jobs["ledger"]["ratio, 200 at once"]
    assert jobs["sweep"]["due"] > 0
    assert jobs["sweep"]["raised"] > 0
    assert jobs["surveys"]["surveys"] == jobs["surveys"]["messages"] == 50
    assert jobs["export"]["rows"] == 50
    assert jobs["import"]["created"] == 300


def test_the_report_names_every_page_and_where_the_figures_lie(run):
    told, text = run
    assert all(name in text for name in told["sizes"][TICKETS]["pages"])
    assert "fsync off" in text


def test_a_page_that_fails_is_no_result():
    page = measure.Page("list", lambda: Answer(500, b"<tr data-row", 0.1))
    with pytest.raises(RuntimeError, match="500"):
        measure.in_turns([page], 1)


def test_growth_is_the_largest_size_against_the_smallest():
    def size(ms):
        page = {"ms": ms, "p95": ms, "rows": 50, "bytes": 1, "floor": None, "ratio": None}
        return {
            "counts": {},
            "database_mb": 1,
            "fill_s": 1.0,
            "pages": {"list": page},
            "statements": {},
            "jobs": {},
            "memory": {},
        }

    text = report.report_text(
        {"at": "", "machine": {}, "how": "", "sizes": {"10": size(10.0), "1000": size(25.0)}}
    )
    assert "2.50 x" in text
