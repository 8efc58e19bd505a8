"""One data folder is made for all of these tests; each works on a copy."""

import pytest

from tests.local_services.runs import Folder, copy_of, dump_of_test_database


@pytest.fixture(scope="session")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """Local data with every table, brought there by `restore`, which is thereby tried as well."""
    place = tmp_path_factory.mktemp("desk")
    with django_db_blocker.unblock():
        dump_of_test_database(place / "desk.sql")
    folder = Folder(place / "var")
    done = folder.python("-m", "local_services", "restore", place / "desk.sql")
    assert done.returncode == 0, done.stderr
    return folder.var


@pytest.fixture
def folder(made_once, tmp_path):
    """A folder of local data that the test may spoil."""
    folder = Folder(copy_of(made_once, tmp_path / "var"))
    yield folder
    folder.end()


@pytest.fixture
def empty_folder(tmp_path):
    """Before the first `make run`."""
    folder = Folder(tmp_path / "var")
    yield folder
    folder.end()
