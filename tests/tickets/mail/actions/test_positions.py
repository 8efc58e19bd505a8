"""How far a box was read."""

import pytest

from tickets.mail.actions.positions import known_box, move_position

pytestmark = pytest.mark.django_db


def test_a_box_is_read_on_from_where_it_was_left():
    box = known_box("box", 1, newest=7)
    assert (box.last_uid, box.first_uid) == (7, 7)
    move_position(box, 9)
    move_position(box, 3)
    again = known_box("box", 1, newest=20)
    assert (again.last_uid, again.first_uid) == (9, 7)


def test_numbers_that_were_given_anew_begin_anew():
    move_position(known_box("box", 1, newest=7), 9)
    box = known_box("box", 2, newest=4)
    assert (box.validity, box.last_uid, box.first_uid) == (2, 4, 4)
