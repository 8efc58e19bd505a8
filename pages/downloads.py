"""Files that leave the desk: whose copy they are, and what they are called."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from pages.formats import file_moment, plain_moment


def reader_mark(request: HttpRequest, at: datetime) -> str:
    """Who took it and when, at the foot of every page."""
    return f"{request.user} {plain_moment(at)}"


def form_response(
    file: IO[bytes], title: str, extent: str, at: datetime, ending: str = "xlsx"
) -> FileResponse:
    """A form, named after itself, what it is about, and the minute it was taken."""
    name = f"{title}_{extent}_{file_moment(at)}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name)


def zip_response(pieces: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A zip that begins at once, made while it is sent."""
    return _streamed(pieces, name, "application/zip")


def csv_response(
    pieces: Iterable[bytes], title: str, extent: str, at: datetime
) -> StreamingHttpResponse:
    """A long table as CSV, named as a form is; read while it is sent."""
    name = f"{title}_{extent}_{file_moment(at)}.csv"
    return _streamed(pieces, name, "text/csv; charset=utf-8")


def _streamed(pieces: Iterable[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
