"""Sealed texts: only the keys of the deployment open them, and each names its key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.domain import sealing

OLD, NEW = "an-old-key-of-at-least-thirty-two-letters", "a-new-key-of-at-least-thirty-two-letters"


@given(st.text())
def test_a_text_comes_back(text: str) -> None:
    keys = sealing.keys_from([NEW], ["secret key"])
    sealed = sealing.seal(text, keys)
    assert sealing.unseal(sealed, keys) == text
    assert not text or len(text) < 4 or text not in sealed


def test_the_first_seals_and_all_open() -> None:
    before = sealing.keys_from([OLD], ["s"])
    after = sealing.keys_from([NEW, OLD], ["s"])
    sealed = sealing.seal("JBSWY3DP", before)
    assert sealing.unseal(sealed, after) == "JBSWY3DP"
    assert not sealing.is_sealed_by_newest(sealed, after)
    renewed = sealing.seal(sealing.unseal(sealed, after), after)
    assert sealing.is_sealed_by_newest(renewed, after)
    assert sealing.sealing_key_of(renewed) == after[0].name != before[0].name


def test_what_the_secret_key_sealed_stays_readable_when_a_key_is_given_and_when_it_changes() -> (
    None
):
    sealed = sealing.seal("x", sealing.keys_from([], ["first"]))
    assert sealing.unseal(sealed, sealing.keys_from([NEW], ["second", "first"])) == "x"


def test_a_key_that_is_missing_is_named() -> None:
    keys = sealing.keys_from([OLD], ["s"])
    sealed = sealing.seal("x", keys)
    with pytest.raises(sealing.Unreadable, match=keys[0].name):
        sealing.unseal(sealed, sealing.keys_from([NEW], ["s"]))


@pytest.mark.parametrize("harm", [lambda s: s[:-2] + "AA", lambda s: s[:20] + s[22:]])
def test_what_was_changed_is_refused(harm) -> None:
    keys = sealing.keys_from([OLD], ["s"])
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(harm(sealing.seal("a secret", keys)), keys)


@pytest.mark.parametrize("text", ["", "JBSWY3DP", "k1", "k2.aaaaaaaa.x"])
def test_what_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(text, sealing.keys_from([OLD], ["s"]))


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(sealing.KeyTooShort):
        sealing.keys_from(["short"], ["s"])


def test_a_key_is_not_shown() -> None:
    (key, _secret) = sealing.keys_from([OLD], ["s"])
    assert "secret" not in repr(key) and OLD not in repr(key)
