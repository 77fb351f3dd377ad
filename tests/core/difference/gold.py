"""The gold pairs of wordings, and how well the typed changes are found in them."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from monitor.core.difference import Change, changes, compare

ROOM = Path(__file__).parents[2] / "gold"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    language: str
    title: tuple[str, str]
    before: str
    after: str
    expect: tuple[str, ...]

    def found(self) -> tuple[str, ...]:
        difference = compare(self.title[0], self.before, self.title[1], self.after)
        return tuple(map(written, changes(difference, language=self.language)))


def written(change: Change) -> str:
    kind = change.kind.value
    if kind == "number_changed":
        return f"{kind}: {change.before} > {change.after}"
    if kind in {"name_added", "name_removed", "quote_removed"}:
        return f"{kind}: {', '.join(change.words)}"
    return kind


def read(name: str) -> list[Pair]:
    tables = tomllib.loads((ROOM / f"changes-{name}.toml").read_text(encoding="utf-8"))["pair"]
    return [
        Pair(
            language=table["language"],
            title=tuple(table.get("title", ["Новость дня", "Новость дня"])),
            before=table["before"],
            after=table["after"],
            expect=tuple(table["expect"]),
        )
        for table in tables
    ]


def score(pairs: list[Pair]) -> tuple[int, int, int]:
    """Return how many changes were found rightly, wrongly, and not at all."""
    right = wrong = missed = 0
    for pair in pairs:
        expected, found = Counter(pair.expect), Counter(pair.found())
        right += (expected & found).total()
        wrong += (found - expected).total()
        missed += (expected - found).total()
    return right, wrong, missed
