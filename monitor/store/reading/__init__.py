"""The reading side of the database: answers for people, as frozen reports. It never writes."""

from monitor.store.reading.archive import Archive, open_archive
from monitor.store.reading.articles import ArticleFilter
from monitor.store.reading.report import (
    AlertReport,
    AliasReport,
    ArticleLine,
    ArticleReport,
    AttemptReport,
    DeliveryReport,
    HoleReport,
    MatchReport,
    ObservationReport,
    ProblemReport,
    RevisionReport,
    SourceReport,
)

__all__ = [
    "AlertReport",
    "AliasReport",
    "Archive",
    "ArticleFilter",
    "ArticleLine",
    "ArticleReport",
    "AttemptReport",
    "DeliveryReport",
    "HoleReport",
    "MatchReport",
    "ObservationReport",
    "ProblemReport",
    "RevisionReport",
    "SourceReport",
    "open_archive",
]
