"""Precision and recall of the typed changes on the gold pairs. `pytest -s` prints the figures."""

import re

import pytest

from monitor.model import EventKind
from tests.core.difference import gold

DOCUMENT = gold.ROOM.parents[1] / "docs" / "events.md"


@pytest.mark.parametrize("name", ["tuning", "held-out", "hard"])
def test_the_changes_of_the_gold_pairs_are_found_and_none_is_invented(name):
    pairs = gold.read(name)
    right, wrong, missed = gold.score(pairs)
    quiet = sum(not pair.expect for pair in pairs)
    print(
        f"\n{name}: {len(pairs)} pairs, {quiet} of them bare; precision {right}/{right + wrong},",
        end=" ",
    )
    print(f"recall {right}/{right + missed}")
    assert [
        (p.before, p.expect, p.found()) for p in pairs if sorted(p.found()) != sorted(p.expect)
    ] == []


def test_half_of_the_gold_pairs_are_near_misses():
    pairs = [pair for name in ("tuning", "held-out", "hard") for pair in gold.read(name)]

    assert len(pairs) >= 60
    assert sum(not pair.expect for pair in pairs) >= len(pairs) // 2
    assert {pair.language for pair in pairs} == {"en", "ru", "ky"}


def test_every_kind_of_event_is_described_and_no_other():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)`", text, re.MULTILINE) == [kind.value for kind in EventKind]
