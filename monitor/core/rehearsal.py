"""What a rule would have told: held against the archive before it is armed. Pure; tells nobody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.core.rules import Document, Rulebook
from monitor.model import Hit, Wording
from monitor.noun import dataclass

# An article of the archive, and how rules see it.
Shown = tuple[Wording, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """An article that the rule meets, with the words that hit."""

    article: str
    url: str
    title: str
    body: str
    published_at: datetime
    hits: tuple[Hit, ...]


@dataclass(kw_only=True, slots=True)
class Rehearsal:
    """What a rule met among the articles it was shown. Days are those of `zone`.

    `overlap` counts, by other rule, the articles that both met.
    """

    zone: ZoneInfo
    most_samples: int
    articles: int = 0
    matches: int = 0
    articles_by_day: Counter[date] = field(default_factory=Counter)
    matches_by_day: Counter[date] = field(default_factory=Counter)
    overlap: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    @property
    def alerts_per_day(self) -> float:
        """Return how many alerts a day it would have made, over the days that have articles."""
        return self.matches / len(self.articles_by_day) if self.articles_by_day else 0.0

    def show(self, rule: Rulebook, others: Rulebook, shown: Iterable[Shown]) -> None:
        """Hold the rule against each article, and the others against those it meets; count."""
        for wording, document in shown:
            day = _published_at(wording).astimezone(self.zone).date()
            self.articles += 1
            self.articles_by_day[day] += 1
            if not (found := rule.match(document)):
                continue
            self.matches += 1
            self.matches_by_day[day] += 1
            self.overlap.update(match.rule for match in others.match(document))
            _keep(self.samples, self.most_samples, wording, found[0].hits)


@dataclass(kw_only=True, slots=True)
class Comparison:
    """How an edit of a rule changes what it meets: articles kept, gained and lost, with samples."""

    most_samples: int
    kept: int = 0
    gained: int = 0
    lost: int = 0
    samples_gained: list[Sample] = field(default_factory=list)
    samples_lost: list[Sample] = field(default_factory=list)

    def show(self, old: Rulebook, new: Rulebook, shown: Iterable[Shown]) -> None:
        """Hold both against each article, and count."""
        for wording, document in shown:
            before, after = old.match(document), new.match(document)
            if before and after:
                self.kept += 1
            elif after:
                self.gained += 1
                _keep(self.samples_gained, self.most_samples, wording, after[0].hits)
            elif before:
                self.lost += 1
                _keep(self.samples_lost, self.most_samples, wording, before[0].hits)


def _published_at(wording: Wording) -> datetime:
    return wording.article.published_at or wording.article.first_seen_at


def _keep(samples: list[Sample], most: int, wording: Wording, hits: tuple[Hit, ...]) -> None:
    if len(samples) == most:
        return
    samples.append(
        Sample(
            article=wording.article.identity.name,
            url=wording.article.identity.url,
            title=wording.revision.title,
            body=wording.revision.body,
            published_at=_published_at(wording),
            hits=hits,
        )
    )
