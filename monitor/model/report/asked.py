"""What people ask of the archive: which articles, which rows of which table."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from monitor.model import AlertKind, DeliveryState, EventKind
from monitor.noun import dataclass

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleFilter:
    """Which articles are asked for; None asks nothing of that.

    `since` is when they were published, or first seen where that is unknown. `text` is words that one wording
    of the article has, all of them, in any case, with or without the accents of Latin letters; a word may end in `*`.
    """

    source: str | None = None
    language: str | None = None
    rule: str | None = None
    text: str | None = None
    since: datetime | None = None
    # No longer in it.
    until: datetime | None = None
    # The last counter that was read shows so many at least.
    views: int | None = None


EVERY_ARTICLE = ArticleFilter()


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertFilter:
    """Which alerts are asked for, by when they were made, whom they were to tell, and whether anybody took note."""

    rule: str | None = None
    source: str | None = None
    kind: AlertKind | None = None
    sink: str | None = None
    state: DeliveryState | None = None
    since: datetime | None = None
    # No longer in it.
    until: datetime | None = None
    is_acknowledged: bool | None = None


EVERY_ALERT = AlertFilter()


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryFilter:
    """Which deliveries are asked for; None asks nothing of that."""

    state: DeliveryState | None = None
    sink: str | None = None
    rule: str | None = None


EVERY_DELIVERY = DeliveryFilter()


@dataclass(frozen=True, kw_only=True, slots=True)
class EventFilter:
    """Which events are asked for, by when they were noticed; None asks nothing of that."""

    kind: EventKind | None = None
    source: str | None = None
    since: datetime | None = None
    # No longer in it.
    until: datetime | None = None


EVERY_EVENT = EventFilter()


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf(Generic[T]):
    """A part of a long list. `after` is what to ask for the part behind it with; "" behind the last one.

    It may hold fewer than were asked for, even none, and yet have one behind it: one look sees only so many rows.
    """

    items: tuple[T, ...]
    after: str = ""


class ExportTable(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    OBSERVATIONS = "observations"
    ALERTS = "alerts"
    EVENTS = "events"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportFilter:
    """Which rows are asked for; None asks nothing of that.

    `source` is the article's (or the alarm's); `rule` is that of an alert, else one that matched the article.
    `since` and, no longer in it, `until` bound the time of the row: an article's publication (first sight where
    that is unknown), an observation's sighting, an alert's making, an event's noticing.
    """

    source: str | None = None
    rule: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = ExportFilter()
# What stands in a row of an exported table; None is "unknown".
Cell = str | int | float | bool | datetime | Sequence[str] | None
