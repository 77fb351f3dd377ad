"""What happened to articles, as rows. Owns the table `event`; makes no event of its own."""

from collections.abc import Iterable

from monitor.model import Event
from monitor.store.connection import Connection
from monitor.store.rows import to_json, to_text

# A plan that is repeated after a crash says the same again.
_EVENT = """
INSERT INTO event (article, kind, at, revision, "before", "after", words, page)
SELECT :article, :kind, :at, :revision, :before, :after, :words, :page WHERE NOT EXISTS (
    SELECT 1 FROM event WHERE article = :article AND at = :at AND kind = :kind
        AND revision IS :revision AND "before" IS :before AND "after" IS :after
)
"""


def add_events(connection: Connection, events: Iterable[Event], page: str | None) -> None:
    """Store events that are not stored yet, with the page that showed them."""
    for event in events:
        connection.execute(
            _EVENT,
            {
                "article": event.article,
                "kind": event.kind.value,
                "at": to_text(event.at),
                "revision": event.revision,
                "before": event.before,
                "after": event.after,
                "words": to_json(event.words),
                "page": page,
            },
        )
