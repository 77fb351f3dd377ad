"""What the configuration says of rules, sinks and the network, as frozen nouns. Reads no file."""

from dataclasses import field
from datetime import timedelta
from enum import StrEnum

from monitor.model.dispatch import AT_ONCE, Holding
from monitor.model.event import EventKind
from monitor.noun import dataclass


class Secret:
    """A value that shows itself only to who asks for it: never in a repr, a log, a traceback or a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchLimits:
    """The bounds of every exchange with the network. `allow_addresses` are exact "ip:port" exceptions.

    `proxy` is the http URL of one that everything goes over but what `allow_addresses` names; "" for none.
    """

    agent: str = "monitor (+https://example.org/monitor; desk@example.org)"
    concurrency: int = 32
    # Of a page with its redirects, and of a robots.txt with its own; connecting and single reads are bounded besides.
    timeout: timedelta = timedelta(seconds=20)
    connect_timeout: timedelta = timedelta(seconds=10)
    read_timeout: timedelta = timedelta(seconds=10)
    # Of the body, both on the wire and decoded.
    max_bytes: int = 4_000_000
    max_redirects: int = 5
    allow_addresses: frozenset[str] = frozenset()
    proxy: str = ""
    # Processes that fetch and read pages; 0: this one does.
    scouts: int = 1
    # The browser that renders pages; "" where there is none.
    browser: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """A URL that is asked for every so often while the work goes on."""

    url: str
    every: timedelta = timedelta(minutes=5)


class Once(StrEnum):
    """How often a rule's match is told."""

    ARTICLE = "article"
    STORY = "story"  # not of articles that copy one it was told of


@dataclass(frozen=True, kw_only=True, slots=True)
class Canary:
    """An article of our own every so often, told to `sinks`, to prove that the whole way is open."""

    every: timedelta
    sinks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Web:
    """Where the daemon answers people: the "ip:port" it listens at, and the URL under which they reach that.

    The first of `secrets` signs links; a second one is good while they change. The URL ends without a slash.
    """

    listen: str
    url: str
    secrets: tuple[Secret, ...]
    # The file of those who may come in, beside the configuration.
    access: str = "state/access.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A named query and the sinks that hear of its matches.

    Instead of `query`, lists of terms may say what is looked for: some of `any`, each of `all`, none of `none`.
    A rule that comes from the configuration has beside its lists the query that says the same.
    """

    id: str
    query: str = ""
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    sinks: tuple[str, ...] = ()
    # What the sinks hear of: matches, or what happens later to an article that matched.
    on: frozenset[EventKind] = frozenset({EventKind.MATCHED})
    once: Once = Once.ARTICLE
    # Waits for nothing: no quiet hours, no digest, no group.
    urgent: bool = False
    # What an article that was told must meet to be told once more, to `escalate_to`; "" is nothing.
    escalate: str = ""
    escalate_to: tuple[str, ...] = ()


class SinkKind(StrEnum):
    """How a sink is told."""

    CONSOLE = "console"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


class BodyForm(StrEnum):
    """A receiver that takes messages in its own form only."""

    SLACK = "slack"
    MATTERMOST = "mattermost"
    DISCORD = "discord"
    TEAMS = "teams"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnBody:
    """A JSON document, as text, whose strings have placeholders for what an alert tells. `path` is its file."""

    path: str
    # It may hold a token of its receiver.
    document: str = field(repr=False)


# Standard Webhooks' recommended schedule: ten attempts over three days.
RETRY = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SinkSettings:
    """A configured place to tell. `retry` lists the waits after the first attempt, the second and so on.

    With a `delay` between two deliveries they go one at a time, whatever `concurrency` says.
    """

    id: str
    kind: SinkKind
    url: str = ""
    # What is posted in place of the payload.
    body: BodyForm | OwnBody | None = None
    # Whom Apprise tells; each is a secret as a whole.
    apprise_urls: tuple[Secret, ...] = ()
    # What signs, the newest first; a second one while receivers change over.
    secrets: tuple[Secret, ...] = ()
    timeout: timedelta = timedelta(seconds=15)
    retry: tuple[timedelta, ...] = RETRY
    concurrency: int = 4
    delay: timedelta = timedelta()
    holding: Holding = AT_ONCE
