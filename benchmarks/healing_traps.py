"""Redesigns of the newsroom's listing after which another list is easier to find than the right one. Performs none."""

import random
import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.torture.markups import ROW, TIME, Change

_LINK = re.compile(r'href="(/[a-z_]+/\d+[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_MAIN = re.compile(r'<div class="mainNews">.*?(?=<div id="newslist")', re.DOTALL)
_AHEAD = re.compile(r"(\d\d):(\d\d)")


def _cards(rows: Sequence[str]) -> str:
    return "".join(row.replace('class="one"', 'class="card"') for row in rows)


def _links(rows: Sequence[str], css: str = "item") -> str:
    found = (_LINK.search(row) for row in rows)
    return "".join(
        f'<div class="{css}"><a href="{hit[1]}">{hit[2]}</a></div>\n' for hit in found if hit
    )


def _unknown(rows: Sequence[str]) -> list[str]:
    """Return the rows as those of articles that nobody knows."""
    return [re.sub(r'href="/([a-z_]+)/\d', r'href="/\1/9', row) for row in rows]


def _made(make: Callable[[list[str]], str]) -> Change:
    """Return the change that puts something else in the place of all rows, and nothing above them."""

    def change(text: str) -> str:
        text = _MAIN.sub("", text)
        rows = ROW.findall(text)
        first = text.index(rows[0])
        return ROW.sub("", text[:first]) + make(rows) + ROW.sub("", text[first:])

    return change


def _shuffled(rows: Sequence[str]) -> list[str]:
    found = list(rows)
    random.Random(3).shuffle(found)
    return found


def _hero(rows: list[str]) -> str:
    lead = f'<div class="hero">{_links(rows[:1], "hero-title")}</div>'
    return lead + _cards(rows[1:])


def _lead_below(rows: list[str]) -> str:
    return _cards(rows[1:]) + f'<div class="lead">{_links(rows[:1], "lead-title")}</div>'


def _later(row: str) -> str:
    return TIME.sub(
        lambda hit: _AHEAD.sub(lambda t: f"{(int(t[1]) + 3) % 24:02}:{t[2]}", hit[0]), row
    )


def _cut(row: str) -> str:
    return re.sub(r"(<span>.{12})[^<]*", r"\1…", row)


POPULAR = '<div class="block"><h3>Популярное</h3>'
TRAPS: Mapping[str, Change] = {
    "the newest stands above the rows": _made(_hero),
    "the newest stands below the rows": _made(_lead_below),
    "popular articles are all that is left": _made(
        lambda rows: f"{POPULAR}{_links(_shuffled(rows)[:10])}</div>"
    ),
    "all rows by how much they are read": _made(
        lambda rows: f'<div class="top">{_links(_shuffled(rows), "top-item")}</div>'
    ),
    "a column of the latest is all that is left": _made(
        lambda rows: f'<div class="ticker-list">{_links(rows[:10])}</div>'
    ),
    "the latest without the newest": _made(
        lambda rows: f'<div class="ticker-list">{_links(rows[2:])}</div>'
    ),
    "cards of others below": _made(lambda rows: _cards([*rows, *_unknown(rows[:8])])),
    "cards of others above": _made(lambda rows: _cards([*_unknown(rows[:8]), *rows])),
    "cards of others between": _made(
        lambda rows: _cards([*rows[:10], *_unknown(rows[:3]), *rows[10:]])
    ),
    "cards in another order": _made(lambda rows: _cards(_shuffled(rows))),
    "cards in a menu": _made(lambda rows: f'<nav class="menu">{_cards(rows)}</nav>'),
    "every card twice": _made(lambda rows: _cards([*rows, *rows])),
    "cards with headlines cut short": _made(lambda rows: _cards([_cut(row) for row in rows])),
    "cards with the time of the last edit": _made(
        lambda rows: _cards([_later(row) for row in rows])
    ),
    "cards that are half of the rows": _made(
        lambda rows: "".join(
            _cards([row]) if place % 2 else f'<p class="tile">{_links([row])}</p>'
            for place, row in enumerate(rows)
        )
    ),
    "cards by two": _made(
        lambda rows: "".join(
            f'<div class="card">{"".join(rows[place : place + 2])}</div>'.replace(
                'class="one"', 'class="half"'
            )
            for place in range(0, len(rows), 2)
        )
    ),
}
