"""What is watched: the configured sources and sinks, and the wishes people have. Decides no due time of its own."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from monitor.model import Source
from monitor.store.connection import Connection
from monitor.store.demand import recount
from monitor.store.rows import to_text


def adopt(
    connection: Connection, sources: Sequence[Source], sinks: Collection[str], now: datetime
) -> None:
    """Make `source`, `sink` and the listing targets agree with the configuration (`Store.adopt`)."""
    connection.execute("UPDATE source SET is_configured = 0")
    for source in sources:
        _adopt_source(connection, source)
        _adopt_listing(connection, source, now)
    # Only what really changes is written: a source may have a hundred thousand targets.
    connection.execute(
        "UPDATE target SET is_watched = source.is_configured FROM source "
        "WHERE source.id = target.source AND target.is_watched <> source.is_configured"
    )
    recount(connection)
    connection.execute("UPDATE sink SET is_configured = 0")
    connection.executemany(
        "INSERT INTO sink (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET is_configured = 1, "
        "disabled_at = NULL, disabled_by = NULL",
        [(sink,) for sink in sinks],
    )


def wish(connection: Connection, sources: Collection[str], now: datetime, pages: int) -> None:
    """Make listings due now and remember how many pages are wished (`Store.wish`).

    An unfinished round goes on and becomes as long as wished: begun anew, it would take what its own first
    pages stored for the overlap, and never look behind them.
    """
    connection.execute(
        """
        UPDATE target SET
            due_at = max(:now, coalesce(limited_until, '')),
            pages_wished = max(pages_wished, :pages),
            round = iif(
                CAST(json_extract(round, '$.at_least') AS INTEGER) < :pages,
                json_set(round, '$.at_least', :pages), round
            )
        WHERE kind = 'listing' AND source IN (SELECT value FROM json_each(:sources))
        """,
        {"now": to_text(now), "pages": pages, "sources": json.dumps(list(sources))},
    )


def meet_host(connection: Connection, url: str) -> str:
    """Return the host of `url`, which has a row from now on."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    connection.execute("INSERT INTO host (name) VALUES (?) ON CONFLICT DO NOTHING", (host,))
    return host


def _adopt_source(connection: Connection, source: Source) -> None:
    connection.execute(
        """
        INSERT INTO source (id, site, listing, language) VALUES (?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            site = excluded.site, listing = excluded.listing, language = excluded.language, is_configured = 1
        """,
        (source.id, source.site, source.listing, source.language),
    )


def _adopt_listing(connection: Connection, source: Source, now: datetime) -> None:
    """Give a new source its listing target, and move that of a source whose listing has another URL.

    A moved target loses its lease: what a worker brings from the old URL is of no use.
    """
    host = meet_host(connection, source.listing)
    connection.execute(
        """
        INSERT INTO target (kind, source, url, host, due_at) VALUES ('listing', ?, ?, ?, ?)
        ON CONFLICT (source) WHERE kind = 'listing' DO UPDATE SET
            url = excluded.url, host = excluded.host, due_at = excluded.due_at,
            lease = NULL, leased_until = NULL, round = NULL, etag = NULL, last_modified = NULL,
            limited_until = NULL
        WHERE target.url <> excluded.url
        """,
        (source.id, source.listing, host, to_text(now)),
    )
