"""What a plan is about: frozen with its figures, and found again at a ticket."""

from decimal import Decimal

import pytest

from customers.enums import Level
from customers.models import Asset
from demo import source_plan as story
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import links
from plans.actions import drafting, effects
from plans.models import Plan
from plans.queries.of_ticket import plans_behind
from plans.queries.scope import scope_of
from tests.factories.faults import fail, model_in_use, serials
from tests.fixtures import browser_of, moment, reported

pytestmark = pytest.mark.django_db
AT = moment("2024-07-01 10:00")
JUNE = FigureSpan(AT.date().replace(month=6, day=1), AT.date().replace(month=6, day=30))


@pytest.fixture
def about_a_model(cast):
    """A draft about one model and customers of one level."""
    model = model_in_use(cast)
    fields = {"name": "伺服驱动器整改", "start_date": AT.date(), "end_date": AT.date()}
    return drafting.create_plan(
        by=cast.staff["manager"],
        at=AT,
        product_models=[model],
        customer_levels=[Level.VIP],
        **fields,
    )


def test_models_and_levels_are_part_of_the_scope(about_a_model):
    model = about_a_model.product_models.get()
    assert scope_of(about_a_model) == FigureScope(models=(model.pk,), levels=(Level.VIP,))
    assert scope_of(about_a_model).is_of_plans


def test_a_copy_takes_them_over(about_a_model, cast):
    copy = drafting.create_plan(
        by=cast.staff["manager"],
        at=AT,
        name="第二轮",
        start_date=AT.date(),
        end_date=AT.date(),
        copied_from=about_a_model,
    )
    assert scope_of(copy) == scope_of(about_a_model)


def test_a_ticket_about_the_model_finds_the_plan(about_a_model, cast):
    Plan.objects.filter(pk=about_a_model.pk).update(state="running")
    device = Asset.objects.get(serial="S001")
    about, other = reported(cast, AT, asset=device), reported(cast, AT)
    manager = cast.staff["manager"]
    assert [one.plan for one in plans_behind(about, manager)] == [about_a_model]
    assert plans_behind(other, manager) == []
    Plan.objects.filter(pk=about_a_model.pk).update(customer_levels=[Level.NORMAL])
    assert plans_behind(about, manager) == []


def test_the_failure_rate_of_a_model_becomes_a_plan(cast):
    """From the list behind the figure, with its model; the value before is frozen with it."""
    model = model_in_use(cast)
    fail(cast, serials(20), at=story.desk_moment("2024-06-10"))
    path = links.cases_path("failure_rate", FigureScope(models=(model.pk,)), JUNE)
    browser = browser_of(cast.staff["manager"])
    query = path.partition("?")[2]
    assert "/plans/new/?figure=failure_rate" in browser.get(path).content.decode()
    form = browser.get(f"/plans/new/?figure=failure_rate&{query}").context["form"]
    assert form.initial["product_models"] == (model.pk,)
    assert "n = 200" in form.initial["background"]

    plan = story.draft_plan(cast)
    plan.product_models.set([model])
    plan.channels.clear()
    Plan.objects.filter(pk=plan.pk).update(natures=[])
    metric = effects.add_metric(
        plan,
        by=cast.staff["manager"],
        at=AT,
        key="failure_rate",
        target=Decimal(5),
        evaluator=cast.staff["analyst"],
    )
    story.start_plan(Plan.objects.get(pk=plan.pk), cast)
    metric.refresh_from_db()
    assert (metric.before, metric.before_samples, metric.unit) == (10, 200, "percent")
    assert metric.scope["models"] == [model.pk]
