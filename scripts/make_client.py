"""A Python client and a Postman collection from the description of the interface.

`make_client.py openapi.json FOLDER` writes `FOLDER/client`, a package to install with pip, and
`FOLDER/postman.json`. A client that does not come out whole, or with a warning, is an error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from postman import make_collection

PROGRAMS = Path(sys.executable).parent


def make_client(description: Path, folder: Path) -> None:
    """Raises `SystemExit` with what the generator says."""
    command = [
        PROGRAMS / "openapi-python-client",
        "generate",
        "--path",
        description,
        "--output-path",
        folder,
        "--meta",
        "setup",
        "--overwrite",
        "--fail-on-warning",
    ]
    # It formats what it has written with the ruff beside it.
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode or "arning" in said:
        raise SystemExit(f"The client is not whole:\n{said}")


def make_postman(description: Path, file: Path) -> None:
    collection = make_collection(json.loads(description.read_text(encoding="utf-8")))
    text = json.dumps(collection, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    description, folder = (Path(written) for written in sys.argv[1:])
    make_client(description, folder / "client")
    make_postman(description, folder / "postman.json")
    print(f"{folder / 'client'}: pip install it; {folder / 'postman.json'}: import it in Postman")


if __name__ == "__main__":
    main()
