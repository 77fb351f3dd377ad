"""What a picture shows, as frozen nouns. Draws nothing, and needs no library."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from monitor.model import CounterReading, Stay
from monitor.model.report import Pace, Usual
from monitor.noun import dataclass

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = get_args(Format)
# Width and height in pixels below which there is no room for the curve.
SMALLEST = (600, 500)


@dataclass(frozen=True, slots=True)
class Words:
    """The language of a picture: its phrases by their English. What is missing is said in English."""

    phrases: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, phrase: str, **values: object) -> str:
        """Return a phrase with `{name}` filled from `values`."""
        return self.phrases.get(phrase, phrase).format_map(values)


ENGLISH = Words()


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Something happened at a time; `text` says what, on one line."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """The views of one article over time. All in rising order; times are shown in `zone`.

    `readings` are believed, `doubted` are not. `caption` is a line under the title.
    """

    title: str
    caption: str
    zone: ZoneInfo
    readings: tuple[CounterReading, ...]
    doubted: tuple[CounterReading, ...] = ()
    paces: tuple[Pace, ...] = ()
    usual: tuple[Usual, ...] = ()
    stays: tuple[Stay, ...] = ()
    marks: tuple[Mark, ...] = ()
    words: Words = ENGLISH


@dataclass(frozen=True, kw_only=True, slots=True)
class RateLine:
    """A rate as one source showed it: since when it was which, oldest first."""

    source: str
    steps: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RateCurve:
    """A currency between two times. What a source showed before `since` holds from there on."""

    title: str
    caption: str
    zone: ZoneInfo
    since: datetime
    until: datetime
    lines: tuple[RateLine, ...]
    words: Words = ENGLISH
