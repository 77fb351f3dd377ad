"""What is proposed for a listing: its rows, what heads the rows of a day, and where it goes on."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.dates.moments import read_day
from monitor.core.extract.prose import line
from monitor.core.learning.cells import link_of, time_of, title_of
from monitor.core.learning.marks import selectors_of
from monitor.core.learning.rows import Linked, Rows, find_rows
from monitor.core.learning.sample import Sample
from monitor.noun import dataclass

_ONWARD = re.compile(
    r"^(?:next|далее|дальше|следующ\w*|вперед|вперёд|кийинки|эски|older|ещ[её]|»|›|→|>|>>)\W*",
    re.IGNORECASE,
)
_MORE = re.compile(r"next|older|forward|sled", re.IGNORECASE)
_A_CLOCK = re.compile(r"\d:\d\d")
_PARAMETER = re.compile(r"((?:^|&)\w+=)2(?=&|$)")
_LONGEST_DAY = 40
# Above the first row a header may stand so many elements away.
_ABOVE = 12
_LEAST_QUALITY = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingChoice:
    """The proposal for a listing, as the file spells it. `urls` are the articles that its rows name."""

    row: str
    link: str
    title: str | None
    time: str | None
    day: str | None
    next: str | None
    page: str | None
    score: float
    urls: tuple[str, ...]
    evidence: tuple[str, ...]


def propose_listing(
    linked: Linked, titles: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> ListingChoice | None:
    """Return how a listing is read; None if it does not repeat itself. `titles` are those of pages that were read."""
    rows = find_rows(linked)
    if rows is None:
        return None
    local = now.astimezone(zone)
    day = day_of(linked.listing, rows, local)
    following = _onward(linked.listing)
    return ListingChoice(
        row=rows.css,
        link=link_of(linked, rows),
        title=title_of(linked, rows, titles),
        time=time_of(rows, zone, local, has_day=day is not None),
        day=day,
        next=following,
        page=None if following else _template(linked.listing),
        score=round(min(rows.score, 1.0), 2),
        urls=tuple(linked.names_in(box)[0] for box in rows.boxes),
        evidence=(
            f"{rows.hits} boxes alike, {len(rows.boxes)} of them around one link like an article's",
        ),
    )


def day_of(listing: Sample, rows: Rows, now: datetime) -> str | None:
    """Return what heads the rows of a day, if anything does. `now` is the time of the site."""
    inside = {node.mem_id for row in rows.boxes for node in row.traverse()}
    first = listing.place.get(rows.boxes[0].mem_id, 0)

    def is_day(node: LexborNode, words: str) -> bool:
        if node.mem_id in inside or not 3 <= len(words) <= _LONGEST_DAY or _A_CLOCK.search(words):
            return False
        return read_day(words, now.date()) is not None

    for node in listing.nodes[max(first - _ABOVE, 0) :]:
        if not is_day(node, listing.words.get(node.mem_id, "")):
            continue
        for mark in selectors_of(node):
            hits = listing.tree.root.css(mark.css)
            if (
                mark.quality >= _LEAST_QUALITY
                and hits
                and all(is_day(hit, line(hit)) for hit in hits)
            ):
                return mark.css
    return None


def _onward(listing: Sample) -> str | None:
    """Return what leads to the next page, None if no link says so."""
    rel = listing.tree.root.css_first("link[rel='next'], a[rel='next']")
    if rel is not None:
        return f"{rel.tag}[rel='next']::attr(href)"
    for node in listing.nodes:
        url = listing.tree.resolve(node.attributes.get("href") or "") if node.tag == "a" else None
        if (
            url is None
            or not listing.tree.is_own(url)
            or not _is_further(url, listing.page.final_url)
        ):
            continue
        called = f"{node.attributes.get('class') or ''} {node.attributes.get('title') or ''}"
        if _ONWARD.match(listing.words.get(node.mem_id, "")) or _MORE.search(called):
            for mark in selectors_of(node):
                hit = listing.tree.root.css_first(mark.css)
                if hit is not None and hit.mem_id == node.mem_id and mark.quality >= _LEAST_QUALITY:
                    return f"{mark.css}::attr(href)"
    return None


def _is_further(url: str, here: str) -> bool:
    parts = urlsplit(url)
    return url != here and re.search(r"\d", parts.path + parts.query) is not None


def _template(listing: Sample) -> str | None:
    """Return how the address of the second page is made, where a link called 2 leads to it."""
    here = urlsplit(listing.page.final_url)
    for node in listing.nodes:
        if node.tag != "a" or listing.words.get(node.mem_id, "") != "2":
            continue
        url = urlsplit(listing.tree.resolve(node.attributes.get("href") or "") or "")
        if url.path == here.path and _PARAMETER.search(url.query):
            return "?" + _PARAMETER.sub(r"\g<1>{page}", url.query)
        folder = here.path if here.path.endswith("/") else f"{here.path}/"
        rest = url.path.removeprefix(folder)
        if url.path.startswith(folder) and re.fullmatch(r"\D*2\D*", rest):
            return rest.replace("2", "{page}")
    return None
