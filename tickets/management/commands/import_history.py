"""Brings the history of another help desk in. Without --commit nothing changes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import BadFile
from tickets.management.import_report import write_report
from tickets.transfer.imports import history


class Command(BaseCommand):
    help = (
        "Import another help desk's history; a dry run unless --commit is given."
        " Run it again to go on after a crash."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            required=True,
            help="a name in tickets/transfer/imports/mappings, or the path of a TOML file",
        )
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        is_committed = options["commit"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        try:
            mapping = history.mapping_at(options["mapping"])
            outcome = history.bring_in(
                path, mapping, by=None, at=timezone.now(), is_dry=not is_committed
            )
        except BadFile as error:
            raise CommandError(error.message) from error
        write_report(
            self.stdout,
            counts=outcome.counts,
            refused=[history.problem_data(problem) for problem in outcome.refused],
            warned=[history.problem_data(problem) for problem in outcome.warned],
            remarks=[remark.as_plain() for remark in outcome.remarks],
            is_committed=is_committed,
            as_json=options["json"],
        )
