"""How a kept file leaves: by its house's permission check, never interpreted as a page of ours."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import tracing
from documents.domain.endings import download_name
from documents.domain.filetypes import INLINE
from documents.models import StoredFile
from documents.queries.bytes_of import open_stored_file

log = logging.getLogger(__name__)

# Seconds after which it is worth asking again for a file whose place does not answer.
RETRY_AFTER = 60

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self';"
    " frame-ancestors 'none'"
)


def send_stored_file(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The bytes; 404 when they are gone, 503 when the place where they lie does not answer.

    Only pictures and PDF may show in place, and not when `?download` asks for the file.
    """
    try:
        file = open_stored_file(stored)
    except FileNotFoundError:
        raise Http404 from None
    except OSError:
        log.exception("a file could not be read")
        return _say_that_files_are_away(request)
    is_inline = stored.content_type in INLINE and "download" not in request.GET
    response = FileResponse(
        file,
        as_attachment=not is_inline,
        filename=download_name(stored.name, stored.content_type),
        content_type=stored.content_type,
    )
    # a browser that guesses the type, or a script inside a file, would act as the reader
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=300"
    response._csp_exempt = True
    return response


def _say_that_files_are_away(request: HttpRequest) -> HttpResponse:
    answer = render(
        request, "errors/files_away.html", {"request_id": tracing.current()}, status=503
    )
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
