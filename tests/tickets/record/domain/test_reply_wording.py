"""Standard wordings of replies."""

from notifications.domain.wording import unknown_variables
from tickets.record.domain.reply_wording import KNOWN, filled_wording


def test_variables_are_filled_once_and_the_rest_stays():
    values = {"number": "202605-00001", "contact": "{number}", "agent": "王芳"}
    assert filled_wording("{contact} {number} {x} } {agent}", values) == (
        "{number} 202605-00001 {x} } 王芳"
    )


def test_what_is_no_variable_is_named():
    assert unknown_variables("{number} {promised} {custmer} {", KNOWN) == ["{custmer}", "{"]
    assert unknown_variables("您好 {contact}，{summary}", KNOWN) == []
