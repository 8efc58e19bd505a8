"""Loads the demo: the sources' own tickets (vectors.md E1, E2, E9) and a lively today. A second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from tickets.actions import clocks
from tickets.management.demo import people, sources, today
from tickets.models import Ticket

DEMO_LOGINS = people.LOGINS


class Command(BaseCommand):
    help = "Load demo people, customers and tickets, unless they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Ticket.objects.filter(number=sources.FIRST_NUMBER).exists():
            self.stdout.write("demo data are there already")
            return
        now = timezone.now()
        with transaction.atomic():
            cast = people.hire()
            sources.play(cast)
            count = today.play(cast, now)
            people.roster(cast, now)
        while clocks.sweep(at=now, limit=500).looked_at:
            pass
        self.stdout.write(f"demo data loaded: {count} tickets of today, {Ticket.objects.count()} in all")
