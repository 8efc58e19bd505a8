"""The administration of definitions: what is in use is replaced, never edited."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.models import WorkCalendar
from metrics.models import ONE_A_DAY, ResponseTimeDefinition
from tests.factories.response_times import definition
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db
ADD = reverse("admin:metrics_responsetimedefinition_add")
BUSINESS = "complaint"


@pytest.fixture
def browser(cast):
    return browser_of(cast.staff["admin"])


def in_days(count):
    return f"{timezone.localdate() + timedelta(days=count)}"


def sent(browser, page=ADD, **fields):
    return browser.post(
        page,
        {
            "name": "投诉响应时间",
            "business_type": BUSINESS,
            "start_event": "reported",
            "end_event": "first_response",
            **fields,
        },
    )


def of_business():
    return ResponseTimeDefinition.objects.filter(business_type=BUSINESS)


def test_the_first_may_begin_in_the_past_and_the_next_from_tomorrow_on(browser):
    assert sent(browser, effective_from="2024-01-01").status_code == 302
    for day in ("2024-05-15", in_days(0)):
        refused = sent(browser, effective_from=day)
        assert refused.status_code == 200
        assert "2024-01-01" in str(refused.context["adminform"].form.errors["effective_from"])
    assert sent(browser, effective_from="2023-01-01").status_code == 302, "judged by none so far"
    assert sent(browser, effective_from=in_days(1), end_event="fixed").status_code == 302
    assert of_business().count() == 3


def test_two_of_a_day_are_refused_in_words(browser):
    definition(in_days(5), business_type=BUSINESS)
    refused = sent(browser, effective_from=in_days(5))
    assert refused.context["adminform"].form.non_field_errors() == [str(ONE_A_DAY)]


def test_only_a_repair_begins_with_its_request(browser):
    refused = sent(browser, effective_from=in_days(1), start_event="repair_applied")
    assert list(refused.context["adminform"].form.errors) == ["start_event"]


def test_a_calendar_that_nobody_published_is_refused(browser):
    draft = WorkCalendar.objects.create(code="draft", name="草稿日历")
    refused = sent(browser, effective_from=in_days(1), calendar=draft.pk)
    assert list(refused.context["adminform"].form.errors) == ["calendar"]


def test_of_one_in_use_only_the_responsible_person_changes(browser, cast):
    row = definition("2024-01-01", business_type=BUSINESS)
    page = reverse("admin:metrics_responsetimedefinition_change", args=[row.pk])
    form = browser.get(page).context["adminform"].form
    assert list(form.fields) == ["responsible"]
    supervisor = cast.staff["supervisor"]
    answer = sent(browser, page, end_event="fixed", responsible=supervisor.pk)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.end_event, row.responsible) == ("first_response", supervisor)
    gone = reverse("admin:metrics_responsetimedefinition_delete", args=[row.pk])
    assert browser.post(gone, {"post": "yes"}).status_code == 403


def test_one_to_come_may_still_change(browser):
    row = definition(in_days(3), business_type=BUSINESS)
    page = reverse("admin:metrics_responsetimedefinition_change", args=[row.pk])
    assert sent(browser, page, effective_from=in_days(4), end_event="fixed").status_code == 302
    row.refresh_from_db()
    assert (f"{row.effective_from}", row.end_event) == (in_days(4), "fixed")
