"""What the product refuses to start with, and what every answer says to the browser."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.fixtures import browser_of, reported

ROOT = Path(__file__).parents[2]
KEY = "kEy-of-a-test-that-nobody-would-guess-0123456789-abcdefghij"
PUBLIC = {"ALLOWED_HOSTS": "desk.example.com", "SECRET_KEY": KEY}


def started(code, **environment):
    """A process of the product with this environment: its status and what it said."""
    inherited = {**os.environ, "ALLOWED_HOSTS": "localhost", "DEBUG": "false", "HTTPS": "false"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


SETTINGS = "import django; from django.conf import settings; settings.DEBUG"
WEB = "import aftersales.wsgi"
IN_PLACE = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'aftersales.settings'; "
WITHOUT_DEFUSEDXML = "import sys; sys.modules['defusedxml'] = None; "
OLD_DJANGO = "import django; django.VERSION = (5, 2, 7, 'final', 0); "


def test_control_a_public_desk_starts():
    assert started(IN_PLACE + WEB, **PUBLIC)[0] == 0


@pytest.mark.parametrize(
    ("code", "environment", "word"),
    [
        (SETTINGS, {**PUBLIC, "SECRET_KEY": "", "VAR_DIR": "no-such-folder"}, "SECRET_KEY"),
        (SETTINGS, {**PUBLIC, "SECRET_KEY": "local-development-only"}, "SECRET_KEY"),
        (SETTINGS, {**PUBLIC, "SECRET_KEY": "change-me"}, "SECRET_KEY"),
        (SETTINGS, {**PUBLIC, "SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        (SETTINGS, {**PUBLIC, "SECRET_KEY_FALLBACKS": "old"}, "SECRET_KEY_FALLBACKS"),
        (SETTINGS, {**PUBLIC, "DEBUG": "true"}, "DEBUG"),
        (SETTINGS, {**PUBLIC, "ALLOWED_HOSTS": "*", "DEBUG": "true"}, "DEBUG"),
        (WEB, {"SECRET_KEY": "local-development-only"}, "SECRET_KEY"),
        (WITHOUT_DEFUSEDXML + SETTINGS, PUBLIC, "defusedxml"),
        (OLD_DJANGO + SETTINGS, PUBLIC, "5.2.8"),
    ],
)
def test_it_does_not_start(code, environment, word):
    status, said = started(IN_PLACE + code, **environment)
    assert status != 0
    assert word in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("environment", "is_warned"),
    [
        ({"HTTPS": "true"}, True),
        ({"HTTPS": "true", "PROXY_COUNT": "1"}, False),
        ({"HTTPS": "false"}, False),
    ],
)
def test_https_without_a_counted_proxy_is_said_in_the_log(environment, is_warned):
    status, said = started(IN_PLACE + WEB, **PUBLIC, **environment)
    assert (status, "PROXY_COUNT" in said) == (0, is_warned)


ASK_OVER_HTTP = IN_PLACE + (
    "import django; django.setup(); from django.test import Client; c = Client(headers={'host': 'desk.example.com'});"
    "a = c.get('/accounts/login/'); assert (a.status_code, a['Location'][:8]) == (301, 'https://'), a;"
    "h = c.get('/healthz'); assert h.status_code == 200;"
    "s = Client(headers={'host': 'desk.example.com', 'x-forwarded-proto': 'https'}).get('/healthz');"
    "assert s['Strict-Transport-Security'] == 'max-age=31536000; includeSubDomains', s.headers"
)


def test_over_http_one_is_sent_to_https_and_probes_are_answered():
    status, said = started(ASK_OVER_HTTP, **PUBLIC, HTTPS="true")
    assert status == 0, said


@pytest.mark.django_db
def test_no_page_stays_in_the_cache_of_a_browser(cast):
    ticket = reported(cast, timezone.now())
    pages = ["/", "/tickets/", f"/tickets/{ticket.number}/", "/inbox/", "/plans/", "/no-such-page/"]
    for browser in (browser_of(cast.staff["manager"]), Client()):
        for page in pages:
            answer = browser.get(page)
            assert answer["Cache-Control"] == "no-store", page
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
            assert not {"Server", "X-Powered-By"} & set(answer.headers)
            assert "camera=()" in answer["Permissions-Policy"]
            assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
def test_style_and_scripts_are_no_pages():
    (style,) = re.findall(r"/static/\S+?\.css", Client().get("/accounts/login/").content.decode())[
        :1
    ]
    answer = Client().get(style)
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DEBUG", "PROPFIND"])
@pytest.mark.parametrize(
    "address", ["/", "/healthz", "/admin/", "/accounts/login/", "/static/x.css"]
)
def test_a_method_that_nobody_uses_is_refused(method, address):
    answer = Client().generic(method, address)
    assert (answer.status_code, answer.content) == (405, b"")


COOKIES_OVER_HTTPS = IN_PLACE + (
    "import django; django.setup(); from django.test import Client; from django.conf import settings as s;"
    "c = Client(headers={'host': 'desk.example.com', 'x-forwarded-proto': 'https'});"
    "c.post('/accounts/language/', {'language': 'en'});"
    "(kept,) = c.cookies.values();"
    "assert (kept.key, kept.value) == ('__Host-django_language', 'en'), kept;"
    "assert kept['secure'] and kept['httponly'] and kept['path'] == '/' and not kept['domain'], kept;"
    "names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DEVICE_COOKIE_NAME];"
    "assert names == ['__Host-sessionid', '__Host-csrftoken', '__Host-device'], names;"
    "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.CSRF_COOKIE_HTTPONLY;"
    "assert not s.SESSION_COOKIE_DOMAIN and not s.CSRF_COOKIE_DOMAIN"
)


def test_over_https_cookies_belong_to_this_host_alone():
    status, said = started(COOKIES_OVER_HTTPS, **PUBLIC, HTTPS="true")
    assert status == 0, said


@pytest.mark.django_db
def test_no_script_reads_a_cookie():
    browser = Client()
    browser.get("/accounts/login/")
    browser.post("/accounts/language/", {"language": "en"})
    assert set(browser.cookies) == {"csrftoken", "django_language"}
    assert all(one["httponly"] and one["samesite"] == "Lax" for one in browser.cookies.values())
