"""Who may look into files, hold them, and have personal data removed."""

from core.work.rules import Rights

RIGHTS = Rights("archive")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right
