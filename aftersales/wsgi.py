"""The web server's entry."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from aftersales import start_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
start_checks.require_own_key(settings.SECRET_KEY)

application = get_wsgi_application()
# with all pages, before the server forks: its first visitors do not wait, its processes share them
get_resolver().url_patterns  # noqa: B018 — is loaded when it is asked for
# after it the log is set up
start_checks.warn_of_uncounted_proxy(is_https=settings.IS_HTTPS, proxy_count=settings.PROXY_COUNT)
