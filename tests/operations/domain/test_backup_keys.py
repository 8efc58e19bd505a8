"""Keys as people write them into the environment or a file."""

import pytest

from operations.domain.backup_keys import BadKey, backup_keys_of, new_key

OLD, NEW = new_key(), new_key()


def texts(things):
    return [str(thing) for thing in things]


def test_a_secret_key_writes_and_opens():
    keys = backup_keys_of(NEW[0], "BACKUP_KEY")
    assert texts(keys.recipients) == [NEW[1]]
    assert texts(keys.identities) == [NEW[0]]


def test_a_public_key_only_writes():
    keys = backup_keys_of(f" {NEW[1]}\n", "BACKUP_KEY")
    assert texts(keys.recipients) == [NEW[1]]
    assert keys
    assert not keys.identities


@pytest.mark.parametrize("between", [" ", ",", "\n", ", \n"])
def test_the_first_of_two_secret_keys_writes_and_both_open(between):
    keys = backup_keys_of(f"# the key of 2027\n{NEW[0]}{between}{OLD[0]}", "BACKUP_KEY")
    assert texts(keys.recipients) == [NEW[1]]
    assert texts(keys.identities) == [NEW[0], OLD[0]]


def test_no_text_is_no_key():
    assert not backup_keys_of("", "BACKUP_KEY")
    assert not backup_keys_of(" \n", "BACKUP_KEY")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("correct horse battery", id="a password"),
        pytest.param(NEW[0][:-1], id="a secret key that was cut"),
        pytest.param(NEW[1] + "x", id="a public key with more"),
        pytest.param("# only a remark", id="a remark"),
    ],
)
def test_what_is_no_key_is_refused_without_being_repeated(text):
    with pytest.raises(BadKey, match=r"^BACKUP_KEY holds .*--new-key") as refused:
        backup_keys_of(text, "BACKUP_KEY")
    assert not any(word in str(refused.value) for word in text.split() if len(word) > 4)
