"""The backup as the server's settings want it."""

from pathlib import Path
from typing import Any

from django.conf import settings

from operations.domain.retention import keep_rule_of
from operations.exports.backup import BackupPlan, make_backup
from operations.queries.backup_settings import configured_keys, site_name


def configured_plan(folder: Path, *, keeps_all: bool = False) -> BackupPlan:
    """Raises `BadKey` and `BadKeepRule` before anything is done."""
    keep = keep_rule_of(settings.BACKUP_KEEP)
    return BackupPlan(
        folder=folder,
        site=site_name(),
        release=settings.RELEASE,
        keys=configured_keys(),
        keep=None if keeps_all else keep,
    )


def make_nightly_backup() -> dict[str, Any]:
    """Into BACKUP_DIR; what is known of it, for the row of the job."""
    return make_backup(configured_plan(Path(settings.BACKUP_DIR).resolve())).as_data()
