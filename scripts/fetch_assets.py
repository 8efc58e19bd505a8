"""Fetch style, icons, fonts and charts as package-lock.json names them; copy the few needed files.

They go to static/vendor/. Standard library only, so that it runs before anything is installed; does
nothing when all is up to date.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from npm_packages import HELP, LOCK, Unavailable, install_packages, packages_in_lock

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
ICONS = ROOT / "static" / "icons.txt"
CHART_PACKAGES = ("vega", "vega-lite", "vega-embed")
SHAPE = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-linecap="round" stroke-linejoin="round"'
)


def fingerprint() -> str:
    """Hash of everything that decides the content of static/vendor/."""
    content = b"".join(path.read_bytes() for path in (LOCK, ICONS, Path(__file__)))
    return hashlib.sha256(content).hexdigest()


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint()


def copy_style(packages: Path) -> None:
    """Tabler's style sheet without the line that names a source map we do not ship."""
    style = (packages / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    style = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style)
    (VENDOR / "tabler.min.css").write_text(style, encoding="utf-8")


def wanted_icons() -> list[str]:
    lines = (line.strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def symbol(name: str, drawing: str) -> str:
    """One icon as a <symbol>; width of the stroke and colour are left to the page that uses it."""
    inner = re.sub(r"<svg.*?>|</svg>|<!--.*?-->", "", drawing, flags=re.DOTALL)
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
    return f'<symbol id="i-{name}" {SHAPE}>{" ".join(inner.split())}</symbol>'


def make_sprite(packages: Path) -> None:
    folder = packages / "@tabler/icons/icons/outline"
    unknown = [name for name in wanted_icons() if not (folder / f"{name}.svg").is_file()]
    if unknown:
        raise SystemExit(
            f"static/icons.txt names icons that Tabler does not have: {', '.join(unknown)}"
        )
    symbols = [
        symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8"))
        for name in wanted_icons()
    ]
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def copy_font(package: Path, name: str, keep: str) -> None:
    """The faces whose comment matches `keep`; their files lie beside the sheet that names them."""
    style = (package / "wght.css").read_text(encoding="utf-8")
    faces = re.findall(r"/\* (\S+) \*/\s*(@font-face \{.*?\})", style, re.DOTALL)
    chosen = [face for label, face in faces if re.fullmatch(keep, label)]
    folder = VENDOR / "fonts"
    folder.mkdir(exist_ok=True)
    style = "\n\n".join(chosen) + "\n"
    for file in re.findall(r"url\(\./files/(\S+?)\)", style):
        shutil.copy(package / "files" / file, folder)
    (folder / f"{name}.css").write_text(style.replace("url(./files/", "url("), encoding="utf-8")


def copy_charts(packages: Path) -> None:
    """What draws charts in a page: the languages and the runtime that shows them, each in one file
    without the line that names a source map we do not ship.
    """
    for name in CHART_PACKAGES:
        script = (packages / name / "build" / f"{name}.min.js").read_text(encoding="utf-8")
        script = re.sub(r"//# sourceMappingURL=\S*", "", script)
        (VENDOR / f"{name}.min.js").write_text(script, encoding="utf-8")


def licence_of(package: Path) -> str:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    title = f"{about['name']} {about['version']} ({about['license']}) {about.get('homepage', '')}"
    title = title.rstrip()
    texts = sorted(path for path in package.glob("LICEN[CS]E*") if path.is_file())
    terms = texts[0].read_text(encoding="utf-8").strip() if texts else ""
    return f"{title}\n{'=' * len(title)}\n{terms}".rstrip()


def copy_licences(packages: Path) -> None:
    """Of every package, also of those that the charts' files were built from."""
    texts = "\n\n\n".join(
        licence_of(packages.parent / path) for path in packages_in_lock("dependencies")
    )
    (VENDOR / "LICENCES.txt").write_text(texts + "\n", encoding="utf-8")


def fill_vendor(packages: Path) -> None:
    """Everything anew; the stamp comes last, so a broken run is repeated."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    copy_style(packages)
    make_sprite(packages)
    copy_font(packages / "@fontsource-variable/inter", "inter", r"inter-latin-wght-normal")
    copy_font(packages / "@fontsource-variable/noto-sans-sc", "noto-sans-sc", r".*-wght-normal")
    copy_charts(packages)
    copy_licences(packages)
    STAMP.write_text(fingerprint())


def main() -> int:
    if is_current():
        return 0
    print("Fetching style, icons, fonts and charts (once) ...", flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix="aftersales-assets-") as folder:
            fill_vendor(install_packages("dependencies", Path(folder)))
    except Unavailable as error:
        print(f"Could not fetch style, icons, fonts and charts: {error}\n{HELP}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
