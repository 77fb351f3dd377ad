"""Silences: which alerts they are about. Stores none, and knows no author."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase

from monitor.errors import SilenceError
from monitor.model import Matcher, Silence, Waiting

# What a matcher may ask of an alert.
FIELDS = ("rule", "source", "site", "kind", "sink", "title", "section", "language", "author")


def matcher_of(text: str) -> Matcher:
    """Return the matcher that `rule=vakunov`, `source!=24kg-*` or the like says. Raises `SilenceError`."""
    field, equals, pattern = text.partition("=")
    is_negated = field.endswith("!")
    name = field.removesuffix("!").strip()
    if not equals or name not in FIELDS or not pattern.strip():
        raise SilenceError(
            f"{text!r} is no matcher",
            hint=f"write FIELD=PATTERN or FIELD!=PATTERN, with one of {', '.join(FIELDS)}",
        )
    return Matcher(field=name, pattern=pattern.strip(), is_negated=is_negated)


def written(matcher: Matcher) -> str:
    """Return the matcher as `matcher_of` reads it."""
    return f"{matcher.field}{'!' if matcher.is_negated else ''}={matcher.pattern}"


def is_in_force(silence: Silence, now: datetime) -> bool:
    """Say whether the silence is in force."""
    return silence.begins_at <= now < silence.ends_at


def silence_on(facts: Mapping[str, str], silences: Iterable[Silence]) -> str | None:
    """Return the id of the first silence that a delivery of which these are `facts_of` falls under."""
    return next((s.id for s in silences if all(_holds(m, facts) for m in s.matchers)), None)


def facts_of(waiting: Waiting) -> dict[str, str]:
    """Return what matchers may ask of a delivery, by field; a field that its alert lacks is empty."""
    told = json.loads(waiting.payload).get("data", {})
    article, source = told.get("article") or {}, told.get("source") or {}
    return {
        "rule": waiting.rule,
        "source": waiting.source,
        "site": source.get("site") or "",
        "kind": waiting.kind.value,
        "sink": waiting.sink,
        **{field: article.get(field) or "" for field in ("title", "section", "language", "author")},
    }


def _holds(matcher: Matcher, facts: Mapping[str, str]) -> bool:
    value, pattern = facts[matcher.field].casefold(), matcher.pattern.casefold()
    return fnmatchcase(value, _literal(pattern)) is not matcher.is_negated


def _literal(pattern: str) -> str:
    """Return the pattern with `*` as its only wildcard."""
    return pattern.replace("[", "[[]").replace("?", "[?]")
