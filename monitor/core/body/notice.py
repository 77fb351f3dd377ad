"""What an alert tells a person: a label, a title, some lines, some facts. Knows no receiver and no markup.

It reads whatever facts a payload has, so that a type of alert that nobody knew when this was written is told as well.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from monitor.noun import dataclass, replace

# Of a digest so many alerts are told by their titles.
MOST_LINES = 20
MOST_TEXT = 500
TAKE_NOTE = "take note"
# Receivers refuse longer ones, Discord first (2,048).
MOST_URL = 2_000
# Controls, and the marks that turn the direction of whatever stands behind them.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_NOT_IN_LINKS = re.compile(r"""[\s<>()\[\]{}"'|\\^`@]""")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:[\d.]+)?Z")
# What is told in the title or at the foot, and in no line of its own.
_TOLD_ELSEWHERE = {"alert", "acknowledge", "late", "rule", "source", "article", "sink"}
_TOLD_OF_DIGESTS = {"count", "group", "more", "since", "until", "why"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a line, on one line itself. `url` is "" or a web address that is safe inside of markup."""

    text: str
    is_strong: bool = False
    url: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is told. `more` counts the lines that there are besides; texts are on one line, URLs safe or ""."""

    label: str
    title: str
    url: str
    lines: tuple[Line, ...]
    more: int
    facts: tuple[str, ...]
    acknowledge: str

    @property
    def headline(self) -> str:
        """Return label and title."""
        return f"{self.label}: {self.title}"

    def shorter(self) -> "Notice":
        """Return the notice with its last line only counted."""
        return replace(self, lines=self.lines[:-1], more=self.more + 1)


def notice_of(payload: str) -> Notice:
    """Return what an alert's payload tells. Raises `ValueError` if it is no JSON."""
    whole = _table(json.loads(payload))
    told = _table(whole.get("data"))
    kind = _text(whole.get("type"))
    title, url = _subject(told, kind)
    lines = [line for line in _lines(told) if line]
    # A digest gives some of its alerts by their ids only.
    count = told.get("count") if _is_digest(told) else None
    total = max(count, len(lines)) if isinstance(count, int) else len(lines)
    return Notice(
        label=_label(kind) + (" (late)" if told.get("late") else ""),
        title=title,
        url=url,
        lines=tuple(lines[:MOST_LINES]),
        more=total - min(len(lines), MOST_LINES),
        facts=tuple(filter(None, _facts(told))),
        acknowledge=_link(told.get("acknowledge")),
    )


def _label(kind: str) -> str:
    return kind.replace(".", " ").replace("_", " ").capitalize() or "Alert"


def _subject(told: Mapping[str, Any], kind: str) -> tuple[str, str]:
    """Return what the alert is about, never "", and its address."""
    article, source = _table(told.get("article")), _table(told.get("source"))
    if article:
        url = _link(article.get("url"))
        return _text(article.get("title")) or _text(article.get("id")) or url or "untitled", url
    if _is_digest(told):
        group = [f"{key} {_text(each)}" for key, each in _table(told.get("group")).items()]
        return ", ".join([f"{_text(told.get('count'))} alerts", *group]), ""
    if sink := _text(_table(told.get("sink")).get("id")):
        return f"sink {sink}", ""
    if clock := _table(told.get("clock")):
        return " → ".join(_text(clock.get(key)) for key in ("was", "is")), ""
    span = " – ".join(filter(None, (_text(told.get(key)) for key in ("since", "until"))))
    return _text(source.get("id")) or span or kind or "monitor", _link(source.get("listing"))


def _is_digest(told: Mapping[str, Any]) -> bool:
    return isinstance(told.get("alerts"), list)


def _facts(told: Mapping[str, Any]) -> Iterator[str]:
    article = _table(told.get("article"))
    late = _table(told.get("late"))
    yield _fact("rule ", _table(told.get("rule")).get("id"))
    yield _fact("", _table(told.get("source")).get("id"))
    yield _fact("published ", article.get("published_at"))
    yield _fact("views ", article.get("views"))
    yield _fact("late: ", late.get("why"))
    if _is_digest(told):
        yield _fact("why: ", told.get("why"))
        yield _fact("since ", told.get("since"))
        yield _fact("until ", told.get("until"))
    yield _fact("alert ", told.get("alert"))


def _fact(name: str, value: object) -> str:
    text = _text(value)
    return f"{name}{text}" if text else ""


def _lines(told: Mapping[str, Any]) -> Iterator[Line]:
    hidden = _TOLD_ELSEWHERE | (_TOLD_OF_DIGESTS if _is_digest(told) else set())
    for key, value in told.items():
        if key in hidden:
            continue
        read = _READERS.get(key) if isinstance(value, list) else None
        yield from map(read, _tables(value)) if read else _flat(key, value)


def _match_line(match: Mapping[str, Any]) -> Line:
    text, start, end = (match.get(key) for key in ("snippet", "snippet_start", "snippet_end"))
    if not isinstance(text, str):
        return ()
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end):
        return _pieces([(text, False)])
    return _pieces([(text[:start], False), (text[start:end], True), (text[end:], False)])


