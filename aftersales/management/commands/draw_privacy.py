"""Writes docs/personal-fields.md from the lists of all houses; a test compares them."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy.domain.classes import FieldClass
from privacy.field_classes import known_classes

HEAD = """# Fields that say something about a person

Generated from the `privacy.py` of each house by `manage.py draw_privacy`. What the classes mean
stands in [privacy.md](privacy.md). Every other field that is stored is of the class `none`.

| table | field | class | level |
|---|---|---|---|
"""


def personal_fields_page() -> str:
    """The page's text."""
    personal = sorted(
        (*name.rsplit(".", 1), field_class)
        for name, field_class in known_classes().items()
        if field_class is not FieldClass.NONE
    )
    lines = []
    for table, fields in groupby(personal, key=lambda row: row[0]):
        for number, (_table, field, field_class) in enumerate(fields):
            shown = "" if number else f"`{table}`"
            lines.append(f"| {shown} | `{field}` | {field_class} | {field_class.level} |")
    return HEAD + "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write docs/personal-fields.md."

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, "docs", "personal-fields.md").write_text(personal_fields_page())
