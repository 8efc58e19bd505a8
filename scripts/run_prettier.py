"""Run prettier as package-lock.json pins it; the arguments are prettier's own.

Its settings are in package.json.
"""

from __future__ import annotations

import subprocess
import sys

from ensure_checkers import FOLDER, PACKAGES, ensure_checkers
from npm_packages import node_command


def main() -> int:
    if not ensure_checkers():
        return 1

    prettier = PACKAGES / "prettier" / "bin" / "prettier.cjs"
    command = [*node_command(FOLDER / "node"), prettier, *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
