"""The packages that ship: may they, and does anybody know a hole in them?

Licences are read from the installed packages. Holes are asked of OSV (https://osv.dev), which
gathers those of PyPI and GitHub; where it cannot be reached that is said, and with `AUDIT=required`
it is a failure.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements.txt"
OSV = "https://api.osv.dev/v1/querybatch"
PATIENCE_SECONDS = 20

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
MAY_SHIP = re.compile(
    r"\b(MIT|MIT-0|BSD|Apache|PSF|PSFL|Python Software Foundation|ISC|MPL|Mozilla Public)\b"
)

# Never, also as a further choice that nobody needs to take: whoever runs the desk for others would
# have to give its source away.
NEVER = re.compile(r"\bAGPL|Affero", re.IGNORECASE)

# What does not say its licence in its metadata, or says it in words of its own, and was looked up.
LOOKED_UP = {
    "psycopg2-binary": "LGPL with an exception for use as a library, which is what we do",
    "fpdf2": "LGPL: imported as it is, and whoever has the product may put another version in",
    "pyrage": "MIT, by its repository",
}


def pinned_packages(lines: Iterable[str]) -> dict[str, str]:
    """Name and version of each line that pins one."""
    found = (PINNED.match(line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def licence_of(name: str) -> str | None:
    """All that a package says of its licence; None for one that this platform does not need."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    said = [about.get("License-Expression") or about.get("License") or ""]
    said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return "; ".join(said)


def licence_faults(names: Iterable[str]) -> Iterator[str]:
    """Packages that may not ship, or of which nobody knows whether they may."""
    for name in names:
        licence = licence_of(name)
        if licence is None or (name in LOOKED_UP and not NEVER.search(licence)):
            continue
        if NEVER.search(licence) or not MAY_SHIP.search(licence):
            yield f"{name}: {licence.splitlines()[0][:100] or 'says nothing of its licence'}"


def known_holes(packages: dict[str, str]) -> list[str]:
    """Raises `OSError` when OSV does not answer."""
    asked = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages.items()
    ]
    request = urllib.request.Request(
        OSV, json.dumps({"queries": asked}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    holes = []
    for (name, version), result in zip(packages.items(), results, strict=True):
        for hole in result.get("vulns", ()):
            holes.append(f"{name} {version}: {hole['id']}, see https://osv.dev/{hole['id']}")
    return holes


def main() -> int:
    packages = pinned_packages(REQUIREMENTS.read_text().splitlines())
    faults = list(licence_faults(packages))
    try:
        faults += known_holes(packages)
    except (OSError, urllib.error.URLError) as error:
        words = f"Known holes were NOT looked up: {OSV} does not answer ({error})."
        if os.environ.get("AUDIT") == "required":
            faults.append(words)
        else:
            print(words, file=sys.stderr)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
