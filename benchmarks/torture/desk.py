"""The smallest work that the real store does whole or not at all: an article, its wording, its alert, its delivery."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from monitor.core.fingerprint import fingerprint
from monitor.model import (
    Alert,
    AlertKind,
    ArticleUpdate,
    Identity,
    NewArticle,
    NextCheck,
    Observation,
    Plan,
    Politeness,
    PolitenessRules,
    Revision,
    Source,
    SourceId,
    Target,
)
from monitor.store import SqliteStore

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
# So long ago that the housekeeping packs what was read then.
READ_AT = NOW - timedelta(days=8)
SOURCE = SourceId("harness")


async def prepare(store: SqliteStore, articles: int) -> list[Target]:
    """Let so many articles be found, and return their targets, leased, in the order of their numbers."""
    source = Source(id=SOURCE, site="24.kg", listing="https://24.kg/", language="en")
    await store.adopt([source], ["log"], NOW)
    (listing,) = await claim(store)
    found = tuple(_new(number) for number in range(articles))
    await store.commit(Plan(target=listing, next=_next(LATER), found=found))
    return sorted(await claim(store), key=lambda target: target.id)


async def claim(store: SqliteStore) -> list[Target]:
    """Lease all that is due."""
    everything = PolitenessRules(default=Politeness(concurrency=9_999))
    return await store.claim_due(
        NOW, due_by=NOW, limit=9_999, lease=timedelta(hours=1), politeness=everything
    )


def wording(target: Target, size: int = 3_000) -> Plan:
    """Return the plan that stores a target's first wording, with an alert and a reading of its counter."""
    assert target.article is not None
    number = target.article
    title, body = f"Title {number}", body_of(number, size)
    return Plan(
        target=target,
        next=_next(LATER),
        article=ArticleUpdate(article=number, title=title),
        expects=0,
        observation=Observation(article=number, at=READ_AT, views=number),
        revision=Revision(
            article=number,
            number=1,
            fingerprint=fingerprint(title, body),
            seen_at=NOW,
            title=title,
            body=body,
        ),
        alerts=(
            Alert(
                id=f"msg_{number}",
                kind=AlertKind.MATCHED,
                rule="harness",
                sinks=("log",),
                payload=f'{{"number": {number}}}',
            ),
        ),
    )


def body_of(number: int, size: int = 3_000) -> str:
    """Return the text of an article, of `size` letters that are its own."""
    stem = blake2b(str(number).encode()).hexdigest()
    return (f"{number} {stem} " * (size // len(stem) + 1))[:size].rstrip()


def broken_promises(database: Path, acknowledged: set[int], size: int = 3_000) -> list[str]:
    """Return what a database lacks of what was acknowledged, holds by halves, or has damaged; nothing if it is well."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (finding,) = connection.execute("PRAGMA integrity_check").fetchone()
        stored = dict(connection.execute("SELECT article, body FROM revision"))
        told = {number for (number,) in connection.execute("SELECT article FROM alert")}
        owed = {
            number
            for (number,) in connection.execute(
                "SELECT alert.article FROM delivery JOIN alert ON alert.id = delivery.alert"
            )
        }
        readings = connection.execute("SELECT article, views FROM observation ORDER BY article")
        read = readings.fetchall()
    broken = [] if finding == "ok" else [f"the database is damaged: {finding}"]
    broken += [f"article {n} was acknowledged and is lost" for n in acknowledged - set(stored)]
    broken += [f"article {n} is stored by halves" for n in set(stored) ^ told | told ^ owed]
    if read != [(number, number) for number in sorted(stored)]:
        broken.append("readings are lost, changed or there twice")
    broken += [
        f"article {n} says something else" for n, body in stored.items() if body != body_of(n, size)
    ]
    return broken


def _new(number: int) -> NewArticle:
    name = f"24.kg#{number}"
    url = f"https://24.kg/{number}/"
    key = blake2b(name.encode(), digest_size=16).digest()
    return NewArticle(
        identity=Identity(key=key, name=name, url=url),
        spelling=url,
        title=f"Title {number}",
        published_at=None,
        language="en",
        seeded=False,
        due_at=NOW,
    )


def _next(due_at: datetime) -> NextCheck:
    return NextCheck(due_at=due_at, checked_at=NOW, took=timedelta(), status=200)
