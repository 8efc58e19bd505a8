"""After a restore: messages leave again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from notifications.actions.pausing import release_outbox
from operations.queries.page import may_release_outbox
from pages.confirmation import confirmed_when_sent


@require_POST
@confirmed_when_sent
def release_messages(request: HttpRequest) -> HttpResponse:
    """Sends what waits; with `discard`, without what the backup brought."""
    if not may_release_outbox(request.user):
        raise Http404
    count = release_outbox(
        by=request.user, at=timezone.now(), discards_old="discard" in request.POST
    )
    if count is None:
        messages.info(request, _("Messages leave already: somebody else released them."))
    else:
        sentence = ngettext(
            "Messages leave again; %(count)d waits to be sent.",
            "Messages leave again; %(count)d wait to be sent.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    return redirect("operations")
