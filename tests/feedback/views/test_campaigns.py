"""Pages of regular surveys, and the customer's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feedback.actions import campaigns
from feedback.models import Campaign, Invitation
from portal.actions.links import make_link
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db


def tomorrow(days=10):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


@pytest.fixture
def campaign(cast):
    browser = browser_of(cast.staff["manager"])
    sent = {"title": "年度调查", "closes_on": tomorrow(), "submit_id": "0" * 32}
    for _click in range(2):
        assert browser.post("/calls/campaigns/new/", sent).status_code == 302
    return Campaign.objects.get()


def test_from_the_plan_to_the_result(cast, campaign):
    browser = browser_of(cast.staff["manager"])
    page = f"/calls/campaigns/{campaign.pk}/"
    assert "将邀请 2 家客户" in browser.get(page).content.decode()
    assert "年度调查" in browser.get("/calls/campaigns/").content.decode()
    assert browser.post(f"{page}start/").status_code == 302
    assert Invitation.objects.count() == 2
    assert "待邀请" in browser.get(page).content.decode()
    assert browser.post(f"{page}start/").status_code == 302
    assert "调查已经开始" in browser.get(page).content.decode()
    assert browser.post(f"{page}end/").status_code == 302
    assert not Campaign.objects.get().is_open(timezone.localdate())


def test_a_day_that_is_over_is_refused_beside_its_field(cast):
    browser = browser_of(cast.staff["manager"])
    answer = browser.post("/calls/campaigns/new/", {"title": "x", "closes_on": tomorrow(0)})
    assert answer.status_code == 422
    assert "id_closes_on_error" in answer.content.decode()


def test_who_plans_none_reads_results_and_others_find_nothing(cast, campaign):
    page = f"/calls/campaigns/{campaign.pk}/"
    analyst = browser_of(cast.staff["analyst"])
    assert "/start/" not in analyst.get(page).content.decode().partition("<main")[2]
    assert analyst.get("/calls/campaigns/new/").status_code == 403
    assert browser_of(cast.staff["agent"]).get(page).status_code == 404


@pytest.fixture
def address(cast, campaign):
    """The page of one who was asked."""
    campaigns.start_campaign(campaign, by=cast.staff["manager"], at=timezone.now())
    Invitation.objects.update(sent_at=timezone.now(), is_due=False)
    return make_link(str(Invitation.objects.first().pk), timezone.now(), "campaign")


def scores(**changes):
    return {"overall": 4, "speed": 3, "quality": 5, "manner": 5, "version": 0, **changes}


def test_the_customer_answers_and_changes_the_answer(address):
    phone = Client()
    assert "年度调查" in phone.get(address).content.decode()
    refused = phone.post(address, scores(speed="", suggestion="希望更快"))
    assert refused.status_code == 422
    assert "希望更快" in refused.content.decode()
    assert phone.post(address, scores(suggestion="希望更快")).status_code == 302
    again = phone.get(f"{address}?sent=1").content.decode()
    assert "希望更快" in again
    assert phone.post(address, scores(overall=5)).status_code == 422, "it has been answered"
    assert phone.post(address, scores(overall=5, version=1)).status_code == 302
    assert Invitation.objects.get(overall=5).version == 2


def test_when_it_is_over_the_page_says_so(address):
    Campaign.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    page = Client().get(address).content.decode()
    assert "<form method" not in page
    assert Client().post(address, scores()).status_code == 200
    assert not Invitation.objects.filter(answered_at__isnull=False).exists()


@pytest.mark.parametrize("change", [lambda path: path[:-3] + "x/", lambda path: "/s/1.abc/"])
def test_a_link_that_nobody_made_opens_nothing(address, change):
    assert Client().get(change(address)).status_code == 404


def test_who_was_not_asked_yet_has_no_page(address):
    Invitation.objects.update(sent_at=None)
    assert Client().get(address).status_code == 404