def _event_line(event: Mapping[str, Any]) -> Line:
    before, after = _text(event.get("before")), _text(event.get("after"))
    parts = [(_label(_text(event.get("kind"))), False)]
    for text, between in ((before, ": "), (after, " → " if before else ": ")):
        parts += [(f"{between}{text}", False)] if text else []
    for number, words in enumerate(_list(event.get("words"))):
        parts += [(", " if number else ": ", False), (_text(words), True)]
    return _pieces(parts)


def _broken_line(broken: Mapping[str, Any]) -> Line:
    place = (
        f"{_text(broken.get('page'))} {_text(broken.get('field'))} {_text(broken.get('gain'))}: "
    )
    selectors = ", ".join(map(_text, _list(broken.get("selectors"))))
    shares = [broken.get(key) for key in ("before", "now")]
    told = [f"{share:.0%}" for share in shares if isinstance(share, int | float)]
    return _pieces([(place, False), (selectors, True), (f" ({' → '.join(told)})", False)])


def _remedy_line(remedy: Mapping[str, Any]) -> Line:
    selectors = ", ".join(map(_text, _list(remedy.get("selectors"))))
    score = f"{_text(remedy.get('right'))} of {_text(remedy.get('asked'))}"
    said = _text(remedy.get("doubt")) or "sure"
    field = _text(remedy.get("field"))
    return _pieces([(f"{field}: ", False), (selectors, True), (f" ({score}, {said})", False)])


def _alert_line(alert: Mapping[str, Any]) -> Line:
    kind, url = _text(alert.get("type")), _link(alert.get("url"))
    title = _text(alert.get("title")) or _text(alert.get("source")) or _text(alert.get("alert"))
    label = "" if kind in ("", "article.matched") else f"{_label(kind)}: "
    facts = [_text(alert.get(key)) for key in ("rule", "source", "at")]
    foot = "".join(f" · {fact}" for fact in (*facts, "late" if alert.get("late") else "") if fact)
    told = (Piece(text=label), Piece(text=title, url=url), Piece(text=foot))
    note = _link(alert.get("acknowledge"))
    taking = (Piece(text=" · "), Piece(text=TAKE_NOTE, url=note)) if note else ()
    return tuple(piece for piece in (*told, *taking) if piece.text)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Line]] = {
    "matches": _match_line,
    "events": _event_line,
    "alerts": _alert_line,
    "broken": _broken_line,
    "remedies": _remedy_line,
}


def _flat(name: str, value: object) -> Iterator[Line]:
    """Yield facts of a kind that nobody foresaw: a line for a scalar, or for all the scalars of one table or list."""
    inner: list[tuple[str, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = [("", each) for each in value]
    scalars = [(key, _text(each)) for key, each in inner] if inner else [("", _text(value))]
    said = ", ".join(f"{key} {text}".strip() for key, text in scalars if text)
    if said:
        yield _pieces([(f"{name}: {said}", False)])
    for key, each in inner:
        if isinstance(each, dict | list):
            yield from _flat(f"{name} {key}".strip(), each)


def _pieces(parts: Iterable[tuple[str, bool]]) -> Line:
    pieces = (Piece(text=_one_line(text), is_strong=is_strong) for text, is_strong in parts)
    return tuple(piece for piece in pieces if piece.text)


def _one_line(text: str) -> str:
    line = _SPACES.sub(" ", _UNFIT.sub(" ", text))
    return line if len(line) <= MOST_TEXT else f"{line[: MOST_TEXT - 1]}…"


def _text(value: object) -> str:
    """Return a scalar as people read it, a time to the minute; "" for null and all that is no scalar."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        return ""
    return _one_line(_MOMENT.sub(r"\1 \2 UTC", value)).strip()


def _link(value: object) -> str:
    """Return a web address with everything encoded that could end it in a markup; "" for all else."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return ""
    url = _NOT_IN_LINKS.sub(lambda hit: _percent(hit[0]), _UNFIT.sub("", value))
    return url if len(url) <= MOST_URL else ""


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _tables(value: object) -> Iterator[dict[str, Any]]:
    return (each for each in _list(value) if isinstance(each, dict))
