"""How sending ends when it does not succeed. The codes are shown to staff and hold no address."""


class NotSent(Exception):
    """A mail was not taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RefusedForGood(NotSent):
    """Nobody will ever take it: trying again changes nothing."""


class NotNow(NotSent):
    """Nobody took it this time."""
