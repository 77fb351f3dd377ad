"""Where a redirect leads, and whether we go there. Pure; asks nothing."""

from datetime import datetime, timedelta

from monitor.egress import Answer, Url, join_url
from monitor.model import Failed, Reason

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def location_of(answer: Answer) -> str:
    """Return the Location field. Letters outside ASCII are read as UTF-8, which is what servers mean by them."""
    raw = answer.header("location").encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def next_hop(here: Url, answer: Answer) -> Url | str:
    """Return where the redirect leads, or a sentence that says why we do not go there."""
    location = location_of(answer)
    if not location:
        return f"status {answer.status} without a Location"
    there = join_url(here, location)
    if there is None:
        return "a redirect to no http(s) URL"
    if here.scheme == "https" and there.scheme == "http":
        return f"a redirect from https to http, at {there.host}"
    return there


def lost(detail: str, answer: Answer, at: datetime, took: timedelta) -> Failed:
    """Return the outcome of a redirect that is not followed."""
    return Failed(reason=Reason.REDIRECTS, detail=detail, at=at, took=took, status=answer.status)
