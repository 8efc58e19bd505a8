"""The places of a provider's template and what fills them: `number = {number}`. Pure."""

from collections.abc import Collection, Mapping

from notifications.domain import wording


def read_parameters(written: str) -> list[tuple[str, str]]:
    """Name and wording of each place. Raises `ValueError` with the line that has none."""
    places = []
    for line in filter(None, map(str.strip, written.splitlines())):
        name, sign, text = (part.strip() for part in line.partition("="))
        if not sign or not name or not text:
            raise ValueError(line)
        places.append((name, text))
    return places


def parameters_known(topic: str) -> tuple[str, ...]:
    """The variables of a matter, and `path`: the address without its beginning."""
    return (*wording.known_variables(topic), "path")


def unknown_parameters(written: str, known: Collection[str]) -> list[str]:
    """What stands in braces and is no variable. Raises as `read_parameters`."""
    texts = " ".join(text for _name, text in read_parameters(written))
    return wording.unknown_variables(texts, known)


def filled_parameters(written: str, values: Mapping[str, object]) -> dict[str, str]:
    """What is sent: the text of each place. Raises as `read_parameters`."""
    return {name: wording.fill_variables(text, values) for name, text in read_parameters(written)}
