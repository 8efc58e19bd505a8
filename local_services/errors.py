"""What stands in the way of a start, as a sentence for the person at the terminal."""

import errno
import getpass
import shutil
from pathlib import Path

# Bytes: a disk with less is called full. PostgreSQL adds to its log by files of 16 MB, and ends
# when there is no room for the next one.
ALMOST_NOTHING = 17 << 20

SIGN_OF_A_FULL_DISK = "No space left on device"


class CannotStart(Exception):
    """One sentence that says what is wrong and what to do. Nothing stored has been changed."""


def free_megabytes(folder: Path) -> int:
    """Room on the disk of a folder, of its nearest parent while it does not exist yet."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(place).free >> 20


def full_disk(folder: Path) -> CannotStart:
    """The sentence for a disk without room."""
    return CannotStart(
        f"The disk of {folder} is full ({free_megabytes(folder)} MB free):"
        " make room and start again. What was stored is kept."
    )


def is_about_full_disk(error: BaseException, folder: Path) -> bool:
    """Does an error come from a disk without room? Some only say that a server went away."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if SIGN_OF_A_FULL_DISK in str(error):
        return True
    place = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(place).free < ALMOST_NOTHING


def as_sentence(error: Exception, folder: Path) -> CannotStart | None:
    """The same for the person at the terminal; None for what is a fault of the program."""
    if is_about_full_disk(error, folder):
        return full_disk(folder)
    if isinstance(error, CannotStart):
        return error
    if isinstance(error, PermissionError) and error.filename:
        return CannotStart(
            f"{error.filename} belongs to somebody else: start as its owner,"
            f" or give the folder over with `sudo chown -R {getpass.getuser()} {folder}`."
        )
    if isinstance(error, OSError) and error.filename:
        return CannotStart(f"{error.strerror}: {error.filename}")
    return None
