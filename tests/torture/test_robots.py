"""The cases of RFC 9309, and that the harness can fail."""

from benchmarks.torture import robots
from benchmarks.torture.tally import Size


def test_sixty_cases_come_out_as_the_rfc_says():
    tally = robots.torture(Size.SHORT)

    assert tally.broken == ()
    assert (tally.counts["cases"], tally.counts["as RFC 9309 says"]) == (60, 60)


async def test_a_case_that_comes_out_otherwise_is_told():
    (allowed, *_) = robots.FILES

    (sentence,) = await robots.judged([allowed._replace(expected=robots.DENIED)])

    assert sentence == "nothing in it: allowed, not disallowed"
