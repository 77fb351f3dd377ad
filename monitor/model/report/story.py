"""Stories as people are shown them: who had a text first, who took it, how much later and how much of it."""

from datetime import datetime, timedelta

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberReport:
    """An article of a story, `article` its row. `lag` is how much later than the first of them it appeared.

    It appeared when it was published, as far as its claim can be believed, else when it was first seen. `share` (0 to
    1) of its text stood in the story when it was read; None of the article that was read first.
    """

    article: int
    name: str
    source: str
    title: str
    url: str
    published_at: datetime | None
    first_seen_at: datetime
    appeared_at: datetime
    withdrawn_at: datetime | None
    lag: timedelta
    share: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryReport:
    """A story by the name of the article that was read first, with its articles in the order they appeared."""

    id: str
    articles: tuple[MemberReport, ...]
