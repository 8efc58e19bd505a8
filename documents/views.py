"""How a kept file leaves: by its house's permission check, never interpreted as a page of ours."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from documents import actions as files
from documents.domain.filetypes import INLINE
from documents.models import StoredFile

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'"
)


def send_stored_file(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The bytes; only pictures and PDF may show in place, and not when `?download` asks for the
    file. 404 when it is gone from the disk.
    """
    path = files.stored_path(stored)
    if not path.exists():
        raise Http404
    inline = stored.content_type in INLINE and "download" not in request.GET
    response = FileResponse(
        path.open("rb"),
        as_attachment=not inline,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=300"
    response._csp_exempt = True
    return response
