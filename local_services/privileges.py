"""As whom PostgreSQL runs: it refuses root, so root starts it as somebody else, without making
users or opening folders.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from local_services.errors import CannotStart

# Its files may lie below a folder that only root may enter.
KEEPS_ROOTS_SIGHT = (
    "--securebits=+no_setuid_fixup",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)

NO_OTHER_USER = (
    "PostgreSQL does not run as root, and this machine has no `setpriv` (util-linux) to start it"
    " as somebody else: start as an ordinary user."
)


def can_run(*command: str | Path) -> bool:
    """Does a command end well?"""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def dies_with_parent(signal_name: str) -> list[str]:
    """A prefix for Linux. Must be the last one: a change of the user clears it."""
    return ["setpriv", "--pdeathsig", signal_name] if shutil.which("setpriv") else []


def prefix_for(home: Path) -> list[str]:
    """What PostgreSQL's programs are started with, to own everything in `home`; hands `home` over
    if need be.
    """
    owner = home.stat().st_uid
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise CannotStart(
                f"{home} belongs to {user_name(owner)}: start as that user, or give it over with"
                f" `sudo chown -R {user_name(os.geteuid())} {home.parent}`."
            )
        return []
    if owner != 0:
        return as_user(owner, home.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    namespace = ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"]
    if can_run(*namespace, "true"):
        return namespace  # files of root, with another number inside
    prefix = as_user(nobody.pw_uid, nobody.pw_gid)
    hand_over(home, nobody.pw_uid, nobody.pw_gid)
    return prefix


def as_user(uid: int, gid: int) -> list[str]:
    """A prefix for root."""
    change = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    for prefix in ([*change, *KEEPS_ROOTS_SIGHT], change):
        if can_run(*prefix, "true"):
            return prefix
    raise CannotStart(NO_OTHER_USER)


def hand_over(folder: Path, uid: int, gid: int) -> None:
    """The folder and all that is in it."""
    os.chown(folder, uid, gid)
    for path in folder.rglob("*"):
        os.chown(path, uid, gid, follow_symlinks=False)


def user_name(uid: int) -> str:
    """Its name, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
