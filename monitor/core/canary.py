"""The canary: an article that says nothing, made to travel the whole way to every sink. Owns its pages and its rule."""

from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import urlsplit

from monitor.model import Canary, FirstRun, Page, Rule, Source, SourceId

SOURCE = SourceId("canary")
SITE = "canary.invalid"
_LISTING = f"http://{SITE}/"
_SAID = "The canary is alive"
# Two polls so far apart never find the same article, however their clock drifts.
_SHARE = 2
_SECOND = timedelta(seconds=1)
_HTML = "text/html; charset=utf-8"


def canary_source(canary: Canary) -> Source:
    """Return the source whose listing names a new article each time."""
    return Source(
        id=SOURCE,
        site=SITE,
        listing=_LISTING,
        language="en",
        every=canary.every,
        # The first one is told too: it proves the sinks at the start.
        first_run=FirstRun.ALERT,
        pages=1,
        recheck=(),
    )


def canary_rule(canary: Canary) -> Rule:
    """Return the rule that its articles meet. It waits for nothing, so that a silence of it means something."""
    return Rule(id=SOURCE, query=f'"{_SAID}"', sinks=canary.sinks, urgent=True)


def canary_page(url: str, every: timedelta, now: datetime) -> Page:
    """Return the page at `url`: the listing, which names one article, or that article."""
    body = _listing(_newest(every, now)) if url == _LISTING else _article(_of(url))
    return Page(url=url, final_url=url, body=body.encode(), content_type=_HTML)


def _newest(every: timedelta, now: datetime) -> datetime:
    slot = max(every / _SHARE, _SECOND)
    return datetime.fromtimestamp(
        now.timestamp() // slot.total_seconds() * slot.total_seconds(), UTC
    )


def _of(url: str) -> datetime:
    """Return when the article at `url` was written: its address says it, in seconds since 1970."""
    return datetime.fromtimestamp(int(urlsplit(url).path.strip("/")), UTC)


def _listing(begun: datetime) -> str:
    link = f"/{int(begun.timestamp())}/"
    return (
        '<!doctype html><html lang="en"><body><ul id="news">'
        f'<li><a href="{link}">{escape(_title(begun))}</a> {_time(begun)}</li></ul></body></html>'
    )


def _article(begun: datetime) -> str:
    text = (
        "This article was written by the monitor itself, to prove that it reads, matches and tells."
    )
    return (
        f'<!doctype html><html lang="en"><body><h1>{escape(_title(begun))}</h1>{_time(begun)}'
        f'<div id="text"><p>{text}</p></div></body></html>'
    )


def _title(begun: datetime) -> str:
    return f"{_SAID}, {begun:%Y-%m-%d %H:%M:%S} UTC"


def _time(begun: datetime) -> str:
    return f'<time datetime="{begun.isoformat()}"></time>'
