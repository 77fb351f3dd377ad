"""A virtual hour in bad weather, and that each check of the harness can fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.torture.soak import Scenario, soak, tally
from benchmarks.torture.soak_checks import CHECKS, Record, Sample
from benchmarks.torture.soak_site import FORBIDDEN, LIMITED, ROBOTS_PATH, UNREACHABLE, Visit
from benchmarks.torture.taken import Taken

HOST = "127.0.1.1"
SCOUT = Taken(resident=60_000, files=8, sockets=3, threads=2)
SAMPLES = tuple(
    Sample(
        hour=hour,
        resident=90_000 + hour,
        cached=2_000,
        files=12,
        sockets=5,
        threads=9,
        wal=8_000,
        database=100 * hour,
        articles=10 * hour,
        scouts={7: SCOUT},
    )
    for hour in range(1, 17)
)


def visit(at: float, path: str = "/english/", weather: str = "", **changes: object) -> Visit:
    facts = {
        "host": HOST,
        "path": path,
        "at": at,
        "begun": at,
        "ended": at,
        "weather": weather,
        "is_conditional": at > 10,
        "may_be_conditional": at > 10,
    }
    return Visit(**{**facts, **changes})  # type: ignore[arg-type]


RECORD = Record(
    delay=timedelta(seconds=2),
    warm_up=4,
    samples=SAMPLES,
    visits=(
        visit(0, ROBOTS_PATH),
        visit(2),
        visit(20, weather=LIMITED),
        visit(620),
    ),
    messages=1,
    sources=1,
    hosts=1,
)


def after(record: Record, *more: Visit) -> Record:
    return replace(record, visits=(*record.visits, *more))


def read_lately(record: Record, **changes: int) -> Record:
    return lately(record, scouts={7: replace(SCOUT, **changes)})


def lately(record: Record, **changes: object) -> Record:
    late = (replace(sample, **changes) for sample in record.samples[12:])
    return replace(record, samples=(*record.samples[:12], *late))


DOCTORED: dict[str, tuple[Callable[[Record], Record], str]] = {
    "memory leaks": (lambda r: lately(r, resident=99_000), "memory grew by"),
    "SQLite's caches know no bound": (
        lambda r: lately(r, cached=200_000, resident=288_000),
        "SQLite holds 195 MiB",
    ),
    "files are left open": (lambda r: lately(r, files=13), "files grew from 12 to 13"),
    "connections are left open": (lambda r: lately(r, sockets=99), "99 sockets"),
    "threads are left behind": (lambda r: lately(r, threads=10), "threads grew"),
    "a scout leaks": (lambda r: read_lately(r, resident=89_000), "scouts grew by 28.3 MiB"),
    "a scout leaves files open": (lambda r: read_lately(r, files=9), "files of a scout grew"),
    "a scout leaves threads behind": (lambda r: read_lately(r, threads=3), "threads of a scout"),
    "a scout leaves connections open": (lambda r: read_lately(r, sockets=99), "sockets of a scout"),
    "a scout falls": (lambda r: lately(r, scouts={8: SCOUT}), "had a successor"),
    "the log is never taken over": (lambda r: lately(r, wal=99_000), "write-ahead log"),
    "a page is asked for without robots.txt": (
        lambda r: after(r, visit(700, host="127.0.1.2")),
        "before its robots.txt was read",
    ),
    "robots.txt could not be read": (
        lambda r: replace(r, visits=(visit(0, ROBOTS_PATH, UNREACHABLE), *r.visits[1:])),
        "before its robots.txt was read",
    ),
    "what is forbidden is asked for": (
        lambda r: after(r, visit(700, f"/english/1{FORBIDDEN}x/")),
        "is forbidden",
    ),
    "a host has no rest": (lambda r: after(r, visit(621)), "1.000 s after"),
    "a host is asked two things at once": (
        lambda r: after(r, visit(700, ended=710.0), visit(705)),
        "was under way",
    ),
    "a Retry-After is not kept": (
        lambda r: after(r, visit(700, weather=LIMITED), visit(1_200)),
        "before its Retry-After was over",
    ),
    "what we hold is sent again": (
        lambda r: after(r, visit(700, is_conditional=False)),
        "could be conditional",
    ),
    "nobody is asked": (lambda r: replace(r, sources=2), "only 1 of 2 sources"),
}


def test_a_record_without_a_fault_breaks_nothing():
    assert tally(RECORD).broken == ()


@pytest.mark.parametrize("doctor", DOCTORED)
def test_each_broken_promise_is_seen(doctor):
    change, said = DOCTORED[doctor]

    assert said in "\n".join(tally(change(RECORD)).broken)


def test_every_check_can_fail():
    broken = {
        check.__name__
        for check in CHECKS
        for change, _ in DOCTORED.values()
        if any(check(change(RECORD)))
    }

    assert broken == {check.__name__ for check in CHECKS}


def test_an_hour_of_bad_weather_bothers_nobody():
    tally = soak(Scenario(hosts=3, hours=1, warm_up=0, every=10, per_hour=2))

    assert tally.broken == ()
    assert tally.counts["sources"] == 6
