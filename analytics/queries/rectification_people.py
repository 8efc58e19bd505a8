"""Who is told of a request to rectify a model."""

from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from analytics.models import RectificationRequest


def people_of(request: RectificationRequest) -> list[User]:
    """Those at work in its department who may carry it out; the managers where there is none, or
    nobody in it.
    """
    own = User.objects.at_work().filter(
        department=request.department_id,
        groups__permissions__codename="carry_out_rectification",
    )
    found = list(own.distinct()) if request.department_id else []
    return found or list(active_holders(Role.MANAGER))
