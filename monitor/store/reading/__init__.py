"""The reading side of the database: answers for people, as frozen reports. It never writes."""

from monitor.store.reading.archive import Archive, open_archive
from monitor.store.reading.articles import ArticleFilter
from monitor.store.reading.export import ExportFilter, columns_of
from monitor.store.reading.ledger import AlertLife, Latency, Percentiles
from monitor.store.reading.report import (
    AlertReport,
    AliasReport,
    ArticleLine,
    ArticleReport,
    AttemptReport,
    DeliveryReport,
    EventLine,
    EventReport,
    FailingPage,
    HoleReport,
    HostAttention,
    MatchReport,
    ObservationReport,
    ProblemReport,
    RevisionReport,
    RisingLine,
    SourceReport,
    StayReport,
)
from monitor.store.reading.silences import AcknowledgementReport, SilenceReport
from monitor.store.reading.sinks import SinkReport
from monitor.store.reading.stories import MemberReport, StoryReport
from monitor.store.reading.tables import ExportTable
from monitor.store.reading.uptime import RunReport

__all__ = [
    "AcknowledgementReport",
    "AlertLife",
    "AlertReport",
    "AliasReport",
    "Archive",
    "ArticleFilter",
    "ArticleLine",
    "ArticleReport",
    "AttemptReport",
    "DeliveryReport",
    "EventLine",
    "EventReport",
    "ExportFilter",
    "ExportTable",
    "FailingPage",
    "HoleReport",
    "HostAttention",
    "Latency",
    "MatchReport",
    "MemberReport",
    "ObservationReport",
    "Percentiles",
    "ProblemReport",
    "RevisionReport",
    "RisingLine",
    "RunReport",
    "SilenceReport",
    "SinkReport",
    "SourceReport",
    "StayReport",
    "StoryReport",
    "columns_of",
    "open_archive",
]
