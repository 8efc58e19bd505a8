"""The web server's entry."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aftersales import start_checks
from aftersales.addresses import load_site_map

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
start_checks.require_own_key(settings.SECRET_KEY)

application = get_wsgi_application()
load_site_map()
# after it the log is set up
start_checks.warn_of_uncounted_proxy(is_https=settings.IS_HTTPS, proxy_count=settings.PROXY_COUNT)
