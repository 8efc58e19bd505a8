"""Run prettier as package-lock.json pins it; the arguments are prettier's own.

It is installed beside the Python packages when it is first needed; its settings are in
package.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from npm_packages import HELP, Unavailable, install_packages, node_command, packages_of

FOLDER = Path(sys.prefix).resolve() / "npm"
PRETTIER = FOLDER / "node_modules" / "prettier"


def is_current() -> bool:
    """Whether exactly the pinned version is installed."""
    about = PRETTIER / "package.json"
    if not about.is_file():
        return False
    installed = json.loads(about.read_text(encoding="utf-8"))["version"]
    return installed == packages_of("devDependencies")["prettier"]


def main() -> int:
    if not is_current():
        print("Installing prettier (once) ...", flush=True)
        FOLDER.mkdir(exist_ok=True)
        try:
            install_packages("devDependencies", FOLDER)
        except Unavailable as error:
            print(f"Could not install prettier: {error}\n{HELP}", file=sys.stderr)
            return 1

    command = [*node_command(FOLDER / "node"), PRETTIER / "bin" / "prettier.cjs", *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
