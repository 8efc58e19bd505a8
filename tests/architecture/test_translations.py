"""The Chinese catalogue is complete, means what the code means, and holds nothing else. Needs no database.

A failing test lists every entry with the places that use it; `python scripts/collect_messages.py` prints what is
missing ready to paste into locale/zh_Hans/LC_MESSAGES/django.po.
"""

import re
from collections import Counter

import pytest

from scripts import collect_messages
from scripts.collect_messages import CATALOGUE, Message

ENGLISH_ALLOWED = {
    "api",
    "asia",
    "csv",
    "ctrl",
    "docx",
    "enter",
    "excel",
    "iana",
    "rest",
    "shanghai",
    "utf",
    "vip",
    "word",
    "wps",
    "xls",
    "xlsx",
}
"""Words of more than three letters that Chinese readers read as they are; shorter ones are abbreviations and pass."""

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%[a-z](?![a-z])|%[ds](?![a-z])|\{[\w:]*\}")
ENGLISH = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture(scope="module")
def uses():
    """By context and text: everywhere it is used."""
    found = {}
    for message in collect_messages.collected():
        found.setdefault(message.key, []).append(message)
    return found


@pytest.fixture(scope="module")
def catalogue():
    return collect_messages.catalogue()


def worded(entry):
    """The Chinese texts of an entry: one, as Chinese has one plural form."""
    return [text for keyword, text in entry.items() if keyword.startswith("msgstr")]


def named(key):
    """How a failure speaks of an entry."""
    context, text = key
    return f"“{text}”" + (f" (context {context})" if context else "")


def told(lines):
    """The message of a failure: one line per entry, where to mend it first."""
    shown = [str(line) for line in lines]
    return f"\n{len(shown)} in {CATALOGUE}:\n" + "\n".join(shown)


def places(messages):
    return ", ".join(message.place for message in messages)


def test_every_text_is_in_the_catalogue(uses, catalogue):
    missing = [
        f"{named(key)}  <- {places(found)}" for key, found in uses.items() if key not in catalogue
    ]
    assert not missing, told(missing)


def test_every_entry_is_translated(uses, catalogue):
    empty = [
        f"{named(key)}  <- {places(uses.get(key, []))}"
        for key, entry in catalogue.items()
        if not all(worded(entry))
    ]
    assert not empty, told(empty)


def test_no_entry_is_fuzzy(catalogue):
    fuzzy = [named(key) for key, entry in catalogue.items() if "fuzzy" in entry.get("flags", "")]
    assert not fuzzy, told(fuzzy)


def test_every_plural_is_one(uses, catalogue):
    plural_of = {
        key: next((use.plural for use in found if use.plural), "") for key, found in uses.items()
    }
    wrong = [
        named(key)
        for key, entry in catalogue.items()
        if entry.get("msgid_plural", "") != plural_of.get(key, "") or len(worded(entry)) != 1
    ]
    assert not wrong, told(wrong)


def test_no_translation_loses_or_invents_a_placeholder(catalogue):
    wrong = []
    for key, entry in catalogue.items():
        wanted = Counter(PLACEHOLDER.findall(entry.get("msgid_plural") or entry["msgid"]))
        wrong += [
            f"{named(key)}: {text}"
            for text in worded(entry)
            if text and Counter(PLACEHOLDER.findall(text)) != wanted
        ]
    assert not wrong, told(wrong)


def test_no_english_is_left(catalogue):
    left = []
    for key, entry in catalogue.items():
        for text in worded(entry):
            words = {
                word
                for word in ENGLISH.findall(PLACEHOLDER.sub(" ", text))
                if word.lower() not in ENGLISH_ALLOWED
            }
            left += [f"{named(key)}: {text}  <- {', '.join(sorted(words))}"] if words else []
    assert not left, told(left)


def test_every_entry_is_used(uses, catalogue):
    idle = [named(key) for key in catalogue if key not in uses]
    assert not idle, told(idle)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            'from django.utils.translation import gettext_lazy as _\n_("A")',
            [("", "A", "")],
            id="alias",
        ),
        pytest.param(
            'from django.utils.translation import gettext\ngettext("A " "B")',
            [("", "A B", "")],
            id="joined",
        ),
        pytest.param(
            'from django.utils import translation\ntranslation.gettext("A")',
            [("", "A", "")],
            id="attribute",
        ),
        pytest.param(
            'from django.utils.translation import pgettext_lazy as p\np("c", "A")',
            [("c", "A", "")],
            id="context",
        ),
        pytest.param(
            'from django.utils.translation import ngettext\nngettext("A", "B", 2)',
            [("", "A", "B")],
            id="plural",
        ),
        pytest.param(
            'from django.utils.translation import npgettext\nnpgettext("c", "A", "B", 2)',
            [("c", "A", "B")],
            id="both",
        ),
        pytest.param(
            'from django.utils.translation import gettext as _\n_(name)\nprint("A")',
            [],
            id="nothing",
        ),
    ],
)
def test_texts_of_code(code, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(collect_messages, "ROOT", tmp_path)
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    assert [
        (one.context, one.text, one.plural) for one in collect_messages.of_code(path)
    ] == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            '\n\n{% trans "It\'s %s" %}', [Message("", "It's %%s", "", "page.html:3")], id="inline"
        ),
        pytest.param(
            '{% trans "A" context "c" %}', [Message("c", "A", "", "page.html:1")], id="context"
        ),
        pytest.param(
            "{% blocktrans with n=a|b %}A {{ n }}{% endblocktrans %}",
            [Message("", "A %(n)s", "", "page.html:1")],
            id="block",
        ),
        pytest.param(
            '{% blocktrans count n=a context "c" %}A{% plural %}{{ n }} B{% endblocktrans %}',
            [Message("c", "A", "%(n)s B", "page.html:1")],
            id="plural",
        ),
        pytest.param('{{ a|default:_("A") }}', [Message("", "A", "", "page.html:1")], id="filter"),
        pytest.param('<p class="x">A</p>{{ a.gettext }}', [], id="nothing"),
    ],
)
def test_texts_of_templates(page, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(collect_messages, "ROOT", tmp_path)
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    assert list(collect_messages.of_django_template(path)) == expected
