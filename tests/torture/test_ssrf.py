"""Every way out aimed at special addresses in short, and that the harness sees a guard that fails."""

from dataclasses import replace

from benchmarks.torture.child import in_child
from benchmarks.torture.ssrf import Seen, perform, tally_of, torture, violations
from benchmarks.torture.ssrf_cases import SPECIAL, SPELLINGS, TRICKS, Case, Form, cases
from benchmarks.torture.tally import Size

BLOCKED = Seen(
    way="webhook",
    case=Case(form=Form.NAME, url="http://n1.test/", host="n1.test", answers=(("10.0.0.1",),)),
    why="forbidden_address",
    lookups=("n1.test",),
    attempts=(),
)
OPEN = replace(
    BLOCKED,
    case=replace(BLOCKED.case, form=Form.PUBLIC, answers=(("8.8.8.8",),)),
    why="connect",
    attempts=(("8.8.8.8", 80),),
)


def said(seen):
    return "\n".join(violations(seen))


def test_the_cases_are_as_many_as_promised():
    assert (len(SPECIAL), len(SPELLINGS) >= 24, len(TRICKS) >= 12) == (63, True, True)
    assert len(list(cases())) > 300


def test_nothing_special_is_reached_by_any_way():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["public addresses let through"] == "60 of 60"


def test_what_is_blocked_or_let_through_as_it_should_breaks_no_promise():
    assert (said(BLOCKED), said(OPEN)) == ("", "")


def test_each_broken_promise_is_seen():
    assert "a connection to 10.0.0.1" in said(replace(BLOCKED, attempts=(("10.0.0.1", 80),)))
    assert "came through" in said(replace(BLOCKED, why="through"))
    assert "looked up 2 times" in said(replace(BLOCKED, lookups=("n1.test", "n1.test")))
    assert "another reason: dns" in said(replace(BLOCKED, why="dns"))
    assert "was not let through" in said(replace(OPEN, attempts=()))
    assert "was not let through" in said(replace(OPEN, lookups=()))


def test_a_guard_that_fails_is_seen_to_try():
    allow = frozenset({"0.0.0.0:80", "0.0.0.0:443", "127.0.0.1:80"})
    tally = tally_of(in_child(perform, Size.SHORT, allow, ways=("webhook", "apprise")))

    assert any(
        "webhook, literal: 'http://0.0.0.0/' led to a connection to 0.0.0.0" in each
        for each in tally.broken
    )
    assert any(
        "apprise, name: 'http://127-0-0-1.nip.test/' led to" in each for each in tally.broken
    )
