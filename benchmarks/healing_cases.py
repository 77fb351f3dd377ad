"""Redesigns of listings: layouts that become others, those of torture, and traps. Heals none."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from benchmarks.healing import get
from benchmarks.healing_traps import TRAPS
from benchmarks.layouts import HELD_OUT, HOST, KNOWN, NOW, Layout, Story
from benchmarks.layouts.parts import anchors, list_of
from benchmarks.learning import front_of, learned
from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.markups import Change, Redrawn, swap
from monitor.config import load_site, shipped_folder
from monitor.core.extract import read_listing
from monitor.core.identity import identify
from monitor.demo import Newsroom
from monitor.demo.faults import Rewrite
from monitor.model import Link, Page, Selectors

SHOWN = 20
NEWS = 2
LATER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A redesign of a listing: the page before it, a little and an hour after it, and what the last says.

    `older` are the addresses of articles that were known before, too.
    """

    name: str
    selectors: Selectors
    before: Page
    after: Page
    later: Page
    truth: tuple[Link, ...]
    older: tuple[str, ...] = ()
    is_trap: bool = False


def links_of(page: Page, selectors: Selectors, now: datetime) -> tuple[Link, ...]:
    """Return what the engine reads of a listing, as far as it names articles of the site."""
    read = read_listing(page, selectors, first_page=page.url, page_number=1, now=now)
    return tuple(link for link in read.candidates if _is_article(link, selectors))


def _is_article(link: Link, selectors: Selectors) -> bool:
    identity = identify(link.url, selectors)
    has_id = identity is not None and identity.name.startswith(f"{selectors.site}#")
    return has_id or selectors.article_id is None


def switches() -> Iterator[Case]:
    """Yield each layout drawn anew as each other of the same language, where that shows another listing."""
    layouts = (*KNOWN, *HELD_OUT)
    for before in layouts:
        stories = before.stories(SHOWN + 3 * NEWS)
        _, selectors = learned(before, stories[2 * NEWS :])
        for after in layouts:
            if before.edition == after.edition and before.front is not after.front:
                yield _switch(before, after, stories, selectors)


def _switch(before: Layout, after: Layout, stories: list[Story], selectors: Selectors) -> Case:
    shown = stories[:SHOWN]
    return Case(
        name=f"{before.name} to {after.name}",
        selectors=selectors,
        before=front_of(before, stories[2 * NEWS :][:SHOWN]),
        after=_among_others(after, stories[NEWS:]),
        later=_among_others(after, stories),
        truth=tuple(
            Link(url=HOST + s.path, title=s.article.title, published_at=s.article.published_at)
            for s in shown
        ),
        older=tuple(story.url for story in stories[2 * NEWS + SHOWN :]),
    )


def _among_others(layout: Layout, stories: list[Story]) -> Page:
    """Return the listing between other lists of the same articles: the newest above, and the popular ones below."""
    page = front_of(layout, stories[:SHOWN])
    popular = random.Random(5).sample(stories, 8)
    above = f'<div class="top-news">{anchors(stories[:3], "top-item")}</div>'
    below = f'<div class="aside"><h3>Популярное</h3>{list_of(popular)}</div>'
    body = page.body.decode().replace("<body>", f"<body>{above}", 1)
    body = body.replace("</body>", f"{below}</body>", 1)
    return replace(page, body=body.encode())


def redrawn() -> list[Case]:
    """Return the redesigns of the newsroom that concern its listing, and the traps."""
    pages = asyncio.run(_newsroom_pages())
    selectors = load_site(shipped_folder() / "24.kg.toml")
    faults = [(each.name, each.fault(), each.breaks) for each in REDESIGNS if each.fault and each.breaks]  # fmt: skip
    changes = [
        (name, change, False)
        for name, fault, breaks in faults
        if "listing" in breaks and (change := _change(fault)) is not None
    ]
    traps = [(f"trap: {name}", change, True) for name, change in TRAPS.items()]
    return [
        _redrawn(name, selectors, pages, change, is_trap=is_trap)
        for name, change, is_trap in (*changes, *traps)
    ]


def _change(fault: object) -> Change | None:
    if isinstance(fault, Rewrite):
        return swap(*fault.changes)
    return fault.change if isinstance(fault, Redrawn) else None


def _redrawn(
    name: str,
    selectors: Selectors,
    pages: Sequence[Page],
    change: Change,
    *,
    is_trap: bool,
) -> Case:
    before, after, later = pages
    return Case(
        name=name,
        selectors=selectors,
        before=before,
        after=_changed(after, change),
        later=_changed(later, change),
        truth=links_of(later, selectors, NOW + 2 * LATER),
        is_trap=is_trap,
    )


def _changed(page: Page, change: Change) -> Page:
    body = change(page.body.decode()).encode()
    return Page(url=page.url, final_url=page.final_url, body=body, content_type=page.content_type)


async def _newsroom_pages() -> list[Page]:
    """Return the listing of the newsroom at three times, as the site itself would have it."""
    clock, found = [NOW], []
    async with Newsroom(articles=60, seed=5, editions=("ru",), now=lambda: clock[0]) as newsroom:
        url = newsroom.listing("ru")
        host = url.split("/")[2]
        for _ in range(3):
            body = await asyncio.to_thread(get, url)
            fit = body.replace(f"http://{host}".encode(), b"https://24.kg")
            own = "https://24.kg/"
            found.append(
                Page(url=own, final_url=own, body=fit, content_type="text/html; charset=utf-8")
            )
            for _ in range(NEWS):
                clock[0] += LATER / NEWS
                newsroom.publish()
    return found
