"""The words of other desks: each written as it is compared, and each meaning one of ours."""

from tickets.transfer.domain.history import mapping_of
from tickets.transfer.domain.history.guessing import guess_words
from tickets.transfer.domain.history.mapping import FIELDS, TEXTS, WORDS
from tickets.transfer.domain.history.survey import survey_table
from tickets.transfer.domain.history.vocabulary import (
    CLASS_WORDS,
    HEADINGS,
    LINE_TIMES,
    STATE_WORDS,
    TEXT_HEADINGS,
)

NEEDED = {"number": "n", "state": "s", "reported_at": "r"}


def column_of(words):
    rows = [[word] for word in words]
    return survey_table(["x"], rows).columns[0]


def test_headings_are_of_our_fields_and_written_as_they_are_compared():
    assert set(HEADINGS) <= FIELDS
    assert set(TEXT_HEADINGS) == set(TEXTS)
    listed = [*HEADINGS.values(), *TEXT_HEADINGS.values(), LINE_TIMES]
    for headings in listed:
        assert headings == [heading.lower() for heading in headings]
        assert not any(set(heading) & set(" _-.") for heading in headings)


def test_every_word_is_found_and_means_something_here():
    states = {}
    for words in STATE_WORDS.values():
        column = column_of(words.split())
        guessed = guess_words("state", column)
        assert set(guessed) == set(column.words)
        states |= guessed
    classes = {}
    for name, table in CLASS_WORDS.items():
        for words in table.values():
            column = column_of(words.split())
            guessed = guess_words(name, column)
            assert set(guessed) == set(column.words)
            classes.setdefault(name, {}).update(guessed)
    assert set(classes) == set(WORDS)
    # Raises where a meaning is none of ours.
    mapping_of({"columns": NEEDED, "states": states, "words": classes})
