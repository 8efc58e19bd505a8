"""The command that makes a month."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from analytics.models import MonthlyReport

pytestmark = pytest.mark.django_db


def run(*words):
    out = io.StringIO()
    call_command("build_month", *words, stdout=out)
    return out.getvalue()


def test_it_makes_the_report_once_and_prints_its_figures(may):
    assert "2024-05, version 1" in run("2024-05")
    printed = json.loads(run("2024-05", "--json"))
    assert printed["figures"]["volume"]["value"] == "12"
    assert MonthlyReport.objects.count() == 1


@pytest.mark.parametrize("month", ["2024-13", "05/2024", "2024-5", "2099-01"])
def test_what_is_no_month_or_not_over_is_refused_with_words(may, month):
    with pytest.raises(CommandError, match=r"2024-05|2099-01"):
        run(month)
