"""For a positive control: the product's Celery without `task_reject_on_worker_lost`."""

from aftersales.celery import app

app.conf.task_reject_on_worker_lost = False
