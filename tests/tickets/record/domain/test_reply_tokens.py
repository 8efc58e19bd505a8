"""The address of answers: it leads to its ticket, and nobody else makes one."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.record.domain.reply_tokens import number_answered, reply_address

BOX = "service@example.com"
NUMBERS = st.from_regex(r"20[0-9]{4}-[0-9]{5,6}", fullmatch=True)


@given(NUMBERS, st.text(min_size=1))
def test_an_answer_finds_its_ticket(number, secret):
    address = reply_address(BOX, number, secret)
    assert number_answered(address, BOX, ["another one", secret]) == number
    assert number_answered(address.upper(), BOX, [secret]) == number
    assert len(address.partition("@")[0]) <= 64, "no longer than a mail server takes"


@given(NUMBERS, NUMBERS.filter(lambda one: one != "202605-00042"))
def test_the_proof_of_one_number_opens_no_other(number, other):
    address = reply_address(BOX, number, "secret")
    forged = address.replace(number, other)
    assert number_answered(forged, BOX, ["secret"]) == (number if other == number else None)


def test_what_is_no_address_of_ours():
    good = reply_address(BOX, "202605-00042", "secret")
    for address in (
        BOX,
        "service+202605-00042@example.com",
        "service+202605-00042.@example.com",
        "service+@example.com",
        "",
        "@",
        good.replace("example.com", "evil.example"),
        good.replace("service+", "other+"),
        good.replace("202605", "２０２６０５"),
    ):
        assert number_answered(address, BOX, ["secret"]) is None, address
    assert number_answered(good, BOX, []) is None
    assert number_answered(good, BOX, ["another"]) is None
