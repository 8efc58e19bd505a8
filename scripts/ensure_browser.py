"""Find a Chromium for the browser tests, install one if there is none, or say clearly what to do.

Order: E2E_BROWSER, Playwright's own, a Chromium, Chrome or Edge on PATH, `playwright install
chromium`, then Debian's package of the headless shell or of Chromium (as root or with passwordless
sudo). tests/conftest.py starts the
one that `find_browser` returns.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

# The shell is the same engine without windows, menus and compositor: a third of the computing.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)

HELP = """No browser for the browser tests, and none could be installed. Any one of these helps:
  - install Chromium, Chrome or Edge (Debian: apt-get install chromium) so that it is on PATH
  - {python} -m playwright install --with-deps chromium
  - E2E_BROWSER=/path/to/a/chromium make test"""


def works(path: str) -> bool:
    """It starts at all, unlike a download without its system libraries or a package's stub."""
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and any(name in answer.stdout for name in ("Chrom", "Edge"))


def candidates(playwright: Playwright) -> Iterator[str]:
    yield playwright.chromium.executable_path
    yield from filter(None, map(shutil.which, NAMES))
    yield from MAC_APPS


def find_browser(playwright: Playwright) -> str | None:
    """Path of the browser to use.

    An E2E_BROWSER that does not start is an error, and no other is taken.
    """
    wanted = os.environ.get("E2E_BROWSER")
    if wanted and not works(wanted):
        raise SystemExit(f"E2E_BROWSER={wanted} is not a Chromium that starts")
    if wanted:
        return wanted
    return next(
        (path for path in candidates(playwright) if Path(path).is_file() and works(path)), None
    )


def run(*command: str) -> bool:
    """Whether it succeeded; its own output is shown only when it says something went wrong."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {error}")
        return False
    if result.returncode:
        print("  " + "\n  ".join((result.stderr or result.stdout).strip().splitlines()[-3:]))
    return result.returncode == 0


def install_from_playwright() -> None:
    print("No browser found: downloading Playwright's Chromium ...", flush=True)
    run(sys.executable, "-m", "playwright", "install", "chromium")


def as_root() -> list[str] | None:
    """What to put before a command so that root runs it; None where that needs a password."""
    if os.geteuid() == 0:
        return []
    may_sudo = shutil.which("sudo") and subprocess.run(
        ["sudo", "-n", "true"], capture_output=True, check=False
    )
    return ["sudo", "-n"] if may_sudo and may_sudo.returncode == 0 else None


def install_from_debian() -> None:
    prefix = as_root()
    if shutil.which("apt-get") is None or prefix is None:
        return
    print("Installing the system's package of Chromium (about half a minute) ...", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run(*apt, "update", "-q")
    # Older systems have the whole browser only.
    for package in NAMES[:2]:
        if run(*apt, "install", "-q", "-y", "--no-install-recommends", package):
            return


def main() -> int:
    with sync_playwright() as playwright:
        for install in (None, install_from_playwright, install_from_debian):
            if install:
                install()
            browser = find_browser(playwright)
            if browser:
                print(f"Browser for the tests: {browser}")
                return 0
    print(HELP.format(python=sys.executable), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
