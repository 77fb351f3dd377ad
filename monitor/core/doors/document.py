"""What a feed or a sitemap says, as it was written: texts that nobody judged yet. Holds no behaviour."""

from monitor.core.doors.kind import Door
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One entry. Texts are as spelled: links may be relative to `base`, titles and texts may be markup."""

    link: str
    base: str
    title: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    section: str = ""
    language: str = ""
    summary: str = ""
    content: str = ""
    views: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A whole document. `home` is the page that it is the feed of, `following` where it goes on.

    `faults` say what of it could not be read.
    """

    door: Door
    base: str
    items: tuple[Item, ...]
    home: str = ""
    following: str = ""
    faults: tuple[str, ...] = ()
