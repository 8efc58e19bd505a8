"""The web server's entry."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aftersales import start_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
start_checks.require_own_key(settings.SECRET_KEY)

application = get_wsgi_application()
