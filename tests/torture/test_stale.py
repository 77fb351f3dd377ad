"""One site behind its caches, and that each broken promise of the harness can be seen to be broken."""

import asyncio
from datetime import timedelta

import pytest

from benchmarks.afterlife import START
from benchmarks.torture.stale import LIFE, Told, judge, perform, torture
from benchmarks.torture.stale_site import Act, Candour, Fate
from benchmarks.torture.tally import Size
from monitor.core import plan
from monitor.core.plan import listing
from monitor.core.plan.old_copy import Credible
from monitor.model import EventKind

HOUR = timedelta(hours=1)
END = START + LIFE
EDITED = Told(kind=EventKind.EDITED, at=START + HOUR, wording=1)
BACK = Told(kind=EventKind.EDITED, at=START + 2 * HOUR, wording=0)
AGAIN = Told(kind=EventKind.EDITED, at=START + 3 * HOUR, wording=1)


def edited(candour=Candour.NOTHING):
    at = START + HOUR
    return Fate(
        number=1,
        appeared_at=START,
        candour=candour,
        acts=[(at, Act.EDIT)],
        wordings=[(START, 0), (at, 1)],
    )


def test_an_edit_that_is_told_once_breaks_no_promise():
    judged = judge(edited(), [EDITED], END)

    assert (judged.owed, judged.told) == (1, 1)
    assert judged.repeated + judged.invented + judged.missed == ()


@pytest.mark.parametrize(
    ("told", "repeated", "invented", "missed"),
    [
        ([], 0, 0, 1),
        ([EDITED, BACK], 0, 1, 0),  # the old copy is told as an edit
        ([EDITED, BACK, AGAIN], 1, 1, 0),  # and the new one once more
        ([Told(kind=EventKind.EDITED, at=START, wording=1)], 0, 1, 1),  # before it was done
        ([EDITED, Told(kind=EventKind.WITHDRAWN, at=END)], 0, 1, 0),
        ([EDITED, Told(kind=EventKind.COUNTER_FROZEN, at=END)], 0, 1, 0),
    ],
)
def test_each_broken_promise_is_seen(told, repeated, invented, missed):
    judged = judge(edited(), told, END)

    assert (len(judged.repeated), len(judged.invented), len(judged.missed)) == (
        repeated,
        invented,
        missed,
    )


def test_a_site_behind_caches_is_told_as_it_is():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["of them older than one before"] > 100
    assert tally.counts["events told"] > 20


def test_who_believes_every_copy_repeats_and_invents(monkeypatch):
    def everything(case, outcome, reading):
        return Credible(outcome=outcome, reading=reading)

    monkeypatch.setattr(plan, "credible", everything)
    monkeypatch.setattr(listing, "listing_sign", lambda *_, **__: None)

    tally = asyncio.run(perform(range(1)))

    assert tally.counts["repeated"] > 0
    assert tally.counts["invented"] > 20
