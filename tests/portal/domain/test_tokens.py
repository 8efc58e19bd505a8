"""Tokens of links."""

from portal.domain.tokens import hash_of_token, new_token


def test_no_two_are_alike_and_none_is_in_what_is_kept():
    tokens = {new_token() for _one in range(10_000)}
    assert len(tokens) == 10_000
    assert {len(token) for token in tokens} == {43}
    token = tokens.pop()
    assert len(hash_of_token(token)) == 64 and token not in hash_of_token(token)
