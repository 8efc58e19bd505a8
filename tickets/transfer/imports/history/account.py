"""What of a history is not simply taken: columns, and names that nobody here bears."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import Department
from core.domain import text
from documents.imports.account import FileRemark, RemarkKind, listed_names, named_columns
from tickets.transfer.domain.history import FileLayout
from tickets.transfer.imports.people_account import count_namesakes

# Our fields whose names are looked for in this house.
NAMES_LOOKED_UP = ("department", "assignee", "accepted_name")


def remarks_on_columns(layout: FileLayout, header: list[str]) -> list[FileRemark]:
    """Columns that the mapping does not name, and those whose name stands further left already."""
    read = set(layout.places.values())
    named = {text.comparable_text(name) for name in layout.names.values()}
    for columns in layout.texts.values():
        read.update(place for _column, place in columns)
        named.update(text.comparable_text(column) for column, _place in columns)

    remarks = []
    for position, heading in enumerate(header):
        if position in read or not heading.strip():
            continue
        if text.comparable_text(heading) in named:
            reason = _("stands here a second time: the first one counts")
        else:
            reason = _("is not named by the mapping; it is not read")
        place = named_columns([position])
        remarks.append(FileRemark(RemarkKind.LEFT, place, heading.strip(), reason))
    return remarks


def remarks_on_names(names: Mapping[str, Counter[str]], layout: FileLayout) -> list[FileRemark]:
    """One line a kind, with the number of tickets; `names` are those of `NAMES_LOOKED_UP`."""
    return [
        *_remarks_on_departments(names["department"], layout.names.get("department", "")),
        *_remarks_on_people(
            names["assignee"],
            layout.names.get("assignee", ""),
            stranger=_("nobody of the desk is called so: the ticket comes without an assignee"),
            namesake=_("several people are called so: the ticket comes without an assignee"),
            kind=RemarkKind.LEFT,
        ),
        *_remarks_on_people(
            names["accepted_name"],
            layout.names.get("accepted_by", ""),
            stranger=_("is not a person of the desk; kept as words"),
            namesake=_("is the name of several people; kept as words"),
            kind=RemarkKind.CHANGED,
        ),
    ]


def _remarks_on_departments(named: Counter[str], heading: str) -> list[FileRemark]:
    active = Department.objects.filter(name__in=list(named), is_active=True)
    used = set(active.values_list("name", flat=True))
    unused = [name for name in named if name not in used]
    reason = _("is no department in use here: it comes in switched off")
    return _remark_on_names(RemarkKind.CHANGED, heading, unused, reason, named)


def _remarks_on_people(
    named: Counter[str], heading: str, *, stranger: str, namesake: str, kind: RemarkKind
) -> list[FileRemark]:
    namesakes = count_namesakes(named)
    strangers = [name for name, people in namesakes.items() if not people]
    several = [name for name, people in namesakes.items() if people]
    return [
        *_remark_on_names(kind, heading, strangers, stranger, named),
        *_remark_on_names(kind, heading, several, namesake, named),
    ]


def _remark_on_names(
    kind: RemarkKind, heading: str, names: list[str], reason: str, named: Counter[str]
) -> list[FileRemark]:
    if not names:
        return []
    listed = listed_names(names)
    becomes = listed if kind == RemarkKind.CHANGED else ""
    count = sum(named[name] for name in names)
    return [FileRemark(kind, heading, listed, reason, becomes, count)]
