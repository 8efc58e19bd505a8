"""Loads the demo: the sources' own tickets and plan (vectors.md E1, E2, E3, E9), and today.

A second run changes nothing.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from demo import (
    answers,
    audits,
    awards,
    history,
    inboxes,
    measures,
    messages,
    part_waits,
    people,
    rectification,
    reports,
    slow_cases,
    source_plan,
    sources,
    today,
    todays_plans,
)
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
            people.create_superuser()
            cast = people.create_cast()
            messages.silence_mails(cast)
            sources.load_source_tickets(cast)
            source_plan.load_source_plan(cast)
            history.load_history(cast, now)
            part_waits.load_part_waits(cast, now)
            count = today.load_todays_tickets(cast, now)
            todays_plans.load_todays_plans(cast, now)
            people.create_roster(cast, now)
            messages.load_todays_messages(cast, now)
            answers.load_todays_answers(now)
            answers.load_campaign(cast, now)
            audits.load_audits(cast, now)
            measures.load_measures(cast, now)
            slow_cases.load_slow_cases(cast, now)
            reports.load_reports(cast, now)
            rectification.load_rectification(now)
            awards.load_awards(cast, now)
        # As the timetable would have done meanwhile: what is late is raised and seen.
        while clocks.sweep_clocks(at=now, limit=500).looked_at:
            pass
        inboxes.tidy_inboxes()
        tickets = Ticket.objects.count()
        plans = Plan.objects.count()
        counts = f"{count} tickets of today, {tickets} in all, {plans} plans"
        self.stdout.write(f"demo data loaded: {counts}")
