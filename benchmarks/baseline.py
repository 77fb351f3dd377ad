"""The ratios that are pinned, and whether a run keeps to them. Ratios only: times say what machine it was.

A ratio is worse if it went the wrong way by more than its tolerance, which is pinned with it. One that is pinned
and was not measured is a fault, too, so that nobody drops a check by renaming its row.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.row import RATIO, Row, shown

PINNED = Path(__file__).parent / "baseline.json"
# What a noisy machine moves the median of ratios by.
TOLERANCE = 0.3

Pinned = dict[str, dict[str, dict[str, float]]]


def regressions(found: Mapping[str, Iterable[Row]], pinned: Pinned) -> Iterator[str]:
    """Yield a sentence for each pinned ratio of these benchmarks that got worse or is gone."""
    for name, rows in found.items():
        row_by_label = {row.label: row for row in _compared(rows)}
        for label, pin in pinned.get(name, {}).items():
            row = row_by_label.get(label)
            if row is None:
                yield f"{name}: {label}: pinned and not measured"
            elif _is_worse(row, pin["value"], pin["tolerance"]):
                yield (
                    f"{name}: {label}: {shown(row.value)}, pinned at {shown(pin['value'])} "
                    f"± {pin['tolerance']:.0%}"
                )
        for label in row_by_label.keys() - pinned.get(name, {}).keys():
            yield f"{name}: {label}: measured and not pinned; `--pin` does that"


def pin(found: Mapping[str, Iterable[Row]], pinned: Pinned) -> Pinned:
    """Return the baseline with the ratios of these benchmarks pinned anew. Tolerances stay as they were."""
    fresh = {
        name: {
            row.label: {
                "value": float(f"{row.value:.3g}"),
                "tolerance": pinned.get(name, {}).get(row.label, {}).get("tolerance", TOLERANCE),
            }
            for row in _compared(rows)
        }
        for name, rows in found.items()
    }
    return {**pinned, **{name: pins for name, pins in fresh.items() if pins}}


def load() -> Pinned:
    """Return what is pinned, by benchmark and label."""
    pinned: Pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    return pinned


def save(pinned: Pinned) -> None:
    """Write the baseline."""
    text = json.dumps(pinned, indent=2, ensure_ascii=False)
    PINNED.write_text(text + "\n", encoding="utf-8")


def _compared(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield what is compared: ratios with a goal, which says which way is worse."""
    return (row for row in rows if row.unit == RATIO and row.goal is not None)


def _is_worse(row: Row, pinned: float, tolerance: float) -> bool:
    assert row.goal is not None
    if row.goal.is_least:
        return row.value < pinned / (1 + tolerance)
    return row.value > pinned * (1 + tolerance)
