"""A site behind caches: what was truly done to its articles, and which copy of a page an edge serves. Judges nothing.

Every edge keeps a copy of each page and makes a new one only so often, so two requests after one another may go back
in time. What a page shows is a function of the moment at which its copy was made.
"""

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.reading import read
from monitor.model import Failed, Fetched, FetchOutcome, Page, Reason, Selectors, Target
from monitor.ports import Clock

HOST = "https://stale.example"
LISTING = f"{HOST}/news/"
MINUTE = timedelta(minutes=1)
# A copy is served for this long at most: so long the program takes them to live.
LONGEST = timedelta(minutes=55)
EDGES = 4
_TOOK = timedelta(milliseconds=5)


class Candour(StrEnum):
    """What is to be seen of a copy's age."""

    AGE = "age"  # the caches say it
    COUNTER = (
        "counter"  # the caches hide it; the page has a view counter and the time of its last edit
    )
    NOTHING = "nothing"  # neither


class Act(StrEnum):
    """What is done to an article."""

    EDIT = "edit"
    REVERT = "revert"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    UNLIST = "unlist"
    RELIST = "relist"
    RESET = "reset"


@dataclass(kw_only=True, slots=True)
class Fate:
    """One article: when it appeared, and each act with its time; of an act of the wording also which it brought."""

    number: int
    appeared_at: datetime
    candour: Candour
    acts: list[tuple[datetime, Act]] = field(default_factory=list)
    wordings: list[tuple[datetime, int]] = field(default_factory=list)

    def wording(self, at: datetime) -> int:
        """Return the number of the wording that stood then."""
        return self.wordings[bisect_right(self.wordings, (at, 1 << 30)) - 1][1]

    def is_there(self, at: datetime) -> bool:
        """Say whether its page was there."""
        return self._last(at, Act.WITHDRAW, Act.RESTORE) is not Act.WITHDRAW

    def is_listed(self, at: datetime) -> bool:
        """Say whether the listing showed it."""
        is_out = self._last(at, Act.UNLIST, Act.RELIST) is Act.UNLIST
        return self.appeared_at <= at and self.is_there(at) and not is_out

    def views(self, at: datetime) -> int:
        """Return what its counter showed."""
        resets = [when for when, act in self.acts if act is Act.RESET and when <= at]
        return int((at - (resets[-1] if resets else self.appeared_at)) / MINUTE * 7) + 1

    def _last(self, at: datetime, *acts: Act) -> Act | None:
        return next((act for when, act in reversed(self.acts) if when <= at and act in acts), None)


def body(number: int, wording: int) -> str:
    """Return a text, a paragraph a line; each wording is another by several sentences."""
    chance = random.Random(f"{number}/{wording}")
    words = [f"word{chance.randrange(5_000)}" for _ in range(40)]
    told = [" ".join(words[at : at + 10]).capitalize() + "." for at in range(0, 40, 10)]
    return "\n".join((f"The committee of district {number} met in the town hall.", *told))


class CachedSite:
    """`ports.Fetcher` of the site, over its edges."""

    def __init__(
        self, fates: Sequence[Fate], selectors: Selectors, clock: Clock, seed: object
    ) -> None:
        self.fate_by_url = {url_of(fate.number): fate for fate in fates}
        self._selectors = selectors
        self._clock = clock
        self._chance = random.Random(f"{seed}/edges")
        self._listing_candour = self._chance.choice(list(Candour))
        self.served = 0
        self.served_old = 0
        self._newest: dict[str, datetime] = {}

    async def get(self, target: Target, selectors: Selectors | None = None) -> FetchOutcome:
        """Return the copy that some edge has of the page."""
        now = self._clock.now()
        copy_at = self._copy_at(target.url, now)
        self._count(target.url, copy_at)
        fate = self.fate_by_url.get(target.url)
        candour = fate.candour if fate else self._listing_candour
        made_at = copy_at if candour is Candour.AGE else now
        if fate is not None and not fate.is_there(copy_at):
            return Failed(
                reason=Reason.NOT_FOUND,
                detail="status 404",
                at=now,
                took=_TOOK,
                status=404,
                made_at=made_at,
            )
        text = self._listing(copy_at) if fate is None else _article(fate, copy_at)
        page = Page(url=target.url, final_url=target.url, body=text.encode())
        reading = read(target, page, selectors or self._selectors, now)
        return Fetched(page=page, at=now, took=_TOOK, reading=reading, made_at=made_at)

    def _copy_at(self, url: str, now: datetime) -> datetime:
        """Return when the copy was made that this request meets: each edge renews its own at its own pace."""
        edge = random.Random(f"{url}/{self._chance.randrange(EDGES)}")
        lives = LONGEST * edge.choice((0.05, 0.3, 1.0))
        phase = edge.random() * lives
        age = (now - datetime.min.replace(tzinfo=now.tzinfo) - phase) % lives
        fate = self.fate_by_url.get(url)
        return max(now - age, fate.appeared_at) if fate else now - age

    def _count(self, url: str, copy_at: datetime) -> None:
        self.served += 1
        newest = self._newest.get(url, copy_at)
        self.served_old += copy_at < newest
        self._newest[url] = max(newest, copy_at)

    def _listing(self, at: datetime) -> str:
        listed = [fate for fate in self.fate_by_url.values() if fate.is_listed(at)]
        listed.sort(key=lambda fate: fate.appeared_at, reverse=True)
        rows = (
            f'<div class="one"><a href="{url_of(fate.number)}">Headline {fate.number}</a></div>'
            for fate in listed
        )
        return f"<html><body>{''.join(rows)}</body></html>"


def url_of(number: int) -> str:
    """Return the address of an article's page."""
    return f"{HOST}/news/{number}/"


def _article(fate: Fate, at: datetime) -> str:
    lines = body(fate.number, fate.wording(at)).split("\n")
    text = "".join(f"<p>{line}</p>" for line in lines)
    if fate.candour is not Candour.NOTHING:
        since = max(when for when, _ in fate.wordings if when <= at)
        text += f'<b class="views">{fate.views(at)}</b><time datetime="{since.isoformat()}"></time>'
    return f"<html><body><h1>Headline {fate.number}</h1>{text}</body></html>"
