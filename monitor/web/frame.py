"""What every page stands in: its template, its language, its time zone. Owns how values look; asks nobody anything.

Templates escape whatever they are given. Nothing from outside is ever marked as safe.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from monitor.web.desk import Desk, Facts
from monitor.web.forms import key_of_form
from monitor.web.happenings import phrase_of
from monitor.web.speech import LANGUAGES, Speech, load_speeches, wanted

LANGUAGE_COOKIE = "language"
# The endings of a feed's addresses, with what is there.
FEED_FORMS = (
    ("atom", "application/atom+xml", "Atom"),
    ("rss", "application/rss+xml", "RSS"),
    ("json", "application/feed+json", "JSON Feed"),
)


class Frame:
    """Makes pages of templates, as one reader wants to read them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._speeches = load_speeches()
        self._templates = templates()

    def speech(self, request: Request) -> Speech:
        """Return the language that the reader wants."""
        chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        return self._speeches[wanted(chosen, request.headers.get("accept-language", ""))]

    def page(
        self, request: Request, template: str, status: int = 200, **values: object
    ) -> HTMLResponse:
        """Return the page of a template (without ".html"), filled with `values`."""
        speech = self.speech(request)
        facts = self._desk.facts()
        html = self._templates.get_template(f"{template}.html").render(
            **values, **manners(speech, facts.zone, self._desk.now()), **_of_request(request, facts)
        )
        return HTMLResponse(html, status, headers={"Content-Language": speech.code, "Vary": "*"})


def templates() -> Environment:
    """Return the templates. They escape whatever they are given, and miss nothing in silence."""
    return Environment(
        loader=PackageLoader("monitor.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def manners(speech: Speech, zone: ZoneInfo, now: datetime) -> Mapping[str, object]:
    """Return what every template may use, whoever reads it."""
    return {
        "t": speech,
        "lang": speech.code,
        "now": now,
        "zone": zone.key,
        "when": _when(zone),
        # A word of ours as it is in code and columns, such as "headline_changed" or "source.silent".
        "named": lambda word: speech(phrase_of(word)),
        "seconds": lambda moment: f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "span": lambda length: _span(length, speech),
        "clock": lambda moment: f"{moment.astimezone(zone):%H:%M}",
        "ago": lambda moment: _ago(now, moment, speech),
        "number": lambda value: f"{value:,}".replace(",", "\u202f"),
        "link": web_link,
    }


def _of_request(request: Request, facts: Facts) -> Mapping[str, object]:
    """Return what the template of a page may use besides."""
    return {
        "languages": LANGUAGES,
        "feed_forms": FEED_FORMS,
        "here": request.url.path,
        "form_key": key_of_form(request, facts.web),
        "visitor": request.scope.get("visitor"),
        "with_query": lambda **changes: _with_query(request, changes),
    }


def web_link(url: str | None) -> str:
    """Return `url` if it is an address of the web, else "": only such a one is ever a link."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def _when(zone: ZoneInfo) -> Callable[[datetime | None], str]:
    return lambda moment: f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"


def _ago(now: datetime, moment: datetime | None, speech: Speech) -> str:
    if moment is None:
        return "–"
    seconds = (now - moment).total_seconds()
    for size, phrase in ((86_400, "{n} d ago"), (3_600, "{n} h ago"), (60, "{n} min ago")):
        if seconds >= size:
            return speech(phrase, n=int(seconds // size))
    return speech("just now")


def _span(length: timedelta, speech: Speech) -> str:
    """Return a duration as people say it: "250 ms", "45 s", "12 min", "3.5 h", "2 d"."""
    seconds = abs(length.total_seconds())
    if seconds < 1:
        return speech("{n} ms", n=round(seconds * 1000))
    for most, phrase, size in ((90, "{n} s", 1), (3600, "{n} min", 60)):
        if seconds < most:
            return speech(phrase, n=round(seconds / size))
    phrase, size = ("{n} h", 3600) if seconds < 48 * 3600 else ("{n} d", 86_400)
    return speech(phrase, n=f"{seconds / size:.1f}".removesuffix(".0"))


def _with_query(request: Request, changes: Mapping[str, Any]) -> str:
    """Return the address of this page with some of its parameters changed; None takes one away."""
    kept = {**request.query_params, **changes}
    return "?" + urlencode({name: value for name, value in kept.items() if value is not None})
