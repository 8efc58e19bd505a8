"""Brings an execution record (form F2, xlsx or docx) in as a plan. Without --commit nothing changes."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from core.errors import BadFile, LawBroken
from plans.actions import importing
from plans.imports.f2 import RecordReading, read_record
from plans.models import Plan


class Command(BaseCommand):
    help = "Import the execution record of an optimization plan (F2); a dry run unless --commit is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who takes it over; else the owner that the form names"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        try:
            reading = read_record(path.name, path.read_bytes())
            plan = (
                self._enter(reading, options["by"])
                if options["commit"] and reading.record
                else None
            )
        except (BadFile, LawBroken) as error:
            raise CommandError(error.message) from error
        self._tell(reading, plan, as_json=options["json"])

    @staticmethod
    def _enter(reading: RecordReading, username: str | None) -> Plan:
        named = (
            {"username": username} if username else {"display_name": reading.record.basics.owner}
        )
        person = User.objects.at_work().filter(**named).order_by("pk").first()
        if person is None:
            raise CommandError("Name with --by who takes the plan over.")
        return importing.import_record(reading.record, by=person, at=timezone.now())

    def _tell(self, reading: RecordReading, plan: Plan | None, *, as_json: bool) -> None:
        record = reading.record
        told = {
            "committed": plan is not None,
            "number": plan.number if plan else record.basics.number if record else "",
            "stages": sum(1 for _stage in record.stages) if record else 0,
            "metrics": len(record.metrics) if record else 0,
            "problems": [fault.as_plain() for fault in reading.faults],
            "warnings": [warning.as_plain() for warning in reading.warnings],
        }
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        state = "committed" if plan else "refused" if reading.faults else "dry run"
        self.stdout.write(
            f"{state}: plan {told['number'] or '(new number)'}, {told['stages']} stages, {told['metrics']} metrics"
        )
        for finding in (*reading.faults, *reading.warnings):
            self.stdout.write(f"{'fault' if finding in reading.faults else 'warning'}: {finding}")
