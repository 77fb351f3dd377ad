"""What a feed is made of, and the ids of feeds and entries. Has no form."""

from datetime import UTC, datetime
from urllib.parse import quote

from monitor.noun import dataclass

# The year in which the names were first given; it is a part of them for ever.
_MINTED = 2026
# RFC 4151 §2.1: what else may stand unescaped in the part of a tag that is ours.
_SAFE = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One piece of news. `id` never changes, whatever else does; `link` is an address of the web, or ""."""

    id: str
    title: str
    link: str
    text: str
    published_at: datetime
    updated_at: datetime
    language: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """News, the newest first. `url` is where the feed itself is, `page` where people read the same."""

    id: str
    title: str
    url: str
    page: str
    entries: tuple[Entry, ...]

    @property
    def updated_at(self) -> datetime | None:
        """Return when the newest change was; None of an empty feed."""
        return max((each.updated_at for each in self.entries), default=None)


def tag(host: str, name: str) -> str:
    """Return the tag URI (RFC 4151) of what has this `name` at this `host`: no address, and good for ever."""
    # An address in brackets is no authority.
    authority = "localhost" if ":" in host or not host else host
    return f"tag:{authority.lower()},{_MINTED}:{quote(name, safe=_SAFE, errors='replace')}"


def moment(at: datetime) -> str:
    """Return a time by RFC 3339, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
