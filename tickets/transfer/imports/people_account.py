"""Names in a file that are not exactly one person's here."""

from collections.abc import Mapping

from django.db.models import Count

from accounts.models import User


def count_namesakes(named: Mapping[str, int]) -> dict[str, int]:
    """Of these names those that are not exactly one person's: how many people bear them."""
    people = (
        User.objects.colleagues()
        .filter(display_name__in=list(named))
        .order_by()
        .values_list("display_name")
        .annotate(Count("pk"))
    )
    bearers = dict(people)
    return {name: bearers.get(name, 0) for name in named if bearers.get(name) != 1}
