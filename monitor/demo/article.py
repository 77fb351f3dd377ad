"""What the newsroom knows of its own articles: the ground truth that tests compare with. Renders nothing."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from monitor.noun import dataclass

# Which words count as a mention; found by a scan of the plain text, independent of the program's own rules.
TOPICS = {
    "vakunov": re.compile(r"\b(?:vakunov(?:'s|s)?|вакунов\w*)\b", re.IGNORECASE),
    "visa-free": re.compile(r"\bvisa[-\u2011 ]free\b|\bбезвизов\w*|\bвизасыз\w*", re.IGNORECASE),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A topic's word as it stands in an article."""

    topic: str
    form: str
    where: Literal["title", "body"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What an article said from a time on."""

    at: datetime
    title: str
    paragraphs: tuple[str, ...]
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One article as its author wrote it: plain text with ordinary spaces.

    `paragraphs` are the `p` of the body, the first being the lead; `quote` stands in a blockquote beside
    them. `published_at` is what the page claims, `appeared_at` when it came, `listed_at` the time it is
    filed under in the listing. `withdrawn` is the status its page answers with instead (0: it is there),
    `moved_to` where that status leads. `appeal` is about how many readers it will have found in the end.
    `slip` is a misspelled word of the body and how it should be spelled.
    """

    id: int
    edition: str
    section: str
    title: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    author: str
    published_at: datetime
    appeared_at: datetime
    listed_at: datetime
    modified_at: datetime
    revision: int = 1
    is_listed: bool = True
    withdrawn: int = 0
    moved_to: str = ""
    slip: tuple[str, str] | None = None
    appeal: int = 100
    pictures: int = 1

    @property
    def body(self) -> str:
        """Return the paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @property
    def wording(self) -> Wording:
        """Return what it says now."""
        return Wording(
            at=self.modified_at, title=self.title, paragraphs=self.paragraphs, quote=self.quote
        )

    @property
    def is_shown(self) -> bool:
        """Return whether a listing shows it."""
        return self.is_listed and not self.withdrawn

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Return every mention in title and paragraphs, in reading order within each topic."""
        return tuple(_mentions(self.title, "title")) + tuple(_mentions(self.body, "body"))

    def mentions_of(self, topic: str) -> tuple[Mention, ...]:
        """Return the mentions of one topic."""
        return tuple(mention for mention in self.mentions if mention.topic == topic)

    def truth(self) -> dict[str, Any]:
        """Return all of it as JSON values, times in ISO 8601."""
        return {
            "id": self.id,
            "edition": self.edition,
            "section": self.section,
            "title": self.title,
            "paragraphs": list(self.paragraphs),
            "quote": self.quote,
            "author": self.author,
            "published_at": self.published_at.isoformat(),
            "appeared_at": self.appeared_at.isoformat(),
            "modified_at": self.modified_at.isoformat(),
            "revision": self.revision,
            "is_listed": self.is_listed,
            "withdrawn": self.withdrawn,
            "moved_to": self.moved_to,
            "mentions": [
                {"topic": mention.topic, "form": mention.form, "where": mention.where}
                for mention in self.mentions
            ],
        }


def _mentions(text: str, where: Literal["title", "body"]) -> Iterable[Mention]:
    for topic, pattern in TOPICS.items():
        for hit in pattern.finditer(text):
            yield Mention(topic=topic, form=hit.group(), where=where)
