"""Every redirect that must not be followed, and that the harness sees one that is."""

from dataclasses import replace

from benchmarks.torture.redirects import Seen, perform, tally_of, torture, violations
from benchmarks.torture.redirects_cases import CASES, Case
from benchmarks.torture.tally import Size

CASE = Case(name="to another origin", why="came", other_asked=1)
GOOD = Seen(
    case=CASE, why="came", first_asked=1, other_asked=1, other_heard=b"GET /\nhost: other\n"
)


def said(seen):
    return "\n".join(violations(seen))


def test_no_redirect_leads_astray_and_none_tells_a_secret():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["secret bytes heard by the other origin"] == 0
    assert len(CASES) >= 20


def test_a_redirect_that_ends_as_it_should_breaks_no_promise():
    assert said(GOOD) == ""


def test_each_broken_promise_is_seen():
    assert "ended with redirects" in said(replace(GOOD, why="redirects"))
    assert "asked 7 times" in said(replace(GOOD, first_asked=7))
    assert "the other server was asked 0 times" in said(replace(GOOD, other_asked=0))
    assert "6 bytes of secrets" in said(replace(GOOD, other_heard=b"if-none-match: c4n4ry\n"))


async def test_a_secret_that_does_travel_is_heard():
    leak = Case(name="leak", hops={"/": "http://{other}/?{canary}"}, why="came", other_asked=1)

    assert tally_of(await perform([leak])).broken == (
        "leak: the other server heard 6 bytes of secrets",
    )
