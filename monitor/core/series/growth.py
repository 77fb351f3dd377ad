"""Where the views came from: while the article stood in a prominent place, or elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.model import Block, CounterReading, Stay
from monitor.noun import dataclass

# What is seen of a listing without scrolling.
PROMINENT = 5

Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """Views gained between readings while the article stood in a prominent place, and elsewhere."""

    promoted: float
    organic: float


def promoted(readings: Sequence[CounterReading], stays: Iterable[Stay]) -> Growth:
    """Return how the growth between the readings divides: each step by the part of its time in a prominent place.

    Prominent are the first five places of the listing and the block of popular articles.
    """
    spans = _merged(span for stay in stays for span in _prominent(stay))
    total = inside = 0.0
    for before, after in pairwise(readings):
        gain = after.views - before.views
        if gain > 0 and after.at > before.at:
            total += gain
            inside += gain * (_overlap((before.at, after.at), spans) / (after.at - before.at))
    return Growth(promoted=inside, organic=total - inside)


def _prominent(stay: Stay) -> Iterator[Span]:
    """Yield when the stay was in a prominent place.

    Of a stay on the listing only its best and its last position are known: it sinks evenly from one to the other.
    """
    if stay.block is Block.POPULAR:
        yield stay.began_at, stay.ended_at
    elif stay.block is Block.LISTING and stay.best <= PROMINENT:
        sinks = max(stay.last - stay.best, 0)
        part = min(1.0, (PROMINENT + 1 - stay.best) / (sinks + 1))
        yield stay.began_at, stay.began_at + part * (stay.ended_at - stay.began_at)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that overlap made one."""
    merged: list[Span] = []
    for began, ended in sorted(spans):
        if merged and began <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ended)
        else:
            merged.append((began, ended))
    return merged


def _overlap(step: Span, spans: Iterable[Span]) -> timedelta:
    shared = (min(step[1], ended) - max(step[0], began) for began, ended in spans)
    return sum((each for each in shared if each > timedelta()), timedelta())
