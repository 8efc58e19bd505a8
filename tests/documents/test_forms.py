"""Fields for files: each says its limits beside itself and to the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from documents.forms import TABLE_ENDINGS, AttachmentsField, ImportFileField, UploadInput

ROOT = Path(__file__).parents[2]


class Upload(forms.Form):
    uploads = AttachmentsField(required=False)
    table = ImportFileField(endings=TABLE_ENDINGS, required=False)


def forms_of_the_product() -> Iterator[type[forms.BaseForm]]:
    """Every form class in our own files, once all pages are known."""
    assert get_resolver().url_patterns
    waiting = [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if (ROOT / form.__module__.partition(".")[0]).is_dir():
            yield form


def test_every_file_field_is_one_of_ours():
    file_fields = {
        (form.__name__, name): field
        for form in forms_of_the_product()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    assert len(file_fields) >= 8
    assert [
        key for key, field in file_fields.items() if not isinstance(field.widget, UploadInput)
    ] == []


def test_the_limits_stand_beside_the_field_and_in_its_data(settings):
    settings.ATTACHMENT_MAX_BYTES = 25 << 20
    settings.IMPORT_MAX_BYTES = 20 << 20
    form = Upload()
    assert "25 MB" in str(form.fields["uploads"].help_text)
    assert "20 MB" in str(form.fields["table"].help_text)
    for name, limit in (("uploads", 25 << 20), ("table", 20 << 20)):
        box = str(form[name])
        assert f'data-limit="{limit}"' in box
        assert "{name}" in box and "{size}" in box
    assert 'data-upload="xlsx csv xlsm txt tsv"' in str(form["table"])
    assert " multiple" in str(form["uploads"])


@pytest.mark.parametrize(("size", "is_taken"), [(2048, True), (2049, False)])
def test_a_table_over_the_limit_is_not_read(settings, size, is_taken):
    settings.IMPORT_MAX_BYTES = 2048
    form = Upload({}, {"table": SimpleUploadedFile("２０２４／表.xlsx", b"x" * size)})
    assert form.is_valid() == is_taken
    if not is_taken:
        (refusal,) = form.errors["table"]
        assert all(part in refusal for part in ("２０２４／表.xlsx", "2.1 KB", "2 KB"))
