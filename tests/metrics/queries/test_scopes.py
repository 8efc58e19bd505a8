"""Figures of a product category, a model, a level of customers: in numbers, lists and addresses."""

from datetime import date

import pytest
from django.http import QueryDict

from customers.enums import Level
from customers.models import Asset, Customer, ProductModel
from metrics import forms
from metrics.domain.figures import WITHOUT, FigureScope, FigureSpan
from metrics.enums import By
from metrics.queries import links, measure, overview
from metrics.queries.registry import GROUPS
from tests.fixtures import COMPANY, moment, reported
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
MARCH = FigureSpan(date(2026, 3, 1), date(2026, 3, 31))
AT, LATER = moment("2026-03-16 09:00"), moment("2026-04-10 09:00")


@pytest.fixture
def world(cast):
    """Two models of one category, one of none; of each a device, and a ticket about it; one about none;
    one of them of a customer of another level.
    """
    customer = cast.customers[COMPANY]
    Customer.objects.update(level=Level.NORMAL)
    Customer.objects.filter(pk=customer.pk).update(level=Level.VIP)
    found = {}
    for code, category in (("A-1", "泵"), ("A-2", "泵"), ("B-1", "")):
        model = ProductModel.objects.create(code=code, name="设备" * 20, category=category)
        asset = Asset.objects.create(serial=code, model=model, customer=customer)
        found[code] = reported(cast, AT, asset=asset)
    found["none"] = reported(cast, AT)
    other = next(name for name in cast.customers if name != COMPANY)
    found["other"] = reported(cast, AT, customer=other)
    return found


def key_of(code):
    return ProductModel.objects.get(code=code).pk


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (lambda: FigureScope(categories=("泵",)), {"A-1", "A-2"}),
        (lambda: FigureScope(models=(key_of("A-1"),)), {"A-1"}),
        (lambda: FigureScope(models=(key_of("A-1"), WITHOUT)), {"A-1", "none", "other"}),
        (lambda: FigureScope(models=(WITHOUT,)), {"none", "other"}),
        (lambda: FigureScope(levels=(Level.NORMAL,)), {"other"}),
        (lambda: FigureScope(levels=(Level.VIP,), models=(WITHOUT,)), {"none"}),
        (lambda: FigureScope(categories=("泵",), models=(key_of("B-1"),)), set()),
        (
            lambda: FigureScope(levels=(Level.VIP, Level.NORMAL)),
            {"A-1", "A-2", "B-1", "none", "other"},
        ),
    ],
)
def test_they_narrow_figures_and_lists_alike(world, scope, expected):
    keys = {world[name].pk for name in expected}
    figure = measure.measured_figure("volume", scope(), MARCH, at=LATER)
    cases = measure.cases_behind("volume", scope(), MARCH, at=LATER)
    assert figure.count == len(keys)
    assert {row.pk for row in cases} == keys


def test_they_split_figures(world):
    def split(by):
        return {
            label: figure.count
            for label, figure in measure.grouped("volume", FigureScope(), MARCH, by, at=LATER)
        }

    names = {code: str(ProductModel.objects.get(code=code)) for code in ("A-1", "A-2", "B-1")}
    assert split(By.MODEL) == {**dict.fromkeys(names.values(), 1), "无设备": 2}
    assert split(By.CATEGORY) == {"泵": 2, "未设产品类别": 1, "无设备": 2}
    assert split(By.LEVEL) == {"VIP": 4, "普通客户": 1}


def test_an_address_keeps_them(world):
    scope = FigureScope(categories=("泵",), models=(key_of("A-1"), WITHOUT), levels=(Level.VIP,))
    path = links.cases_path("volume", scope, MARCH)
    assert forms.read_scope(QueryDict(path.partition("?")[2])) == scope
    assert FigureScope.from_json(scope.to_json()) == scope


def test_the_models_of_a_category_are_offered_and_what_was_chosen(world):
    def offered(scope):
        return {choice.name: choice for choice in overview.filter_choices(GROUPS, scope)}

    every = offered(FigureScope())
    assert "泵" in dict(every["category"].options) and "" not in dict(every["category"].options)
    assert len(every["model"].options) == ProductModel.objects.count() + 1
    pumps = offered(FigureScope(categories=("泵",), models=(key_of("B-1"),)))
    assert dict(pumps["model"].options).keys() == {
        *(str(key_of(code)) for code in ("A-1", "A-2", "B-1")),
        str(WITHOUT),
    }
    assert pumps["model"].chosen_labels == [str(ProductModel.objects.get(code="B-1"))]


def test_a_plan_may_be_about_models_and_levels_and_not_about_what_is_missing(world):
    assert FigureScope(models=(1,), levels=(Level.VIP,)).is_of_plans
    assert not FigureScope(models=(WITHOUT,)).is_of_plans
    assert not FigureScope(models=(WITHOUT,)).is_of_measures
    by_category = FigureScope(categories=("泵",))
    assert (by_category.is_of_plans, by_category.is_of_measures) == (False, True)


def test_a_cancelled_ticket_counts_for_no_model(world):
    Ticket.objects.filter(pk=world["A-1"].pk).update(status="cancelled")
    figure = measure.measured_figure("volume", FigureScope(categories=("泵",)), MARCH, at=LATER)
    assert figure.count == 1
