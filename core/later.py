"""The only way to the queue: ring after the commit.

A lost bell loses nothing, since a sweep looks at the rows.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue(task: str, **kwargs: object) -> None:
    """Ask a worker to run `task` soon, once the transaction at hand has been committed."""
    transaction.on_commit(lambda: _send_task(task, kwargs))


def _send_task(task: str, kwargs: dict[str, object]) -> None:
    try:
        current_app.send_task(task, kwargs=kwargs, ignore_result=True, retry=False)
    except OperationalError:
        log.warning("the queue does not answer; %s waits for its sweep", task)
