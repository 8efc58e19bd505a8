"""`manage.py make_bi_reader`: a role of the database that reads the views for BI, nothing else."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from analytics.actions.bi_readers import (
    MadeReader,
    NoReader,
    ReaderLimits,
    make_reader,
    remove_reader,
)
from analytics.actions.bi_views import SCHEMA, NoViews

VARIABLE = "BI_READER_PASSWORD"
NAME = "bi_reader"
LIMITS = ReaderLimits(seconds=30, connections=10)


class Command(BaseCommand):
    help = (
        "Make a role of the database that reads the views for BI and nothing else, or put its"
        f" rights right again. The password is that of the environment ({VARIABLE}), else one is"
        " made up and printed, once. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=NAME, help=f"of the role, by default {NAME}")
        parser.add_argument(
            "--new-password", action="store_true", help="make up a new one for a role that is there"
        )
        parser.add_argument(
            "--seconds",
            type=int,
            default=LIMITS.seconds,
            help=f"how long a query may take, by default {LIMITS.seconds}",
        )
        parser.add_argument(
            "--connections",
            type=int,
            default=LIMITS.connections,
            help=f"how many at once, by default {LIMITS.connections}",
        )
        parser.add_argument("--remove", action="store_true", help="take the role away")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["remove"]:
                self._remove(options["name"])
            else:
                self._make(options)
        except (NoReader, NoViews) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _remove(self, name: str) -> None:
        was_there = remove_reader(name, at=timezone.now())
        self.stdout.write(f"{name} is gone." if was_there else f"There is no role {name}.")

    def _make(self, options: dict[str, Any]) -> None:
        reader = make_reader(
            options["name"],
            password=os.environ.get(VARIABLE) or None,
            renews=options["new_password"],
            limits=ReaderLimits(options["seconds"], options["connections"]),
            at=timezone.now(),
        )
        self.stdout.write(
            f"{reader.name} {'is made' if reader.is_new else 'has its rights again'}:"
            f" it reads the views of the schema {SCHEMA}, and nothing else."
        )
        self._print_settings(reader)

    def _print_settings(self, reader: MadeReader) -> None:
        """What a tool asks for when it is connected."""
        server = connection.settings_dict
        self.stdout.write(f"  host      {server['HOST'] or 'the socket of this machine'}")
        self.stdout.write(f"  port      {server['PORT'] or 5432}")
        self.stdout.write(f"  database  {server['NAME']}")
        self.stdout.write(f"  schema    {SCHEMA}")
        self.stdout.write(f"  user      {reader.name}")
        if reader.password:
            self.stdout.write(f"  password  {reader.password}   (nobody can print it again)")
