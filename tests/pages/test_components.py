"""Macros of the components: what people wrote is never markup, words follow the reader, nothing of one page stays for the next."""

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.html import escape
from django.utils.safestring import mark_safe

from core.queries.paging import Page
from pages.formats import MomentWriter
from tests.fixtures import moment

EVIL = """<b>"'&</b>"""
SAFE = "&lt;b&gt;&#34;&#39;&amp;&lt;/b&gt;"
AT = moment("2024-06-03 09:00")


def macros(family):
    return engines["jinja2"].env.get_template(f"components/{family}.html").module


def rendered(source, **context):
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("family", "name", "arguments", "count"),
    [
        ("icons", "icon", (EVIL, EVIL), 2),
        ("links", "step_link", (EVIL, EVIL, EVIL, EVIL, EVIL), 6),
        ("facts", "fact", (EVIL, EVIL, EVIL), 3),
        ("facts", "known_fact", (EVIL, EVIL, EVIL), 3),
        ("marks", "status_mark", (EVIL, EVIL), 2),
        ("marks", "tier_mark", (EVIL, EVIL), 2),
        ("marks", "chip", (EVIL, EVIL, EVIL), 3),
        ("dialogs", "dialog_head", (EVIL, EVIL, EVIL), 3),
        ("lists", "segments", (EVIL, [(EVIL, EVIL)], "x"), 3),
        ("lists", "empty_state", (EVIL, EVIL, EVIL, EVIL), 4),
        ("frame", "rail_link", (EVIL, EVIL, EVIL), 3),
    ],
)
def test_what_is_given_to_a_macro_is_never_markup(family, name, arguments, count):
    drawn = getattr(macros(family), name)(*arguments)
    assert EVIL not in drawn
    assert drawn.count(SAFE) == count


@pytest.mark.parametrize("wrapper", ["step_link('/x/')", "dialog_button('/x/', 'btn')"])
def test_what_stands_in_the_body_of_a_link_is_never_markup(wrapper):
    drawn = rendered(
        "{% from 'components/links.html' import step_link, dialog_button %}"
        f"{{% call {wrapper} %}}{{{{ word }}}}{{% endcall %}}",
        word=EVIL,
    )
    assert EVIL not in drawn
    assert SAFE in drawn
    assert 'hx-target="#dialog-body"' in drawn
    assert 'data-opens="dialog"' in drawn


def test_a_card_and_a_menu_hold_their_body():
    drawn = rendered(
        "{% from 'components/cards.html' import card %}{% from 'components/menus.html' import menu %}"
        "{% call card(word, 'lock', id='here') %}{{ word }}{% endcall %}"
        "{% call menu(word) %}{{ word }}{% endcall %}",
        word=EVIL,
    )
    assert EVIL not in drawn
    assert drawn.count(SAFE) == 4
    assert '<section class="card side" id="here">' in drawn


def test_a_fact_without_a_value_is_a_dash_and_a_known_fact_is_left_out():
    facts = macros("facts")
    assert "<dd>—</dd>" in facts.fact("Owner", None)
    assert "<dd>—</dd>" in facts.fact("Owner", "")
    assert facts.known_fact("Owner", "").strip() == ""
    assert "<dt>Owner</dt>" in facts.known_fact("Owner", "Li")


def test_words_follow_the_reader_of_each_page():
    button = macros("dialogs").close_button
    with translation.override("en"):
        english = button()
    with translation.override("zh-hans"):
        chinese = button()
    assert 'aria-label="Close"' in english
    assert 'aria-label="关闭窗口"' in chinese


class CallForm(forms.Form):
    name = forms.CharField(label=EVIL, help_text=EVIL)
    is_open = forms.BooleanField(required=False, label=EVIL)
    tags = forms.MultipleChoiceField(
        label=EVIL,
        choices=[("a", EVIL), ("b", "B")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_shows_label_help_and_errors_as_text():
    form = CallForm({"name": ""})
    form.add_error("name", EVIL)
    form.add_error("token", EVIL)
    drawn = "".join(macros("forms").field(form[name]) for name in form.fields)
    assert EVIL not in drawn
    assert 'class="form-label required"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'id="id_name_error2"' in drawn
    assert '<fieldset class="checks">' in drawn
    errors = macros("forms").form_errors(form)
    assert f"token: {SAFE}" in errors


def test_errors_of_the_whole_form_come_instead_of_the_general_word():
    form = CallForm({"name": "Li"})
    assert macros("forms").form_errors(form).strip() == ""
    form.add_error(None, EVIL)
    drawn = macros("forms").form_errors(form)
    assert drawn.count(SAFE) == 1


def test_fields_come_in_the_order_of_their_names_and_may_be_wide():
    drawn = macros("forms").fields(CallForm(), "token", "name", wide=True)
    assert drawn.index('name="token"') < drawn.index('name="name"')
    assert drawn.count("is-wide") == 1


def test_the_pager_keeps_the_rest_of_the_address():
    query = QueryDict("view=all&q=%3Cb%3E&cursor=old")
    drawn = macros("lists").pager(Page([], "next", "before"), query)
    assert 'href="?view=all&amp;q=%3Cb%3E&amp;cursor=before"' in drawn
    assert 'href="?view=all&amp;q=%3Cb%3E&amp;cursor=next"' in drawn
    assert macros("lists").pager(Page([], "", ""), query).strip() == ""


@pytest.mark.parametrize(
    ("language", "full"), [("zh-hans", "2024-06-03 09:00 周一"), ("en", "Mon 03 Jun 2024 09:00")]
)
def test_a_moment_is_written_three_ways(language, full):
    with translation.override(language):
        written = MomentWriter.for_reader(AT).write(AT)
    assert (written.machine, written.full, written.short) == (
        "2024-06-03T09:00:00+08:00",
        full,
        "06-03 09:00",
    )


@pytest.mark.parametrize(
    ("hint", "drawn"),
    [
        (lazystr(mark_safe("<ul><li>ten</li></ul>")), "<ul><li>ten</li></ul>"),
        (lazystr(EVIL), escape(EVIL)),
        (EVIL, escape(EVIL)),
    ],
)
def test_the_hint_of_a_field_is_markup_only_where_django_made_it(hint, drawn):
    form = type("Form", (forms.Form,), {"word": forms.CharField(help_text=hint)})()
    assert f"<small>{drawn}</small>" in macros("forms").field(form["word"])
