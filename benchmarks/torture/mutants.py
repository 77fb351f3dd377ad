"""Mutated pages by the million and selectors made by chance, under a scout's limits: what ended its reader?

Each lane is a process that tries one case after another, marks which, and is replaced where one takes it down. A page
may do so: that costs the page. A selector must not where a configuration is loaded, for that is in the daemon.
"""

import contextlib
import faulthandler
import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection

from benchmarks.torture.tally import Size, Tally
from monitor.config import load_site, shipped_folder
from monitor.config.css import css_fault
from monitor.core.reading import read
from monitor.demo import Newsroom
from monitor.demo.messages import Request
from monitor.fetch.mark import Mark, new_memory
from monitor.fetch.scout import bounded, confine
from monitor.model import (
    ArticleSelectors,
    Field,
    ListingReading,
    Page,
    Pick,
    Selectors,
    SourceId,
    Target,
    TargetKind,
)

MUTANTS = {Size.SHORT: 10_000, Size.FULL: 1_000_000}
SELECTORS = {Size.SHORT: 400, Size.FULL: 100_000}
LANES = 2
HOST = "24.kg"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = load_site(shipped_folder() / f"{HOST}.toml")
# What is spliced into pages: what opens, closes, counts, declares and names as nobody means it.
SCRAPS = (
    *(b"<div>", b"</div>", b"<p", b">", b"<", b'"', b"'", b"=", b"&", b";", b"\0", b"\xff\xfe"),
    *(b"<!--", b"-->", b"<![CDATA[", b"<?", b"<script>", b"</script", b"<template>", b"<svg>"),
    *(b"<select><option>", b"<table><tr>", b"</table>", b"<frameset>", b"<plaintext>", b"<math>"),
    *(b"<b><i><u>", b"</p></b>", b"<a href=//[>", b"<base href='http://x/'>", b"&#x110000;"),
    *(b'<meta charset="utf-16">', b'<meta charset="utf-7">', b"\xf0\x9f\x98\x80", b"\xe2\x80\xae"),
    *(
        b'<div class="one">',
        b'<div class="cont" itemprop="articleBody">',
        b'<h1 class="newsTitle">',
    ),
    *(b"9" * 400, b"1,234,567.89K", b"31.02.0000", b"\xe2\x80\xa6", b" " * 999, b"x=y " * 99),
)
NAMES = ("*", "a", "div", "p", "h1", "html", ".one", ".cont", "#newslist", "[href]", "[class~=one]")
PSEUDO = (
    *(":has({})", ":not({})", ":is({})", ":where({})", ":nth-child(2n+1 of {})", ":first-child"),
    *(":empty", ":root", ":lexbor-contains('x' i)", ":nth-last-of-type(-n+3)", ":checked", ":link"),
)
JUNK = ("::", ":", "[", "]", "(", ")", ",", ">", "\\", "\0", "🙂", "|", "||", "/*", "@", "$", "2n+")


LABELS = ("read", "refused", "raised")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """How often what came of the cases, what was raised, and each case that ended its reader, with the signal."""

    came: Counter[str]
    raised: tuple[str, ...] = ()
    ended: tuple[tuple[int, int], ...] = ()

    def __add__(self, other: "Trial") -> "Trial":
        return Trial(
            came=self.came + other.came,
            raised=self.raised + other.raised,
            ended=self.ended + other.ended,
        )


# Tries the case of a number; says "read" or "refused".
Case = Callable[[int], str]


def torture(size: Size) -> Tally:
    """Return what mutated pages and hostile selectors came to."""
    pages = try_all(MUTANTS[size], MutatedPages())
    loaded = try_all(SELECTORS[size], load_selector)
    used = try_all(SELECTORS[size], UsedSelectors())
    return Tally(
        name="mutants",
        counts={
            **_counts("mutated pages", pages),
            **_counts("selectors loaded", loaded),
            **_counts("selectors used", used),
        },
        broken=broken(pages, loaded, used),
    )


def broken(pages: Trial, loaded: Trial, used: Trial) -> tuple[str, ...]:
    """Return what must not be: an exception that nobody foresaw, or the end of who loads a selector."""
    return (
        *(f"a page raised {what}" for what in pages.raised),
        *(f"a selector raised {what}" for what in (*loaded.raised, *used.raised)),
        *(f"selector {number} ended who loaded it" for number, _ in loaded.ended),
    )


def _counts(name: str, trial: Trial) -> dict[str, object]:
    ends = Counter(signal.Signals(number).name for _, number in trial.ended)
    return {
        name: trial.came.total() + len(trial.ended),
        **{f"  {name}: {what}": count for what, count in sorted(trial.came.items())},
        **{f"  {name}: ended by {what}": count for what, count in sorted(ends.items())},
    }


def try_all(count: int, case: Case) -> Trial:
    """Return what the cases 1 to `count` came to, in two lanes."""
    shares = [range(1 + lane, count + 1, LANES) for lane in range(LANES)]
    with ThreadPoolExecutor(LANES) as lanes:
        return sum(lanes.map(partial(_lane, case=case), shares), Trial(came=Counter()))


