"""A desk to work at a store with: plain nouns, and what a worker does, through the port alone."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from monitor.model import (
    Alert,
    AlertKind,
    ArticleUpdate,
    Committed,
    Hit,
    HostSign,
    Identity,
    Known,
    Match,
    NewArticle,
    NextCheck,
    NormKey,
    Observation,
    Plan,
    Politeness,
    PolitenessRules,
    Revision,
    Sketch,
    Source,
    SourceId,
    Story,
    Target,
    TargetKind,
)
from monitor.ports import Store
from monitor.store import open_store

NOW = datetime(2026, 11, 22, 20, 2, 4, 123_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EN = SourceId("24kg-en")
RU = SourceId("24kg-ru")
# A file, or the URL of a server's.
Database = Path | str


class Desk:
    """What a worker would do with a store, in few words. Knows only the port."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @staticmethod
    def source(id_: SourceId = EN, listing: str = "https://24.kg/english/") -> Source:
        return Source(id=id_, site="24.kg", listing=listing, language="en")

    @staticmethod
    def listing(source: SourceId = EN) -> Target:
        return Target(
            id=0,
            kind=TargetKind.LISTING,
            source=source,
            url="https://24.kg/english/",
            host="24.kg",
            due_at=NOW,
            lease="",
        )

    @staticmethod
    def identity(number: int, host: str = "24.kg") -> Identity:
        name = f"{host}#{number}"
        return Identity(
            key=blake2b(name.encode(), digest_size=16).digest(),
            name=name,
            url=f"https://{host}/english/{number}_title/",
        )

    @classmethod
    def new(cls, number: int, host: str = "24.kg", due_at: datetime = NOW) -> NewArticle:
        identity = cls.identity(number, host)
        return NewArticle(
            identity=identity,
            spelling=identity.url + "?from=listing",
            title=f"Title {number}",
            published_at=None,
            language="en",
            seeded=False,
            due_at=due_at,
        )

    @staticmethod
    def next(due_at: datetime | None = NOW + MINUTE, at: datetime = NOW) -> NextCheck:
        return NextCheck(due_at=due_at, checked_at=at, took=timedelta(milliseconds=120), status=200)

    @staticmethod
    def sign(target: Target, at: datetime = NOW, **says: object) -> HostSign:
        """Return what a check of `target` says of its host."""
        sign = {"url": target.url, "at": at, "asked_at": at, "kin": frozenset({target.host})}
        return HostSign(**{**sign, **says})  # type: ignore[arg-type]

    @staticmethod
    def match(rule: str = "visa-free") -> Match:
        return Match(rule=rule, hits=(Hit(field="title", start=0, end=4, words="Visa"),))

    @staticmethod
    def alert(id_: str = "msg_1", rule: str = "visa-free", *sinks: str) -> Alert:
        return Alert(
            id=id_,
            kind=AlertKind.MATCHED,
            rule=rule,
            sinks=sinks or ("log",),
            payload='{"type": "article.matched"}',
        )

    @classmethod
    def wording(cls, target: Target, number: int, body: str = "Body", **parts: object) -> Plan:
        """Return the plan of an article check that read a new wording."""
        assert target.article is not None
        plan = {
            "target": target,
            "next": cls.next(),
            "article": ArticleUpdate(article=target.article, title=f"Visa {number}"),
            "expects": number - 1,
            "observation": Observation(article=target.article, at=NOW, views=100 + number),
            "revision": Revision(
                article=target.article,
                number=number,
                fingerprint=bytes([number]) * 16,
                seen_at=NOW,
                title=f"Visa {number}",
                body=body,
            ),
        }
        return Plan(**{**plan, **parts})  # type: ignore[arg-type]

    async def adopt(self, *sources: Source, sinks: tuple[str, ...] = ("log",)) -> None:
        await self.store.adopt(sources or [self.source()], sinks, NOW)

    async def claim(
        self,
        limit: int = 100,
        now: datetime = NOW,
        due_by: datetime | None = None,
        concurrency: int = 100,
        sources: set[SourceId] | None = None,
        hosts: tuple[str, ...] | None = None,
    ) -> list[Target]:
        return await self.store.claim_due(
            now,
            due_by=due_by or now,
            limit=limit,
            lease=MINUTE,
            politeness=PolitenessRules(default=Politeness(concurrency=concurrency)),
            sources=sources,
            hosts=hosts,
        )

    async def known(
        self,
        keys: Collection[bytes] = (),
        target: Target | None = None,
        norms: Collection[NormKey] = (),
    ) -> Known:
        """Ask what is known for a check of `target`, or for one of EN's listing that nobody has leased."""
        return await self.store.known(target or self.listing(), keys, norms)

    async def stories(self, sketch: Sketch) -> tuple[Story, ...]:
        """Ask which stories share most of a sketch, for a check of an article."""
        asking = replace(self.listing(), kind=TargetKind.ARTICLE)
        known = await self.store.known(asking, (), (), lambda _: (sketch, ()))
        assert known.sketch == sketch
        return known.stories

    async def claim_listing(self) -> Target:
        (target,) = [t for t in await self.claim() if t.article is None]
        return target

    async def poll(self, at: datetime = NOW, **parts: object) -> Committed:
        """Let a check of the listing come to that, which makes it due again at once."""
        (listing,) = await self.claim(limit=1, now=at)
        plan = Plan(target=listing, next=self.next(at, at), **parts)  # type: ignore[arg-type]
        return await self.store.commit(plan)

    async def claim_articles(self, *found: NewArticle) -> list[Target]:
        """Let a listing check find articles, and lease their targets."""
        await self.adopt()
        listing = await self.claim_listing()
        await self.store.commit(Plan(target=listing, next=self.next(None), found=found))
        # What is due at one moment comes in any order.
        return sorted(await self.claim(), key=lambda target: target.id)

    async def claim_article(self) -> Target:
        (target,) = await self.claim_articles(self.new(1))
        return target


@asynccontextmanager
async def opened(database: Database, now: datetime = NOW) -> AsyncIterator[Desk]:
    store = await open_store(database, now)
    try:
        yield Desk(store)
    finally:
        await store.close()
