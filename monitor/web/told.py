"""An alert as it was told: the words that hit in their surroundings, or what happened. Reads its frozen payload."""

import json
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from monitor.model.report import AlertReport
from monitor.noun import dataclass
from monitor.web.happenings import Happening, phrase_of, told_happening
from monitor.web.marked import Part, Span, marked


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An alert and what it says. `phrase` is its kind, in English; `title` its headline as it was told."""

    alert: AlertReport
    phrase: str
    title: tuple[Part, ...]
    snippets: tuple[tuple[Part, ...], ...]
    happenings: tuple[Happening, ...]


def told_of(alert: AlertReport, zone: ZoneInfo, most: int = 3) -> Told:
    """Return an alert with up to `most` of its snippets and of its events. Times stand in `zone`."""
    said = json.loads(alert.payload).get("data")
    said = said if isinstance(said, dict) else {}
    happenings = (told_happening(event, zone) for event in list(_listed(said, "events"))[:most])
    return Told(
        alert=alert,
        phrase=phrase_of(alert.kind.value),
        title=_title(said, alert),
        snippets=tuple(_snippets(said, alert.rule, most)),
        happenings=tuple(each for each in happenings if each is not None),
    )


def _title(said: Mapping[str, object], alert: AlertReport) -> tuple[Part, ...]:
    article = said.get("article")
    title = article.get("title") if isinstance(article, dict) else None
    if not isinstance(title, str) or not title:
        return marked(alert.title or alert.id, ())
    hits = (match for match in _listed(said, "matches") if match.get("field") == "title")
    spans = ((hit.get("start"), hit.get("end")) for hit in hits)
    return marked(
        title,
        [
            Span(start=start, end=end, rule=alert.rule)
            for start, end in spans
            if isinstance(start, int) and isinstance(end, int)
        ],
    )


def _snippets(said: Mapping[str, object], rule: str, most: int) -> Iterator[tuple[Part, ...]]:
    seen = set()
    for match in [m for m in _listed(said, "matches") if m.get("field") != "title"][:most]:
        text, start, end = (match.get(f"snippet{end}") for end in ("", "_start", "_end"))
        # Hits beside one another have the same surroundings.
        if isinstance(text, str) and isinstance(start, int) and isinstance(end, int):
            if text not in seen:
                yield marked(text, [Span(start=start, end=end, rule=rule)])
            seen.add(text)


def _listed(said: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    rows = said.get(name)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row
