"""How far a box was read."""

from tickets.record.models import Mailbox


def known_box(name: str, validity: int, *, newest: int) -> Mailbox:
    """What is known of a box whose newest mail has this number.

    At the first look, and after the server has numbered its mails anew, what lies there is old.
    """
    fresh = {"validity": validity, "last_uid": newest, "first_uid": newest}
    box, _is_new = Mailbox.objects.get_or_create(name=name, defaults=fresh)
    if box.validity != validity:
        Mailbox.objects.filter(pk=box.pk).update(**fresh)
        box.refresh_from_db()
    return box


def move_position(box: Mailbox, uid: int) -> None:
    """A mail was kept. Old ones, which are looked for by what nobody has seen, move nothing."""
    if uid > box.last_uid:
        box.last_uid = uid
        box.save(update_fields=["last_uid"])
