"""A scout that reads some pages, and that each check of the harness can fail."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.torture.taken import Taken
from benchmarks.torture.wear import Course, Worn, broken, tally, wear

TAKEN = Taken(resident=60_000, files=8, sockets=3, threads=2)
WORN = Worn(
    course=Course(between=10, looks=9, warm_up=1),
    looks=tuple((7, TAKEN) for _ in range(9)),
    came=Counter({"fetched": 80, "too_large": 10}),
)


def lately(worn: Worn, **changes: int) -> Worn:
    return replace(worn, looks=(*worn.looks[:6], *((7, replace(TAKEN, **changes)),) * 3))


DOCTORED: dict[str, tuple[Callable[[Worn], Worn], str]] = {
    "memory leaks": (lambda w: lately(w, resident=70_000), "grew by 9.8 MiB"),
    "files are left open": (lambda w: lately(w, files=9), "files grew from 8 to 9"),
    "connections are left open": (lambda w: lately(w, sockets=4), "sockets grew from 3 to 4"),
    "threads are left behind": (lambda w: lately(w, threads=3), "threads grew from 2 to 3"),
    "it falls": (lambda w: replace(w, looks=(*w.looks[:8], (8, TAKEN))), "had a successor"),
    "a page is not answered": (lambda w: replace(w, came=Counter(fetched=89)), "not every page"),
}


def test_a_scout_that_stays_as_it_was_breaks_nothing():
    assert tally(WORN).broken == ()


@pytest.mark.parametrize("doctor", DOCTORED)
def test_each_way_to_wear_out_is_seen(doctor):
    change, said = DOCTORED[doctor]

    assert said in "\n".join(broken(change(WORN)))


async def test_a_scout_reads_every_page():
    worn = await wear(Course(between=30, looks=2, warm_up=0))

    assert len({pid for pid, _ in worn.looks}) == 1
    assert sum(worn.came.values()) == 60
    assert worn.came["fetched"] > 30
