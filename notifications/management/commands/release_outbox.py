"""`manage.py release_outbox`: after a restore, messages leave again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.clock import database_now
from notifications.actions.pausing import release_outbox


class Command(BaseCommand):
    help = (
        "Let messages leave again after a restore. With --discard those that the backup brought are"
        " not sent: they may have been sent since it was made."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--discard", action="store_true", help="do not send what was written before the restore"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = release_outbox(by=None, at=database_now(), discards_old=options["discard"])
        if count is None:
            self.stdout.write("The outbox is not paused: nothing to do.")
        else:
            self.stdout.write(f"The outbox is released: {count} messages wait to be sent.")
