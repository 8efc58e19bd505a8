"""By which failure rate a model is judged: now, and when something was kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analytics.models import RectificationSettings

# Where a month is kept, and the limit of those that were kept before there was a row.
LIMIT_KEY = "failure_limit"
EARLIER_LIMIT = "10"


def current_rectification_settings() -> RectificationSettings:
    """The row as it is now, the defaults where there is none. One statement."""
    found = RectificationSettings.objects.select_related("department").first()
    return found or RectificationSettings()


def failure_limit_of(data: Mapping[str, Any]) -> Decimal:
    """The per cent by which a month that is kept was judged."""
    return Decimal(data.get(LIMIT_KEY, EARLIER_LIMIT))
