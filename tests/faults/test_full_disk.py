"""FLT-14: a full disk refuses the upload and nothing else; what was acknowledged is there, whole."""

import hashlib
import os
from pathlib import Path

import pytest
from django.utils import timezone

from documents.models import StoredFile
from tests.fixtures import reported
from tests.processes import Web
from tests.support.sent_files import multipart, note, post
from tests.support.stored_files import on_disk
from tickets.record.models import Communication

pytestmark = pytest.mark.django_db(transaction=True)

KILOBYTE = 1 << 10
MOUNT = (
    'mount -t tmpfs -o "$1" tmpfs "$2" && mount -t tmpfs -o "$3" tmpfs "$4" && shift 4 && exec "$@"'
)


class SmallDisks(Web):
    """A web server whose media and temporary folder are small disks of their own."""

    def __init__(self, processes, user, *, media, temporary):
        self.folders = [processes.folder / "media", processes.folder / "tmp"]
        for folder in self.folders:
            folder.mkdir()
        own = () if os.geteuid() == 0 else ("--user", "--map-root-user")
        places = (media, self.folders[0], temporary, self.folders[1])
        self.prefix = ("unshare", *own, "--mount", "sh", "-c", MOUNT, "sh", *map(str, places))
        processes.environment["TMPDIR"] = str(self.folders[1])
        start = processes.start
        processes.start = lambda *command: start(*self.prefix, *command)
        super().__init__(processes, user)
        self.server = processes.running[-1]

    def seen(self, folder):
        """A folder as the server sees it."""
        return Path(f"/proc/{self.server.pid}/root{folder}")

    @property
    def kept(self):
        return on_disk(self.seen(self.folders[0]))


def body_of(number, size):
    return f"{number} ".encode() * (size // 2)


def attempts(web, number, count, size):
    """Statuses of notes with a file each."""
    answers = [
        note(web, number, (f"{turn}.txt", body_of(turn, size)), body=f"第 {turn} 张")
        for turn in range(count)
    ]
    return [(answer.status, answer.text) for answer in answers]


@pytest.mark.parametrize(
    "disk",
    ["size=4m", "size=64m,nr_inodes=12"],
    ids=["below the floor", "no room while it is written"],
)
def test_what_does_not_fit_is_refused_and_the_rest_goes_on(cast, processes, disk):
    ticket = reported(cast, timezone.now())
    web = SmallDisks(processes, cast.staff["supervisor"], media=disk, temporary="size=8m")
    answers = attempts(web, ticket.number, 14, 500 * KILOBYTE)
    refusals = [text for status, text in answers if status == 422]
    taken = [status for status, _text in answers if status == 302]
    assert len(taken) >= 3
    assert len(refusals) >= 5
    assert len(taken) + len(refusals) == 14
    assert all("存储空间不足" in text and "张" in text for text in refusals), (
        "why, and the text is kept"
    )

    rows = {stored.id.hex: stored.sha256 for stored in StoredFile.objects.all()}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in web.kept}
    assert found == rows, "whole files, and no part of others"
    assert len(rows) == len(taken) == Communication.objects.count()

    for stored in StoredFile.objects.all():
        answer = web.ask("GET", f"/tickets/{ticket.number}/files/{stored.pk}/")
        assert hashlib.sha256(answer.text.encode()).hexdigest() == stored.sha256
    assert note(web, ticket.number, body="没有附件").status == 302, "a note needs no disk"
    assert web.register()
    assert web.ask("GET", f"/tickets/{ticket.number}/").status == 200
    refuse_what_fills_the_temporary_folder(web, ticket)


def fill_up(path):
    """To the last byte."""
    with path.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4 * KILOBYTE))


def others_in(folder):
    """What lies there but for the counts of the web server."""
    return [path for path in on_disk(folder) if path.suffix != ".db"]


def refuse_what_fills_the_temporary_folder(web, ticket):
    """Large files are written there on their way."""
    before = Communication.objects.count()
    (answer,) = attempts(web, ticket.number, 1, 9000 * KILOBYTE)
    assert answer[0] == 507
    assert "存储空间不足" in answer[1]
    assert others_in(web.seen(web.folders[1])) == [], "nothing is left there"
    assert Communication.objects.count() == before
    filler = web.seen(web.folders[1]) / "filler"
    fill_up(filler)
    # small enough for the memory, and written there to be read
    table = multipart({}, ("file", "登记表.csv", "工单号,客户名称\n".encode() * 40_000))
    answer = post(web, "/tickets/import/", table)
    assert answer.status == 422
    assert "存储空间不足" in answer.text
    assert others_in(web.seen(web.folders[1])) == [filler]
    # pages that nobody has opened before: each is a count of its own
    for path in ("/inbox/", "/customers/", "/plans/", "/knowledge/", "/figures/", "/accounts/me/"):
        assert web.ask("GET", path).status in (200, 302, 404)
    assert note(web, ticket.number, body="还是没有附件").status == 302
