"""What people ask of the archive: which articles, which rows of which table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


EVERY_ARTICLE = ArticleFilter()


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
