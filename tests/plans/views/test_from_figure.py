"""A figure that went wrong begins a plan: its scope, its period as baseline, its value as the reason."""

import re
from datetime import date

import pytest

from plans.models import Plan
from tests.fixtures import browser_of, moment, play_of

pytestmark = pytest.mark.django_db


def test_the_figure_fills_the_first_page(cast):
    play = play_of(cast, moment("2024-05-06 09:00"))
    play.say("已收到", moment("2024-05-06 09:40"), "ack")
    mail = cast.channels["邮件"]
    browser = browser_of(cast.staff["manager"])
    address = f"from=2024-05-01&to=2024-05-31&channel={mail.pk}"
    cases = browser.get(f"/figures/avg_response/?{address}").content.decode()
    link = re.search(r'href="(/plans/new/\?[^"]+)"', cases)[1].replace("&amp;", "&")
    form = browser.get(link).context["form"]
    assert form.initial["background"].endswith("(n = 1)") and "40.0" in form.initial["background"]
    assert (form.initial["baseline_from"], form.initial["baseline_to"]) == (
        date(2024, 5, 1),
        date(2024, 5, 31),
    )
    assert form.initial["channels"] == (mail.pk,)
    assert Plan.objects.count() == 0


def test_who_sees_no_figures_gets_an_empty_page(cast):
    supervisor = cast.staff["supervisor"]
    group = supervisor.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="see_all"))
    form = browser_of(supervisor).get("/plans/new/?figure=avg_response").context["form"]
    assert "background" not in form.initial
