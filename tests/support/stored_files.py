"""Small files of each kind, and what lies in the media folder."""

from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n1 0 obj\n"
HTML = b"<!doctype html><script>alert(1)</script>"


def on_disk(media: Path) -> list[Path]:
    """Every file below the media folder."""
    return sorted(path for path in media.rglob("*") if path.is_file()) if media.exists() else []
