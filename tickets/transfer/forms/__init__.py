"""Shapes of input of what goes out and comes in as a file. A form never saves."""

from tickets.transfer.forms.files import ImportForm, UnmaskForm
from tickets.transfer.forms.history import HistoryMappingForm, HistoryUploadForm

__all__ = ["HistoryMappingForm", "HistoryUploadForm", "ImportForm", "UnmaskForm"]
