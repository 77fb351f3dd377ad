"""Everything the newsroom has published, over time. Owns ids, order and revisions; renders nothing, counts nobody."""

import random
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from monitor.demo.article import Article, Wording
from monitor.demo.edition import EDITIONS
from monitor.demo.writing import Writer
from monitor.noun import dataclass, replace

FIRST_ID = 360_001
WEIGHTS = {"en": 7, "ru": 8, "ky": 5}


@dataclass(frozen=True, kw_only=True, slots=True)
class Commission:
    """What is wanted of a new article; what is None is left to the newsroom's own author.

    With `published_at` it claims that time, and stands in the listing where the time belongs or, `at_top`, above all.
    """

    edition: str | None = None
    title: str | None = None
    paragraphs: Sequence[str] | None = None
    topics: Collection[str] | None = None
    section: str | None = None
    published_at: datetime | None = None
    at_top: bool = False


class Archive:
    """The articles by id, in the order in which they appeared, which is the order of their ids."""

    def __init__(
        self, *, articles: int, seed: int, editions: Collection[str], now: Callable[[], datetime]
    ) -> None:
        self.articles: dict[int, Article] = {}
        # Counts the changes of an edition: pages that show its latest articles are new with it.
        self.generations: dict[str, int] = defaultdict(int)
        self.editions = tuple(EDITIONS[code] for code in editions)
        # Where an article stands: the time it is filed under, then its id; the newest last.
        self._filed: dict[str, list[tuple[datetime, int]]] = {code: [] for code in editions}
        self._pinned: list[int] = []
        self._earlier: dict[int, list[Wording]] = defaultdict(list)
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
            self._publish(Commission(), self._pick_edition(), start - age)

    def _pick_edition(self) -> str:
        codes = list(self._filed)
        return self._chance.choices(codes, [WEIGHTS[code] for code in codes])[0]

    def publish(self, wanted: Commission) -> Article:
        """Add an article now and return it."""
        edition = wanted.edition or self._pick_edition()
        return self._publish(wanted, edition, self._now().replace(microsecond=0))

    def _publish(self, wanted: Commission, edition: str, at: datetime) -> Article:
        self._last_id += self._chance.randint(1, 3)
        draft = self._writer.write(self._last_id, edition, wanted.topics)
        sections = [word for word, _ in EDITIONS[edition].sections]
        is_ours = wanted.paragraphs is None
        claimed = (wanted.published_at or at).replace(microsecond=0)
        article = Article(
            id=self._last_id,
            edition=edition,
            section=wanted.section or self._chance.choice(sections),
            title=draft.title if wanted.title is None else wanted.title,
            paragraphs=draft.paragraphs if wanted.paragraphs is None else tuple(wanted.paragraphs),
            quote=draft.quote if is_ours else "",
            author=draft.author,
            published_at=claimed,
            appeared_at=at,
            listed_at=at if wanted.at_top else claimed,
            modified_at=at,
            slip=draft.slip if is_ours else None,
            appeal=draft.appeal,
            pictures=draft.pictures,
        )
        return self._put(article)

    def edit(
        self,
        number: int,
        *,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        quote: str | None = None,
    ) -> Article:
        """Change the wording and return the new revision. Raises `KeyError` for an unknown id."""
        article = self.articles[number]
        self._earlier[number].append(article.wording)
        kept = article.paragraphs if paragraphs is None else tuple(paragraphs)
        is_right = article.slip is not None and article.slip[0] not in "\n".join(kept)
        return self._put(
            replace(
                article,
                title=article.title if title is None else title,
                paragraphs=kept,
                quote=article.quote if quote is None else quote,
                slip=None if is_right else article.slip,
                modified_at=self._now().replace(microsecond=0),
                revision=article.revision + 1,
            )
        )

    def history(self, number: int) -> tuple[Wording, ...]:
        """Return every wording the article had, oldest first. Raises `KeyError`."""
        return (*self._earlier.get(number, ()), self.articles[number].wording)

    def withdraw(self, number: int, status: int, moved_to: str = "") -> Article:
        """Take the article off the listing; its page answers `status`. Raises `KeyError`."""
        return self._put(replace(self.articles[number], withdrawn=status, moved_to=moved_to))

    def restore(self, number: int) -> Article:
        """Bring a withdrawn article back as it was. Raises `KeyError`."""
        return self.withdraw(number, 0)

    def enlist(self, number: int, *, is_listed: bool) -> Article:
        """Show the article in listings and feeds, or no longer; its page stays. Raises `KeyError`."""
        return self._put(replace(self.articles[number], is_listed=is_listed))

    def redate(self, number: int, published_at: datetime) -> Article:
        """Let the article claim another time; it stands where it stood. Raises `KeyError`."""
        at = published_at.replace(microsecond=0)
        return self._put(replace(self.articles[number], published_at=at))

    def pin(self, number: int, *, is_pinned: bool) -> Article:
        """Hold the article at the top of its listing, or no longer. Raises `KeyError`."""
        article = self.articles[number]
        if number in self._pinned:
            self._pinned.remove(number)
        if is_pinned:
            self._pinned.append(number)
        return self._put(article)

    def _put(self, article: Article) -> Article:
        before = self.articles.get(article.id)
        filed = self._filed[article.edition]
        if before is not None and before.is_shown:
            filed.remove((before.listed_at, before.id))
        if article.is_shown:
            insort(filed, (article.listed_at, article.id))
        self.articles[article.id] = article
        self.generations[article.edition] += 1
        return article

    def latest(self, edition: str, section: str | None = None) -> Sequence[Article]:
        """Return what is listed, newest first."""
        generation = self.generations[edition]
        held = self._latest.get((edition, section))
        if held is None or held[0] != generation:
            filed = (self.articles[number] for _, number in reversed(self._filed[edition]))
            held = (
                generation,
                [article for article in filed if section in {None, article.section}],
            )
            self._latest[edition, section] = held
        return held[1]

    def listing(self, edition: str, section: str | None = None) -> Sequence[Article]:
        """Return what is listed, newest first, but what is pinned before all."""
        latest = self.latest(edition, section)
        pinned = [article for article in latest if article.id in self._pinned]
        return (
            [*pinned, *(article for article in latest if article not in pinned)]
            if pinned
            else latest
        )

    def beside(self, article: Article, count: int) -> Sequence[Article]:
        """Return up to `count` listed articles of the same edition from just before, else after, this one."""
        filed = self._filed[article.edition]
        place = bisect_left(filed, (article.listed_at, article.id))
        others = filed[max(0, place - count) : place] or filed[place + 1 : place + 1 + count]
        return [self.articles[number] for _, number in others]
