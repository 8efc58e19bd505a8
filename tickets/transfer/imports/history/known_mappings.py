"""The mappings that this house knows: those that come with it, and those that somebody has kept."""

import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import BadFile
from tickets.transfer.domain.history import BadMapping, DeskMapping, mapping_of
from tickets.transfer.models import HistoryMapping

MAPPINGS = Path(__file__).parents[1] / "mappings"


def shipped_mappings() -> dict[str, dict[str, Any]]:
    """The data of the mappings that come with the product, by name."""
    return {path.stem: _read_toml(path) for path in sorted(MAPPINGS.glob("*.toml"))}


def known_mappings() -> dict[str, dict[str, Any]]:
    """The data of all mappings, by name."""
    kept = HistoryMapping.objects.values_list("name", "data")
    return {**shipped_mappings(), **dict(kept)}


def mapping_at(name: str) -> DeskMapping:
    """The mapping of that name in this house, or in a file of one's own. Raises `BadFile`."""
    data = known_mappings().get(name)
    if data is None:
        data = _data_in_file(name)
    return usable_mapping(data)


def usable_mapping(data: dict[str, Any]) -> DeskMapping:
    """The mapping of plain data. Raises `BadFile`."""
    try:
        return mapping_of(data)
    except (
        BadMapping,
        # A section that is no table, or a value of another kind than a text.
        AttributeError,
        TypeError,
    ) as error:
        raise _unusable(error) from error


def _data_in_file(name: str) -> dict[str, Any]:
    path = Path(name)
    if not path.is_file():
        known = ", ".join(sorted(known_mappings()))
        raise BadFile(
            _("No mapping “%(name)s”. There are %(known)s, or name a TOML file.")
            % {"name": name, "known": known}
        )
    try:
        return _read_toml(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unusable(error) from error


def _read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _unusable(error: Exception) -> BadFile:
    return BadFile(_("The mapping cannot be used: %(reason)s") % {"reason": error})
