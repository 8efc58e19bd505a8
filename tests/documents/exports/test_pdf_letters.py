"""The letters of a PDF come from the slices of the pages' font that have them."""

from documents.exports.pdf_letters import font_slices


def slices_of(letter):
    return [one for one in font_slices() if one.has(letter)]


def test_every_usual_letter_is_in_a_slice_whose_file_is_there():
    for letter in "a1-扫码报修伺服驱动器，（）龙":
        assert slices_of(letter), letter
    assert all(one.path.is_file() for one in font_slices())
    assert len(font_slices()) > 90


def test_a_letter_that_nobody_has_is_in_none():
    assert slices_of("\U000e0041") == []
