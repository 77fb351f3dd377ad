"""What `benchmarks.pages` asks of the application, as browsers, programs and feed readers do.

Owns the list, and that no route of the API is missing from it; asks nothing itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.pages_past import COMMON, LONG, RARE, RULES, SOURCES
from monitor.web.api.table import Endpoint

# Milliseconds of server time that nothing goes beyond; what tries a query is bounded by two seconds of its own.
BOUND, BOUND_OF_TRIES = 200, 2_500
CONFIG = """
[monitor]
database = "{database}"
timezone = "Asia/Bishkek"

[web]
listen = "127.0.0.1:8787"
secret_file = "desk.secret"
"""
_SOURCE = """
[[source]]
id = "source-{number}"
site = "24.kg"
listing = "https://source-{number}.example/"
language = "en"
"""
_RULE = """
[[rule]]
id = "rule-{number}"
query = 'word{number} OR "word{number} government" OR (~Vakunov AND word{other}*)'
sinks = ["desk", "phone"]
"""
_SINK = """
[[sink]]
id = "{name}"
kind = "console"
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request, again and again: `{alert}` in its path is another alert each time, `{newest}` an article of today.

    `bound` is in milliseconds.
    """

    path: str
    method: str = "GET"
    body: Mapping[str, object] = field(default_factory=dict)
    bound: int = BOUND

    @property
    def label(self) -> str:
        """Return what it is called in the table."""
        return self.path if self.method == "GET" else f"{self.method} {self.path}"


def config_of(database: str) -> str:
    """Return a monitor.toml for the past of `benchmarks.pages_past`, with every source, rule and sink of it."""
    return "".join(
        (
            CONFIG.format(database=database),
            *(_SOURCE.format(number=number) for number in range(SOURCES)),
            *(_RULE.format(number=number, other=number * 7) for number in range(RULES)),
            *(_SINK.format(name=name) for name in ("desk", "phone", "log")),
        )
    )


_PAGES = (
    "/",
    "/articles",
    "/articles?source=source-0",
    "/articles?language=de",
    f"/articles?text={COMMON}",
    f"/articles?text={RARE}",
    "/articles?text=word1*",
    "/articles?text=word1*&language=de",
    "/articles?rule=rule-0",
    "/articles/{newest}",
    f"/articles/{LONG}",
    f"/articles/{LONG}/views.svg",
    "/stories",
    "/stories/source-0.example%23999",
    "/rates",
    "/rates/USD.svg",
    "/alerts",
    "/alerts?source=source-49",
    "/alerts?kind=source.broken",
    "/alerts?sink=log",
    "/alerts?state=dead",
    "/alerts?noted=yes",
    "/alerts/{alert}",
    "/rules",
    "/rules/rule-0",
    "/rules/rule-199",
    "/sources",
    "/sources/source-0",
    "/sources/source-49",
    "/deliveries",
    "/deliveries?state=dead",
    "/deliveries?rule=rule-199",
    "/deliveries/replay?sink=desk&state=dead",
    "/nothing-is-here",
)
_FEEDS = (
    "/feeds/alerts",
    "/feeds/rules/rule-0",
    "/feeds/sources/source-0",
    "/feeds/search",
    f"/feeds/search?text={COMMON}",
    "/feeds/search?text=word1*",
)
# Of the API what is in braces, and what is asked for where something has to be, or where it costs more.
_IDS = {
    "articles": str(LONG),
    "stories": "1000",
    "alerts": "{alert}",
    "sources": "source-0",
    "rules": "rule-0",
}
_ASKED: Mapping[str, tuple[str, ...]] = {
    "listArticles": ("", "?text=word1*", "?source=source-0&language=de", "?rule=rule-0", "?limit=200"),
    "getArticleByLink": ("?link=https://source-0.example/1000",),
    "listObservations": ("?limit=200",),
    "listAlerts": ("", "?kind=source.broken", "?state=dead", "?sink=log", "?is_acknowledged=true"),
    "listEvents": ("", "?source=source-49"),
    "listDeliveries": ("", "?state=dead", "?rule=rule-199"),
    "listLatencies": ("?since=2026-11-15T12:00:00Z",),
    "listFailing": ("", "?source=source-49"),
    "tryRule": ("?query=word12%20OR%20government", "?query=nothing*&articles=1000"),
}  # fmt: skip
_BODIES: Mapping[str, Mapping[str, object]] = {
    "acknowledgeAlert": {"author": "benchmark"},
    "replayAlert": {"state": "dead"},
    "beginSilence": {
        "matchers": ["rule=no-such-rule"],
        "reason": "to be measured",
        "ends_at": "2099-01-01T00:00:00Z",
        "author": "benchmark",
    },
}
# Has no end, so nothing is measured of it; what it asks once a second is `numbered_alerts`.
_ENDLESS = frozenset({"streamAlerts"})


def visits(table: tuple[Endpoint, ...]) -> Iterator[Visit]:
    """Yield every visit: pages, feeds in all forms, what programs that watch ask for, and each line of the API."""
    for path in _PAGES:
        yield Visit(path=path)
    yield Visit(path=f"/rules/try?q=word12+OR+{COMMON}&days=90", bound=BOUND_OF_TRIES)
    for path in _FEEDS:
        feed, mark, query = path.partition("?")
        for form in ("atom", "rss", "json"):
            yield Visit(path=f"{feed}.{form}{mark}{query}")
    for path in ("/feeds/sources.opml", "/metrics", "/healthz", "/readyz", "/api/v1/openapi.json"):
        yield Visit(path=path)
    for endpoint in table:
        if endpoint.name not in _ENDLESS:
            yield from _of_the_api(endpoint)


def _of_the_api(endpoint: Endpoint) -> Iterator[Visit]:
    room = endpoint.path.split("/")[2]
    # The silence that a line before began.
    path = endpoint.path.replace("{id}", _IDS.get(room, "{silence}"))
    for query in _ASKED.get(endpoint.name, ("",)):
        yield Visit(
            path=f"/api{path}{query}",
            method=endpoint.method,
            body=_BODIES.get(endpoint.name, {}),
            bound=BOUND_OF_TRIES if endpoint.name == "tryRule" else BOUND,
        )
