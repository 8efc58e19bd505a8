"""Brings an execution record (form F2, xlsx or docx) in as a plan.

Without --commit nothing changes.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from core.errors import BadFile, LawBroken
from plans.actions import importing
from plans.domain.record import Record
from plans.imports.f2 import RecordReading, read_record
from plans.models import Plan


class Command(BaseCommand):
    help = (
        "Import the execution record of an optimization plan (F2);"
        " a dry run unless --commit is given."
    )

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
            plan = None
            if options["commit"] and reading.record:
                plan = self._import_record(reading.record, options["by"])
        except (BadFile, LawBroken) as error:
            raise CommandError(error.message) from error

        if options["json"]:
            answer = self._answer(reading, plan)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._print_outcome(reading, plan)

    @staticmethod
    def _import_record(record: Record, username: str | None) -> Plan:
        people = User.objects.at_work()
        if username:
            people = people.filter(username=username)
        else:
            people = people.filter(display_name=record.basics.owner)
        person = people.order_by("pk").first()
        if person is None:
            raise CommandError("Name with --by who takes the plan over.")
        return importing.import_record(record, by=person, at=timezone.now())

    @staticmethod
    def _answer(reading: RecordReading, plan: Plan | None) -> dict[str, Any]:
        """What was read and whether it was taken over, as plain data."""
        record = reading.record
        answer: dict[str, Any] = {
            "committed": plan is not None,
            "number": "",
            "stages": 0,
            "metrics": 0,
            "problems": [fault.as_plain() for fault in reading.faults],
            "warnings": [warning.as_plain() for warning in reading.warnings],
        }
        if record:
            answer["number"] = record.basics.number
            answer["stages"] = sum(1 for _stage in record.stages)
            answer["metrics"] = len(record.metrics)
        if plan:
            answer["number"] = plan.number
        return answer

    def _print_outcome(self, reading: RecordReading, plan: Plan | None) -> None:
        outcome = "dry run"
        if plan:
            outcome = "committed"
        elif reading.faults:
            outcome = "refused"
        answer = self._answer(reading, plan)
        number = answer["number"] or "(new number)"
        stages = answer["stages"]
        self.stdout.write(f"{outcome}: plan {number}, {stages} stages, {answer['metrics']} metrics")
        for fault in reading.faults:
            self.stdout.write(f"fault: {fault}")
        for warning in reading.warnings:
            self.stdout.write(f"warning: {warning}")
