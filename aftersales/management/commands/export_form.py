"""Writes a form to a file: of the work order, of the optimization plan, of a data audit, of a
month.
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from analytics.actions.ledger import note_about_audit
from analytics.enums import Audited
from analytics.exports import catalogue as month_forms
from analytics.exports import f23
from analytics.models import DataAudit
from core.domain.text import is_key
from pages.formats import file_moment, plain_moment
from plans import exports
from plans.exports import catalogue as plan_forms
from tickets.transfer.exports import catalogue as ticket_forms

OF_TICKETS = ", ".join(ticket_forms.known_codes())
OF_PLANS = ", ".join(plan_forms.KNOWN)
OF_AUDITS = "F23"
OF_MONTHS = month_forms.KNOWN
KNOWN = (
    f"Known forms: {OF_TICKETS}. Of plans: {OF_PLANS}. Of data audits: {OF_AUDITS}."
    f" Of months: {', '.join(OF_MONTHS)}."
)
CODES = (*ticket_forms.known_codes(), *plan_forms.KNOWN, OF_AUDITS, *OF_MONTHS)
Span = tuple[datetime, datetime]


class Command(BaseCommand):
    help = (
        f"Export a form of one ticket or plan, of a month, or of all. {KNOWN}"
        " Forms of tickets are masked unless --unmasked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help=", ".join(CODES))
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument(
            "--ticket", metavar="NUMBER", help="one ticket, by its ticket or issue number"
        )
        scope.add_argument("--plan", metavar="NUMBER", help="one plan, by its number AF-…")
        scope.add_argument("--audit", metavar="KEY", help="one data audit, by the key of its page")
        scope.add_argument(
            "--month",
            metavar="YYYY-MM",
            help="tickets reported, or retrospectives held, in this month; the month of F20 or F22",
        )
        parser.add_argument(
            "--out",
            type=Path,
            required=True,
            help="a file, or a folder in which it gets its usual name",
        )
        parser.add_argument(
            "--docx",
            action="store_true",
            help="F2, F20, F22 or F23 as Word document; so is a file that ends in .docx. F20 and"
            " F22 are a PDF where the file ends in .pdf",
        )
        parser.add_argument(
            "--extended", action="store_true", help="F2 with target and degree of attainment"
        )
        parser.add_argument(
            "--unmasked",
            action="store_true",
            help="with names and contact data in full; kept in the audit ledger",
        )
        parser.add_argument("--reason", default="", help="why, for the audit ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["code"].upper()
        if code not in CODES:
            raise CommandError(f"There is no form {options['code']}. {KNOWN}")
        if code == OF_AUDITS:
            self._export_audit(timezone.now(), options)
            return
        if options["audit"]:
            raise CommandError(f"--audit is for {OF_AUDITS}; {code} is no form of data audits.")
        if code in OF_MONTHS:
            self._export_month(code, timezone.now(), options)
            return
        span = self._month_span(options["month"]) if options["month"] else None
        export = self._export_plans if code in plan_forms.KNOWN else self._export_tickets
        export(code, timezone.now(), span, options)

    def _export_tickets(
        self, code: str, now: datetime, span: Span | None, options: dict[str, Any]
    ) -> None:
        if options["plan"] or options["docx"] or options["extended"]:
            raise CommandError(
                f"{code} is a form of tickets: --plan, --docx and --extended"
                " are for those of plans."
            )
        number = options["ticket"]
        ticket = ticket_forms.ticket_by_number(number) if number else None
        if number and ticket is None:
            raise CommandError(f"There is no ticket {number}.")

        is_masked = not options["unmasked"]
        tickets = ticket_forms.tickets_reported(*span) if span else ticket_forms.tickets_reported()
        try:
            title, file, rows = ticket_forms.make_form(
                code, ticket, tickets, mark=plain_moment(now), is_masked=is_masked
            )
        except ticket_forms.NeedsTicket:
            raise CommandError(
                f"{code} is the form of one ticket: name it with --ticket."
            ) from None

        # refused before the note: the ledger tells only of what left
        extent = ticket.number if ticket else options["month"]
        out = self._out_file(options["out"], title, extent, now, "xlsx")
        ticket_forms.note_export(
            code,
            ticket,
            at=now,
            reason=options["reason"][:300],
            is_masked=is_masked,
            rows=rows,
            month=options["month"] or "",
        )
        self._write_file(file, out)

    def _export_plans(
        self, code: str, now: datetime, span: Span | None, options: dict[str, Any]
    ) -> None:
        is_document = options["docx"] or options["out"].suffix.lower() == ".docx"
        self._check_plan_options(code, options, is_document=is_document)
        number = options["plan"]
        plan = plan_forms.plan_of_number(number) if number else None
        if number and plan is None:
            raise CommandError(f"There is no plan {number}.")

        try:
            file = plan_forms.make_form(
                code,
                plan,
                mark=plain_moment(now),
                span=span,
                is_document=is_document,
                is_extended=options["extended"],
            )
        except plan_forms.NeedsPlan:
            raise CommandError(f"{code} is the form of one plan: name it with --plan.") from None

        ending = "docx" if is_document else "xlsx"
        extent = plan.number if plan else options["month"]
        out = self._out_file(options["out"], exports.TITLES[code], extent, now, ending)
        plan_forms.note_export(
            code,
            plan,
            at=now,
            reason=options["reason"][:300],
            month=options["month"] or "",
            form=ending,
        )
        self._write_file(file, out)

    def _export_audit(self, now: datetime, options: dict[str, Any]) -> None:
        key = options["audit"]
        if not key:
            raise CommandError(f"{OF_AUDITS} is the form of one data audit: name it with --audit.")
        audit = DataAudit.objects.filter(pk=int(key)).first() if is_key(key) else None
        if audit is None:
            raise CommandError(f"There is no data audit {key}.")
        if options["extended"] or options["unmasked"]:
            raise CommandError(f"{OF_AUDITS} holds no data of customers, and is never extended.")
        is_document = options["docx"] or options["out"].suffix.lower() == ".docx"
        kind = "docx" if is_document else "xlsx"
        file = f23.KINDS[kind](audit, mark=plain_moment(now))
        out = self._out_file(options["out"], f23.TITLE, f23.extent_of(audit), now, kind)
        note_about_audit(
            audit,
            Audited.EXPORT_F23,
            by=None,
            at=now,
            reason=options["reason"][:300],
            ending=kind,
        )
        self._write_file(file, out)

    def _export_month(self, code: str, now: datetime, options: dict[str, Any]) -> None:
        if not options["month"]:
            raise CommandError(f"{code} is the form of one month: name it with --month.")
        if options["extended"] or options["unmasked"]:
            raise CommandError(f"{code} holds no data of customers, and is never extended.")
        start, _end = self._month_span(options["month"])
        out = options["out"]
        ending = "" if out.is_dir() else out.suffix.lower().removeprefix(".")
        ending = "docx" if options["docx"] else ending
        try:
            form = month_forms.make_form(code, start.date(), ending, mark=plain_moment(now), at=now)
        except month_forms.NotMade as error:
            raise CommandError(str(error)) from None
        out = self._out_file(out, form.title, form.extent, now, form.ending)
        month_forms.note_export(form, at=now, reason=options["reason"][:300])
        self._write_file(form.file, out)

    @staticmethod
    def _check_plan_options(code: str, options: dict[str, Any], *, is_document: bool) -> None:
        if options["ticket"]:
            raise CommandError(f"{code} is a form of plans: name one with --plan.")
        if options["month"] and code != "F18":
            raise CommandError(f"--month is for F18; {code} takes --plan.")
        if options["plan"] and code == "F18":
            raise CommandError("F18 is about all work: choose with --month.")
        if code != "F2" and (is_document or options["extended"]):
            raise CommandError(
                f"Only F2 leaves as Word document or extended; {code} is a workbook."
            )

    @staticmethod
    def _month_span(month: str) -> Span:
        """The first moment of a month of the desk's zone, and of the next one."""
        try:
            first_day = datetime.strptime(month, "%Y-%m")  # noqa: DTZ007  # made aware below
        except ValueError as error:
            raise CommandError("Write the month as 2024-05.") from error
        start = timezone.make_aware(first_day)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return start, end

    @staticmethod
    def _out_file(path: Path, title: str, extent: str | None, now: datetime, ending: str) -> Path:
        """Where to write: the file, or the usual name in a folder."""
        out = path
        if path.is_dir():
            out = path / f"{title}_{extent or '全部'}_{file_moment(now)}.{ending}"
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        return out

    def _write_file(self, file: IO[bytes], out: Path) -> None:
        with file, out.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        self.stdout.write(str(out))
