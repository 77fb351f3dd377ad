"""A JSON document of the user's, whose placeholders are filled in. Changes strings only, never keys or structure."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from monitor.core.body.notice import notice_of
from monitor.core.body.plain import plain_text

# What of a payload can stand in a document, by its path below `data`.
_ALERT = ("alert", "acknowledge", "late", "why", "count")
_RULE = ("rule.id", "rule.query")
_SOURCE = ("source.id", "source.site", "source.listing")
_ARTICLE = tuple(
    f"article.{key}"
    for key in (
        "id",
        "title",
        "url",
        "canonical_url",
        "short_url",
        "language",
        "section",
        "author",
        "published_at",
        "first_seen_at",
        "views",
        "views_per_hour",
        "revision",
    )
)
_MATCH = ("match.field", "match.words", "match.snippet")
_ALARM = ("alarm.kind", "alarm.since", "alarm.expected", "alarm.found", "sink.id")
PLACEHOLDERS = (
    "type",
    "timestamp",
    "title",
    "text",
    *_ALERT,
    *_RULE,
    *_SOURCE,
    *_ARTICLE,
    *_MATCH,
    *_ALARM,
)
MOST_VALUE = 4_000
# Doubled braces are one brace; a placeholder has no spaces, so that most other braces mean themselves.
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<name>[A-Za-z0-9_.-]+)\}")

Step = int | str
Scalar = str | int | float | bool | None


def placeholders_in(document: object) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield every placeholder of a parsed document, known or not, with the keys and indexes that lead to its string."""
    if isinstance(document, dict):
        branches: list[tuple[Step, Any]] = list(document.items())
    elif isinstance(document, list):
        branches = list(enumerate(document))
    else:
        names = _BRACES.finditer(document) if isinstance(document, str) else ()
        yield from (((), hit["name"]) for hit in names if hit["name"])
        return
    for step, each in branches:
        yield from (((step, *steps), name) for steps, name in placeholders_in(each))


def filled(document: str, payload: str) -> object:
    """Return the JSON `document` with its placeholders filled in from an alert's payload.

    A string that is one placeholder becomes what stands there, a number or null too. Within a longer string null is
    nothing. What is not in this payload is null.
    """
    values = _values(payload)
    return _mapped(json.loads(document), lambda text: _fill(text, values))


def _mapped(document: object, fill: Callable[[str], Scalar]) -> object:
    if isinstance(document, dict):
        return {key: _mapped(each, fill) for key, each in document.items()}
    if isinstance(document, list):
        return [_mapped(each, fill) for each in document]
    return fill(document) if isinstance(document, str) else document


def _fill(text: str, values: Mapping[str, Scalar]) -> Scalar:
    only = _BRACES.fullmatch(text)
    if only and only["name"]:
        return values.get(only["name"])
    return _BRACES.sub(lambda hit: _spelled(hit, values), text)


def _spelled(hit: re.Match[str], values: Mapping[str, Scalar]) -> str:
    if not hit["name"]:
        return hit[0][0]
    value = values.get(hit["name"])
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _values(payload: str) -> dict[str, Scalar]:
    whole = json.loads(payload)
    told = dict(whole.get("data") or {})
    match told.get("matches"):
        case [first, *_]:
            told["match"] = first
    match told.get("late"):
        case {"why": why}:
            told["late"] = why
    title, text = plain_text(notice_of(payload))
    own = {"type": whole.get("type"), "timestamp": whole.get("timestamp")}
    found = {name: _at(told, name) for name in PLACEHOLDERS}
    return (
        found | {name: _scalar(each) for name, each in own.items()} | {"title": title, "text": text}
    )


def _at(told: object, path: str) -> Scalar:
    for key in path.split("."):
        told = told.get(key) if isinstance(told, dict) else None
    return _scalar(told)


def _scalar(value: object) -> Scalar:
    if isinstance(value, str):
        return value if len(value) <= MOST_VALUE else f"{value[: MOST_VALUE - 1]}…"
    return value if isinstance(value, int | float | bool) else None
