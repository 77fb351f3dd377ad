"""A pattern as it is read: where we are in it, and what is wrong there. Knows no syntax."""

from monitor.errors import SelectorError


class Cursor:
    """The text of a pattern and a place in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self.source)

    def sees(self, what: str) -> bool:
        """Say whether `what` comes next."""
        return self.source.startswith(what, self.at)

    def take(self, what: str) -> bool:
        """Go beyond `what` and return true if it comes next."""
        if self.sees(what):
            self.at += len(what)
            return True
        return False

    def next(self) -> str:
        """Return the next character and go beyond it; "" at the end."""
        one = self.source[self.at : self.at + 1]
        self.at += len(one)
        return one

    def while_in(self, letters: str, most: int = 1_000) -> str:
        """Return the next characters that are among `letters`, `most` at most, and go beyond them."""
        start = self.at
        while self and self.at - start < most and self.source[self.at] in letters:
            self.at += 1
        return self.source[start : self.at]

    def fault(self, at: int, what: str, hint: str = "") -> SelectorError:
        """Return the error for a fault at the offset `at`, to be raised."""
        return SelectorError(what, column=at + 1, hint=hint)
