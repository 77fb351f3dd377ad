"""An article as rules see it."""

from datetime import timedelta

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One wording of an article, with what was known of it when it was seen.

    `source` is the id of the source that named it, `site` that of its selectors; a query may ask for either.
    `views_per_hour` is how quickly the counter grows; `age` counts from publication. The ranks are percentiles (0 to
    100) among the articles of its section at its age, `rise` is how many times the views expected of them it has,
    `position` where it stands on the listing now, from 1. A number that is not known is None, and meets no comparison.
    """

    title: str = ""
    body: str = ""
    author: str = ""
    section: str = ""
    language: str | None = None
    source: str = ""
    site: str = ""
    url: str = ""
    views: int | None = None
    views_per_hour: float | None = None
    views_per_hour_rank: float | None = None
    views_rank: float | None = None
    rise: float | None = None
    position: int | None = None
    age: timedelta | None = None
