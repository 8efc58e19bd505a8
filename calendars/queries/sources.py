"""Where a day of a calendar comes from, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.domain.year_import import COMPANY, NOTICE, STATUTORY

# Sources are kept as they are written in the code; a list's own name may follow.
WORDS = {
    NOTICE: gettext_lazy("State Council notice, built in"),
    STATUTORY: gettext_lazy("State Council notice"),
    COMPANY: gettext_lazy("Company days"),
}


def source_label(source: str) -> str:
    """`State Council notice, holidays.xlsx`; a source that nobody knows as it stands."""
    for begin, words in WORDS.items():
        rest = source.removeprefix(begin)
        if rest == source:
            continue
        name = rest.lstrip(" ,:")
        return _("%(source)s: %(name)s") % {"source": words, "name": name} if name else str(words)
    return source
