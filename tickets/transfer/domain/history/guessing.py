"""What the columns and words of another desk's file most likely mean: a first draft of a mapping.

Pure. Whoever brings the file in looks at it and changes it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from core.domain import text
from tickets.transfer.domain.history.foreign_moments import ISO, WRITTEN, moment_reader
from tickets.transfer.domain.history.mapping import TIMES, WORDS
from tickets.transfer.domain.history.survey import ColumnSurvey, FileSurvey
from tickets.transfer.domain.history.vocabulary import (
    CLASS_WORDS,
    HEADINGS,
    LINE_TIMES,
    STATE_WORDS,
    TEXT_HEADINGS,
)
from tickets.transfer.domain.register_sheet import NOTHING, STATUSES, TIERS
from tickets.transfer.domain.written_moments import BadMoment

DAY_FIRST = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S")
MONTH_FIRST = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p")

# How files write their times; of two that fit all examples the first one is offered.
TIME_FORMS: dict[str, tuple[str, ...]] = {
    "iso": (ISO,),
    "written": (WRITTEN,),
    "day_first": DAY_FIRST,
    "month_first": MONTH_FIRST,
}

# Where a file does not say by which way a ticket came: it stood in the other system.
UNNAMED_CHANNEL = "ticket_system"

SIGNS = re.compile(r"[\W_]+")
# `1 - Critical`: the word says it.
RANK = re.compile(r"^\d+\s*[-–.:：、]\s*(?=\D)")


def guess_mapping(
    survey: FileSurvey, known: Sequence[dict[str, Any]], zone: ZoneInfo
) -> dict[str, Any]:
    """The data of a mapping for `tickets.transfer.domain.history.mapping_of`, as far as it is seen.

    A known mapping all of whose columns the file has is taken as it is, of several the one with
    most columns.
    """
    fitting = [data for data in known if not missing_columns(data, survey)]
    if fitting:
        return max(fitting, key=lambda data: len(named_columns(data)))
    columns = _guess_columns(survey)
    words: dict[str, dict[str, str]] = {}
    for name in WORDS:
        column = survey.column(columns.get(name, ""))
        if column is not None:
            words[name] = guess_words(name, column)
    state = survey.column(columns.get("state", ""))
    return {
        "file": {
            "unknown": _guess_unknown(survey),
            "time": list(TIME_FORMS[_guess_time_form(survey, columns, zone)]),
        },
        "columns": columns,
        "states": guess_words("state", state) if state else {},
        "words": words,
        "texts": _guess_texts(survey),
        "defaults": {"channel": UNNAMED_CHANNEL},
    }


def named_columns(data: Mapping[str, Any]) -> list[str]:
    """The headings that a mapping asks for, each once."""
    headings = list(data.get("columns", {}).values())
    for names in data.get("texts", {}).values():
        headings += names
    return list(dict.fromkeys(headings))


def missing_columns(data: Mapping[str, Any], survey: FileSurvey) -> list[str]:
    """Columns of a mapping that the file does not have."""
    return [heading for heading in named_columns(data) if survey.column(heading) is None]


def guess_words(name: str, column: ColumnSurvey) -> dict[str, str]:
    """What the words of a column mean as our field `name`; those that nobody can know are left."""
    table = _word_table(name)
    meanings = {}
    for word in column.words or {}:
        plain = RANK.sub("", text.comparable_text(word))
        meaning = table.get(_plain_key(plain)) or table.get(_plain_key(word))
        if meaning:
            meanings[word] = meaning
    return meanings


def _word_table(name: str) -> dict[str, str]:
    listed = STATE_WORDS if name == "state" else CLASS_WORDS.get(name, {})
    table = {}
    for meaning, words in listed.items():
        table.update(dict.fromkeys(words.split(), meaning))
    # The words of our own register are known best.
    if name == "tier":
        table.update({word: str(tier) for word, tier in TIERS.items()})
    if name == "state":
        table.update(
            {
                _plain_key(word): str(status)
                for word, status in STATUSES.items()
                if word and not str(status).startswith("waiting")
            }
        )
        table["待客户配合"] = "waiting_customer/customer"
    return table


def _plain_key(written: str) -> str:
    return SIGNS.sub("", text.comparable_text(written)).lower()


def _guess_columns(survey: FileSurvey) -> dict[str, str]:
    by_key = {_plain_key(column.heading): column for column in survey.columns}
    columns = {}
    for name, headings in HEADINGS.items():
        found = next((by_key[key] for key in headings if key in by_key), None)
        if found is not None:
            columns[name] = found.heading
    number = survey.column(columns.get("number", ""))
    if number is not None and number.comes_again:
        line_time = next((by_key[key] for key in LINE_TIMES if key in by_key), None)
        if line_time is not None:
            columns["at"] = line_time.heading
    return columns


def _guess_texts(survey: FileSurvey) -> dict[str, list[str]]:
    by_key = {_plain_key(column.heading): column.heading for column in survey.columns}
    texts = {}
    for name, headings in TEXT_HEADINGS.items():
        found = next((by_key[key] for key in headings if key in by_key), None)
        if found is not None:
            texts[name] = [found]
    return texts


def _guess_unknown(survey: FileSurvey) -> list[str]:
    """Marks of the file that say: not known."""
    marks = set()
    for column in survey.columns:
        for word in (*column.examples, *(column.words or {})):
            if word == "?" or text.comparable_text(word).lower() in NOTHING:
                marks.add(word)
    return sorted(marks)


def _guess_time_form(survey: FileSurvey, columns: Mapping[str, str], zone: ZoneInfo) -> str:
    examples: list[str] = []
    times = [survey.column(columns.get(name, "")) for name in TIMES]
    for column in times:
        if column is not None:
            examples += column.examples
    has_month_first = any(column is not None and column.second_over_12 for column in times)
    for name, formats in TIME_FORMS.items():
        # A few examples may fit both; some row far below fits one.
        if formats == DAY_FIRST and has_month_first:
            continue
        if _reads_all(formats, [one for one in examples if any(map(str.isdigit, one))], zone):
            return name
    return "written"


def _reads_all(formats: Sequence[str], examples: Sequence[str], zone: ZoneInfo) -> bool:
    read_moment = moment_reader(formats, zone)
    try:
        for written in examples:
            read_moment(written)
    except BadMoment:
        return False
    return bool(examples)
