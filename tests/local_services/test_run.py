"""`make run` and what may go wrong with it: it ends in a running desk or one clear sentence, and no row is lost."""

import os
import shutil
import socket
import sqlite3
import subprocess
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from local_services.binaries import binaries_for_new_data
from local_services.postgres import Cluster, free_port, server_of
from local_services.privileges import prefix_for
from tests.fixtures import until
from tests.local_services.runs import (
    PATIENCE,
    Folder,
    as_ordinary_user,
    as_root,
    copy_of,
    insert_note,
    is_gone,
    keep_full,
    make_room,
    megabytes_of,
    notes_in,
    on_small_disk,
    path_without,
    seen_from_here,
)

pytestmark = pytest.mark.django_db  # else the database is not made whose copy these tests use

NOTES = "SELECT string_agg(body, ' ' ORDER BY body) FROM noted"
WAYS = ["as root", "as an ordinary user"]
if os.geteuid() == 0:
    WAYS.append("as root without user namespaces")


def page_of(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status, answer.read().decode()


def test_a_run_beside_another_and_runs_after_kills(folder):
    """A second one says where the first one is; what was killed is started again at once, and no
    row that was committed is lost. One desk after the other, because each takes ten seconds to
    start.
    """
    first = folder.run()
    address = first.address()
    assert page_of(address)[0] == 200
    sentence = folder.run().refusal()
    assert address in sentence and str(first.popen.pid) in sentence
    insert_note(folder.var, "1 beside it")
    assert folder.ask(NOTES) == "1 beside it", "a command uses the running database"

    left = first.kill_alone()
    second = folder.run()
    assert page_of(second.address())[0] == 200
    assert [process for process in left if not is_gone(process)] == [], "never two on one folder"
    insert_note(folder.var, "2 after a kill")

    second.kill_everything()
    third = folder.run()
    assert page_of(third.address())[0] == 200
    assert notes_in(folder.var) == ["1 beside it", "2 after a kill"]

    everything = third.processes()
    assert third.interrupt() == 0
    assert [process for process in everything if not is_gone(process)] == []
    assert not (folder.var / "postgres/data/postmaster.pid").exists(), "the database ended cleanly"


@pytest.mark.parametrize("way", WAYS)
def test_the_database_starts_whoever_starts_it(folder, tmp_path, way):
    """The same data, also when it was somebody else before."""
    assert folder.ask("SELECT count(*) > 0 FROM django_migrations") == "True"
    prefix = as_ordinary_user() if "ordinary" in way else as_root()
    other = Folder(folder.var, prefix=prefix)
    if "without" in way:
        other.environment["PATH"] = path_without("unshare", tmp_path / "programs")
    assert other.ask("SELECT count(*) > 0 FROM django_migrations") == "True"
    assert folder.ask("SELECT count(*) > 0 FROM django_migrations") == "True"


def test_a_first_run_as_an_ordinary_user_beside_a_taken_port(tmp_path):
    """From nothing, with data of an earlier release lying there, which stay as they are."""
    folder = Folder(tmp_path / "var", prefix=as_ordinary_user())
    folder.var.mkdir()
    earlier = folder.var / "db.sqlite3"
    with closing(sqlite3.connect(earlier)) as database:
        database.execute("CREATE TABLE tickets (number)")
    before = earlier.read_bytes()
    try:
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            assert folder.run(PORT=port).refusal().endswith(f"PORT={port} is not a free port.")
        run = folder.run()
        assert page_of(run.address())[0] == 200
        assert f"{earlier} holds the data of an earlier release and stays as it is" in run.output
        assert run.interrupt() == 0
    finally:
        folder.end()
    assert earlier.read_bytes() == before


def test_data_of_another_major_version_are_refused_with_the_way_out(folder):
    data = folder.var / "postgres/data"
    (data / "PG_VERSION").write_text("13\n")
    before = sorted(path.stat().st_mtime_ns for path in data.rglob("*"))
    sentence = folder.run().refusal()
    assert "written by PostgreSQL 13" in sentence
    assert "local_services dump FOLDER desk.sql" in sentence
    assert "local_services restore desk.sql" in sentence
    assert sorted(path.stat().st_mtime_ns for path in data.rglob("*")) == before


def test_the_two_commands_carry_every_row_over(folder, tmp_path):
    folder.ask("SELECT 1")
    code = "from django.db import connection as c; c.cursor().execute(\"CREATE TABLE noted AS SELECT '设备' AS body\")"
    assert folder.python("manage.py", "shell", "-v0", "-c", code).returncode == 0
    programs, file = binaries_for_new_data().folder, tmp_path / "desk.sql"
    dumped = folder.python("-m", "local_services", "dump", programs, file)
    assert dumped.returncode == 0, dumped.stderr
    restored = folder.python("-m", "local_services", "restore", file)
    assert restored.returncode == 0, restored.stderr
    assert (folder.var / "postgres/data.old1/PG_VERSION").exists(), "the old folder is kept"
    assert folder.ask(NOTES) == "设备"


def test_a_restore_that_fails_leaves_everything_as_it_was(folder, tmp_path):
    file = tmp_path / "broken.sql"
    file.write_text("CREATE TABLE half (n int); SELECT no_such_function();")
    done = folder.python("-m", "local_services", "restore", file)
    assert done.returncode == 1 and "no_such_function" in done.stderr
    assert folder.ask("SELECT to_regclass('half') IS NULL") == "True"
    assert folder.ask("SELECT count(*) > 0 FROM django_migrations") == "True"


def test_a_note_of_a_dead_server_whose_number_somebody_else_has(folder):
    note = folder.var / "postgres/data/postmaster.pid"
    owner = note.parent.stat()
    note.write_text(f"{os.getpid()}\n{note.parent}\n")
    os.chown(note, owner.st_uid, owner.st_gid)
    assert folder.ask("SELECT 1") == "1"


def test_a_server_started_by_hand_is_left_alone(folder, tmp_path):
    home = folder.var / "postgres"
    cluster = Cluster(home / "data", binaries_for_new_data(), prefix_for(home))
    port = free_port()
    command = cluster.server(sockets=home, port=port)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=home) as server:
        until(lambda: cluster.is_ready(host=home, port=port), "the other server answers")
        sentence = folder.run().refusal()
        assert server_of(cluster.data).pid == server.pid
        assert f"process {server.pid}" in sentence
        server.send_signal(2)


