"""Wiring: settings, the site map, the queue. Not one rule lives here."""

from aftersales.celery import app as celery_app

__all__ = ["celery_app"]
