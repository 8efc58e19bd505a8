"""A restore over a database in use asks for its name at the terminal, and takes no other word."""

import os
import pty
import sys
import termios
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from operations.domain.backup_keys import BackupKeys
from operations.queries.clients import major_of
from tests.support import backups
from tests.support.commands import databases_like, on_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def typed(monkeypatch):
    """Types a line at a terminal."""
    ours, theirs = pty.openpty()
    # what is typed is not also shown
    modes = termios.tcgetattr(theirs)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield lambda line: os.write(ours, line.encode() + b"\n")
    os.close(ours)


@pytest.mark.parametrize("word", ["yes", "", "aftersales2"])
def test_another_word_changes_nothing(cast, tmp_path, typed, word):
    with on_server() as cursor:
        major = major_of(cursor.connection)
    head = replace(backups.HEAD, server=major, programs=major, migrations={})
    members = {**backups.parts(), "set.json": head.as_json()}
    path = backups.write_set(tmp_path, members, BackupKeys())
    desk = connection.settings_dict["NAME"]
    typed(word)
    with pytest.raises(CommandError, match=r"^Nothing was changed\.$"):
        call_command("restore_backup", str(path), "--replace")
    assert databases_like(desk) == {desk}


def test_the_name_lets_it_go_on_to_what_is_in_the_set(cast, tmp_path, typed):
    """Which is no dump here: it stops there, and the desk is as it was."""
    with on_server() as cursor:
        major = major_of(cursor.connection)
    head = replace(backups.HEAD, server=major, programs=major, migrations={})
    members = {**backups.parts(), "set.json": head.as_json()}
    path = backups.write_set(tmp_path, members, BackupKeys())
    desk = connection.settings_dict["NAME"]
    typed(desk)
    with pytest.raises(CommandError, match="pg_restore failed, the desk stays as it was"):
        call_command("restore_backup", str(path), "--replace")
    assert databases_like(desk) == {desk}
    assert len(cast.staff) == type(cast.staff["agent"]).objects.count()
