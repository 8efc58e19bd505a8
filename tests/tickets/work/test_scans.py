"""A signature on paper is a scan (AT-3)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.worked_tickets import cast, fixed, processing
from tests.fixtures import browser_of
from tests.support.stored_files import PNG
from tests.tickets.world import ticket_at
from tickets.work.models import Confirmation

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast):
    """A ticket whose customer is to confirm."""
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00"), "2026-03-16 09:30")
    return fixed(play, "2026-03-16 11:00")


def confirm(cast, ticket, **sent):
    path = f"/tickets/{ticket.number}/do/confirm/"
    said = {"result": "solved", "mode": "offline", "signer": "张敏", **sent}
    return browser_of(cast.staff["agent"]).post(path, said)


def test_on_paper_needs_its_scan(cast, waiting):
    answer = confirm(cast, waiting)
    assert answer.status_code == 422
    assert "请上传已签字的纸质确认单扫描件" in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_the_scan_is_kept_with_the_ticket(cast, waiting):
    assert (
        confirm(cast, waiting, signature=SimpleUploadedFile("确认单.png", PNG)).status_code == 302
    )
    signature = Confirmation.objects.get().signature
    assert signature == waiting.attachments.get()
    assert (signature.kind, signature.visibility) == ("scan", "internal")


def test_a_scan_that_is_none_is_refused_and_nothing_is_stored(cast, waiting):
    answer = confirm(cast, waiting, signature=SimpleUploadedFile("确认单.exe", b"MZ" + b"\0" * 64))
    assert answer.status_code == 422
    assert not Confirmation.objects.exists()
    assert not waiting.attachments.exists()


def test_on_the_phone_needs_none(cast, waiting):
    assert confirm(cast, waiting, mode="callback").status_code == 302
    assert Confirmation.objects.get().signature is None
