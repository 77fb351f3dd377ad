"""`python -m benchmarks.stories`: which copies are found, what else is taken for one, and what it costs an article.

Copies are made of articles in three languages as copyists make them, and looked for in a real database that holds
the originals among others. What must not be taken for a copy: articles of one newsroom, which are written from the
same sentences with other names and figures; and follow-ups of a running story, which repeat its background.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from benchmarks.row import Row, print_rows
from benchmarks.rules_corpus import Corpus
from monitor.core.story import OPEN_FOR, kin_of, sketch_of
from monitor.core.story.shingles import share_of, telling_of, triples_of
from monitor.demo.writing import Writer
from monitor.model import Sketch, StoryPlace
from monitor.store.opening import open_writer
from monitor.store.rows import to_text
from monitor.store.stories import place, read_stories

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE = NOW - OPEN_FOR
GROUP = 32
_ARTICLE = """
INSERT INTO article (id, source, name, key, url, title, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_REVISION = """
INSERT INTO revision (article, number, seen_at, fingerprint, title, body, author) VALUES (?, 1, ?, x'00', ?, ?, '')
"""
_BYTES = (
    "SELECT sum(pgsize) FROM dbstat WHERE name IN ('sketch', 'article_story', 'article_copied')"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What a copyist does to a text."""

    name: str
    do: Callable[[str, random.Random], str]


class Shelf:
    """A database of articles, each placed in its story as the engine does it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.count = 0
        connection.execute("INSERT INTO source (id, site, listing) VALUES ('own', '24.kg', '')")
        connection.execute(
            "INSERT INTO source (id, site, listing) VALUES ('other', 'other.kg', '')"
        )

    def add(self, bodies: Iterable[str], *, are_placed: bool = True) -> float:
        """Store articles, each in a story of its own, and return the seconds that the places and commits took."""
        took = 0.0
        for some in in_groups(bodies, GROUP):
            self.connection.execute("BEGIN IMMEDIATE")
            for body in some:
                took += self._add(body, are_placed=are_placed)
            began = time.process_time()
            self.connection.execute("COMMIT")
            took += time.process_time() - began
        return took

    def kin(self, body: str, site: str = "other.kg") -> tuple[int, float] | None:
        """Return the article whose story a text joins, and how much of it stood there."""
        kin = kin_of(body, site, read_stories(self.connection, sketched(body)))
        return None if kin is None else (kin[0].beginning.article, kin[1])

    def _add(self, body: str, *, are_placed: bool) -> float:
        self.count += 1
        id_, at = self.count, to_text(NOW)
        row = (
            id_,
            "own",
            f"24.kg#{id_}",
            id_.to_bytes(16, "big"),
            f"https://24.kg/{id_}",
            "Title",
            at,
        )
        self.connection.execute(_ARTICLE, row)
        self.connection.execute(_REVISION, (id_, at, "Title", body))
        if not are_placed:
            return 0.0
        sketch = sketched(body)
        considered = tuple(
            story.beginning.article for story in read_stories(self.connection, sketch)
        )
        began = time.process_time()
        place(
            self.connection,
            StoryPlace(article=id_, story=id_, began_at=NOW, sketch=sketch, considered=considered),
        )
        return time.process_time() - began


def in_groups(items: Iterable[T], size: int) -> list[list[T]]:
    """Return the items, so many together."""
    every = list(items)
    return [every[at : at + size] for at in range(0, len(every), size)]


def sketched(body: str) -> Sketch:
    return Sketch(hashes=sketch_of(body), since=SINCE)


def changed(share: float) -> Callable[[str, random.Random], str]:
    def change(text: str, chance: random.Random) -> str:
        words = text.split(" ")
        for at in chance.sample(range(len(words)), round(len(words) * share)):
            words[at] = chance.choice(words)
        return " ".join(words)

    return change


def shuffled(text: str, chance: random.Random) -> str:
    lines = sentences(text)
    return " ".join(chance.sample(lines, round(len(lines) * 0.6)))


def with_lead(text: str, chance: random.Random) -> str:
    lines = sentences(text)
    lead = " ".join(
        chance.sample(Corpus(chance.randrange(1 << 30)).articles(1)[0].body.split(), 30)
    )
    return f"{lead}. " + " ".join(lines[len(lines) // 5 :])


def with_chrome(text: str, chance: random.Random) -> str:
    menu = [f"Section{number} and News{number}" for number in range(12)]
    return " ".join((*menu, text, *reversed(menu)))


def excerpt(text: str, chance: random.Random) -> str:
    lines, kept = sentences(text), ""
    while len(kept.split()) < 45 and lines:
        kept = f"{kept} {lines.pop(0)}"
    return kept


def sentences(text: str) -> list[str]:
    return [f"{each.strip()}." for each in text.split(".") if each.strip()]


EDITS = (
    Edit(name="as it was", do=lambda text, chance: text),
    Edit(name="page chrome added", do=with_chrome),
    Edit(name="a fifth cut, a lead of its own", do=with_lead),
    Edit(name="two fifths cut, the rest shuffled", do=shuffled),
    Edit(name="10 % of the words changed", do=changed(0.1)),
    Edit(name="25 % of the words changed", do=changed(0.25)),
    Edit(name="the first sentences (45 words)", do=excerpt),
)


def written(edition: str, count: int, seed: int = 1) -> list[str]:
    """Return articles of the newsroom."""
    writer = Writer(seed)
    return ["\n".join(writer.write(number, edition).paragraphs) for number in range(count)]


def long_ones(count: int) -> list[str]:
    """Return articles of some 450 words: the newsroom's, three together, and invented ones, in three languages."""
    newsroom = [
        "\n".join(three)
        for edition in ("en", "ru", "ky")
        for three in in_groups(written(edition, count // 2), 3)
    ][: count // 2]
    invented = [document.body for document in Corpus().articles(count - len(newsroom))]
    return [body for pair in zip(newsroom, invented, strict=True) for body in pair]


def finds(shelf: Shelf, count: int) -> Iterator[Row]:
    """Yield how many copies are found, by what was done to them, and how many lead to a wrong story."""
    chance = random.Random(24)
    originals = long_ones(count)
    first = shelf.count + 1
    shelf.add(originals)
    for edit in EDITS:
        found = wrong = 0
        for number, original in enumerate(originals, first):
            kin = shelf.kin(edit.do(original, chance))
            found += kin is not None and kin[0] == number
            wrong += kin is not None and kin[0] != number
        yield Row(label=f"copies found: {edit.name}", value=found / count * 100, unit="%")
        yield Row(label=f"led to a wrong story: {edit.name}", value=wrong / count * 100, unit="%")


def inventions(count: int) -> Iterator[Row]:
    """Yield how many pairs that are no copies are taken for such, between sites and within one."""
    for edition in ("en", "ru", "ky"):
        pairs = combinations(written(edition, count), 2)
        yield from _inventions(f"articles of one newsroom, {edition}", _shares(pairs))
    pairs = combinations([document.body for document in Corpus().articles(count)], 2)
    yield from _inventions("articles of invented words", _shares(pairs))
    for background in (0.3, 0.5, 0.7):
        shares = [
            share_of(telling_of(new), triples_of(old))
            for new, old in _follow_ups(count, background)
        ]
        yield from _inventions(f"follow-ups, {background:.0%} of them background", shares)


def _shares(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """Return how much of either text of each pair stands in the other."""
    telling, triples = cache(telling_of), cache(triples_of)
    return [
        max(share_of(telling(a), triples(b)), share_of(telling(b), triples(a))) for a, b in pairs
    ]


def _inventions(name: str, shares: Sequence[float]) -> Iterator[Row]:
    others, own = (sum(share >= least for share in shares) for least in (0.5, 0.8))
    unit = f"of {len(shares):,} pairs"
    yield Row(label=f"taken for copies of another site: {name}", value=others, unit=unit)
    yield Row(label=f"taken for copies of their own site: {name}", value=own, unit=unit)


def _follow_ups(count: int, background: float) -> list[tuple[str, str]]:
    """Return pairs of a follow-up and the report before it, whose background is word for word the same."""
    bodies = [document.body for document in Corpus(5).articles(2 * count)]
    pairs = []
    for report, news in in_groups(bodies, 2):
        old, new = report.split(), news.split()
        kept = round(len(new) * background)
        pairs.append((" ".join(new[kept:] + old[:kept]), report))
    return pairs


def costs(shelf: Shelf, bodies: Sequence[str]) -> Iterator[Row]:
    """Yield what finding the story of an article costs, in microseconds of CPU."""
    sketches = _timed(bodies, sketch_of, rounds=1)
    asked = [sketched(body) for body in bodies]
    looks = _timed(asked, lambda sketch: read_stories(shelf.connection, sketch))
    copies = [(body, read_stories(shelf.connection, sketched(body))) for body in bodies[:100]]
    bare = shelf.add(bodies, are_placed=False)
    places = (shelf.add(bodies) - bare) / len(bodies) * 1e6
    taken = [(body, read_stories(shelf.connection, sketched(body))) for body in bodies[:100]]
    judged = _timed(copies, lambda pair: kin_of(pair[0], "other.kg", pair[1]))
    joined = _timed(taken, lambda pair: kin_of(pair[0], "other.kg", pair[1]))
    stories = sum(len(found) for _, found in copies) / len(copies)
    for label, cost in (
        ("its sketch", sketches),
        ("looking for stories", looks),
        (f"judging {stories:.1f} stories found by chance", judged),
        ("its place, with its part of a commit", places),
        ("together", sketches + looks + judged + places),
        ("judging a copy", joined),
    ):
        yield Row(label=label, value=cost, unit="µs CPU an article")


def _timed(items: Sequence[T], do: Callable[[T], object], rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for item in items:
            do(item)
        best = min(best, time.process_time() - began)
    return best / len(items) * 1e6


def rows(*, is_short: bool) -> list[Row]:
    """Return the costs, what is found, and what is invented."""
    few = 100 if is_short else 400
    return _rows(stored=4_000 if is_short else 20_000, copies=few, articles=few)


def _rows(stored: int, copies: int, articles: int) -> list[Row]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_writer(Path(folder) / "monitor.db")) as connection,
    ):
        shelf = Shelf(connection)
        corpus = Corpus(7)
        shelf.add([document.body for document in corpus.articles(stored)])
        (size,) = connection.execute(_BYTES).fetchone()
        return [
            Row(label=f"stored, of {stored:,} articles", value=size / stored, unit="bytes each"),
            *costs(shelf, [document.body for document in corpus.articles(900)]),
            *finds(shelf, copies),
            *inventions(articles),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=20_000, help="articles of three days")
    parser.add_argument("--copies", type=int, default=400)
    parser.add_argument("--articles", type=int, default=400, help="of which pairs are made")
    wish = parser.parse_args()
    print_rows(_rows(wish.stored, wish.copies, wish.articles))


if __name__ == "__main__":
    main()
