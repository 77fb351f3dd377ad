"""Text in the body that changes with every request and is no news. Owns what it says; never the article's own words."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from monitor.demo.article import Article
from monitor.demo.edition import ZONE
from monitor.demo.writing import PHRASEBOOKS
from monitor.noun import replace


class ChurnKind(StrEnum):
    """What churns in a body."""

    CLOCK = "clock"
    ADVERT = "advert"
    COUNTER = "counter"
    CURRENCY = "currency"


class Churn:
    """Which bodies churn. `now` is the site's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kinds: dict[int, tuple[ChurnKind, ...]] = {}
        self._requests: Counter[int] = Counter()

    def begin(self, number: int, kind: ChurnKind) -> None:
        """Let the article's body churn in this way too."""
        self._kinds[number] = (*self._kinds.get(number, ()), kind)

    def end(self, number: int) -> None:
        """Let the article's body hold still."""
        self._kinds.pop(number, None)

    def shown(self, article: Article) -> Article | None:
        """Return the article as one request sees it, or None if its body holds still."""
        kinds = self._kinds.get(article.id)
        if kinds is None:
            return None
        self._requests[article.id] += 1
        paragraphs = list(article.paragraphs)
        for kind in kinds:
            self._insert(paragraphs, kind, self._sentence(article, kind))
        return replace(article, paragraphs=tuple(paragraphs))

    def requests(self, number: int) -> int:
        """Return how often the churning body was asked for."""
        return self._requests[number]

    def _insert(self, paragraphs: list[str], kind: ChurnKind, sentence: str) -> None:
        match kind:
            case ChurnKind.ADVERT:
                paragraphs.insert(2, sentence)
            case ChurnKind.COUNTER:
                paragraphs[-1:] = [" ".join((*paragraphs[-1:], sentence))]
            case ChurnKind.CLOCK | ChurnKind.CURRENCY:
                paragraphs.append(sentence)

    def _sentence(self, article: Article, kind: ChurnKind) -> str:
        turn = self._requests[article.id]
        templates = PHRASEBOOKS[article.edition].churn[kind]
        # The seconds are the request's number, so that a clock that is held still churns as well.
        clock = f"{self._now().astimezone(ZONE):%H:%M}:{turn % 60:02}"
        return templates[turn % len(templates)].format(
            clock=clock, count=20 + 7 * turn % 41, rate=f"{87 + 13 * turn % 97 / 100:.2f}"
        )
