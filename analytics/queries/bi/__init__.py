"""The views of the schema `bi`: what tools outside may read, and what each column means."""

from analytics.queries.bi.answers import score_view, survey_reason_view, survey_view
from analytics.queries.bi.clocks import clock_view
from analytics.queries.bi.lists import (
    channel_view,
    customer_view,
    department_view,
    device_view,
    issue_type_view,
    product_model_view,
)
from analytics.queries.bi.measures import measure_view
from analytics.queries.bi.plans import plan_metric_view, plan_stage_view, plan_view
from analytics.queries.bi.tickets import ticket_view
from analytics.queries.bi.views import BiView

# In the order of the documentation.
DEFINITIONS = (
    ticket_view,
    clock_view,
    survey_view,
    survey_reason_view,
    score_view,
    plan_view,
    plan_stage_view,
    plan_metric_view,
    measure_view,
    channel_view,
    department_view,
    issue_type_view,
    product_model_view,
    device_view,
    customer_view,
)


def bi_views() -> list[BiView]:
    """All of them, in the zone of the desk and with the words of this release."""
    return [defined() for defined in DEFINITIONS]
