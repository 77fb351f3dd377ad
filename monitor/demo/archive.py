"""Everything the newsroom has published, over time. Owns ids, order, revisions and counters; renders nothing."""

import math
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.demo.article import Article
from monitor.demo.edition import EDITIONS
from monitor.demo.writing import Draft, Writer

FIRST_ID = 360_001
WEIGHTS = {"en": 7, "ru": 8, "ky": 5}
# How fast readers lose interest, and the trickle that remains.
HALF_READ = timedelta(hours=6)
TRICKLE_PER_HOUR = 0.004


class Archive:
    """The articles by id, in the order of publication, which is the order of their ids."""

    def __init__(
        self, *, articles: int, seed: int, editions: Collection[str], now: Callable[[], datetime]
    ) -> None:
        self.articles: dict[int, Article] = {}
        # Counts the changes of an edition: pages that show its latest articles are new with it.
        self.generations: dict[str, int] = defaultdict(int)
        self._listed: dict[str, list[int]] = {code: [] for code in editions}
        self.editions = tuple(EDITIONS[code] for code in editions)
        self._latest: dict[tuple[str, str | None], tuple[int, list[Article]]] = {}
        self._now = now
        self._writer = Writer(seed)
        self._chance = random.Random(f"{seed}/archive")
        self._last_id = FIRST_ID
        self._seed_articles(articles)

    def _seed_articles(self, count: int) -> None:
        start = self._now().replace(second=0, microsecond=0)
        ages: list[timedelta] = []
        age = timedelta()
        for _ in range(count):
            age += timedelta(minutes=self._chance.randint(2, 14))
            ages.append(age)
        for age in reversed(ages):
            self._publish(self._pick_edition(), at=start - age)

    def _pick_edition(self) -> str:
        codes = list(self._listed)
        return self._chance.choices(codes, [WEIGHTS[code] for code in codes])[0]

    def publish(
        self,
        *,
        edition: str | None = None,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        topics: Collection[str] | None = None,
        section: str | None = None,
    ) -> Article:
        """Add an article now and return it. What is not given is written by the newsroom's own author.

        `topics` ("vakunov", "visa-free") are mentioned for sure; with `()` for sure not.
        """
        at = self._now().replace(microsecond=0)
        return self._publish(
            edition or self._pick_edition(),
            at=at,
            title=title,
            paragraphs=paragraphs,
            topics=topics,
            section=section,
        )

    def _publish(
        self,
        edition: str,
        *,
        at: datetime,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        topics: Collection[str] | None = None,
        section: str | None = None,
    ) -> Article:
        self._last_id += self._chance.randint(1, 3)
        draft: Draft = self._writer.write(self._last_id, edition, topics)
        sections = [word for word, _ in EDITIONS[edition].sections]
        article = Article(
            id=self._last_id,
            edition=edition,
            section=section or self._chance.choice(sections),
            title=title if title is not None else draft.title,
            paragraphs=tuple(paragraphs) if paragraphs is not None else draft.paragraphs,
            quote=draft.quote if paragraphs is None else "",
            author=draft.author,
            published_at=at,
            modified_at=at,
            appeal=draft.appeal,
            pictures=draft.pictures,
        )
        self.articles[article.id] = article
        self._listed[edition].append(article.id)
        self.generations[edition] += 1
        return article

    def edit(
        self, number: int, *, title: str | None = None, paragraphs: Sequence[str] | None = None
    ) -> Article:
        """Change the wording and return the new revision. Raises `KeyError` for an unknown id."""
        article = self.articles[number]
        return self._replace(
            replace(
                article,
                title=article.title if title is None else title,
                paragraphs=article.paragraphs if paragraphs is None else tuple(paragraphs),
                modified_at=self._now().replace(microsecond=0),
                revision=article.revision + 1,
            )
        )

    def withdraw(self, number: int, status: int = 404) -> Article:
        """Take the article off the listing; its page answers `status`. Raises `KeyError`."""
        article = self.articles[number]
        if not article.withdrawn:
            self._listed[article.edition].remove(number)
        return self._replace(replace(article, withdrawn=status))

    def _replace(self, article: Article) -> Article:
        self.articles[article.id] = article
        self.generations[article.edition] += 1
        return article

    def latest(self, edition: str, section: str | None = None) -> Sequence[Article]:
        """Return what is listed, newest first."""
        generation = self.generations[edition]
        held = self._latest.get((edition, section))
        if held is None or held[0] != generation:
            listed = (self.articles[number] for number in reversed(self._listed[edition]))
            held = (
                generation,
                [article for article in listed if section in {None, article.section}],
            )
            self._latest[edition, section] = held
        return held[1]

    def beside(self, article: Article, count: int) -> Sequence[Article]:
        """Return up to `count` listed articles of the same edition from just before, else after, this one."""
        listed = self._listed[article.edition]
        place = bisect_left(listed, article.id)
        others = listed[max(0, place - count) : place] or listed[place + 1 : place + 1 + count]
        return [self.articles[number] for number in others]

    def views(self, article: Article) -> int:
        """Return the view counter at this moment: it only grows with the article's age."""
        age = max(self._now() - article.published_at, timedelta())
        read = 1 - math.exp2(-(age / HALF_READ))
        trickle = TRICKLE_PER_HOUR * (age / timedelta(hours=1))
        return 1 + int(article.appeal * (read + trickle))
