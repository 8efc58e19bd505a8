"""What an upload may be, in words: beside its field, and in a refusal."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.domain.filetypes import ACCEPTED

KILOBYTE = 1024
MEGABYTE = 1024 * 1024

# As the browser says it too, which puts in name and size.
TOO_LARGE = gettext_lazy("“%(name)s” is %(size)s; the limit is %(limit)s.")
REFUSED_TYPE = gettext_lazy("“%(name)s”: files of this type are not accepted. %(accepted)s")
MACROS = gettext_lazy(
    "“%(name)s” can hold macros, which are not accepted. Open it in Office or WPS, save it as"
    " .docx, .xlsx, .pptx or PDF, and attach that."
)


def size_text(size: int) -> str:
    """`25 MB`, `25.1 MB`, `1 KB`: rounded up, so that what is over a limit never looks equal."""
    unit, name = (MEGABYTE, "MB") if size >= MEGABYTE else (KILOBYTE, "KB")
    tenths = -(-size * 10 // unit)
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest} {name}" if rest else f"{whole} {name}"


def too_large(name: str, size: int, limit: int) -> str:
    """The refusal of a file over the limit."""
    return TOO_LARGE % {"name": name, "size": size_text(size), "limit": size_text(limit)}


def form_full(name: str, limit: int) -> str:
    """The refusal of a file that no longer fits beside the others."""
    sentence = _("“%(name)s” no longer fits: all files together may be %(limit)s. Send it next.")
    return sentence % {"name": name, "limit": size_text(limit)}


def refused_type(name: str, accepted: str) -> str:
    """The refusal of a file of a kind that is not taken; `accepted` is a sentence."""
    return REFUSED_TYPE % {"name": name, "accepted": accepted}


def accepted_files() -> str:
    """`Accepted: pictures (png, jpg …), documents (pdf, docx …), …`"""
    kinds = (f"{kind.label} ({_joined(endings)})" for kind, endings in ACCEPTED.items())
    return _("Accepted: %(kinds)s.") % {"kinds": _("; ").join(kinds)}


def accepted_kinds() -> str:
    """`pictures, documents, …`"""
    return _joined(str(kind.label) for kind in ACCEPTED)


def accepted_endings(endings: Iterable[str]) -> str:
    """The same for a field that takes only tables or forms, with the way out."""
    sentence = _("Accepted: %(kinds)s. Open it in Excel, Word or WPS and save it as one of these.")
    return sentence % {"kinds": _joined(endings)}


def _joined(words: Iterable[str]) -> str:
    return _(", ").join(words)
