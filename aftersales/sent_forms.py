"""What is sent to a page is bounded before anything of it is read, and read here, in words.

Django would write the files of a stranger to the temporary folder before it asks who sends them:
the token of a form is looked for in its body.
"""

import errno
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from aftersales.interface import is_of_interface
from api.problems import plain_problem
from core.domain.text import is_junk
from documents import formats
from documents.doors import is_from_guest, is_taking_files

BAD_REQUEST, LENGTH_REQUIRED, TOO_LARGE, NO_ROOM = 400, 411, 413, 507
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


# A form over the limit is waited for up to so many times the limit, in pieces of so many bytes.
FINISHED, PIECE = 4, 1 << 16


class FilesNotTaken(Exception):
    """A file was sent to a page that takes none."""


FAULTS = (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    FilesNotTaken,
    MultiPartParserError,
    OSError,
)


class NoFiles(FileUploadHandler):
    """Of a form whose page takes no files none is written anywhere."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise FilesNotTaken

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file begins."""


class SentForms:
    """Refuses what is too large, before the token of the form is looked for in its body.

    Small is what `DATA_UPLOAD_MAX_MEMORY_SIZE` allows; up to `FORM_MAX_BYTES` may be sent by people
    who are logged in, to pages that take files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: Sequence[Any],
        parts: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Here the page is known already, and nothing was read."""
        if is_of_interface(request):
            # Whose language is not known yet counts by what the request asks for.
            with translation.override(get_language_from_request(request)):
                return self._refusal_for(request, view, parts)
        return self._refusal_for(request, view, parts)

    def _refusal_for(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        parts: Mapping[str, Any],
    ) -> HttpResponse | None:
        """The refusal of what is too large or cannot be read; None for all else."""
        if "Transfer-Encoding" in request.headers:
            refusal = _("Nothing was stored: the length of what was sent is not known.")
            return _refuse(request, refusal, LENGTH_REQUIRED)

        length = int(request.META.get("CONTENT_LENGTH") or 0)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        file_limit = _limit_of_files(request, view, parts)
        if length > limit:
            limit = max(limit, file_limit)
        if length > limit:
            _let_finish(request, length, file_limit)
            request._mark_post_parse_error()
            return _refuse(request, _too_large(length, limit), TOO_LARGE)
        if is_of_interface(request):
            # Read by the interface, when it knows who sends it.
            return _refuse_junk_address(request)
        if request.method == "POST" and request.content_type in FORMS:
            refusal = _read_form(request, file_limit)
            if refusal is not None:
                return refusal
        return _refuse_junk(request)


def _refuse_junk_address(request: HttpRequest) -> HttpResponse | None:
    """The same of an address alone."""
    written = (text for name, values in request.GET.lists() for text in (name, *values))
    if is_junk(request.path_info) or any(map(is_junk, written)):
        words = _("There are characters in the address that nobody can write.")
        return _refuse(request, words, BAD_REQUEST)
    return None


def _refuse_junk(request: HttpRequest) -> HttpResponse | None:
    """What no column can hold, and no keyboard writes, is refused here for every page at once."""
    for name, values in (*request.GET.lists(), *request.POST.lists()):
        if is_junk(name) or any(map(is_junk, values)):
            shown = name if not is_junk(name) else ""
            return _refuse(request, _junk_words(shown), BAD_REQUEST)
        longest = max(map(len, values), default=0)
        if longest > settings.FIELD_MAX_CHARACTERS:
            return _refuse(request, _too_long_words(name, longest), TOO_LARGE)
    files = (upload.name or "" for name in request.FILES for upload in request.FILES.getlist(name))
    if is_junk(request.path_info) or any(map(is_junk, files)):
        return _refuse(request, _junk_words(""), BAD_REQUEST)
    return None


def _junk_words(name: str) -> str:
    if not name:
        return _("Nothing was stored: there are characters in it that nobody can write.")
    sentence = _("Nothing was stored: in “%(name)s” are characters that nobody can write.")
    return sentence % {"name": name}


def _too_long_words(name: str, length: int) -> str:
    sentence = _(
        "Nothing was stored: “%(name)s” is %(length)d characters long, and %(limit)d are taken."
    )
    about = {"name": name, "length": length, "limit": settings.FIELD_MAX_CHARACTERS}
    return sentence % about


