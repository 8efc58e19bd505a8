"""Parameters of a provider's template."""

import pytest

from notifications.domain.parameters import (
    filled_parameters,
    parameters_known,
    read_parameters,
    unknown_parameters,
)
from notifications.enums import Topic

WRITTEN = " number = {number} \n\ntext= {name}，您好 = 欢迎\n"


def test_a_line_is_a_name_and_what_fills_it():
    assert read_parameters(WRITTEN) == [("number", "{number}"), ("text", "{name}，您好 = 欢迎")]
    filled = filled_parameters(WRITTEN, {"number": "1", "name": "张敏"})
    assert filled == {"number": "1", "text": "张敏，您好 = 欢迎"}
    assert read_parameters("") == []


@pytest.mark.parametrize("line", ["number", "= {number}", "number ="])
def test_a_line_that_says_nothing_is_named(line):
    with pytest.raises(ValueError, match=line.strip()):
        read_parameters(f"a = b\n{line}")


def test_unknown_variables_are_named():
    known = parameters_known(Topic.RECEIPT)
    assert "path" in known and "promises" in known
    assert unknown_parameters("a = {nmae}\nb = {path}", known) == ["{nmae}"]
