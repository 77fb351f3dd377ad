"""An alert as it was told: the words that hit in their surroundings, or what happened. Reads its frozen payload."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitor.model.report import AlertReport
from monitor.web.happenings import Happening, phrase_of, told_happening
from monitor.web.marked import Part, Span, marked


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An alert and what it says. `phrase` is its kind, in English."""

    alert: AlertReport
    phrase: str
    snippets: tuple[tuple[Part, ...], ...]
    happenings: tuple[Happening, ...]


def told_of(alert: AlertReport, zone: ZoneInfo, most: int = 3) -> Told:
    """Return an alert with up to `most` of its snippets and of its events. Times stand in `zone`."""
    said = json.loads(alert.payload).get("data")
    said = said if isinstance(said, dict) else {}
    happenings = (told_happening(event, zone) for event in _listed(said, "events", most))
    return Told(
        alert=alert,
        phrase=phrase_of(alert.kind.value),
        snippets=tuple(_snippets(said, alert.rule, most)),
        happenings=tuple(each for each in happenings if each is not None),
    )


def _snippets(said: Mapping[str, object], rule: str, most: int) -> Iterator[tuple[Part, ...]]:
    seen = set()
    for match in _listed(said, "matches", most):
        text, start, end = (match.get(f"snippet{end}") for end in ("", "_start", "_end"))
        # Hits beside one another have the same surroundings.
        if isinstance(text, str) and isinstance(start, int) and isinstance(end, int):
            if text not in seen:
                yield marked(text, [Span(start=start, end=end, rule=rule)])
            seen.add(text)


def _listed(said: Mapping[str, object], name: str, most: int) -> Iterator[Mapping[str, object]]:
    rows = said.get(name)
    for row in rows[:most] if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row
