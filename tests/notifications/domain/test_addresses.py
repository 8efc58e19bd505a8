"""Which addresses lead outside (SEC-42): every way to write one that does not."""

import pytest

from notifications.domain.addresses import (
    NotOutside,
    destination_of,
    is_inside_named,
    is_known_inside,
    is_outside,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:4136:e378::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_inside_is_inside_however_it_is_written(address):
    assert not is_outside(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "47.100.1.2", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_the_internet_is_outside(address):
    assert is_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/hook",
        "https://crm.example:8443/hook",
        "https://user@crm.example/hook",
        "https://user:word@crm.example/hook",
        "https://@crm.example/hook",
        "ftp://crm.example/hook",
        "file:///etc/passwd",
        "https:///hook",
        "https://crm.example/ho ok",
        "https://crm.example/\r\nX: y",
        "https://crm.example/钩子",
        "https://[::1/hook",
        "https://crm.example:99999/",
        "",
    ],
)
def test_an_address_that_is_none_leads_nowhere(url):
    with pytest.raises(NotOutside):
        destination_of(url)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST.", "app.localhost", "localhost.localdomain", "printer.local"),
        *("crm", "crm.internal", "nas.home.arpa", "metadata.google.internal"),
        *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
        *("017700000001", "0", "10.1", "0xa.0.0.1", "0xA9FEA9FE", "192.168.257"),
        *("1.2.3.4.5", "256.1.1.1", "1.1.1.256", "4294967296", "crm.example.1", "0x"),
        *("[::1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[::7f00:1]"),
    ],
)
def test_what_lies_inside_is_known_without_asking_for_the_name(host):
    with pytest.raises(NotOutside):
        destination_of(f"https://{host}/hook")


@pytest.mark.parametrize(
    "host",
    [
        *("crm.example", "1.1.1.1", "crm.example.", "xn--fiq228c.example", "local.example"),
        *("localhost.example", "16843009", "0x1010101", "1.65793", "[2606:4700::1111]"),
        *("internal.example", "1a.example", "example.0y"),
    ],
)
def test_what_may_lie_outside_is_asked_for_when_something_is_sent(host):
    assert destination_of(f"https://{host}/hook").path == "/hook"


def test_a_name_of_the_own_network_may_lie_in_one_that_is_named():
    assert is_known_inside("crm.internal")
    assert is_known_inside("crm.internal", ["crm.intranet.example"])
    assert not is_known_inside("crm.internal", ["10.20.0.0/16"])
    assert not is_known_inside("crm.internal", ["10.20.3.4"])
    assert is_known_inside("localhost", ["10.20.0.0/16"])
    assert not is_known_inside("localhost", ["127.0.0.0/8"])
    assert is_known_inside("10.21.1", ["10.20.0.0/16"])
    assert not is_known_inside("10.20.1", ["10.20.0.0/16"])


def test_an_address_in_its_parts():
    found = destination_of("https://CRM.example./hook/a?b=c#d")
    assert (found.host, found.port, found.path) == ("crm.example", 443, "/hook/a?b=c")
    assert (found.host_header, found.is_safe, found.is_named) == ("crm.example", True, False)
    assert destination_of("https://crm.example").path == "/"


def test_what_the_deployment_names_may_be_plain_and_on_any_port():
    inside = ["crm.intranet.example", "10.20.0.0/16"]
    found = destination_of("http://crm.intranet.example:8080/hook", inside)
    assert (found.host_header, found.is_named) == ("crm.intranet.example:8080", True)
    assert destination_of("http://10.20.3.4:9/x", inside).is_named
    assert destination_of("http://[::1]:9/x", ["::1"]).host_header == "[::1]:9"
    with pytest.raises(NotOutside):
        destination_of("http://10.21.3.4/x", inside)
    assert not is_inside_named("evil-crm.intranet.example", inside)
