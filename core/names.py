"""Names that stand in the rows in both languages."""

from django.utils.translation import get_language


def in_language(name: str | None, name_en: str | None) -> str:
    """The name for the reader: the English one where there is one; empty for none."""
    if name_en and get_language() == "en":
        return name_en
    return name or ""
