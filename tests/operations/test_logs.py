"""Log lines: what machines read is JSON, what anybody reads is masked, and every line says for which request it was written."""

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import path

from aftersales.logs import JsonFormatter, LineFormatter
from core import tracing
from customers.models import Contact, Customer
from tests.fixtures import browser_of, moment

AT = moment("2024-06-03 09:00")


class Written(logging.StreamHandler):
    """A handler as the settings build it, writing to memory."""

    def __init__(self, formatter):
        super().__init__(io.StringIO())
        self.setFormatter(formatter)
        self.addFilter(tracing.RequestIdFilter())

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()

    @property
    def objects(self):
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def listening():
    """Attach handlers to the root logger for a while."""
    attached = []

    def listen(formatter):
        handler = Written(formatter)
        logging.getLogger().addHandler(handler)
        attached.append(handler)
        return handler

    yield listen
    for handler in attached:
        logging.getLogger().removeHandler(handler)


def write_everything():
    log = logging.getLogger("t.logs")
    log.warning("mail to %s, phone %s", "zhangsan@example.com", "13812345678")
    try:
        raise ValueError("客户 13812345678\nline two of lisi@example.com")
    except ValueError:
        log.exception("it broke for %(who)s", {"who": "wangwu@example.com"})


SECRETS = ("zhangsan@", "lisi@", "wangwu@", "13812345678")


@pytest.mark.parametrize("first", [JsonFormatter, LineFormatter])
def test_both_formats_mask_messages_and_tracebacks_whoever_formats_first(listening, first):
    other = LineFormatter if first is JsonFormatter else JsonFormatter
    handlers = [listening(first()), listening(other())]
    write_everything()
    for handler in handlers:
        text = handler.stream.getvalue()
        assert "z***@example.com" in text
        assert "ValueError" in text
        assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("formatter", [JsonFormatter, LineFormatter])
@pytest.mark.django_db
def test_a_line_tells_nothing_of_objects_and_of_rows_that_the_database_quotes(listening, formatter):
    customer = Customer.objects.create(code="C900001", name="华启科技有限公司", created_at=AT)
    # A traceback quotes the lines of the program, so that the name must not stand in one.
    other = "另一家"
    log = logging.getLogger("t.logs")
    handler = listening(formatter())
    log.warning("met %s and %s", customer, [customer])
    log.warning("met %(who)s", {"who": Contact(pk=7, name="张敏")})
    log.warning(customer)
    try:
        with transaction.atomic():
            Customer.objects.create(code=customer.code, name=other, created_at=AT)
    except IntegrityError as error:
        log.exception("not stored: %s", error)
    text = handler.stream.getvalue()
    assert f"customers.Customer {customer.pk}" in text and "customers.Contact 7" in text
    assert "IntegrityError" in text and "unique constraint" in text
    assert [secret for secret in ("C900001", "华启", "另一家", "张敏") if secret in text] == []


def test_a_json_line_is_one_line_with_its_fields(listening):
    handler = listening(JsonFormatter())
    tracing.begin_work("0123456789abcdef", person=lambda: 7)
    try:
        write_everything()
    finally:
        tracing.end_work()
    first, second = handler.objects
    assert first["message"] == "mail to z***@example.com, phone 138****5678"
    assert {first[name] for name in ("level", "logger", "request_id", "user_id")} == {
        "WARNING",
        "t.logs",
        "0123456789abcdef",
        7,
    }
    assert first["time"].endswith("+00:00")
    assert "exception" not in first
    assert second["exception"].splitlines()[0] == "Traceback (most recent call last):"
    assert second["exception"].splitlines()[-1] == "line two of l***@example.com"


def broken(request, number):
    raise RuntimeError(f"no such customer: 13812345678 {request.GET['q']}")


broken.login_required = False
urlpatterns = [
    path("broken/<slug:number>/", broken, name="broken"),
    path("fine/", lambda request: HttpResponse("ok"), name="fine"),
]
urlpatterns[1].callback.login_required = False


def access_lines(handler):
    return [line for line in handler.objects if line["logger"] == "aftersales.access"]


