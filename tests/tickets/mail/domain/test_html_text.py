"""HTML as text."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.mail.domain.html_text import text_of_html


def test_lines_stay_lines_and_spaces_become_one():
    assert text_of_html("<p>a  b</p><p>c<br>d</p><ul><li>e</li></ul>") == "a b\n\nc\nd\n\ne"


def test_what_is_opened_and_never_closed_hides_nothing():
    for tag in ("head", "style", "title", "script"):
        assert "hello" in text_of_html(f"<html><{tag}><meta x><body><p>hello")
    assert text_of_html("<title>a</title><style>b</style>c") == "c"
    commented = "<style>a</style>" + "<!-- b -->" * 9 + "<style>hello"
    assert "hello" in text_of_html("<!-- b -->" * 9 + commented)


def test_what_is_not_closed_hides_nothing_that_follows_it():
    assert text_of_html("a <b>b <p>c") == "a b\nc"
    assert text_of_html("a<!-- x --><img src='http://t/'>b") == "ab"


@given(st.text(alphabet="<>/ab!-&;#x\"'= \n", max_size=200))
def test_no_markup_is_a_fault(markup):
    text_of_html(markup)
