"""Where the fields are on a site's pages, as data. Compiled and checked when loaded; never executes anything."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.noun import dataclass


class Pattern(Protocol):
    """A user's regular expression, compiled; on any text it takes linear time. Equal ones find the same."""

    def __hash__(self) -> int: ...

    def groups_in(self, text: str) -> tuple[str | None, ...] | None:
        """Return the groups of the first match in `text`, each None that took no part; None if nothing matches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """One selector: the text of what `css` hits, or its attribute. `source` is how the file spells it.

    An empty `css` means the row itself. `is_page_wide` looks beyond the container of the article;
    `is_url` takes the page's own address instead of anything on it, `linked` what its JSON-LD says under that path.
    """

    source: str
    css: str
    attribute: str | None = None
    is_page_wide: bool = False
    is_url: bool = False
    linked: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """How to read one field: the first pick that yields something wins.

    `pattern` keeps its first group; `drop` removes what it hits before the text is read;
    `many` joins all hits as paragraphs instead of taking the first; `is_first_line` takes the first line of a hit.
    """

    picks: tuple[Pick, ...]
    pattern: Pattern | None = None
    drop: str | None = None
    many: bool = False
    is_first_line: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingSelectors:
    """How to read a listing page.

    `page` is a template such as "page_{page}/", relative to the listing: {page} counts from 1, {offset} is how many
    rows stand before it (`step` a page), {day} the day of the site, one earlier a page. `fields` are what else a row
    says of its article. `is_newest_last` if the page goes from old to new.
    """

    row: str
    link: Field
    title: Field | None = None
    time: Field | None = None
    # A header above the rows that gives their day; the last one before a row counts.
    day: str | None = None
    next: Field | None = None
    page: str | None = None
    step: int = 0
    fields: Mapping[str, Field] = field(default_factory=dict)
    is_newest_last: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockSelectors:
    """A block of links beside an article: related, popular, latest.

    `within` is the box around its rows. `heading` (with its pattern) tells boxes of the same markup apart:
    the one inside the box counts, else the last one before it.
    """

    row: str
    link: Field
    title: Field | None = None
    time: Field | None = None
    day: str | None = None
    within: str | None = None
    heading: Field | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RateSelectors:
    """The exchange rates a page shows: one row a currency."""

    row: str
    currency: Field
    value: Field


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleSelectors:
    """How to read an article page: fields by name, and the blocks around the article.

    `within` is the box of the article itself: fields are looked for inside it, page-wide picks excepted.
    `cut_before` is markup behind which nothing of the article stands, and none of the blocks that are always read.
    An article that `is_on_listing` has no page of its own that is asked for: what its listing says is all of it.
    """

    fields: Mapping[str, Field]
    is_on_listing: bool = False
    within: str | None = None
    cut_before: bytes | None = None
    required: frozenset[str] = frozenset({"title"})
    blocks: Mapping[str, BlockSelectors] = field(default_factory=dict)
    rates: RateSelectors | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a site's pages were made until a time (aware). What it does not say is as on the pages of today.

    The sources of its picks end in `@name`, so that whatever tells which selector gave a field tells the layout, too.
    """

    name: str
    valid_until: datetime
    listing: ListingSelectors | None = None
    article: ArticleSelectors | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Selectors:
    """One selectors file: a site, its hosts, its clock, its article ids and its fields."""

    site: str
    hosts: frozenset[str]
    timezone: ZoneInfo
    # None where the site is read by its feeds only.
    listing: ListingSelectors | None
    article: ArticleSelectors
    # Its first group, searched in a URL's path, is the site's own id of the article.
    article_id: Pattern | None = None
    # Whether the id is the same in capitals and in small letters.
    article_id_ignores_case: bool = False
    # The address of an article by its id alone, "{id}" in its place; the site must lead on from there.
    article_url: str | None = None
    # Older layouts, the newest first.
    layouts: tuple[Layout, ...] = ()
