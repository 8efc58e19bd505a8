"""What the law says no with.

Doors translate: `LawBroken` 409, `NotAllowed` 403, `StaleVersion` a page with both texts.
"""


class LawBroken(Exception):
    """A rule forbids it now. `message` is translated and says why; `field` names what to mend."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class AlreadySent(LawBroken):
    """The form was accepted before, with other content, and led to `address`."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


class NotAllowed(Exception):
    """This person may not do it, though seeing the thing is allowed."""

    def __init__(self, message: str) -> None:
        super().__init__(str(message))
        self.message = message


class StaleVersion(Exception):
    """Somebody else saved first."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the current version is {current}")
        self.current = current


class BadFile(Exception):
    """A file that is refused.

    `message` is translated and says what to do, `field` is the one that brought it. `is_passing`:
    nothing is wrong with the file, and later it may be taken.
    """

    def __init__(self, message: str, field: str = "uploads", *, is_passing: bool = False) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.is_passing = is_passing
