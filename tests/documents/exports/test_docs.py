"""Word documents: what a cell holds."""

from documents.exports import docs


def test_each_line_of_a_cell_is_a_line():
    document = docs.open_document("表")
    table = docs.add_table(document, ["甲"], [50], [["一\n二 2024-07-15\n"]])
    [run] = table.rows[1].cells[0].paragraphs[0].runs
    assert run.text == "一\n二 2024-07-15\n"
    assert run._r.xpath("count(w:br)") == 2, "a bare line feed is a blank to Word"
    assert not [text for text in run._r.xpath("w:t/text()") if "\n" in text]
