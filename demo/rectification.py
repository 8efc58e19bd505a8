"""A model of the demo that fails too often, as the job finds it."""

from datetime import datetime

from accounts.enums import DepartmentKind
from accounts.models import Department
from analytics.actions.rectifying import look_after_rectification
from analytics.models import RectificationSettings


def load_rectification(now: datetime) -> None:
    """The product department is responsible; with so few devices three must have failed."""
    department = Department.objects.filter(kind=DepartmentKind.PRODUCT).order_by("pk").first()
    RectificationSettings.objects.update(department=department, min_failed=3)
    look_after_rectification(now)
