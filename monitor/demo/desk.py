"""The newsroom's desk: all that can be done to its articles, each act written down. Never knows that there is a web."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from monitor.demo.acts import Act, ActKind, Expected
from monitor.demo.archive import Archive, Commission
from monitor.demo.article import Article, Wording
from monitor.demo.churn import Churn, ChurnKind
from monitor.demo.counters import Counters
from monitor.demo.edition import EDITIONS
from monitor.demo.ledger import Ledger
from monitor.demo.revising import occasions, revise
from monitor.model import EventKind

# How a page is withdrawn: with a status, or with a redirect to the front page or to the article's listing.
Withdrawal = Literal[404, 410, "front", "listing"]

# An article that claims to be older than this by no more was a draft that waited, which is usual.
DRAFT = timedelta(hours=1)
_HOUR = timedelta(hours=1)


def _iso(at: datetime) -> str:
    return at.isoformat()


class Desk:
    """Publishes, edits, withdraws, and tampers with counters. Every method raises `KeyError` for an unknown number.

    `acts` has every act with the events that should be told of it.
    """

    def __init__(
        self, *, articles: int, seed: int, editions: Collection[str], now: Callable[[], datetime]
    ) -> None:
        self.acts: Ledger[Act] = Ledger()
        self._now = now
        self._archive = Archive(articles=articles, seed=seed, editions=editions, now=now)
        self._counters = Counters(seed, now)
        self._churn = Churn(now)

    @property
    def articles(self) -> Mapping[int, Article]:
        """Return every article ever published, by id, in the order they appeared: the ground truth."""
        return MappingProxyType(self._archive.articles)

    def listed(self, edition: str = "en", section: str | None = None) -> Sequence[Article]:
        """Return what the listing shows over all its pages, newest first after what is pinned."""
        return self._archive.listing(edition, section)

    def history(self, number: int) -> tuple[Wording, ...]:
        """Return every wording the article had, oldest first."""
        return self._archive.history(number)

    def occasions(self, number: int) -> frozenset[EventKind]:
        """Return the kinds of edits that `revise` can make of the article as it stands."""
        return occasions(self.articles[number])

    def views(self, article: Article) -> int:
        """Return what the article's view counter shows now, faults included."""
        return self._counters.shown(article)

    def readers(self, article: Article, since: datetime, until: datetime) -> int:
        """Return how many really read the article between two times."""
        return self._counters.readers(article, since, until)

    def publish(
        self,
        *,
        edition: str | None = None,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        topics: Collection[str] | None = None,
        section: str | None = None,
        published_at: datetime | None = None,
        at_top: bool = False,
    ) -> Article:
        """Add an article now and return it. What is not given is written by the newsroom's own author.

        `topics` ("vakunov", "visa-free") are mentioned for sure; with `()` none is. With `published_at` it claims
        that time, and stands in the listing where the time belongs or, `at_top`, above all.
        """
        article = self._archive.publish(
            Commission(
                edition=edition,
                title=title,
                paragraphs=paragraphs,
                topics=topics,
                section=section,
                published_at=published_at,
                at_top=at_top,
            )
        )
        is_backdated = article.published_at + DRAFT < article.appeared_at
        claims = Expected(kind=EventKind.BACKDATED, before=_iso(article.published_at))
        self._note(article.id, ActKind.PUBLISHED, *[claims] * is_backdated)
        return article

    def republish(self, number: int) -> Act:
        """Publish an article's text once more, as a new article under another headline, which the act is about."""
        article = self.articles[number]
        revised = revise(article, EventKind.HEADLINE_CHANGED)
        title = article.title if revised is None else revised.title
        again = self.publish(edition=article.edition, title=title, paragraphs=article.paragraphs)
        copy = Expected(kind=EventKind.COPY, before=article.title, after=title)
        return self._note(again.id, ActKind.REPUBLISHED, copy)

    def edit(
        self,
        number: int,
        *,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        quote: str | None = None,
    ) -> Act:
        """Change an article's wording."""
        before = self.articles[number]
        after = self._archive.edit(number, title=title, paragraphs=paragraphs, quote=quote)
        expected = [Expected(kind=EventKind.EDITED)]
        if before.title != after.title:
            headline = EventKind.HEADLINE_CHANGED
            expected.append(Expected(kind=headline, before=before.title, after=after.title))
        return self._note(number, ActKind.EDITED, *expected)

    def revise(self, number: int, kind: EventKind) -> Act:
        """Edit an article in the way that `kind` names; `EDITED` adds a sentence that is nothing more.

        Raises `ValueError` where the article gives no occasion to it, or if `kind` is no edit.
        """
        revised = revise(self.articles[number], kind)
        if revised is None:
            raise ValueError(f"no occasion for {kind}")
        self._archive.edit(number, title=revised.title, paragraphs=revised.paragraphs)
        also = () if revised.expected is None else (revised.expected,)
        return self._note(number, ActKind.EDITED, Expected(kind=EventKind.EDITED), *also)

    def withdraw(self, number: int, how: Withdrawal = 404) -> Act:
        """Take an article down: its page answers that status, or leads away. Raises `ValueError` for another `how`."""
        article = self.articles[number]
        edition = EDITIONS[article.edition]
        match how:
            case "front":
                self._archive.withdraw(number, 302, "/")
            case "listing":
                self._archive.withdraw(number, 302, edition.article_root(article.section))
            case 404 | 410:
                self._archive.withdraw(number, how)
            case _:
                raise ValueError(f"{how!r} is no way to withdraw")
        unlisted = Expected(kind=EventKind.UNLISTED, is_sure=False)
        return self._note(number, ActKind.WITHDRAWN, Expected(kind=EventKind.WITHDRAWN), unlisted)

    def restore(self, number: int) -> Act:
        """Bring a withdrawn article back as it was."""
        self._archive.restore(number)
        relisted = Expected(kind=EventKind.RELISTED, is_sure=False)
        return self._note(number, ActKind.RESTORED, Expected(kind=EventKind.RETURNED), relisted)

    def unlist(self, number: int) -> Act:
        """Take an article off every listing and feed; its page stays."""
        self._archive.enlist(number, is_listed=False)
        return self._note(number, ActKind.UNLISTED, Expected(kind=EventKind.UNLISTED))

    def relist(self, number: int) -> Act:
        """List an article again where it stood."""
        self._archive.enlist(number, is_listed=True)
        return self._note(number, ActKind.RELISTED, Expected(kind=EventKind.RELISTED))

    def redate(self, number: int, published_at: datetime) -> Act:
        """Let the page claim another time of publication; the article stays where it stands in the listing."""
        before = self.articles[number].published_at
        after = self._archive.redate(number, published_at).published_at
        moved = Expected(kind=EventKind.DATE_MOVED, before=_iso(before), after=_iso(after))
        backdated = Expected(kind=EventKind.BACKDATED, is_sure=False)
        return self._note(number, ActKind.REDATED, moved, backdated)

    def pin(self, number: int) -> Act:
        """Hold an article at the top of its listing."""
        self._archive.pin(number, is_pinned=True)
        return self._note(number, ActKind.PINNED)

    def unpin(self, number: int) -> Act:
        """Let an article stand where it belongs again."""
        self._archive.pin(number, is_pinned=False)
        return self._note(number, ActKind.UNPINNED)

    def freeze(self, number: int) -> Act:
        """Let the counter show the same value until it is thawed."""
        self._counters.freeze(self.articles[number])
        frozen = Expected(kind=EventKind.COUNTER_FROZEN)
        return self._note(number, ActKind.COUNTER_FROZEN, frozen)

    def thaw(self, number: int) -> Act:
        """Let the counter show the true value again."""
        self._counters.thaw(self.articles[number])
        jumped = Expected(kind=EventKind.COUNTER_JUMPED)
        return self._note(number, ActKind.COUNTER_THAWED, jumped)

    def counter_cache(self, number: int, every: timedelta) -> Act:
        """Let the counter show a new value only so often; a zero `every` ends it."""
        self._counters.cache(self.articles[number], every)
        kinds = (EventKind.COUNTER_FROZEN, EventKind.COUNTER_JUMPED)
        maybe = (Expected(kind=kind, is_sure=False) for kind in kinds)
        return self._note(number, ActKind.COUNTER_CACHED, *maybe)

    def counter_back(
        self,
        number: int,
        *,
        by: timedelta = _HOUR,
        requests: int = 1,
        lasting: timedelta | None = None,
    ) -> Act:
        """Let the counter show its value of `by` ago: to so many requests or, where given, for so long."""
        self._counters.set_back(self.articles[number], by, requests, lasting)
        # As an old copy of the page would, which is nothing that was done to the counter.
        backwards = Expected(kind=EventKind.COUNTER_BACKWARDS, is_sure=False)
        return self._note(number, ActKind.COUNTER_SET_BACK, backwards)

    def counter_reset(self, number: int) -> Act:
        """Let the counter begin at zero again."""
        self._counters.reset(self.articles[number])
        backwards = Expected(kind=EventKind.COUNTER_BACKWARDS)
        return self._note(number, ActKind.COUNTER_RESET, backwards)

    def counter_bot(self, number: int, per_hour: float) -> Act:
        """Let the counter grow by so much an hour, like a clock; 0 lets the readers count again."""
        self._counters.run_like_a_clock(self.articles[number], per_hour)
        straight = Expected(kind=EventKind.COUNTER_STRAIGHT)
        return self._note(number, ActKind.COUNTER_BOT, *[straight] * bool(per_hour))

    def churn(self, number: int, kind: ChurnKind) -> Act:
        """Let something in the body change with every request. Raises `ValueError` for an unknown kind."""
        is_read = Expected(kind=EventKind.EDITED, is_sure=False)
        self._churn.begin(self.articles[number].id, ChurnKind(kind))
        return self._note(number, ActKind.CHURN_BEGUN, Expected(kind=EventKind.CHURNING), is_read)

    def settle(self, number: int) -> Act:
        """Let the body hold still again."""
        self._churn.end(self.articles[number].id)
        is_read = Expected(kind=EventKind.EDITED, is_sure=False)
        return self._note(number, ActKind.CHURN_ENDED, is_read)

    def _note(self, number: int, kind: ActKind, *expects: Expected) -> Act:
        act = Act(at=self._now(), article=number, kind=kind, expects=expects)
        self.acts.append(act)
        return act
