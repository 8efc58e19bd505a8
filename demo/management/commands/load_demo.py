"""Loads the demo: the sources' own tickets and plan (vectors.md E1, E2, E3, E9) and a lively today. A second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from demo import people, source_plan, sources, today, todays_plans
from plans.models import Plan
from tickets.limits.actions import clocks
from tickets.record.models import Ticket


class Command(BaseCommand):
    help = "Load demo people, customers, tickets and plans, unless they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Ticket.objects.filter(number=sources.FIRST_NUMBER).exists():
            self.stdout.write("demo data are there already")
            return
        now = timezone.now()
        with transaction.atomic():
            cast = people.hire()
            sources.play(cast)
            source_plan.play(cast)
            count = today.play(cast, now)
            todays_plans.play(cast, now)
            people.roster(cast, now)
        while clocks.sweep_clocks(at=now, limit=500).looked_at:
            pass
        told = f"{count} tickets of today, {Ticket.objects.count()} in all, {Plan.objects.count()} plans"
        self.stdout.write(f"demo data loaded: {told}")
