"""The headers of the tables of form F2: which column is which, by name, meaning and order."""

from collections.abc import Mapping

from plans.domain import f2
from plans.domain.stage_headings import DOUBTFUL_STAGE_NAMES, STAGE_NAMES
from plans.imports.layout import TableHeader
from plans.imports.rows import FormRow

# So many of our columns make a row the header of a table whose other headings are strange.
FEWEST_STAGE_COLUMNS = 3


def read_header(row: FormRow, keys: Mapping[int, str], names: Mapping[str, str]) -> TableHeader:
    """The columns of a header by our names; of two columns of one name the first.

    `keys` are the headings of the row in one spelling, `names` what they mean.
    """
    columns: dict[str, int] = {}
    renamed: dict[str, int] = {}
    for column, key in keys.items():
        name = names.get(key)
        if name is None or name in columns:
            continue
        columns[name] = column
        if not name.startswith(key):
            renamed[name] = column
    left = tuple(column for column in keys if column not in columns.values())
    return TableHeader(row, columns, renamed=renamed, left=left)


def read_stage_header(
    row: FormRow, keys: Mapping[int, str], *, is_expected: bool
) -> TableHeader | None:
    """The columns of section two; None for a row that is not its header.

    Strange headings between known ones are the columns that the form has there.
    """
    header = read_header(row, keys, STAGE_NAMES)
    if len(header.columns) < FEWEST_STAGE_COLUMNS:
        is_plain = f2.CODE in header.columns and f2.TASK in header.columns
        return header if is_plain else None

    columns = dict(header.columns)
    renamed = dict(header.renamed)
    for column, key in keys.items():
        name = DOUBTFUL_STAGE_NAMES.get(key)
        if name and name not in columns:
            columns[name] = column
            renamed[name] = column

    guessed = guess_columns(columns, sorted(keys))
    columns.update(guessed)
    has_needed = f2.CODE in columns and f2.TASK in columns
    if not has_needed and not is_expected:
        return None
    left = tuple(column for column in keys if column not in columns.values())
    return TableHeader(row, columns, guessed, renamed, left)


def guess_columns(columns: Mapping[str, int], filled: list[int]) -> dict[str, int]:
    """Names for strange headings: where just as many of them stand between two known ones as the
    form has columns there, each is the one of its place.
    """
    names_by_column = {column: name for name, column in columns.items()}
    guessed: dict[str, int] = {}
    strange: list[int] = []
    before = -1
    for column in [*filled, None]:
        if column is not None and column not in names_by_column:
            strange.append(column)
            continue

        order = f2.STAGE_COLUMNS
        after = len(order) if column is None else order.index(names_by_column[column])
        between = order[before + 1 : after]
        if len(strange) == len(between) and not set(between) & set(columns):
            guessed.update(zip(between, strange, strict=True))
        before = after
        strange = []
    return guessed
