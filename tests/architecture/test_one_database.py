"""The product knows one database: no branch, no second wording of a statement."""

import re
import subprocess

from django.conf import settings

SECOND = re.compile(r"sqlite|\.vendor\b|as_oracle|as_mysql")
ELSEWHERE = ("tests/", "docs/")


def test_no_code_asks_which_database_it_is():
    tracked = subprocess.run(
        ["git", "ls-files", "-c", "-o", "--exclude-standard", "*.py"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    own = [
        name for name in tracked if "/migrations/" not in name and not name.startswith(ELSEWHERE)
    ]
    assert len(own) > 200
    asking = [
        name
        for name in own
        if (settings.BASE_DIR / name).is_file()
        and SECOND.search((settings.BASE_DIR / name).read_text())
    ]
    assert asking == []
