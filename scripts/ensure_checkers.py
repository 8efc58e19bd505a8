"""Install the npm packages that only tests and checks need, as package-lock.json pins them.

They lie beside the Python packages: prettier for `make check`, axe for `make test`. Does nothing
when exactly the pinned versions are there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from npm_packages import HELP, Unavailable, install_packages, packages_of

FOLDER = Path(sys.prefix).resolve() / "npm"
PACKAGES = FOLDER / "node_modules"


def installed_version(name: str) -> str | None:
    about = PACKAGES / name / "package.json"
    if not about.is_file():
        return None
    return json.loads(about.read_text(encoding="utf-8"))["version"]


def is_current() -> bool:
    wanted = packages_of("devDependencies")
    return all(installed_version(name) == version for name, version in wanted.items())


def ensure_checkers() -> bool:
    """Whether the packages are there now; what is in the way goes to standard error."""
    if is_current():
        return True

    names = " and ".join(packages_of("devDependencies"))
    print(f"Installing {names} (once) ...", flush=True)
    FOLDER.mkdir(exist_ok=True)
    try:
        install_packages("devDependencies", FOLDER)
    except Unavailable as error:
        print(f"Could not install {names}: {error}\n{HELP}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if ensure_checkers() else 1)