def test_two_commands_at_once_do_not_cut_each_other(folder):
    """Who came first has started the database, and ends it only when the other one is done."""
    first, second = folder.waiting_command(), folder.waiting_command()
    for command in (first, second):
        command.says("there")
    starter, guest = (first, second) if len(first.processes()) > 1 else (second, first)
    starter.enter()
    log = folder.var / "log/postgres.log"
    until(lambda: "smart shutdown" in log.read_text(), "the one that started it is done")
    guest.enter()
    assert guest.popen.wait(PATIENCE) == starter.popen.wait(PATIENCE) == 0
    assert "still there" in guest.output


def test_a_folder_with_a_long_name(made_once, tmp_path):
    """The address of a socket has to be short, so it is made in a short place that only its owner may enter."""
    place = tmp_path / ("长" * 40)
    place.mkdir()
    folder = Folder(copy_of(made_once, place / "var"))
    assert folder.ask("SELECT 1") == "1"
    found = folder.ask("SHOW unix_socket_directories")
    assert found.startswith("/tmp/aftersales-")
    assert Path(found).stat().st_mode & 0o077 == 0
    shutil.rmtree(found)


def test_data_of_somebody_else_are_refused(tmp_path):
    """An ordinary user is told whose they are and what to do."""
    place = tmp_path / "var" / "postgres"
    place.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(place, 4242, 4242)
    else:
        place = Path("/root")
    code = (
        f"from local_services.privileges import prefix_for, Path; prefix_for(Path({str(place)!r}))"
    )
    done = Folder(tmp_path / "var", prefix=as_ordinary_user()).python("-c", code)
    assert f"CannotStart: {place} belongs to " in done.stderr
    assert "sudo chown -R" in done.stderr


# --- a disk without room ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_new", [True, False], ids=["new data", "data that are there"])
def test_a_full_disk_is_told_before_anything_is_begun(made_once, tmp_path, is_new):
    var = tmp_path / "var"
    var.mkdir()
    source = tmp_path / "nothing" if is_new else made_once
    source.mkdir(exist_ok=True)
    room = f"{megabytes_of(source) + 25}m"
    folder = Folder(var, prefix=on_small_disk(source, var, room))
    sentence = folder.run().refusal()
    folder.end()
    assert f"The disk of {var} is full" in sentence
    assert sentence.endswith("make room and start again. What was stored is kept.")


def test_a_disk_that_fills_up_loses_no_committed_row(made_once, tmp_path):
    """It ends with a sentence; with room again everything is there."""
    var = tmp_path / "var"
    var.mkdir()
    folder = Folder(var, prefix=on_small_disk(made_once, var, f"{megabytes_of(made_once) + 100}m"))
    run = folder.run()
    try:
        run.address()
        inside = seen_from_here(run, var)
        insert_note(inside, "committed")
        keep_full(inside, run, f"The disk of {var} is full")
        make_room(inside, run)
        run.address(nth=2)
        assert notes_in(inside) == ["committed"]
        assert "Traceback" not in run.output
    finally:
        folder.end()
