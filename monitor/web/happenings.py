"""What happened to an article, as pages say it: a phrase that can be translated, and what changed into what."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.model import EventKind
from monitor.model.report import EventReport
from monitor.noun import dataclass

# Their `before` and `after` are times.
_DATES = {EventKind.DATE_MOVED, EventKind.BACKDATED}
# Of these it goes without saying who is meant.
_PLAIN = ("", "article", "monitor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """An event. `phrase` says which, in English; `before`, `after` and `words` are foreign text."""

    phrase: str
    at: datetime | None = None
    revision: int | None = None
    before: str | None = None
    after: str | None = None
    words: tuple[str, ...] = ()


def phrase_of(kind: str) -> str:
    """Return the phrase for a kind of events, alerts or alarms: "headline changed", "source silent"."""
    subject, _, rest = kind.rpartition(".")
    phrase = rest if subject in _PLAIN else f"{subject} {rest}"
    return phrase.replace("_", " ")


def happening_of(event: EventReport, zone: ZoneInfo) -> Happening:
    """Return how pages say an event; times of its before and after stand in `zone`."""
    return Happening(
        phrase=phrase_of(event.kind.value),
        at=event.at,
        revision=event.revision,
        before=_side(event.kind, event.before, zone),
        after=_side(event.kind, event.after, zone),
        words=event.words,
    )


def told_happening(event: Mapping[str, object], zone: ZoneInfo) -> Happening | None:
    """Return how pages say an event of an alert's payload; None if it is none."""
    kind = event.get("kind")
    if not isinstance(kind, str):
        return None
    words = event.get("words")
    return Happening(
        phrase=phrase_of(kind),
        before=_side(kind, _text(event.get("before")), zone),
        after=_side(kind, _text(event.get("after")), zone),
        words=tuple(map(str, words)) if isinstance(words, list) else (),
    )


def _side(kind: str, value: str | None, zone: ZoneInfo) -> str | None:
    if kind not in _DATES or not value:
        return value
    try:
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
