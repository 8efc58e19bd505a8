"""The Chinese catalogue is complete, means what the code means, and holds nothing else.

Needs no database. A failing test lists every entry with the places that use it; `make catalogue`
brings locale/zh_Hans/LC_MESSAGES/django.po in line with code and templates.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from scripts import message_sources

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

ENGLISH_ALLOWED = {
    # what the REST interface calls its members and headers
    "customer",
    "errors",
    "etag",
    "idempotency",
    "json",
    "match",
    "accesskey",
    "api",
    "appid",
    "appsecret",
    "asia",
    "count",
    "createsuperuser",
    "csv",
    "ctrl",
    "docx",
    "enter",
    "excel",
    "https",
    "iana",
    "inside",
    "ledger",
    "libreoffice",
    "manage",
    "numbers",
    "office",
    "openid",
    "opendocument",
    "pages",
    "pptx",
    "proxy",
    "py",
    "rest",
    "secret",
    "shanghai",
    "utf",
    "verify",
    "vip",
    "word",
    "wps",
    "webhook",
    "xls",
    "xlsb",
    "xlsx",
}
"""Words of more than three letters that Chinese readers read as they are; shorter ones are
abbreviations and pass."""

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%[a-z](?![a-z])|%[ds](?![a-z])|\{[\w:]*\}")
# What a program reads or writes stays as it is, between backticks.
CODE = re.compile(r"`[^`]+`")
ENGLISH = re.compile(r"[A-Za-z]{4,}")


Entries = dict[tuple[str, str], Message]
"""The messages of a catalogue by context and text, its header left out."""


@pytest.fixture(scope="module")
def uses(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """What code and templates say, found as `make catalogue` finds it but with its places."""
    template = tmp_path_factory.mktemp("messages") / "django.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*babel, "extract", "--output-file", template, "."], cwd=ROOT, check=True)
    return entries_of(template)


@pytest.fixture(scope="module")
def catalogue() -> Entries:
    return entries_of(CATALOGUE)


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def entries_of(path: Path) -> Entries:
    messages = (message for message in read_catalogue(path) if message.id)
    return {(message.context or "", source_texts(message)[0]): message for message in messages}


def source_texts(message: Message) -> tuple[str, ...]:
    """The English text, or the singular and the plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    """The Chinese texts of an entry: one, as Chinese has one plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def entry_name(key: tuple[str, str]) -> str:
    """How a failure speaks of an entry."""
    context, text = key
    return f"“{text}”" + (f" (context {context})" if context else "")


def failure_message(lines: Iterable[str]) -> str:
    """One line per entry, where to mend it first."""
    lines = list(lines)
    return f"\n{len(lines)} in {CATALOGUE}:\n" + "\n".join(lines)


def places(message: Message | None) -> str:
    locations = message.locations if message else []
    return ", ".join(f"{path}:{line}" for path, line in locations)


def test_every_text_is_in_the_catalogue(uses: Entries, catalogue: Entries) -> None:
    missing = [
        f"{entry_name(key)}  <- {places(use)}" for key, use in uses.items() if key not in catalogue
    ]
    assert not missing, failure_message(missing)


def test_every_entry_is_translated(uses: Entries, catalogue: Entries) -> None:
    empty = [
        f"{entry_name(key)}  <- {places(uses.get(key))}"
        for key, entry in catalogue.items()
        if not all(translations(entry))
    ]
    assert not empty, failure_message(empty)


def test_no_entry_is_fuzzy(catalogue: Entries) -> None:
    fuzzy = [entry_name(key) for key, entry in catalogue.items() if entry.fuzzy]
    assert not fuzzy, failure_message(fuzzy)


def test_every_plural_is_one(uses: Entries, catalogue: Entries) -> None:
    wrong = [
        entry_name(key)
        for key, entry in catalogue.items()
        if len(translations(entry)) != 1
        or (key in uses and source_texts(entry) != source_texts(uses[key]))
    ]
    assert not wrong, failure_message(wrong)


def test_no_translation_loses_or_invents_a_placeholder(catalogue: Entries) -> None:
    wrong = []
    for key, entry in catalogue.items():
        wanted = Counter(PLACEHOLDER.findall(source_texts(entry)[-1]))
        wrong += [
            f"{entry_name(key)}: {text}"
            for text in translations(entry)
            if text and Counter(PLACEHOLDER.findall(text)) != wanted
        ]
    assert not wrong, failure_message(wrong)


def test_babel_finds_no_fault(catalogue: Entries) -> None:
    """Formats whose types do not agree, as `make messages` would report them."""
    faults = [
        f"{entry_name((message.context or '', source_texts(message)[0]))}: {error}"
        for message, errors in read_catalogue(CATALOGUE).check()
        for error in errors
    ]
    assert not faults, failure_message(faults)


def test_no_english_is_left(catalogue: Entries) -> None:
    left = []
    for key, entry in catalogue.items():
        for text in translations(entry):
            words = {
                word
                for word in ENGLISH.findall(CODE.sub(" ", PLACEHOLDER.sub(" ", text)))
                if word.lower() not in ENGLISH_ALLOWED
            }
            if words:
                left.append(f"{entry_name(key)}: {text}  <- {', '.join(sorted(words))}")
    assert not left, failure_message(left)


def test_every_entry_is_used(uses: Entries, catalogue: Entries) -> None:
    idle = [entry_name(key) for key in catalogue if key not in uses]
    obsolete = [entry_name(("", key)) for key in read_catalogue(CATALOGUE).obsolete]
    assert not idle + obsolete, failure_message(idle + obsolete)


def extracted_texts(extractor: Callable, path: Path, source: str) -> list[tuple[int, str, object]]:
    """What Babel makes of one file: the line, the context, the text or singular and plural."""
    path.write_text(source, encoding="utf-8")
    with path.open("rb") as file:
        messages = extract(extractor, file, options={"silent": "false"})
        return [(line, context or "", text) for line, text, _comments, context in messages]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            'from django.utils.translation import gettext_lazy as _\n_("A")',
            [(2, "", "A")],
            id="alias",
        ),
        pytest.param(
            'from django.utils.translation import gettext\ngettext("A " "B")',
            [(2, "", "A B")],
            id="joined",
        ),
        pytest.param(
            'from django.utils import translation\ntranslation.gettext("A")',
            [(2, "", "A")],
            id="attribute",
        ),
        pytest.param(
            "from django.utils.translation import gettext as _\nf\"{day} {_('A')}\"",
            [(2, "", "A")],
            id="in an f-string",
        ),
        pytest.param(
            'from django.utils.translation import pgettext_lazy as p\np("c", "A")',
            [(2, "c", "A")],
            id="context",
        ),
        pytest.param(
            'from django.utils.translation import ngettext\nngettext("A", "B", 2)',
            [(2, "", ("A", "B"))],
            id="plural",
        ),
        pytest.param(
            'from django.utils.translation import npgettext_lazy as n\nn("c", "A", "B", 2)',
            [(2, "c", ("A", "B"))],
            id="both",
        ),
        pytest.param(
            'from django.utils.translation import gettext as _\n_(name)\nprint("A")',
            [],
            id="nothing",
        ),
    ],
)
def test_texts_of_code(code: str, expected: list, tmp_path: Path) -> None:
    extractor = message_sources.extract_code
    assert extracted_texts(extractor, tmp_path / "code.py", code) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param('\n\n  {% trans "It\'s %s" %}', [(3, "", "It's %%s")], id="inline"),
        pytest.param('{% trans "A" context "c" %}', [(1, "c", "A")], id="context"),
        pytest.param(
            "{% blocktrans with n=a|b %}A {{ n }}{% endblocktrans %}",
            [(1, "", "A %(n)s")],
            id="block",
        ),
        pytest.param(
            '{% blocktrans count n=a context "c" %}A{% plural %}{{ n }} B{% endblocktrans %}',
            [(1, "c", ("A", "%(n)s B"))],
            id="plural",
        ),
        pytest.param('{{ a|default:_("A") }}', [(1, "", "A")], id="filter"),
        pytest.param('<p class="x">A</p>{{ a.gettext }}', [], id="nothing"),
    ],
)
def test_texts_of_django_templates(page: str, expected: list, tmp_path: Path) -> None:
    extractor = message_sources.extract_django
    assert extracted_texts(extractor, tmp_path / "page.html", page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("\n\n  {{ _('A') }}", [(3, "", "A")], id="inline"),
        pytest.param('{{ pgettext("c", "A") }}', [(1, "c", "A")], id="context"),
        pytest.param('{{ npgettext("c", "A", "B", n) }}', [(1, "c", ("A", "B"))], id="both"),
        pytest.param(
            "{% trans n=a|length %}A {{ n }}{% endtrans %}", [(1, "", "A %(n)s")], id="block"
        ),
        pytest.param(
            '{% trans "c" n=a %}A{% pluralize %}{{ n }} B{% endtrans %}',
            [(1, "c", ("A", "%(n)s B"))],
            id="plural",
        ),
        pytest.param('<p class="x">A</p>{{ a.gettext }}', [], id="nothing"),
    ],
)
def test_texts_of_pages(page: str, expected: list, tmp_path: Path) -> None:
    extractor = message_sources.extract_page
    assert extracted_texts(extractor, tmp_path / "page.html", page) == expected