def _let_finish(request: HttpRequest, length: int, file_limit: int) -> None:
    """Somebody who is known sends to the end, else a browser shows no answer at all.

    What comes is forgotten piece by piece.
    """
    known_limit = settings.FORM_MAX_BYTES if request.user.is_authenticated else file_limit
    if length > FINISHED * known_limit:
        return
    with suppress(UnreadablePostError):
        while request.read(PIECE):
            pass


def _limit_of_files(
    request: HttpRequest, view: Callable[..., HttpResponse], parts: Mapping[str, Any]
) -> int:
    """How large a form with files may be; 0 where none are taken."""
    if request.method != "POST":
        return 0
    if is_of_interface(request):
        # Nothing of it is read before its token is.
        return int(settings.FORM_MAX_BYTES) if is_taking_files(_action_of(view)) else 0
    if is_taking_files(view) and request.user.is_authenticated:
        return int(settings.FORM_MAX_BYTES)
    return int(settings.CUSTOMER_FORM_MAX_BYTES) if is_from_guest(view, parts) else 0


def _action_of(view: Callable[..., HttpResponse]) -> Callable[..., object]:
    """What the interface calls for a POST."""
    actions: Mapping[str, str] = getattr(view, "actions", None) or {}
    return getattr(getattr(view, "cls", None), actions.get("post", ""), view)


def _too_large(length: int, limit: int) -> str:
    sentence = _("Nothing was stored: what you sent is %(size)s, and this page takes %(limit)s.")
    return sentence % {"size": formats.size_text(length), "limit": formats.size_text(limit)}


def _read_form(request: HttpRequest, file_limit: int) -> HttpResponse | None:
    """Fields into memory, files into the temporary folder. The answer where that fails."""
    is_multipart = request.content_type == FORMS[0]
    if is_multipart and not file_limit:
        request.upload_handlers = [NoFiles(request)]
    try:
        # read by asking for it
        request.POST  # noqa: B018
    except FAULTS as error:
        _drop_half_file(request)
        refusal, status = _refusal_of(error)
        if not refusal:
            raise
    else:
        return None
    _let_finish(request, int(request.META.get("CONTENT_LENGTH") or 0), file_limit)
    # what was not read whole is not read again, not even by the page that says so
    request._mark_post_parse_error()
    return _refuse(request, refusal, status)


def _drop_half_file(request: HttpRequest) -> None:
    """Django closes the files that came whole; the one that broke off would stay on the disk."""
    for handler in request.upload_handlers:
        # closing writes what is still in memory
        with suppress(OSError):
            if hasattr(handler, "file"):
                handler.file.close()


def _refusal_of(error: Exception) -> tuple[str, int]:
    """What is said of a form that cannot be read, and the status; no words for a fault of ours."""
    status = BAD_REQUEST
    match error:
        case FilesNotTaken():
            refusal = _("Nothing was stored: this page takes no files.")
        case MultiPartParserError() | UnreadablePostError():
            refusal = _("Nothing was stored: the form did not arrive whole. Send it again.")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            refusal = _("Nothing was stored: the server's disk is full. Tell the administrator.")
            status = NO_ROOM
        case OSError():
            refusal = ""
        case _amount:
            refusal = _refused_amount(error)
            status = TOO_LARGE
    return refusal, status


def _refused_amount(error: Exception) -> str:
    """Which bound was met, and what it is."""
    if isinstance(error, TooManyFilesSent):
        sentence = _("Nothing was stored: a form takes up to %(limit)d files at once.")
        return sentence % {"limit": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    if isinstance(error, TooManyFieldsSent):
        sentence = _("Nothing was stored: a form takes up to %(limit)d fields.")
        return sentence % {"limit": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
    sentence = _("Nothing was stored: the text of a form may be up to %(limit)s.")
    return sentence % {"limit": formats.size_text(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}


def _refuse(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
    """A page that leads back to the form; a part of a page shows the words alone."""
    if is_of_interface(request):
        return plain_problem(status, refusal)
    if request.htmx:
        return HttpResponse(refusal, status=status, content_type="text/plain; charset=utf-8")
    context = {"message": refusal, "status": status}
    return render(request, "errors/not_taken.html", context, status=status)
