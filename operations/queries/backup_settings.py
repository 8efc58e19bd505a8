"""What the server's settings say about backups."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from operations.domain.backup_keys import BackupKeys, BadKey, backup_keys_of


def configured_keys() -> BackupKeys:
    """Those of BACKUP_KEY, then those in the file that BACKUP_KEY_FILE names; none where neither
    is set.

    Raises `BadKey`.
    """
    keys = backup_keys_of(settings.BACKUP_KEY, "BACKUP_KEY")
    if not settings.BACKUP_KEY_FILE:
        return keys
    try:
        text = Path(settings.BACKUP_KEY_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadKey("The file that BACKUP_KEY_FILE names cannot be read.") from error
    more = backup_keys_of(text, "The file that BACKUP_KEY_FILE names")
    if not more:
        raise BadKey("The file that BACKUP_KEY_FILE names is empty.")
    return BackupKeys(keys.recipients + more.recipients, keys.identities + more.identities)


def site_name() -> str:
    """Whose backups they are: two desks that share a folder never remove each other's."""
    return urlsplit(settings.SITE_URL).netloc.rpartition("@")[2] or "desk"
