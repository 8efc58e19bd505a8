"""Writes a form to a file: F3 of one ticket, the others of one ticket, of a month or of all tickets."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.actions import audit
from customers.rules import MASKED, UNMASKED, Sight
from tickets.enums import Audited
from tickets.exports import forms
from tickets.models import Ticket, TicketQuerySet


class Command(BaseCommand):
    help = f"Export a form ({', '.join(forms.KNOWN)}) of one ticket, of a month, or of all tickets. Masked unless --unmasked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help=", ".join(forms.KNOWN))
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--ticket", metavar="NUMBER", help="one ticket, by its ticket or issue number")
        scope.add_argument("--month", metavar="YYYY-MM", help="tickets reported in this month")
        parser.add_argument("--out", type=Path, required=True, help="a file, or a folder in which it gets its usual name")
        parser.add_argument("--unmasked", action="store_true", help="with names and contact data in full; kept in the audit ledger")
        parser.add_argument("--reason", default="", help="why, for the audit ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        code, now = options["code"].upper(), timezone.now()
        if code not in forms.KNOWN:
            raise CommandError(f"There is no form {options['code']}. Known forms: {', '.join(forms.KNOWN)}.")
        ticket = self._ticket(options["ticket"]) if options["ticket"] else None
        tickets = Ticket.objects.filter(pk=ticket.pk) if ticket else self._month(options["month"])
        mark = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
        title, file, count = self._form(code, ticket, tickets, UNMASKED if options["unmasked"] else MASKED, mark)
        extent = ticket.number if ticket else options["month"] or "全部"
        out = self._out(options["out"], f"{title}_{extent}_{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
        audit.record(
            Audited(f"export_{code.lower()}"), by=None, at=now, target=f"ticket {ticket.number}" if ticket else code,
            reason=options["reason"][:300], is_masked=not options["unmasked"], rows=count, month=options["month"] or "",
        )  # fmt: skip
        with file, out.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        self.stdout.write(str(out))

    @staticmethod
    def _form(code: str, ticket: Ticket | None, tickets: TicketQuerySet, sight: Sight, mark: str) -> tuple[str, IO[bytes], int]:
        """Title, file and number of rows (tickets, for F3)."""
        if code != "F3":
            table = forms.TABLES[code]
            return table.title, *table.file(tickets.order_by("reported_at", "pk"), sight, mark, of=ticket)
        if ticket is None:
            raise CommandError("F3 is the form of one ticket: name it with --ticket.")
        return forms.F3_TITLE, forms.f3(ticket, sight, mark), 1

    @staticmethod
    def _ticket(number: str) -> Ticket:
        found = Ticket.objects.filter(number=number).first() or Ticket.objects.filter(issue_no=number).first()
        if found is None:
            raise CommandError(f"There is no ticket {number}.")
        return found

    @staticmethod
    def _month(month: str | None) -> TicketQuerySet:
        """The tickets reported in a month of the desk's zone, or all."""
        if not month:
            return Ticket.objects.all()
        try:
            start = timezone.make_aware(datetime.strptime(month, "%Y-%m"))  # noqa: DTZ007 — made aware here
        except ValueError as error:
            raise CommandError("Write the month as 2024-05.") from error
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        return Ticket.objects.filter(reported_at__gte=start, reported_at__lt=end)

    @staticmethod
    def _out(path: Path, name: str) -> Path:
        """Where to write: the file, or the usual name in a folder."""
        out = path / name if path.is_dir() else path
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        return out
