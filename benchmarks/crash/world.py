"""The world of a storm: a newsroom that publishes and edits, receivers that misbehave, and what is still to be done.

Knows no daemon and no database but through two questions to it.
"""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from benchmarks.crash.configuration import EDITIONS, TOPICS
from benchmarks.crash.receivers import FAULTS, Sometimes
from monitor.demo import Newsroom, Receiver, Slow

# So many pages come so late that a kill finds them under way.
_LATE_PAGES, _LATE_BY = 0.3, timedelta(milliseconds=80)
# More that waits to be read or told would prove nothing more, and keep a slow machine from ever getting through:
# lives that are too short to read anything would leave more behind than a round of polling may walk through.
_BACKLOG = 40
_LAST_READ = """
SELECT article.name FROM revision JOIN article ON article.id = revision.article
WHERE revision.number = 1 ORDER BY revision.id DESC LIMIT 6
"""


class Desk(Protocol):
    """What the database answers."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows."""
        ...

    def number(self, query: str) -> int:
        """Return the one number."""
        ...


def act(newsroom: Newsroom, desk: Desk, chance: random.Random) -> None:
    """Publish an article, or edit one of those that were read last; nothing while too much waits."""
    if untold(desk) > _BACKLOG or unread(newsroom, desk) > _BACKLOG:
        return
    read = desk.rows(_LAST_READ)
    if read and chance.random() < 0.5:
        (name,) = chance.choice(read)
        article = newsroom.articles[int(name.partition("#")[2])]
        number = chance.randrange(1_000_000)
        newsroom.edit(article.id, title=f"{article.title} ({number})")
    else:
        topics = chance.choice((("vakunov",), ("visa-free",), TOPICS))
        newsroom.publish(edition=chance.choice(EDITIONS), topics=topics)


def untold(desk: Desk) -> int:
    """Return how many deliveries wait."""
    return desk.number("SELECT count(*) FROM delivery WHERE state = 'pending'")


def unread(newsroom: Newsroom, desk: Desk) -> int:
    """Return how many articles are published and not read."""
    published = sum(each.edition in EDITIONS for each in newsroom.articles.values())
    return published - desk.number("SELECT count(DISTINCT article) FROM revision")


def torment(newsroom: Newsroom, receivers: Mapping[str, Receiver], chance: random.Random) -> None:
    """Let receivers misbehave and pages come late."""
    for sink, fault in FAULTS.items():
        if fault is not None:
            receivers[sink].script(Sometimes(fault=fault, chance=chance))
    late = Sometimes(fault=Slow(before=_LATE_BY), chance=chance, share=_LATE_PAGES)
    newsroom.script("*", late)


def heal(newsroom: Newsroom, receivers: Mapping[str, Receiver]) -> None:
    """End all misbehaviour."""
    newsroom.heal()
    for receiver in receivers.values():
        receiver.heal()
