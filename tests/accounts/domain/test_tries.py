"""What counts as one name and one address, and by what a try is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.domain.tries import (
    Limit,
    Limits,
    Purpose,
    Source,
    canonical_name,
    counters_of,
    network_of,
)

HOUR = timedelta(hours=1)
LIMITS = Limits(*(Limit(n, HOUR) for n in range(1, 7)))


@pytest.mark.parametrize(
    "written",
    [
        "lina",
        "LINA",
        " lina ",
        "ｌｉｎａ",
        "ＬＩＮＡ",
        "li na",
        "lina\u3000",
        "li\u200bna",
        "\ufefflina",
    ],
)
def test_a_name_is_one_however_it_is_written(written: str) -> None:
    assert canonical_name(written) == "lina"


def test_other_names_are_others() -> None:
    assert len({canonical_name(name) for name in ("lina", "lina2", "李娜", "liná")}) == 4


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_network_is_one_however_many_addresses_it_has(address: str, network: str) -> None:
    assert network_of(address) == network


def test_strangers_share_counters_and_a_known_device_has_its_own() -> None:
    stranger = counters_of(Purpose.PASSWORD, Source("lina", "192.0.2.7"), LIMITS)
    assert [one.limit.most for one in stranger] == [2, 3, 1]
    assert [one.is_forgiven for one in stranger] == [False, False, True]
    (known,) = counters_of(Purpose.PASSWORD, Source("lina", "192.0.2.7", "device"), LIMITS)
    assert known.limit.most == 4 and known.name not in {one.name for one in stranger}


def test_codes_are_counted_apart_from_passwords() -> None:
    source = Source("lina", "192.0.2.7")
    passwords = {one.name for one in counters_of(Purpose.PASSWORD, source, LIMITS)}
    codes = {one.name for one in counters_of(Purpose.CODE, source, LIMITS)}
    assert not passwords & codes
