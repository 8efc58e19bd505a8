"""How spreadsheets name their columns. Pure.

openpyxl knows it too, but takes a fifth of a second to load, in every process that reads a file's
account without ever writing a workbook.
"""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def column_letter(number: int) -> str:
    """`A` of the first column, `Z` of the 26th, `AA` of the one after it.

    Raises `ValueError` below 1.
    """
    if number < 1:
        raise ValueError(f"there is no column {number}")
    letters = ""
    while number:
        number, place = divmod(number - 1, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters
