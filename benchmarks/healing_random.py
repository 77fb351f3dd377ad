"""Listings drawn anew at random, among other lists of the same articles: `python -m benchmarks.healing_random`.

A page of a listing is put together by chance: how many rows it has, whether the first of them has a place apart, above
or below, or another class; what its times tell; which other lists stand above, below or among the rows, of the popular
articles, the latest, a section, an archive or another site's news, and whether in the rows' own markup. Who stood there
is known; some news have come when it is looked at, and others when what was applied is held against the truth: the
articles of the listing in their order, or a run of the newest, if that is about as long.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.row import Row, at_least, at_most
from monitor.config.sites import read_site
from monitor.core.extract import read_listing
from monitor.core.identity import identify
from monitor.core.learning.healing import heal, healed
from monitor.model import Link, Page, Selectors
from monitor.model.healing import Lineup, ListingVisit, Stood

PAGES = 2_000
_SHORT = 40
HOST = "https://24.kg"
_SITE = """site = "s"
hosts = ["24.kg"]
timezone = "Asia/Bishkek"
{ids}
[listing]
row = ".gone"
link = ".head a::attr(href)"
title = ".head"
time = ".time"
[article]
title = "h1"
"""
_WITH_IDS = read_site(_SITE.format(ids="article_id = '/news/(\\d+)'"), "s")
_WITHOUT = read_site(_SITE.format(ids=""), "s")
_BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
_OFFSET = timedelta(hours=6)
_MINUTE = timedelta(minutes=1)
# The newest article before the redesign; the oldest that is known.
_TOP, _OLDEST = 990, 450
_BOXES = (
    ('<div id="feed">', "</div>"),
    ("<section>", "</section>"),
    ("<main><div>", "</div></main>"),
    ('<div class="main-content"><div>', "</div></div>"),
)
_MENU = '<ul class="menu"><li><a href="/about-our-great-site/">About</a></li><li><a href="/tag/">Tags</a></li></ul>'
_CLOCKS = {
    "full": "%d.%m.%Y %H:%M",
    "day": "%d.%m.%Y",
    "clock": "%H:%M",
    "later": "%d.%m.%Y %H:%M",
    "none": "",
}
_HEADINGS = {"popular": "Популярное", "latest": "Последние", "archive": "Архив"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Another list: of what, whether in the markup of the rows, where, and how long."""

    kind: str
    is_alike: bool
    where: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """How a listing is drawn, all of it by the chance of a `seed`."""

    seed: int
    selectors: Selectors
    size_before: int
    size: int
    minutes: int
    news: int
    later_news: int
    apart: int
    is_apart_repeated: bool
    is_apart_below: bool
    first_rows: int
    clock: str
    tag: str
    box: tuple[str, str]
    is_shuffled: bool
    is_pinned: bool
    has_headings: bool
    beside: tuple[Beside, ...]


def drawn(seed: int) -> Drawing:
    """Return a drawing by chance, the same for the same seed."""
    chance = random.Random(seed)
    size = chance.choice((8, 12, 20, 30))
    beside = tuple(
        Beside(
            kind=chance.choice(("popular", "latest", "elsewhere", "section", "archive", "mixed")),
            is_alike=chance.random() < 0.35,
            where=chance.choice(("above", "below", "among")),
            count=chance.choice((3, 5, 8, 15)),
        )
        for _ in range(chance.choice((0, 1, 1, 2, 3)))
    )
    return Drawing(
        seed=seed,
        selectors=_WITH_IDS if chance.random() < 0.6 else _WITHOUT,
        size_before=size,
        size=size if chance.random() < 0.75 else chance.choice((10, 15, 25, 40)),
        minutes=chance.choice((7, 40, 200)),
        news=chance.choice((0, 0, 1, 2, 3, 5)),
        later_news=chance.choice((1, 2, 3, 6)),
        apart=chance.choice((0, 0, 0, 0, 1, 1, 2, 3)),
        is_apart_repeated=chance.random() < 0.4,
        is_apart_below=chance.random() < 0.3,
        first_rows=chance.choice((0, 0, 0, 2)),
        clock=chance.choice(tuple(_CLOCKS)),
        tag=chance.choice(("div", "li", "article", "p")),
        box=chance.choice(_BOXES),
        is_shuffled=chance.random() < 0.1,
        is_pinned=chance.random() < 0.1,
        has_headings=chance.random() < 0.3,
        beside=beside,
    )


