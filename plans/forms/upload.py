"""The file that somebody hands in to make a plan of it."""

from django.utils.translation import gettext_lazy as _

from documents.forms import FORM_ENDINGS, ImportFileField
from pages.forms import DeskForm


class RecordUploadForm(DeskForm):
    """A filled form F2."""

    file = ImportFileField(label=_("File (xlsx or docx)"), endings=FORM_ENDINGS)
