"""What is looked for at a source that broke, and for which breakage. Knows how to find neither."""

from datetime import datetime
from typing import NamedTuple

from monitor.model import Breakage, Source
from monitor.model.healing import Lineup
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What is to be looked for at a source.

    `held` is what is known of some articles, each with its address, where fields of articles are wanted; `lineup` is
    who stood on its listing, where those of the listing are. `written` are the selectors of the last remedies that
    were written there, by field.
    """

    source: Source
    since: datetime
    wanted: tuple[str, ...]
    sought: tuple[str, ...]
    held: tuple[tuple[str, dict[str, str]], ...]
    lineup: Lineup | None
    written: dict[str, tuple[str, ...]]


class Occasion(NamedTuple):
    """What is looked for once: the same fields in the same breakage."""

    since: datetime
    fields: frozenset[str]


def occasion_of(breakage: Breakage) -> Occasion:
    """Return what a breakage is looked into for."""
    names = {f"{broken.page} {broken.field}" for broken in breakage.fields}
    return Occasion(breakage.since, frozenset(names))
