"""What broke and is looked for again: pages beside what was known of them, and what was found. No behaviour."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from monitor.model.page import Page
from monitor.noun import dataclass

# The fields of articles that can be found again by what was read of them before.
HEALED = ("title", "published", "author", "section", "views", "body")
# Those of listings, by who stood there before: as a file spells them from its top, so that no two are called alike.
HEALED_ON_LISTINGS = ("listing.row", "listing.link", "listing.title", "listing.time")


class HealMode(StrEnum):
    """What the daemon does about a breakage by itself. The value is the configuration's."""

    OFF = "off"
    PROPOSE = "propose"  # look once, and tell what was found
    APPLY = "apply"  # and write what is sure into the site's file


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """An article's page as it is now, and what was read of it before the redesign, by field."""

    page: Page
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """An article that stood on a listing before it broke: all names of its identity, its address and its headline."""

    names: tuple[str, ...]
    url: str
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lineup:
    """Who stood on a listing before it broke, from the top, and who else its source knew by then, the newest first.

    The others are names.
    """

    stood: tuple[Stood, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingVisit:
    """A listing's first page as it is now, and who stood there before the redesign."""

    page: Page
    lineup: Lineup


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """What is proposed for a field that broke, as a selectors file spells it.

    It gave the known value on `right` of `asked` pages that were held back; on a listing, of so many articles.
    `is_sure` if it may be applied without a person; else `doubt` says why not.
    """

    field: str
    selectors: tuple[str, ...]
    pattern: str = ""
    drop: str | None = None
    many: bool = False
    right: int
    asked: int
    is_sure: bool
    doubt: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Healing:
    """What looking for the broken fields of a source came to at a time, for the breakage that began at `since`.

    `sought` are all fields that were looked for in that breakage so far. `file` is the selectors file that was written
    with what is sure, None if none was; `undo` is the command that takes it back. `trouble` says why nothing was
    found, or why what is sure was not written.
    """

    since: datetime
    at: datetime
    sought: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    file: str | None = None
    undo: str = ""
    trouble: str = ""
