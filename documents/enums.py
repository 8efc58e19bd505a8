"""The kinds of files that people attach."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class FileKind(TextChoices):
    """What a file is to a person, beside its content type."""

    PICTURE = "picture", pgettext_lazy("files", "pictures")
    DOCUMENT = "document", pgettext_lazy("files", "documents")
    TEXT = "text", pgettext_lazy("files", "plain texts")
    ARCHIVE = "archive", pgettext_lazy("files", "archives")
    RECORDING = "recording", pgettext_lazy("files", "recordings")
    VIDEO = "video", pgettext_lazy("files", "videos")
