"""What is found again after a redesign, and what is found wrongly: `python -m benchmarks.healing`.

Two kinds of redesigns. A site that is drawn anew from the ground up: each layout of `benchmarks.layouts` becomes
another of the same language; and the redesigns of the newsroom that `benchmarks.torture` performs on the whole engine,
here on its pages alone. The values that were read before are looked for on four pages; six others are read afterwards.
Right is a field that is applied and read right on all of them; wrong is one that is applied and read wrong on any. A
field whose value is on the pages no more cannot be found again: none may be applied for it.
"""

import argparse
import asyncio
import html
import random
import re
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.layouts import HELD_OUT, KNOWN, NOW, ZONE, Layout
from benchmarks.learning import learned, page_of
from benchmarks.row import Row, at_least, at_most
from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.markups import Redesign, Redrawn
from monitor.config import load_site, shipped_folder
from monitor.core.extract import read_article
from monitor.core.learning.healing import heal, healed
from monitor.core.learning.likeness import folded, likeness
from monitor.demo import Newsroom
from monitor.model import Extraction, Page, Selectors
from monitor.model.healing import HEALED, Visit

LEARNED_FROM = 4
UNSEEN = 6
SWITCHES = 20
_SAME = 0.97


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What came of one redesign, by field: right, wrong, proposed only, nothing; and what could not be found."""

    name: str
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return it as a line for people."""
        told = {key: getattr(self, key) for key in ("wrong", "unsure", "nothing", "gone", "right")}
        return f"{self.name:44} " + "; ".join(f"{k}: {', '.join(v)}" for k, v in told.items() if v)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A redesign: pages before and after it, of the same articles, and the selectors of before."""

    name: str
    selectors: Selectors
    before: Sequence[Page]
    after: Sequence[Page]


def perform(case: Case) -> Outcome:
    """Heal one redesign and look at what came of it."""
    outcome = Outcome(name=case.name)
    known = [read_article(page, case.selectors, now=NOW) for page in case.before]
    now = [read_article(page, case.selectors, now=NOW) for page in case.after]
    broken = [
        name
        for name in HEALED
        if all(_text(name, one) for one in known)
        and not any(_same(name, one, other) for one, other in zip(known, now, strict=True))
    ]  # fmt: skip
    visits = [
        Visit(page=page, values={name: _text(name, one) for name in HEALED if _text(name, one)})
        for page, one in list(zip(case.after, known, strict=True))[:LEARNED_FROM]
    ]
    remedies = heal(visits, case.selectors, broken, NOW)
    sure = [remedy for remedy in remedies if remedy.is_sure]
    mended = healed(case.selectors, sure)
    for name in broken:
        rest = list(zip(case.after, known, strict=True))[LEARNED_FROM:]
        if name in {remedy.field for remedy in sure}:
            fit = all(_same(name, one, read_article(page, mended, now=NOW)) for page, one in rest)
            (outcome.right if fit else outcome.wrong).append(name)
        elif not all(_is_there(name, one, page) for page, one in rest):
            outcome.gone.append(name)
        elif remedy := next((remedy for remedy in remedies if remedy.field == name), None):
            outcome.unsure.append(f"{name} ({remedy.doubt})")
        else:
            outcome.nothing.append(name)
    return outcome


def switches(count: int, seed: int = 1) -> Iterator[Case]:
    """Yield so many sites that are drawn anew as another layout of the same language."""
    layouts = (*KNOWN, *HELD_OUT)
    pairs = [(a, b) for a in layouts for b in layouts if a is not b and a.edition == b.edition]
    random.Random(seed).shuffle(pairs)
    for before, after in pairs[:count]:
        yield _switch(before, after)


def _switch(before: Layout, after: Layout) -> Case:
    stories = before.stories(LEARNED_FROM + UNSEEN)
    _, selectors = learned(before, stories)
    return Case(
        name=f"{before.name} to {after.name}",
        selectors=selectors,
        before=[page_of(before, story) for story in stories],
        after=[page_of(after, story) for story in stories],
    )


def redrawn() -> list[Case]:
    """Return the redesigns of the newsroom that concern its articles."""
    pages = asyncio.run(newsroom_pages())
    selectors = load_site(shipped_folder() / "24.kg.toml")
    changes = [(each, fault) for each in REDESIGNS if isinstance(fault := _fault(each), Redrawn)]
    return [
        Case(
            name=change.name,
            selectors=selectors,
            before=pages,
            after=[_changed(page, fault) for page in pages],
        )
        for change, fault in changes
        if change.breaks and "article" in change.breaks
    ]


def _fault(redesign: Redesign) -> object:
    return redesign.fault() if redesign.fault is not None else None


def _changed(page: Page, fault: Redrawn) -> Page:
    body = fault.change(page.body.decode()).encode()
    return Page(url=page.url, final_url=page.final_url, body=body, content_type=page.content_type)


async def newsroom_pages() -> list[Page]:
    """Return articles of the newsroom as the site itself would have them."""
    async with Newsroom(
        articles=LEARNED_FROM + UNSEEN, seed=5, editions=("ru",), now=lambda: NOW
    ) as newsroom:
        urls = [newsroom.article_url(article) for article in newsroom.articles.values()]
        bodies = [await asyncio.to_thread(get, url) for url in urls]
    # As the site itself would have them: its selectors know no loopback.
    found = []
    for url, body in zip(urls, bodies, strict=True):
        host = url.split("/")[2]
        own = url.replace(f"http://{host}", "https://24.kg")
        fit = body.replace(f"http://{host}".encode(), b"https://24.kg")
        found.append(
            Page(url=own, final_url=own, body=fit, content_type="text/html; charset=utf-8")
        )
    return found


def get(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


def _text(name: str, found: Extraction) -> str:
    value = found.published_at if name == "published" else getattr(found, name)
    if value is None:
        return ""
    return value.isoformat() if name == "published" else str(value)


def _same(name: str, one: Extraction, other: Extraction) -> bool:
    first, second = _text(name, one), _text(name, other)
    if name == "body":
        return likeness(first, second) >= _SAME
    if name == "published" and one.published_at and other.published_at:
        return abs((one.published_at - other.published_at).total_seconds()) < 60
    return bool(first) and folded(first) == folded(second)


def _is_there(name: str, one: Extraction, page: Page) -> bool:
    """Say whether the value can be found on the page at all, by its words."""
    text = folded(_words(page))
    if name == "body":
        lines = [folded(line) for line in (one.body or "").split("\n")]
        return sum(line in text for line in lines) >= 0.95 * len(lines)
    if name == "published" and one.published_at is not None:
        local = one.published_at.astimezone(ZONE)
        # However the day is spelled, its time and its year stand there.
        return folded(f"{local:%H:%M}") in text and f"{local:%Y}" in text
    if name == "views":
        return any(
            f" {folded(form)} " in f" {text} " for form in (str(one.views), f"{one.views:,}")
        )
    return folded(_text(name, one)) in text


def _words(page: Page) -> str:
    """Return the words of a page, in its attributes too, with what inline elements join."""
    plain = html.unescape(page.body.decode())
    shown = re.sub(r"</?(?:b|i|em|strong|font|a|span)\b[^>]*>", "", plain)
    return re.sub(r"<[^>]+>", " ", shown) + " ".join(
        re.findall(r'(?:content|datetime)="([^"]*)"', plain)
    )


def cases(*, is_short: bool = False) -> list[Case]:
    """Return all redesigns, or a few."""
    return [*redrawn(), *switches(4 if is_short else SWITCHES)]


def rows(*, is_short: bool) -> list[Row]:
    """Return what was healed without a person, and what was healed wrongly."""
    found = [perform(case) for case in cases(is_short=is_short)]
    broken = [
        each
        for each in found
        if each.right or each.wrong or each.unsure or each.nothing or each.gone
    ]
    counts: Mapping[str, int] = {
        key: sum(len(getattr(each, key)) for each in found)
        for key in ("right", "wrong", "unsure", "nothing", "gone")
    }
    open_ = counts["right"] + counts["wrong"] + counts["unsure"] + counts["nothing"]
    whole = [each for each in broken if each.right or each.wrong or each.unsure or each.nothing]
    complete = sum(not (each.wrong or each.unsure or each.nothing) for each in whole)
    return [
        Row(label="redesigns that break fields of articles", value=len(broken), unit=""),
        Row(label="fields that broke and are still on the pages", value=open_, unit=""),
        Row(
            label="healed right without a person",
            value=100 * counts["right"] / open_,
            unit="%",
            goal=at_least(90),
        ),
        Row(label="healed wrongly", value=counts["wrong"], unit="", goal=at_most(0)),
        Row(label="proposed, and left to a person", value=100 * counts["unsure"] / open_, unit="%"),
        Row(label="redesigns healed in full", value=100 * complete / len(whole), unit="%"),
    ]


def main() -> None:
    """Print what came of each redesign."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true")
    for case in cases(is_short=parser.parse_args().short):
        print(perform(case).line(), flush=True)


if __name__ == "__main__":
    main()
