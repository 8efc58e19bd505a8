"""How far a box was read."""

from tickets.record.models import Mailbox


def known_box(name: str, validity: int, *, newest: int) -> Mailbox:
    """What is known of a box whose newest mail has this number.

    At the first look, and after the server has numbered its mails anew, what lies there is old.
    """
    fresh = {
        "validity": validity,
        "last_uid": newest,
        "first_uid": newest,
        "failed_uids": [],
    }
    box, _is_new = Mailbox.objects.get_or_create(name=name, defaults=fresh)
    if box.validity != validity:
        Mailbox.objects.filter(pk=box.pk).update(**fresh)
        box.refresh_from_db()
    return box


def note_outcome(box: Mailbox, uid: int, *, is_kept: bool) -> None:
    """A mail was kept, or was not given out: then it is remembered, and what follows goes on.

    Old ones, which are looked for by what nobody has seen, move nothing.
    """
    failed = [one for one in box.failed_uids if one != uid]
    if not is_kept:
        failed.append(uid)
    last = max(box.last_uid, uid)
    if (last, failed) != (box.last_uid, box.failed_uids):
        box.last_uid, box.failed_uids = last, failed
        box.save(update_fields=["last_uid", "failed_uids"])


def forget_gone(box: Mailbox, present: set[int]) -> None:
    """Of what failed, what lies in the box no more: somebody has dealt with it there."""
    failed = [uid for uid in box.failed_uids if uid in present]
    if failed != box.failed_uids:
        box.failed_uids = failed
        box.save(update_fields=["failed_uids"])
