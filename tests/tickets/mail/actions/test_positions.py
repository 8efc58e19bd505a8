"""How far a box was read."""

import pytest

from tickets.mail.actions.positions import forget_gone, known_box, note_outcome

pytestmark = pytest.mark.django_db


def test_a_box_is_read_on_from_where_it_was_left():
    box = known_box("box", 1, newest=7)
    assert (box.last_uid, box.first_uid) == (7, 7)
    note_outcome(box, 9, is_kept=True)
    note_outcome(box, 3, is_kept=True)
    again = known_box("box", 1, newest=20)
    assert (again.last_uid, again.first_uid) == (9, 7)


def test_numbers_that_were_given_anew_begin_anew():
    note_outcome(known_box("box", 1, newest=7), 9, is_kept=False)
    box = known_box("box", 2, newest=4)
    assert (box.validity, box.last_uid, box.first_uid, box.failed_uids) == (2, 4, 4, [])


def test_what_was_not_given_out_is_remembered_until_it_is_kept_or_gone():
    box = known_box("box", 1, newest=0)
    for uid in (1, 2, 3):
        note_outcome(box, uid, is_kept=False)
    note_outcome(box, 2, is_kept=True)
    box = known_box("box", 1, newest=3)
    assert (box.last_uid, box.failed_uids) == (3, [1, 3])
    forget_gone(box, {3})
    assert known_box("box", 1, newest=3).failed_uids == [3]
