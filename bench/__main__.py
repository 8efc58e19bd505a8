"""`python -m bench`; results go to var/bench/.

SIZES (tickets, by blanks), ROUNDS, DURABLE and AGENTS come from the environment.
"""

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import measure, report, rest, scenarios
from bench.stage import ROOT, Server, Stage

SIZES = os.environ.get("BENCH_SIZES") or os.environ.get("SIZES") or "10000 100000"
ROUNDS = int(os.environ.get("ROUNDS", "20"))
AGENTS = [int(part) for part in os.environ.get("AGENTS", "200 2000").split()]
IS_DURABLE = os.environ.get("DURABLE", "") not in ("", "0", "false")
OUT = Path(os.environ.get("BENCH_OUT", ROOT / "var" / "bench"))
SEED = "1"

# A database that has every table already, of a server that was given; the suite has one.
TEMPLATE = os.environ.get("BENCH_TEMPLATE", "")


def main() -> None:
    """Never fails on a slow figure. What was measured is kept after each size."""
    stage = Stage(durable=IS_DURABLE)
    try:
        stage.raise_curtain()
        run = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "how": run_conditions(stage),
            "machine": machine_facts(),
            "sizes": {},
        }
        for size in SIZES.split():
            show_progress(f"{size} tickets ...")
            run["sizes"][size] = measure_size(stage, int(size))
            path = keep_figures(run)
    finally:
        stage.stop()
    sys.stdout.write(f"{report.report_text(run)}\n{path.name}\n")


def keep_figures(run: dict[str, Any]) -> Path:
    """The figures as JSON, one file a run."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{run['at'].replace(':', '').replace('-', '')}.json"
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1, default=str))
    return path


def show_progress(words: str) -> None:
    sys.stderr.write(f"bench: {words}\n")


def run_conditions(stage: Stage) -> str:
    disk = "every commit on disk" if IS_DURABLE else "fsync off"
    return (
        f"{'; '.join(stage.lines)}; {disk}; {', '.join(stage.settings)};"
        " gunicorn sync, 2 workers each; one client, logged in;"
        f" {ROUNDS} rounds in turns, medians; seed {SEED}."
        " A sync worker closes the connection after each answer, of both alike."
    )


def machine_facts() -> dict[str, Any]:
    """What figures of another day must be compared with."""
    memory = next(
        line
        for line in Path("/proc/meminfo").read_text().splitlines()
        if line.startswith("MemTotal")
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.split()[1]) / 1048576),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "commit": commit.stdout.strip(),
    }


def measure_size(stage: Stage, size: int) -> dict[str, Any]:
    """One size: fill, pages in turns, jobs, memory."""
    database = f"load_{size}"
    stage.run("postgres", "-c", CREATE, database, TEMPLATE)
    if not TEMPLATE:
        stage.run(database, "manage.py", "migrate", "-v", "0")
    started = time.monotonic()
    stage.run(
        database,
        "manage.py",
        "make_load",
        "--tickets",
        str(size),
        "--seed",
        SEED,
        "--agents",
        str(AGENTS[0]),
    )
    found: dict[str, Any] = {"fill_s": time.monotonic() - started}
    show_progress(f"filled in {found['fill_s']:.0f} s")
    setting = json.loads(stage.run(database, "-m", "bench.jobs", "setting"))
    found |= {name: setting[name] for name in ("counts", "database_mb", "months_kept_s")}
    product = stage.serve("product", "aftersales.wsgi", database, "/healthz")
    floor = stage.serve("floor", "bench.floor.wsgi", database, "/hello/")
    found |= measure_pages(stage, setting, product, floor, database)
    pushed = rest.creates_under_load(setting, product.port, floor.port, ROUNDS)
    found["jobs"] = {"REST creates, 4 clients": pushed, **run_jobs(stage, database)}
    found["pages"] |= with_more_agents(stage, setting, product, floor, database)
    stage.end(product)
    stage.end(floor)
    return found


CREATE = """
import os, sys, psycopg2
connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
template = f" TEMPLATE {sys.argv[2]}" if sys.argv[2:] and sys.argv[2] else ""
connection.cursor().execute(f"CREATE DATABASE {sys.argv[1]}{template}")
"""


def measure_pages(
    stage: Stage, setting: dict[str, Any], product: Server, floor: Server, database: str
) -> dict[str, Any]:
    """Pages of both in turns, statements, memory."""
    both = {"product": product, "floor": floor}
    ports = product.port, floor.port
    shown = [
        *scenarios.pages_in_turns(setting, *ports),
        *rest.pages_in_turns(setting, *ports),
    ]
    measure.in_turns(shown, 0)
    warm = {name: server.memory()["now"] for name, server in both.items()}
    for server in both.values():
        server.forget_peak()
    measure.in_turns(shown, ROUNDS)
    found = {"pages": measure.as_plain(shown), "memory": {}}
    for name, server in both.items():
        found["memory"][name] = {"warm": warm[name], "peak": server.memory()["peak"]}
    asked = {
        name: (role, path)
        for name, (role, path, _floor) in scenarios.addresses(setting).items()
        if name in found["pages"]
    }
    sent = rest.to_count(setting, found["pages"])
    counted = "-m", "bench.jobs", "statements", json.dumps(asked), json.dumps(sent)
    found["statements"] = json.loads(stage.run(database, *counted))
    return found


def with_more_agents(
    stage: Stage, setting: dict[str, Any], product: Server, floor: Server, database: str
) -> dict[str, Any]:
    """The ticket page once more, beside more agents."""
    # Last, because a job notifies every manager, and of many agents some are managers.
    found = {}
    for agents in AGENTS[1:]:
        stage.run(
            database, "manage.py", "make_load", "--tickets", "0", "--agents", str(agents), "--add"
        )
        some = [
            page
            for page in scenarios.pages_in_turns(setting, product.port, floor.port)
            if page.name in ("ticket page", scenarios.FLOOR_PAGE)
        ]
        measure.in_turns(some, ROUNDS)
        found[f"ticket page, {agents} agents"] = measure.as_plain(some)["ticket page"]
    return found


def run_jobs(stage: Stage, database: str) -> dict[str, Any]:
    """Each in its own process; one that cannot run says why and the others go on."""
    found = {}
    for name in (
        "create",
        "ledger",
        "sweep",
        "export",
        "import",
        "surveys",
        "letters",
        "mails",
        "webhooks",
    ):
        show_progress(name)
        try:
            found[name] = json.loads(stage.run(database, "-m", "bench.jobs", name))
        except RuntimeError as error:
            found[name] = {"failed": str(error).strip().splitlines()[-1]}
    return found


if __name__ == "__main__":
    main()
