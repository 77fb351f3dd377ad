"""The tables of monitor.toml: their keys, types and defaults. Every table is strict; none knows another."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from monitor.config.day import Clock, FloodText, Quiet
from monitor.config.fields import (
    Address,
    Agent,
    Count,
    Credential,
    DatabasePath,
    Id,
    Language,
    Occasion,
    PathText,
    Patterns,
    ProxyUrl,
    Rendered,
    RuleId,
    SecretFile,
    Step,
    Term,
    WebUrl,
    Zone,
    duration,
    size,
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
_SINK = SinkSettings(id="", kind=SinkKind.CONSOLE)

Delay = Annotated[timedelta, duration("0s", "1d")]
Interval = Annotated[timedelta, duration("1s", "366d")]
Timeout = Annotated[timedelta, duration("1ms", "10m")]
# Shorter than a delivery is leased for, so that none is lost while it waits for its turn.
Spacing = Annotated[timedelta, duration("0s", "1m")]
Wait = Annotated[timedelta, duration("0s", "30d")]
Patience = Annotated[timedelta, duration("0s", "1d")]
ByteCap = Annotated[int, size(1_000, 64_000_000)]
Terms = Annotated[list[Term], Field(min_length=1)]
Budget = Annotated[int, Field(ge=1, le=100_000)]
# 0 is no bound.
DailyRequests = Annotated[int, Field(ge=0, le=10_000_000)]
ArchiveBytes = Annotated[int, size(10_000_000, 1_000_000_000_000)]
DailyBytes = Annotated[int, size(0, 1_000_000_000_000)]


class Table(BaseModel):
    """What all tables share: no unknown keys, no conversions, no changes.

    `specimen` stands in for required keys that are faulty, so that the rest can be read and checked.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)
    specimen: ClassVar[dict[str, Any]] = {}


class Document(Table):
    """The top of the file. The entries are read one by one, so that a bad one hides no other."""

    specimen = {"source": [{}]}
    monitor: dict[str, Any] = {}
    archive: dict[str, Any] = {}
    canary: dict[str, Any] = {}
    web: dict[str, Any] = {}
    fetch: dict[str, Any] = {}
    politeness: dict[str, Any] = {}
    source: Annotated[list[Any], Field(min_length=1)]
    rule: list[Any] = []
    sink: list[Any] = []


class RuleDocument(Table):
    """The top of a file of rules, which holds nothing else."""

    rule: list[Any] = []


class MonitorTable(Table):
    """[monitor]: where things lie and how times are shown."""

    database: DatabasePath = "state/monitor.db"
    selectors: PathText = "selectors"
    rules: Patterns = []
    timezone: Zone = ZoneInfo("UTC")
    alarms: list[Id] = []
    stories: StrictBool = True
    heal: Literal["off", "propose", "apply"] = HealMode.PROPOSE.value
    heartbeat: WebUrl | None = None
    heartbeat_every: Interval = Heartbeat(url="").every


class ArchiveTable(Table):
    """[archive]: the pages that are kept as evidence."""

    keep: Interval = _RETENTION.keep
    max_bytes: ArchiveBytes = _RETENTION.max_bytes


class CanaryTable(Table):
    """[canary]: an article of our own, to prove that the way to the sinks is open."""

    every: Interval = timedelta(hours=1)
    sinks: list[Id] = []


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
    max_redirects: Annotated[int, Field(ge=0, le=20)] = _LIMITS.max_redirects
    scouts: Annotated[int, Field(ge=0, le=64)] = _LIMITS.scouts
    allow_addresses: list[Address] = sorted(_LIMITS.allow_addresses)
    proxy: ProxyUrl | None = None
    browser: PathText | None = None


class PolitenessTable(Table):
    """[politeness]: how we behave towards every host; `host` holds the exceptions, read one by one."""

    delay: Delay = _POLITENESS.delay
    concurrency: Count = _POLITENESS.concurrency
    robots: StrictBool = _POLITENESS.robots
    budget: Budget = _POLITENESS.budget
    daily_requests: DailyRequests = _POLITENESS.daily_requests
    daily_bytes: DailyBytes = _POLITENESS.daily_bytes
    host: dict[str, Any] = {}


class HostTable(Table):
    """[politeness.host."NAME"]: an exception. What it does not say is as in [politeness]."""

    delay: Delay | None = None
    concurrency: Count | None = None
    robots: StrictBool | None = None
    budget: Budget | None = None
    daily_requests: DailyRequests | None = None
    daily_bytes: DailyBytes | None = None


class SourceTable(Table):
    """[[source]]: a listing to watch."""

    specimen = {"id": "x", "site": "x", "listing": "https://x/"}
    id: Id
    site: Id
    listing: WebUrl
    language: Language | None = _SOURCE.language
    every: Interval | None = _SOURCE.every
    slowest: Interval = _SOURCE.slowest
    first_run: Literal["seed", "alert"] = _SOURCE.first_run.value
    pages: Count = _SOURCE.pages
    recheck: list[Step] | None = None
    recheck_until: Interval = _SOURCE.recheck_until
    render: Rendered = False


class RuleTable(Table):
    """[[rule]]: a query, or lists of terms in its place, and who hears of its matches."""

    specimen = {"id": "x", "sinks": ["x"]}
    id: RuleId
    query: Term | None = None
    any: Terms | None = None
    all: Terms | None = None
    none: Terms | None = None
    sinks: Annotated[list[Id], Field(min_length=1)]
    on: Annotated[list[Occasion], Field(min_length=1)] = sorted(kind.value for kind in _RULE.on)
    once: Literal["article", "story"] = _RULE.once.value
    urgent: StrictBool = _RULE.urgent
    escalate: Term | None = None
    escalate_to: list[Id] = []


class SinkTable(Table):
    """[[sink]]: a place to tell."""

    specimen = {"id": "x", "kind": "console"}
    id: Id
    kind: Literal["console", "webhook", "apprise"]
    url: WebUrl | None = None
    body: Literal["slack", "mattermost", "discord", "teams"] | None = None
    body_file: PathText | None = None
    secret_file: SecretFile | None = None
    secret: Credential | None = None
    timeout: Timeout = _SINK.timeout
    retry: list[Wait] = list(_SINK.retry)
    concurrency: Count = _SINK.concurrency
    delay: Spacing = _SINK.delay
    group_by: list[Literal["rule", "source", "story"]] = []
    wait: Patience = _SINK.holding.wait
    interval: Patience = _SINK.holding.interval
    digest_at: list[Clock] = []
    quiet: list[Quiet] = []
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
KEYS_BY_TABLE = {table: set(model.model_fields) for table, model in TABLES.items()}