def _lane(numbers: range, case: Case) -> Trial:
    """Try the cases in processes, each of which goes on behind the one that ended the last."""
    fork = multiprocessing.get_context("fork")
    memory = new_memory()
    mark, counts = Mark(memory), fork.Array("Q", len(LABELS), lock=False)
    os.close(memory)
    raised: list[str] = []
    ended: list[tuple[int, int]] = []
    while numbers:
        hears, tells = fork.Pipe(duplex=False)
        mark.number = 0
        reader = fork.Process(target=_try, args=(numbers, case, mark, counts, tells))
        reader.start()
        tells.close()
        with contextlib.suppress(EOFError):
            while True:
                raised.append(hears.recv())
        reader.join()
        if not mark.number:
            break
        ended.append((mark.number, -(reader.exitcode or 0)))
        numbers = numbers[numbers.index(mark.number) + 1 :]
    came = Counter(dict(zip(LABELS, counts, strict=True)))
    return Trial(came=+came, raised=tuple(raised), ended=tuple(ended))


def _try(numbers: range, case: Case, mark: Mark, counts: list[int], tells: Connection) -> None:
    # Who runs us may have it report every death; here deaths are counted.
    faulthandler.disable()
    confine()
    for number in numbers:
        with bounded(mark, number):
            try:
                said = case(number)
            except Exception as error:  # noqa: BLE001 - counting them is what this is for
                said = "raised"
                tells.send(f"{type(error).__name__}: {error} (case {number})")
        counts[LABELS.index(said)] += 1


class MutatedPages:
    """The newsroom's pages, each case spoilt in another way, read as what they were or as the other kind."""

    def __init__(self) -> None:
        newsroom = Newsroom(articles=40, seed=5)
        paths = [f"/english/{number}_x/" for number in list(newsroom.articles)[:9]]
        paths += ["/english/", "/", "/kyrgyzcha/"]
        self._pages = [
            b"".join(newsroom.site.respond(Request(method="GET", path=path), HOST).body)
            for path in paths
        ]

    def __call__(self, number: int) -> str:
        chance = random.Random(number)
        body = mutated(chance.choice(self._pages), self._pages, chance)
        kind = chance.choice(tuple(TargetKind))
        return _read(body, kind, SITE, NOW)


def mutated(body: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return the page after one to forty accidents; most lost most of themselves first."""
    spoilt = bytearray(body)
    if chance.random() < 0.75:
        start = chance.randrange(len(spoilt))
        spoilt = spoilt[start : start + chance.randrange(1, 9_000)]
    for _ in range(chance.choice((1, 3, 10, 40))):
        at = chance.randrange(len(spoilt) + 1)
        match chance.randrange(6):
            case 0:
                spoilt[at : at + chance.randrange(1, 400)] = b""
            case 1:
                spoilt[at:at] = chance.choice(SCRAPS) * chance.choice((1, 1, 2, 50))
            case 2:
                spoilt[at : at + 1] = chance.randbytes(chance.choice((1, 1, 4)))
            case 3:
                spoilt[at:at] = spoilt[at : at + chance.randrange(1, 2_000)] * chance.choice((1, 9))
            case 4:
                other = chance.choice(others)
                start = chance.randrange(len(other))
                spoilt[at:at] = other[start : start + chance.randrange(1, 3_000)]
            case _:
                spoilt[at:] = spoilt[at:].swapcase()[: chance.randrange(1, 50_000)]
    return bytes(spoilt)


def load_selector(number: int) -> str:
    """Say whether a selector made by chance is one, as a configuration that is loaded asks."""
    return "refused" if css_fault(selector(random.Random(number))) else "read"


class UsedSelectors:
    """A page of the newsroom and a nest of elements, read by selectors made by chance."""

    def __init__(self) -> None:
        newsroom = Newsroom(articles=4, seed=5)
        (number, *_) = newsroom.articles
        page = newsroom.site.respond(Request(method="GET", path=f"/english/{number}_x/"), HOST)
        nest = b"<div class=one><p>" * 2_000
        self._pages = [(b"".join(page.body), TargetKind.ARTICLE), (nest, TargetKind.LISTING)]

    def __call__(self, number: int) -> str:
        if load_selector(number) == "refused":
            return "refused"
        css = selector(random.Random(number))
        field = Field(picks=(Pick(source=css, css=css),), drop=css)
        article = ArticleSelectors(fields={"title": field, "body": replace(field, many=True)})
        site = replace(SITE, article=article, listing=replace(SITE.listing, row=css))
        for body, kind in self._pages:
            _read(body, kind, site, NOW)
        return "read"


def selector(chance: random.Random) -> str:
    """Return a selector that one might fear, or something like one."""
    text = chance.choice(NAMES)
    for _ in range(chance.choice((0, 1, 2, 4, 30))):
        match chance.randrange(5):
            case 0:
                text = chance.choice(PSEUDO).format(text)
            case 1:
                text = (
                    f"{text}{chance.choice((' ', ' > ', ' + ', ' ~ ', ', '))}{chance.choice(NAMES)}"
                )
            case 2:
                text = f"{text}{chance.choice(PSEUDO).format(chance.choice(NAMES))}"
            case 3:
                at = chance.randrange(len(text) + 1)
                text = f"{text[:at]}{chance.choice(JUNK)}{text[at:]}"
            case _:
                text = text[: chance.randrange(1, len(text) + 1)] or "*"
    return text


def _read(body: bytes, kind: TargetKind, site: Selectors, now: datetime) -> str:
    """Say "read", or "refused" where the page cannot be parsed or not safely."""
    url = f"https://{HOST}/english/363188_Title/"
    target = Target(
        id=1, kind=kind, source=SourceId("torture"), url=url, host=HOST, due_at=now, lease="1"
    )
    page = Page(url=url, final_url=url, body=body, content_type="text/html")
    reading = read(target, page, site, now)
    found = reading.listing if isinstance(reading, ListingReading) else reading.extraction
    return "refused" if any(p.field == "page" for p in found.problems) else "read"
