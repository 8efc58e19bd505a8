"""The link of an invitation to a campaign: its key, signed. No table holds it, and none is tried
out by the hundred.
"""

from django.core.signing import BadSignature, Signer

from feedback.models import Invitation

# Between the key and its signature: what an address may hold.
SEPARATOR = "."


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="portal.campaign")


def token_of_invitation(key: int) -> str:
    """What stands in the address."""
    return _signer().sign(str(key))


def invitation_of(token: str) -> Invitation | None:
    """The invitation of a link, if it was sent. One statement."""
    try:
        key = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    sent = Invitation.objects.filter(pk=key, sent_at__isnull=False)
    return sent.select_related("campaign", "contact").first()
