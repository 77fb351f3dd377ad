"""What people are shown of what is held: frozen, plain, no formatting, whatever database holds it."""

from monitor.model.report.alert import (
    AcknowledgementReport,
    AlertLife,
    AlertReport,
    AttemptReport,
    DeliveryReport,
    NumberedAlert,
    SilenceReport,
)
from monitor.model.report.article import (
    AliasReport,
    ArticleLine,
    ArticleReport,
    CheckReport,
    EventLine,
    EventReport,
    MatchReport,
    ObservationReport,
    RevisionReport,
    RisingLine,
    StandingLine,
    StayReport,
)
from monitor.model.report.asked import (
    EVERY_ALERT,
    EVERY_ARTICLE,
    EVERY_DELIVERY,
    EVERY_EVENT,
    EVERYTHING,
    AlertFilter,
    ArticleFilter,
    Cell,
    DeliveryFilter,
    EventFilter,
    ExportFilter,
    ExportTable,
    Leaf,
)
from monitor.model.report.blind import (
    BlindHost,
    BlindReport,
    BlindSink,
    BlindSource,
)
from monitor.model.report.latency import (
    Latency,
    Percentiles,
)
from monitor.model.report.page import (
    PageReport,
)
from monitor.model.report.rule import RuleDay
from monitor.model.report.series import (
    Pace,
    Usual,
)
from monitor.model.report.sink import (
    SinkReport,
)
from monitor.model.report.source import (
    FailingPage,
    FilledArticle,
    HealthReport,
    HoleReport,
    HostAttention,
    HostQueue,
    ProblemReport,
    RateReport,
    SourceReport,
)
from monitor.model.report.story import (
    MemberReport,
    StoryReport,
)
from monitor.model.report.tally import (
    HostTally,
    SinkTally,
    SourceTally,
    Tally,
)
from monitor.model.report.uptime import (
    RunReport,
)

__all__ = [
    "EVERYTHING",
    "EVERY_ALERT",
    "EVERY_ARTICLE",
    "EVERY_DELIVERY",
    "EVERY_EVENT",
    "AcknowledgementReport",
    "AlertFilter",
    "AlertLife",
    "AlertReport",
    "AliasReport",
    "ArticleFilter",
    "ArticleLine",
    "ArticleReport",
    "AttemptReport",
    "BlindHost",
    "BlindReport",
    "BlindSink",
    "BlindSource",
    "Cell",
    "CheckReport",
    "DeliveryFilter",
    "DeliveryReport",
    "EventFilter",
    "EventLine",
    "EventReport",
    "ExportFilter",
    "ExportTable",
    "FailingPage",
    "FilledArticle",
    "HealthReport",
    "HoleReport",
    "HostAttention",
    "HostQueue",
    "HostTally",
    "Latency",
    "Leaf",
    "MatchReport",
    "MemberReport",
    "NumberedAlert",
    "ObservationReport",
    "Pace",
    "PageReport",
    "Percentiles",
    "ProblemReport",
    "RateReport",
    "RevisionReport",
    "RisingLine",
    "RuleDay",
    "RunReport",
    "SilenceReport",
    "SinkReport",
    "SinkTally",
    "SourceReport",
    "SourceTally",
    "StandingLine",
    "StayReport",
    "StoryReport",
    "Tally",
    "Usual",
]
