"""What a parameter may hold: how it is read, and how the description says that. One noun a kind, so both agree."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from monitor.core.cursor import place_of
from monitor.core.text import is_writable
from monitor.noun import dataclass

Schema = Mapping[str, Any]


class Unfit(ValueError):
    """What was given is no such thing; the text says what would be."""


class Kind(Protocol):
    """A kind of values."""

    def schema(self) -> Schema:
        """Return its JSON Schema."""

    def read(self, given: object) -> Any:  # noqa: ANN401 - each kind has its own type
        """Return the value that was given, as text in an address or as JSON in a body. Raises `Unfit`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """Some words."""

    least: int = 1
    most: int = 200

    def schema(self) -> Schema:
        return {"type": "string", "minLength": self.least, "maxLength": self.most}

    def read(self, given: object) -> str:
        if not isinstance(given, str) or not self.least <= len(given) <= self.most:
            raise Unfit(f"give {self.least} to {self.most} characters")
        if not is_writable(given):
            raise Unfit("give text without halves of surrogate pairs")
        return given


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """A list of words, in a body."""

    most: int = 20

    def schema(self) -> Schema:
        return {"type": "array", "items": Text().schema(), "minItems": 1, "maxItems": self.most}

    def read(self, given: object) -> tuple[str, ...]:
        if not isinstance(given, list) or not 1 <= len(given) <= self.most:
            raise Unfit(f"give a list of 1 to {self.most} texts")
        return tuple(map(Text().read, given))


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A whole number."""

    least: int = 0
    most: int = (1 << 53) - 1

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, given: object) -> int:
        digits = given if isinstance(given, str) else ""
        number = int(digits) if re.fullmatch(r"[0-9]{1,16}", digits, re.ASCII) else -1
        if not self.least <= number <= self.most:
            raise Unfit(f"give a whole number from {self.least} to {self.most}")
        return number


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """Yes or no."""

    def schema(self) -> Schema:
        return {"type": "boolean"}

    def read(self, given: object) -> bool:
        if given not in ("true", "false"):
            raise Unfit("give true or false")
        return given == "true"


@dataclass(frozen=True, kw_only=True, slots=True)
class Time:
    """A moment, as RFC 3339 spells it."""

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}

    def read(self, given: object) -> datetime:
        try:
            at = datetime.fromisoformat(_plain(given))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise Unfit("give a time of RFC 3339 with its offset, such as 2026-11-01T00:00:00Z")
        try:
            return at.astimezone(UTC)
        except OverflowError:
            # So near to the first or the last year that its offset leads out of the calendar.
            return at.replace(tzinfo=UTC)


def _plain(given: object) -> str:
    """Return a time as `fromisoformat` reads it: no leap second, which no clock of ours shows either."""
    spelt = str(given).upper()
    # A plus that nobody escaped comes as a blank.
    spelt = re.sub(r" (?=\d\d:\d\d$)", "+", spelt)
    if not re.fullmatch(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", spelt, re.ASCII
    ):
        return ""
    return re.sub(r"(?<=:\d\d:)60", "59", spelt)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of a closed list."""

    of: type[StrEnum]
    without: tuple[StrEnum, ...] = ()

    def schema(self) -> Schema:
        return {"type": "string", "enum": self._values()}

    def read(self, given: object) -> StrEnum:
        if given not in self._values():
            raise Unfit(f"give one of {', '.join(self._values())}")
        return self.of(given)

    def _values(self) -> list[str]:
        return [each.value for each in self.of if each not in self.without]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Where a list goes on, as `after` of the part before says."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 400}

    def read(self, given: object) -> str:
        if not isinstance(given, str) or len(given) > 400 or not place_of(given):
            raise Unfit("give what `after` of the part before says, or leave it out to begin anew")
        return given
