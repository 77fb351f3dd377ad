"""Articles that share their text: the story they make, and what it takes to find it. No behaviour."""

from datetime import datetime

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """The part of a text's hashes by which copies of it are found, and since when a story may have begun to count."""

    hashes: tuple[int, ...]
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """The article that was read first of its story. `article` is its row, `name` that of its identity."""

    article: int
    name: str
    source: str
    title: str
    url: str
    first_seen_at: datetime
    published_at: datetime | None = None
    absent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryText:
    """What one article of a story says now, and of which site it is."""

    site: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A story whose sketch shares something with that of a text. `told` names the rules that it was told for."""

    beginning: Beginning
    texts: tuple[StoryText, ...]
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kinship:
    """An article copies a story that another began: `share` (0 to 1) of its text stood there before."""

    beginning: Beginning
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryPlace:
    """The article belongs to the story that the article `story` began, itself where nothing like it was there.

    It was held against the stories `considered`; one that is like it and is not among them makes the place stale.
    """

    article: int
    story: int
    began_at: datetime
    sketch: Sketch
    considered: tuple[int, ...] = ()
    share: float | None = None
