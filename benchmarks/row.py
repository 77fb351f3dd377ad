"""What a benchmark found: one figure a row, with its spread and the goal it is held to. Measures nothing."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The unit of a row that is one cost over another, measured in the same rounds: those alone bear comparing between
# machines and days.
RATIO = "×"


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """A bound; a figure beyond it has not reached the goal."""

    bound: float
    is_least: bool = False

    def is_reached(self, value: float) -> bool:
        """Say whether a figure keeps to the bound."""
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {shown(self.bound)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One figure: a median and the least and most of its rounds, or a single count."""

    label: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        """Return "reached", "NOT reached", or nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "reached" if self.goal.is_reached(self.value) else "NOT reached"


def at_most(bound: float) -> Goal:
    """Return the goal of a cost."""
    return Goal(bound=bound)


def at_least(bound: float) -> Goal:
    """Return the goal of a gain."""
    return Goal(bound=bound, is_least=True)


def over_rounds(label: str, values: Iterable[float], unit: str, goal: Goal | None = None) -> Row:
    """Return the median of the rounds with their spread."""
    found = list(values)
    median = statistics.median(found)
    return Row(label=label, value=median, unit=unit, low=min(found), high=max(found), goal=goal)


def ratio(
    label: str, ours: Sequence[float], theirs: Sequence[float], goal: Goal | None = None
) -> Row:
    """Return how many times theirs ours is, round by round: what disturbs a round disturbs both."""
    return over_rounds(label, [a / b for a, b in zip(ours, theirs, strict=True)], RATIO, goal)


def shown(value: float) -> str:
    """Return a figure with no more digits than it deserves."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def spread(row: Row) -> str:
    """Return from where to where the rounds went, "" of a single count."""
    if row.low is None or row.high is None or row.low == row.high:
        return ""
    return f"{shown(row.low)} – {shown(row.high)}"


def print_rows(rows: Iterable[Row]) -> None:
    """Print the rows of one benchmark."""
    for row in rows:
        goal = f"goal {row.goal}: {row.verdict}" if row.goal else ""
        print(f"  {row.label:<58}{shown(row.value):>9} {row.unit:<20}{spread(row):<20}{goal}")
