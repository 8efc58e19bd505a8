"""`manage.py make_token USERNAME`: an access token for a server, its key printed once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions.tokens import make_token
from accounts.domain.tokens import PACE
from accounts.enums import TokenScope
from accounts.models import User
from core.errors import LawBroken
from pages.formats import plain_moment

DAYS = 90


class Command(BaseCommand):
    help = (
        "Make an access token of a person or a service account. The key alone goes to the standard"
        " output, once; nobody can print it again. Administrators and the person are told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="whom the token stands for")
        parser.add_argument("--name", required=True, help="what it is for")
        parser.add_argument(
            "--scopes",
            nargs="+",
            required=True,
            metavar="SCOPE",
            help=f"what it opens: {', '.join(TokenScope.values)}",
        )
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"for how long, by default {DAYS}"
        )
        parser.add_argument(
            "--requests-per-minute", type=int, default=PACE, help=f"by default {PACE}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is nobody with the user name {options['username']}.")
        unknown = sorted(set(options["scopes"]) - set(TokenScope.values))
        if unknown:
            known = ", ".join(TokenScope.values)
            raise CommandError(f"There is no scope {', '.join(unknown)}; there are {known}.")
        try:
            token, key = make_token(
                person,
                by=None,
                at=timezone.now(),
                name=options["name"],
                scopes=options["scopes"],
                lasts=timedelta(days=options["days"]),
                requests_per_minute=options["requests_per_minute"],
            )
        except (LawBroken, OverflowError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write(f"{token.name} opens until {plain_moment(token.expiry)}. Its key:")
        self.stdout.write(key)