@pytest.mark.django_db
def test_one_access_line_a_request_with_the_view_and_never_the_address(cast, listening):
    handler = listening(JsonFormatter())
    answer = browser_of(cast.staff["agent"]).get("/tickets/", {"q": "13812345678"})
    (line,) = access_lines(handler)
    assert (line["method"], line["view"], line["path"], line["status"]) == (
        "GET",
        "tickets:list",
        "tickets/",
        200,
    )
    assert line["user_id"] == cast.staff["agent"].pk
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert 0 < line["ms"] < 60_000
    assert line["message"].startswith("GET tickets:list 200 ")
    assert "5678" not in handler.stream.getvalue()
    assert tracing.current() == "-", "nothing is at work after the answer"
    assert tracing.current_person() is None


@pytest.mark.django_db
def test_addresses_with_numbers_are_written_as_their_pattern(cast, listening):
    handler = listening(JsonFormatter())
    browser_of(cast.staff["agent"]).get("/tickets/202405-00123/")
    (line,) = access_lines(handler)
    assert (line["path"], line["status"]) == ("tickets/<slug:number>/", 404)


@pytest.mark.urls("tests.operations.test_logs")
def test_a_broken_view_leaves_its_traceback_under_the_id_that_the_page_shows(client, listening):
    handler = listening(JsonFormatter())
    client.raise_request_exception = False
    answer = client.get("/broken/202405-00123/", {"q": "zhangsan@example.com"})
    (access,) = access_lines(handler)
    (error,) = [line for line in handler.objects if "exception" in line]
    assert (access["status"], access["path"], access["view"]) == (
        500,
        "broken/<slug:number>/",
        "broken",
    )
    assert error["request_id"] == access["request_id"] == answer.headers["X-Request-Id"]
    assert error["exception"].endswith(
        "RuntimeError: no such customer: 138****5678 z***@example.com"
    )
    assert "zhangsan" not in handler.stream.getvalue()


def test_probes_are_no_news(client, listening, caplog):
    handler = listening(JsonFormatter())
    caplog.set_level(logging.INFO)
    assert client.get("/healthz").status_code == 200
    assert access_lines(handler) == []


TASK = """
import logging
from celery import signals
from aftersales.celery import app
app.loader.init_worker(); app.finalize()

@app.task(name="t.task", bind=True)
def task(self):
    logging.getLogger("t.task").warning("call 13812345678")
    raise RuntimeError("mail to lisi@example.com")

app.log.setup(loglevel="INFO", redirect_stdouts=True)
task.apply(task_id="550e8400-e29b-41d4-a716-446655440000")
logging.getLogger("t.after").warning("done")
"""


def test_a_job_logs_under_its_own_id_and_celery_adds_no_handler_of_its_own():
    ran = subprocess.run(
        [sys.executable, "-c", TASK],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LOG_FORMAT": "json", "PYTHONPATH": str(Path(settings.BASE_DIR))},
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert ran.stdout == ""
    mine = {line["logger"]: line for line in lines}
    assert mine["t.task"]["message"] == "call 138****5678"
    assert mine["t.task"]["request_id"] == "550e8400e29b41d4a716446655440000"
    assert mine["t.after"]["request_id"] == "-"
    assert "lisi@" not in ran.stderr
    assert "l***@example.com" in ran.stderr
    assert len([line for line in lines if line["logger"] == "t.task"]) == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"ALLOWED_HOSTS": "desk.example.com", "SECRET_KEY": "abcde" * 12}, "json"),
        ({"COLLECT_STATIC": "true"}, "json"),
        ({}, "line"),
        (
            {"ALLOWED_HOSTS": "desk.example.com", "SECRET_KEY": "abcde" * 12, "LOG_FORMAT": "line"},
            "line",
        ),
    ],
)
def test_production_writes_json_unless_told_otherwise(environment, expected):
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("LOG_FORMAT", "ALLOWED_HOSTS", "COLLECT_STATIC")
    }
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from aftersales import settings; print(settings.LOGGING['handlers']['console']['formatter'])",
        ],
        cwd=settings.BASE_DIR,
        env={**plain, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == expected
