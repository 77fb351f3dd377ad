"""What pages give of what selectors ask, over time, and when that broke. Judges nothing."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from monitor.model.alert import Alert
from monitor.model.source import TargetKind
from monitor.noun import dataclass


class Gain(StrEnum):
    """What a field came to on one page."""

    HIT = "hit"
    MISSING = "missing"  # no selector found anything
    UNREADABLE = "unreadable"  # something was found, but not a date, a counter, a link of the site
    STRANGE = "strange"  # words were found, but hardly those of the article


class Basis(StrEnum):
    """What a count of pages can be held against."""

    HELD = "held"  # pages that had the field when they were read before, and polls of a listing
    FRESH = "fresh"  # pages that were not read before, or had no such field
    BROKEN = "broken"  # pages read while the field was broken: they teach nothing of what is usual
    ROWS = "rows"  # rows of a listing, for people; no judgement rests on them
    FALLBACK = (
        "fallback"  # pages read for the first time that a fallback filled, for people likewise
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Harvest:
    """What one field came to: on so many pages or rows (`count`), by the selector that hit ("" for none).

    Of pages that a fallback filled `selector` is what filled it.
    """

    field: str
    basis: Basis
    gain: Gain
    selector: str = ""
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """One page as it counts for health, kept for a short while.

    `subject` tells articles apart (0: a listing); `is_first` if no text of it is held. `hit` are the fields it gave,
    `lost` those it gave before and gives no more, `missed` those it never gave.
    """

    page: TargetKind
    subject: int
    at: datetime
    hit: frozenset[str]
    lost: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    is_first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenField:
    """A field that was on most pages and is gone: the selectors that gave it, and the share of pages before and now.

    `gain` is what its selectors come to now. `witnesses` are the newest articles that lacked it (0: the listing), the
    last at `lost_at`. `is_patchy` if good pages come between the bad ones, or it broke once more: then it takes more
    good ones to call it mended.
    """

    page: TargetKind
    field: str
    gain: Gain
    selectors: tuple[str, ...]
    before: float
    now: float
    since: datetime
    lost_at: datetime
    witnesses: tuple[int, ...] = ()
    is_patchy: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakage:
    """What is broken at a source since a time, told once. `still` is what the page gave that raised it, by selector."""

    since: datetime
    fields: tuple[BrokenField, ...]
    still: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """How often a field was there and how often not, on pages of one basis, of late. `selectors`: which gave it."""

    hits: int = 0
    misses: int = 0
    selectors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageHealth:
    """What the store remembers of a source's pages of one kind: the newest glances (oldest first) and the past.

    `fewest` articles stood on a page of its listing that was read well. `breakage` is of the whole source.
    """

    glances: tuple[Glance, ...] = ()
    past: Mapping[tuple[str, Basis], Past] = field(default_factory=dict)
    fewest: int | None = None
    breakage: Breakage | None = None
    mended_at: datetime | None = None


NO_HEALTH = PageHealth()


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthUpdate:
    """What one page adds, and what is broken from now on. `expects` is the beginning of the breakage it rests on.

    `articles` stood on the page, for a listing that was read well. `alerts` are about the source and no article.
    """

    glance: Glance
    harvests: tuple[Harvest, ...]
    breakage: Breakage | None
    expects: datetime | None
    articles: int | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def mends(self) -> bool:
        """Say whether a breakage ends with it."""
        return self.expects is not None and self.breakage is None


@dataclass(frozen=True, kw_only=True, slots=True)
class HarvestDay:
    """What a field came to on one day (UTC, counted from 1970), on pages of one basis, by one selector.

    `last_url` is the last page that did not give it, None where it did; of a fallback the last that it filled.
    """

    page: TargetKind
    day: int
    field: str
    basis: Basis
    gain: Gain
    selector: str
    count: int
    first_at: datetime
    last_at: datetime
    last_url: str | None
