"""Fields for files. Each says beside itself what it takes, and lets the page check it first.

`static/js/uploads.js` reads the data of the widget; the server checks everything again.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import formats
from documents.domain.endings import MACRO_ENDINGS
from documents.domain.filetypes import ACCEPTED
from documents.domain.names import safe_file_name

# Files that the readers of tables and of forms open, by their usual endings.
TABLE_ENDINGS = ("xlsx", "csv", "xlsm", "txt", "tsv")
FORM_ENDINGS = ("xlsx", "docx", "xlsm", "docm")

# Of the bytes of a form so many stay for what is written in it.
ROOM_FOR_WORDS = 1 << 20

# On a phone these offer the camera and the recorder beside the files.
SHOT_OR_RECORDED = ("image/*", "audio/*", "video/*")


class UploadInput(forms.FileInput):
    """A file box that knows the limits of its field.

    `wildcards` are kinds that a phone can make.
    """

    template_name = "django/forms/widgets/file.html"

    def __init__(self, endings: Iterable[str], wildcards: Iterable[str] = ()) -> None:
        self.endings = tuple(endings)
        offered = (*wildcards, *(f".{ending}" for ending in self.endings))
        super().__init__(attrs={"accept": ",".join(offered)})

    def limit(self) -> int:
        """Bytes of one file."""
        return settings.IMPORT_MAX_BYTES

    def accepted(self) -> str:
        """The sentence that lists what is taken."""
        return formats.accepted_endings(self.endings)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        limit = self.limit()
        # The browser puts in the name and the size.
        attributes = {
            "data-upload": " ".join(self.endings),
            "data-limit": limit,
            "data-too-large": formats.TOO_LARGE
            % {"name": "{name}", "size": "{size}", "limit": formats.size_text(limit)},
            "data-refused": formats.refused_type("{name}", self.accepted()),
        }
        return super().get_context(name, value, {**attributes, **(attrs or {})})


class AttachmentInput(UploadInput):
    """One file to be kept with a thing, on a phone straight from its camera."""

    def __init__(self, endings: Iterable[str]) -> None:
        super().__init__(endings, ("image/*",))

    def limit(self) -> int:
        return settings.ATTACHMENT_MAX_BYTES


class AttachmentsInput(UploadInput):
    """Several files at once: chosen, or pasted as a picture."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(
            (ending for endings in ACCEPTED.values() for ending in endings), SHOT_OR_RECORDED
        )

    def limit(self) -> int:
        return settings.ATTACHMENT_MAX_BYTES

    def accepted(self) -> str:
        return formats.accepted_files()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attributes = {
            "data-pasted": _("Screenshot {moment}"),
            "data-remove": _("Remove {name}"),
            "data-macros": " ".join(sorted(MACRO_ENDINGS)),
            "data-refused-macros": formats.MACROS % {"name": "{name}"},
            "data-form-limit": settings.FORM_MAX_BYTES - ROOM_FOR_WORDS,
            "data-form-full": formats.form_full("{name}", settings.FORM_MAX_BYTES - ROOM_FOR_WORDS),
        }
        names = [safe_file_name(upload.name) for upload in value or ()]
        if names:
            # A page that comes anew has an empty box, whatever was chosen before.
            sentence = _("Choose these files again: %(names)s")
            attributes["data-lost"] = sentence % {"names": _(", ").join(names)}
        return super().get_context(name, value, {**attributes, **(attrs or {})})


def _attachments_hint() -> str:
    about = {
        "limit": formats.size_text(settings.ATTACHMENT_MAX_BYTES),
        "kinds": formats.accepted_kinds(),
    }
    return _("%(kinds)s; up to %(limit)s each. A screenshot can be pasted.") % about


def _import_hint(about: str) -> str:
    limit = _("up to %(limit)s") % {"limit": formats.size_text(settings.IMPORT_MAX_BYTES)}
    return _("; ").join(filter(None, (str(about), limit)))


class AttachmentsField(forms.FileField):
    """A list of uploads, maybe empty. The store judges each of them."""

    widget = AttachmentsInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", lazy(_attachments_hint, str)())
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent: its box tells the names of files that a refused page has lost."""
        return data or initial

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, list | tuple) else [data]
        clean_upload = super().clean
        return [clean_upload(upload, initial) for upload in uploads if upload]


class AttachmentField(forms.FileField):
    """One upload, or None; `endings` are those of the files that it takes. The store judges it."""

    def __init__(self, *, endings: Iterable[str], **kwargs: Any) -> None:
        super().__init__(widget=AttachmentInput(endings), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if upload is None or not upload.name:
            return upload
        name = safe_file_name(upload.name)
        if name.rpartition(".")[2].lower() not in self.widget.endings:
            raise forms.ValidationError(formats.refused_type(name, self.widget.accepted()))
        return upload


class ImportFileField(forms.FileField):
    """One table or form to read; `endings` are those of the files that it takes."""

    default_error_messages = {"empty": gettext_lazy("The file is empty.")}

    def __init__(self, *, endings: Iterable[str], help_text: str = "", **kwargs: Any) -> None:
        hint = lazy(_import_hint, str)(help_text)
        super().__init__(widget=UploadInput(endings), help_text=hint, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Asked before the file is read, which would fill the memory of the process."""
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        limit = settings.IMPORT_MAX_BYTES
        if upload and (upload.size or 0) > limit:
            name = safe_file_name(upload.name)
            raise forms.ValidationError(formats.too_large(name, upload.size, limit))
        return upload
