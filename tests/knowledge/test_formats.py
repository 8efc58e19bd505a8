"""The text of an article as its macro draws it, and the colours of its states."""

import pytest
from django.template import engines

from knowledge.enums import ArticleState
from knowledge.formats import FILTERS, state_tone

EVIL = """<b>"'&</b>"""
SAFE = "&lt;b&gt;&#34;&#39;&amp;&lt;/b&gt;"


def drawn_text(body):
    macros = engines["jinja2"].env.get_template("components/articles.html").module
    lines = macros.article_text(FILTERS["article_blocks"](body)).splitlines()
    return "".join(line.strip() for line in lines)


@pytest.mark.parametrize(
    ("body", "drawn"),
    [
        ("## 步骤", "<h3>步骤</h3>"),
        ("1. 关阀门\n3. 开机", '<ol><li value="1">关阀门</li><li value="3">开机</li></ol>'),
        ("- 扳手\n• 手套\n 续行", "<ul><li>扳手</li><li>手套<br>续行</li></ul>"),
        ("甲\n乙\n\n丙", "<p>甲<br>乙</p><p>丙</p>"),
        ("", ""),
    ],
)
def test_each_block_has_its_element(body, drawn):
    assert drawn_text(body) == drawn


@pytest.mark.parametrize("shape", ["%s", "## %s", "- %s", "1. %s", "甲\n%s"])
def test_what_was_typed_is_never_markup(shape):
    drawn = drawn_text(shape % EVIL)
    assert EVIL not in drawn
    assert drawn.count(SAFE) == 1


def test_every_state_has_a_colour_of_its_own():
    assert len({state_tone(state) for state in ArticleState.values}) == len(ArticleState.values)
