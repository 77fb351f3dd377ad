"""The tables of monitor.toml: their keys, types and defaults. Every table is strict; none knows another."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from monitor.config.day import Clocks, FloodText, Quiet
from monitor.config.fields import (
    Address,
    Addresses,
    Agent,
    Count,
    Credential,
    DatabasePath,
    Id,
    Ids,
    Language,
    Occasions,
    PathText,
    Patterns,
    ProxyUrl,
    Rendered,
    RuleId,
    SecretFile,
    SomeIds,
    Steps,
    Term,
    Terms,
    WebUrl,
    Zone,
    duration,
    size,
)
from monitor.config.table import (
    Table,
    anything,
    flag,
    many,
    one_of,
    table,
    whole,
)
from monitor.model import (
    FetchLimits,
    Heartbeat,
    Politeness,
    Rule,
    SinkKind,
    SinkSettings,
    Source,
    SourceId,
)
from monitor.model.evidence import Retention
from monitor.model.healing import HealMode

# The defaults are those of the nouns; these hold them.
_LIMITS = FetchLimits()
_POLITENESS = Politeness()
_SOURCE = Source(id=SourceId(""), site="", listing="")
_RULE = Rule(id="")
_RETENTION = Retention()
_NONE: Mapping[str, Any] = {}
_SINK = SinkSettings(id="", kind=SinkKind.CONSOLE)

Delay = Annotated[timedelta, duration("0s", "1d")]
Interval = Annotated[timedelta, duration("1s", "366d")]
Timeout = Annotated[timedelta, duration("1ms", "10m")]
# Shorter than a delivery is leased for, so that none is lost while it waits for its turn.
Spacing = Annotated[timedelta, duration("0s", "1m")]
Waits = Annotated[tuple[timedelta, ...], many(duration("0s", "30d"))]
Patience = Annotated[timedelta, duration("0s", "1d")]
ByteCap = Annotated[int, size(1_000, 64_000_000)]
Budget = Annotated[int, whole(1, 100_000)]
# 0 is no bound.
DailyRequests = Annotated[int, whole(0, 10_000_000)]
ArchiveBytes = Annotated[int, size(10_000_000, 1_000_000_000_000)]
DailyBytes = Annotated[int, size(0, 1_000_000_000_000)]
Flag = Annotated[bool, flag]
# Read entry by entry, so that a bad one hides no other.
Unread = Annotated[Mapping[str, Any], table]
Entries = Annotated[tuple[Any, ...], many(anything)]


class Document(Table, specimen={"source": ({},)}):
    """The top of the file. Owns no values: each table is read by itself."""

    monitor: Unread = _NONE
    archive: Unread = _NONE
    canary: Unread = _NONE
    web: Unread = _NONE
    fetch: Unread = _NONE
    politeness: Unread = _NONE
    source: Annotated[tuple[Any, ...], many(anything, least=1)]
    rule: Entries = ()
    sink: Entries = ()


class RuleDocument(Table):
    """The top of a file of rules, which holds nothing else."""

    rule: Entries = ()


class MonitorTable(Table):
    """[monitor]: where things lie and how times are shown."""

    database: DatabasePath = "state/monitor.db"
    selectors: PathText = "selectors"
    rules: Patterns = ()
    timezone: Zone = ZoneInfo("UTC")
    alarms: Ids = ()
    stories: Flag = True
    heal: Annotated[str, one_of("off", "propose", "apply")] = HealMode.PROPOSE.value
    heartbeat: WebUrl | None = None
    heartbeat_every: Interval = Heartbeat(url="").every


class ArchiveTable(Table):
    """[archive]: the pages that are kept as evidence."""

    keep: Interval = _RETENTION.keep
    max_bytes: ArchiveBytes = _RETENTION.max_bytes


class CanaryTable(Table):
    """[canary]: an article of our own, to prove that the way to the sinks is open."""

    every: Interval = timedelta(hours=1)
    sinks: Ids = ()


class WebTable(Table):
    """[web]: where the daemon answers people."""

    listen: Address | None = None
    url: WebUrl | None = None
    secret_file: SecretFile | None = None
    secret: Credential | None = None
    access: PathText = "state/access.json"


class FetchTable(Table):
    """[fetch]: the bounds of every exchange with the network."""

    agent: Agent = _LIMITS.agent
    concurrency: Count = _LIMITS.concurrency
    timeout: Timeout = _LIMITS.timeout
    connect_timeout: Timeout = _LIMITS.connect_timeout
    read_timeout: Timeout = _LIMITS.read_timeout
    max_bytes: ByteCap = _LIMITS.max_bytes
    max_redirects: Annotated[int, whole(0, 20)] = _LIMITS.max_redirects
    scouts: Annotated[int, whole(0, 64)] = _LIMITS.scouts
    allow_addresses: Addresses = tuple(sorted(_LIMITS.allow_addresses))
    proxy: ProxyUrl | None = None
    browser: PathText | None = None


class PolitenessTable(Table):
    """[politeness]: how we behave towards every host; `host` holds the exceptions, read one by one."""

    delay: Delay = _POLITENESS.delay
    concurrency: Count = _POLITENESS.concurrency
    robots: Flag = _POLITENESS.robots
    budget: Budget = _POLITENESS.budget
    daily_requests: DailyRequests = _POLITENESS.daily_requests
    daily_bytes: DailyBytes = _POLITENESS.daily_bytes
    host: Unread = _NONE


class HostTable(Table):
    """[politeness.host."NAME"]: an exception. What it does not say is as in [politeness]."""

    delay: Delay | None = None
    concurrency: Count | None = None
    robots: Flag | None = None
    budget: Budget | None = None
    daily_requests: DailyRequests | None = None
    daily_bytes: DailyBytes | None = None


class SourceTable(Table, specimen={"id": "x", "site": "x", "listing": "https://x/"}):
    """[[source]]: a listing to watch."""

    id: Id
    site: Id
    listing: WebUrl
    language: Language | None = _SOURCE.language
    every: Interval | None = _SOURCE.every
    slowest: Interval = _SOURCE.slowest
    first_run: Annotated[str, one_of("seed", "alert")] = _SOURCE.first_run.value
    pages: Count = _SOURCE.pages
    recheck: Steps | None = None
    recheck_until: Interval = _SOURCE.recheck_until
    render: Rendered = False


class RuleTable(Table, specimen={"id": "x", "sinks": ("x",)}):
    """[[rule]]: a query, or lists of terms in its place, and who hears of its matches."""

    id: RuleId
    query: Term | None = None
    any: Terms | None = None
    all: Terms | None = None
    none: Terms | None = None
    sinks: SomeIds
    on: Occasions = tuple(sorted(kind.value for kind in _RULE.on))
    once: Annotated[str, one_of("article", "story")] = _RULE.once.value
    urgent: Flag = _RULE.urgent
    escalate: Term | None = None
    escalate_to: Ids = ()


class SinkTable(Table, specimen={"id": "x", "kind": "console"}):
    """[[sink]]: a place to tell."""

    id: Id
    kind: Annotated[str, one_of("console", "webhook", "apprise")]
    url: WebUrl | None = None
    body: Annotated[str, one_of("slack", "mattermost", "discord", "teams")] | None = None
    body_file: PathText | None = None
    secret_file: SecretFile | None = None
    secret: Credential | None = None
    timeout: Timeout = _SINK.timeout
    retry: Waits = tuple(_SINK.retry)
    concurrency: Count = _SINK.concurrency
    delay: Spacing = _SINK.delay
    group_by: Annotated[tuple[str, ...], many(one_of("rule", "source", "story"))] = ()
    wait: Patience = _SINK.holding.wait
    interval: Patience = _SINK.holding.interval
    digest_at: Clocks = ()
    quiet: Quiet = ()
    flood: FloodText | None = None


TABLES: dict[str, type[Table]] = {
    "the top of monitor.toml": Document,
    "a file of rules": RuleDocument,
    "[monitor]": MonitorTable,
    "[archive]": ArchiveTable,
    "[canary]": CanaryTable,
    "[web]": WebTable,
    "[fetch]": FetchTable,
    "[politeness]": PolitenessTable,
    '[politeness.host."NAME"]': HostTable,
    "[[source]]": SourceTable,
    "[[rule]]": RuleTable,
    "[[sink]]": SinkTable,
}
KEYS_BY_TABLE = {name: table_.readers.keys() for name, table_ in TABLES.items()}