def published(drawing: Drawing, number: int) -> datetime:
    """Return when an article was published."""
    return _BEGAN + drawing.minutes * (number - _OLDEST) * _MINUTE


def title(number: int) -> str:
    """Return what an article is called."""
    return f"Заголовок статьи, у которой номер {number}"


def url(drawing: Drawing, number: int) -> str:
    """Return the address of an article: with its number, or with letters only."""
    if drawing.selectors is _WITH_IDS:
        return f"{HOST}/news/{number}/"
    letters = "".join(chr(97 + number // 26**power % 26) for power in range(3))
    return f"{HOST}/news/slug-of-the-article-{letters}/"


def page_at(drawing: Drawing, top: int) -> tuple[Page, list[int]]:
    """Return the page when `top` is the newest article, and the articles of the listing on it."""
    chance = random.Random(f"{drawing.seed} {top}")
    listed = list(range(top, top - drawing.size, -1))
    if drawing.is_shuffled:
        chance.shuffle(listed)
    if drawing.is_pinned:
        listed = [_TOP - 60, *(each for each in listed if each != _TOP - 60)]
    shown = listed if drawing.is_apart_repeated else listed[drawing.apart :]
    rows = [
        _row(drawing, number, "row-first" if place < drawing.first_rows else "row")
        for place, number in enumerate(shown)
    ]
    sides = {"above": "", "below": ""}
    for name, beside in enumerate(drawing.beside):
        text = _list(drawing, beside, f"box-{chr(97 + name)}", top, chance)
        if beside.where == "among":
            rows.insert(chance.choice((0, len(rows) // 2, len(rows))), text)
        else:
            sides[beside.where] += text
    apart = _links(drawing, listed[: drawing.apart], "lead") if drawing.apart else ""
    sides["below" if drawing.is_apart_below else "above"] += apart
    opening, closing = drawing.box
    body = f"{_MENU}{sides['above']}{opening}{''.join(rows)}{closing}{sides['below']}"
    html = f"<!doctype html><html><body>{body}</body></html>".encode()
    page = Page(url=f"{HOST}/", final_url=f"{HOST}/", body=html, content_type="text/html")
    return page, listed


def _row(drawing: Drawing, number: int, css: str) -> str:
    at = published(drawing, number) + _OFFSET + (drawing.clock == "later") * timedelta(hours=2)
    told = format(at, _CLOCKS[drawing.clock]) if _CLOCKS[drawing.clock] else ""
    link = f'<div class="name"><a href="{url(drawing, number)}">{title(number)}</a></div>'
    return f'<{drawing.tag} class="{css}">{link}<span class="when">{told}</span></{drawing.tag}>'


def _list(drawing: Drawing, beside: Beside, css: str, top: int, chance: random.Random) -> str:
    count = beside.count
    numbers: Sequence[int] = {
        "popular": chance.sample(range(top - 60, top + 1), count),
        "latest": range(top, top - count, -1),
        "elsewhere": range(top + 5_000, top + 5_000 - count, -1),
        "section": range(top - top % 7, top - 7 * count, -7),
        "archive": range(_OLDEST + 50, _OLDEST + 50 - count, -1),
        "mixed": [*chance.sample(range(top - 30, top + 1), count), top + 6_000],
    }[beside.kind]
    heading = f"<h3>{_HEADINGS.get(beside.kind, 'Ещё')}</h3>" if drawing.has_headings else ""
    if beside.is_alike:
        return heading + "".join(_row(drawing, number, "row") for number in numbers)
    return f'<div class="{css}">{heading}{_links(drawing, numbers, f"{css}-item")}</div>'


def _links(drawing: Drawing, numbers: Sequence[int], css: str) -> str:
    return "".join(
        f'<div class="{css}"><a href="{url(drawing, number)}">{title(number)}</a></div>'
        for number in numbers
    )


def perform(seed: int) -> tuple[str, str]:
    """Return what came of one page in a word (right, wrong, proposed, nothing), and why."""
    drawing = drawn(seed)
    top = _TOP + drawing.news
    page, _ = page_at(drawing, top)
    now = published(drawing, top) + _MINUTE
    visit = ListingVisit(page=page, lineup=_lineup(drawing))
    remedies = heal((), drawing.selectors, ("listing.row", "listing.link"), now, visit)
    sure = [each for each in remedies if each.is_sure]
    if not sure:
        return ("proposed", remedies[0].doubt) if remedies else ("nothing", "")
    top += drawing.later_news
    page, listed = page_at(drawing, top)
    now = published(drawing, top) + _MINUTE
    mended = healed(drawing.selectors, sure)
    read = read_listing(page, mended, first_page=page.url, page_number=1, now=now).candidates
    told = ", ".join(f"{each.field} {each.selectors[0]}" for each in sure)
    return ("right" if _is_right(drawing, read, listed, top) else "wrong"), told


def _lineup(drawing: Drawing) -> Lineup:
    def name(number: int) -> str:
        identity = identify(url(drawing, number), drawing.selectors)
        return identity.name if identity is not None else ""

    last = _TOP - drawing.size_before
    stood = tuple(
        Stood(
            names=(name(number),),
            url=url(drawing, number),
            title=title(number),
            published_at=published(drawing, number),
        )
        for number in range(_TOP, last, -1)
    )
    return Lineup(stood=stood, others=tuple(map(name, range(last, _OLDEST, -1))))


def _is_right(drawing: Drawing, read: Sequence[Link], listed: Sequence[int], top: int) -> bool:
    """Say whether that is the listing, or a run of the newest that is about as long as it was."""
    number_of = {url(drawing, number): number for number in (*listed, *range(top, _OLDEST, -1))}
    numbers = [number_of.get(link.url, 0) for link in read]
    is_run = numbers == list(range(top, top - len(read), -1))
    if numbers != list(listed) and not (is_run and 3 * len(read) >= 2 * drawing.size_before):
        return False
    told = zip(read, numbers, strict=True)
    return all(each.title == title(n) and _is_near(drawing, each, n) for each, n in told)


def _is_near(drawing: Drawing, link: Link, number: int) -> bool:
    at, told = published(drawing, number) + _OFFSET, link.published_at
    if told is None or abs(told + _OFFSET - at) < _MINUTE:
        return True
    return drawing.clock == "day" and (told + _OFFSET).date() == at.date()


def rows(*, is_short: bool) -> list[Row]:
    """Return how many pages were applied without a person, and how many of them wrongly."""
    pages = _SHORT if is_short else PAGES
    words = Counter(perform(seed)[0] for seed in range(pages))
    return [
        Row(label="pages drawn at random", value=pages, unit=""),
        Row(label="found again and right", value=words["right"], unit="", goal=at_least(1)),
        Row(label="proposed, or not found", value=words["proposed"] + words["nothing"], unit=""),
        Row(label="found wrongly", value=words["wrong"], unit="", goal=at_most(0)),
    ]


def main() -> None:
    """Print what speaks against pages, and each that was found wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("count", type=int, nargs="?", default=PAGES)
    wish = parser.parse_args()
    words: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for seed in range(wish.first, wish.first + wish.count):
        word, why = perform(seed)
        words[word] += 1
        doubts[why] += word == "proposed"
        if word == "wrong":
            print(f"{seed}: {why}\n  {drawn(seed)}", flush=True)
    print(words)
    for doubt, count in doubts.most_common(20):
        print(f"{count:6} {doubt}")


if __name__ == "__main__":
    main()
