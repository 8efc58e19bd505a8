"""What is sent is bounded before anything of it is read or written, for strangers above all."""

import ast
import errno
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone

from aftersales.sent_forms import SentForms
from documents.doors import is_taking_files
from documents.models import StoredFile
from pages.forms import StepForm
from plans.views.steps import PARTS
from tests.faults.processes import children_of
from tests.fixtures import browser_of, reported
from tests.processes import Web
from tests.support.sent_files import (
    HEAD,
    answer_to_head,
    bytes_below,
    multipart,
    note,
    post,
    resident_megabytes,
    send_all_the_same,
)
from tests.support.stored_files import PNG
from tickets.record.models import Communication
from tickets.work.views import STEPS

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1 << 20
HUGE = 150 * MEGABYTE
TAKING_FILES = {
    "plans.views.steps.take_part_step",
    "plans.views.imports.upload_record",
    "tickets.work.views.take_step",
    "tickets.desk.views.page.contact_composer",
    "tickets.desk.views.page.message_composer",
    "tickets.desk.views.page.note_composer",
    "tickets.desk.views.intake.registration_page",
    "tickets.transfer.views.imports.upload_register",
    "tickets.transfer.views.history.upload_history",
    "calendars.admin.import_year.import_year_page",
}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def nowhere_to_write(settings, tmp_path):
    """Whoever would write a file to the temporary folder fails with a fault."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "no-such-folder")
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0


# --- a real web server --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_stranger_fills_neither_the_temporary_folder_nor_the_memory(cast, processes):
    temporary = processes.folder / "tmp"
    temporary.mkdir()
    processes.environment["TMPDIR"] = str(temporary)
    web = Web(processes, cast.staff["agent"])
    (server,) = [process for process in processes.running if process.poll() is None]
    workers = children_of(server.pid)
    web.ask("GET", "/accounts/login/")
    before = resident_megabytes(workers)

    for path in ("/accounts/login/", "/", "/tickets/new/", "/readyz", "/admin/"):
        said = answer_to_head(web.port, path, f"Content-Length: {HUGE}")
        assert said.startswith(b"HTTP/1.1 413 "), path
    for path in ("/accounts/login/", "/tickets/new/"):
        said = answer_to_head(web.port, path, "Transfer-Encoding: chunked")
        assert said.startswith(b"HTTP/1.1 411 "), path

    stranger = Web.__new__(Web)
    stranger.port, stranger.cookies = web.port, {}
    body = multipart({"username": "x"}, ("file", "x.bin", bytes(HUGE)))
    send_all_the_same(stranger, "/accounts/login/", body)
    for path in ("/tickets/new/", "/inbox/"):
        answer = post(web, path, body)
        assert answer.status == 413, "people who are logged in read why"
        assert "150" in answer.text
    assert bytes_below(temporary) == 0
    assert resident_megabytes(workers) - before < 20

    ticket = reported(cast, timezone.now())
    assert note(web, ticket.number, ("a.png", PNG + bytes(6 * MEGABYTE))).status == 302
    assert StoredFile.objects.get().size > 6 * MEGABYTE


# --- every address --------------------------------------------------------------------------------


def all_views(patterns):
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            yield from all_views(entry.url_patterns)
        else:
            yield entry.callback


class Untouchable(BytesIO):
    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


def sent(user, length, **headers):
    """A form of so many bytes; those of a stranger may not be read."""

    request = RequestFactory().post("/", content_type=HEAD, headers=headers)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = Untouchable() if user.is_anonymous else BytesIO()
    # a part of a page: the words alone
    request.user, request.htmx = user, True
    return request


def verdict(view, request):
    return SentForms(lambda _request: HttpResponse()).process_view(request, view, (), {})


def test_no_address_reads_a_large_form_of_a_stranger():
    views = list(all_views(get_resolver().url_patterns))
    assert len(views) > 150
    for view in views:
        answer = verdict(view, sent(AnonymousUser(), 5 * MEGABYTE + 1))
        assert answer.status_code == 413, view
        assert "5 MB" in answer.content.decode()


@pytest.mark.django_db
def test_people_send_large_forms_to_pages_that_take_files_alone(cast, settings):
    agent = cast.staff["agent"]
    for view in all_views(get_resolver().url_patterns):
        length = (settings.FORM_MAX_BYTES if is_taking_files(view) else 5 * MEGABYTE) + 1
        answer = verdict(view, sent(agent, length))
        assert answer.status_code == 413, view


def test_the_pages_that_take_files_are_these():
    views = all_views(get_resolver().url_patterns)
    found = {f"{view.__module__}.{view.__name__}" for view in views if is_taking_files(view)}
    assert found == TAKING_FILES


def test_every_page_that_reads_files_is_marked():
    reading = set()
    for path in ROOT.glob("*/**/*.py"):
        name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        if name.split(".")[0] in ("tests", "demo", "bench") or name.startswith("."):
            continue
        text = path.read_text()
        if "request.FILES" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and "request.FILES" in ast.unparse(node):
                reading.add(f"{name}.{node.name}")
    # which steps take files is asked of their forms
    assert reading - TAKING_FILES == {
        "pages.steps.serve_step",
        # of customers who have a link
        "portal.views.case.case_page",
        "portal.views.confirmation.confirmation_page",
        "portal.views.requests.device_page",
        "portal.views.requests.request_page",
        "aftersales.sent_forms._refuse_junk",
        # of programs with a token, which is looked at before anything is read
        "api.views.sent_content",
        "tickets.api.agreements.sent_parts",
        "tickets.api.views.attachments",
    }
    forms_of_parts = {step.form for part in PARTS.values() for step in part.steps.steps}
    forms_of_tickets = {step.form for step in STEPS.steps}
    with_files = {
        form
        for form in step_forms(StepForm)
        if any(isinstance(field, forms.FileField) for field in form.base_fields.values())
    }
    assert with_files
    assert with_files <= forms_of_parts | forms_of_tickets


def step_forms(form):
    for child in form.__subclasses__():
        yield child
        yield from step_forms(child)


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("nowhere_to_write")
def test_of_a_stranger_no_file_is_written(client, settings):
    client.cookies["django_language"] = "en"
    form = {"username": "x", "file": SimpleUploadedFile("a.png", PNG)}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 400
    assert "takes no files" in answer.content.decode()

    # the control: without the guard it would be written before anybody is asked who sends it
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SentForms" not in name]
    form["file"].seek(0)
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["csrftoken"] = "x" * 32
    with pytest.raises(FileNotFoundError):
        stranger.post("/accounts/login/", form)


def english(cast):
    agent = cast.staff["agent"]
    agent.language = "en"
    agent.save()
    return browser_of(agent)


FORMS = {
    "a page": ("/tickets/new/", {}),
    "a part": ("/tickets/{number}/note/", {"HX-Request": "true"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"body": "x" * (5 * MEGABYTE + 1)}, 413, "up to 5 MB"),
        ({f"field{number}": "x" for number in range(1001)}, 413, "up to 1000 fields"),
        ({"uploads": [(b"x", f"{number}.txt") for number in range(101)]}, 413, "up to 100 files"),
    ],
    ids=["text", "fields", "files"],
)
def test_each_bound_is_said_with_its_number(cast, media, kind, form, status, words):
    ticket = reported(cast, timezone.now())
    path, headers = FORMS[kind]
    uploads = [SimpleUploadedFile(name, body) for body, name in form.get("uploads", ())]
    told = {**form, "uploads": uploads} if uploads else form
    answer = english(cast).post(path.format(number=ticket.number), told, headers=headers)
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (status, True)
    assert "Nothing was stored" in page
    is_part = answer["Content-Type"].startswith("text/plain")
    assert is_part == bool(headers), "a part of a page shows the words alone"
    if not is_part:
        assert "Go back: your text is still there" in page
        assert "data-not-taken" in page, "the draft stays"
    assert not Communication.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_form_over_the_limit_says_both_sizes(cast, settings):
    settings.FORM_MAX_BYTES = 6 * MEGABYTE
    form = {"uploads": SimpleUploadedFile("a.png", PNG + bytes(7 * MEGABYTE))}
    page = english(cast).post("/tickets/new/", form).content.decode()
    assert "7.1 MB" in page
    assert "6 MB" in page


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"x" * 100, b"--y\r\nContent-Disposition: form-data\r\n\r\n"])
def test_a_form_that_did_not_arrive_whole_is_said_so(cast, body):
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=\xff"):
        answer = english(cast).generic("POST", "/tickets/new/", body, content_type)
        assert answer.status_code == 400
        assert "did not arrive whole" in answer.content.decode()


@pytest.mark.django_db
def test_faults_of_ours_are_not_called_a_full_disk(cast, nowhere_to_write):
    form = {"uploads": SimpleUploadedFile("a.png", PNG)}
    with pytest.raises(FileNotFoundError) as fault:
        english(cast).post("/tickets/new/", form)
    assert fault.value.errno == errno.ENOENT
