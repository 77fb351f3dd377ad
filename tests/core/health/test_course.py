"""How a field fares now beside before, as it is shown."""

import pytest

from monitor.core.health.course import CourseState, courses, filled
from monitor.model import Basis, Breakage, BrokenField, Gain, HarvestDay, TargetKind
from tests.core.health.pages import at

MISSED = "https://24.kg/english/7_Title/"


def day(number: int, count: int, selector: str = "h1", **changes) -> HarvestDay:
    facts = {
        "page": TargetKind.ARTICLE,
        "day": number,
        "field": "title",
        "basis": Basis.HELD,
        "gain": Gain.HIT if selector else Gain.MISSING,
        "selector": selector,
        "count": count,
        "first_at": at(number * 1440),
        "last_at": at(number * 1440 + 60),
        "last_url": None if selector else MISSED,
    }
    return HarvestDay(**(facts | changes))


def course(*days: HarvestDay, breakage: Breakage | None = None):
    (found,) = courses(days, breakage)
    return found


def test_a_field_that_is_where_it_was_is_good():
    found = course(day(1, 90), day(2, 9), day(2, 1, ""))

    assert (found.state, found.now, found.before) == (CourseState.GOOD, 0.9, 1.0)
    assert (found.selectors, found.samples) == (("h1",), (MISSED,))


def test_a_field_that_another_selector_yields_has_switched_since_the_first_one_hit_last():
    found = course(day(1, 90), day(2, 10, "h2"))

    assert (found.state, found.since) == (CourseState.SWITCHED, at(1440 + 60))
    assert (found.selectors, found.former) == (("h2",), ("h1",))


def test_a_field_that_fewer_pages_have_is_fading():
    found = course(day(1, 90), day(2, 6), day(2, 4, ""))

    assert (found.state, found.since) == (CourseState.FADING, at(2 * 1440))


def test_a_broken_field_shows_what_it_was_before_it_broke():
    field = BrokenField(
        page=TargetKind.ARTICLE,
        field="title",
        gain=Gain.MISSING,
        selectors=("h1",),
        before=0.99,
        now=0.0,
        since=at(2890),
        lost_at=at(2900),
    )
    found = course(
        day(1, 90), day(2, 9), day(2, 5, ""), breakage=Breakage(since=at(2890), fields=(field,))
    )

    assert (found.state, found.since) == (CourseState.BROKEN, at(2890))
    assert (found.now, found.before, found.former) == (0.0, 0.99, ("h1",))


def test_what_fallbacks_filled_is_summed_up_apart():
    by_fallback = {"basis": Basis.FALLBACK, "last_url": MISSED}
    days = [
        day(1, 3, "::ld(headline)", **by_fallback),
        day(2, 4, "::ld(headline)", **by_fallback),
        day(2, 1, "the densest text", field="body", **by_fallback),
    ]

    body, title = filled(days)

    assert (body.field, body.origin, body.pages) == ("body", "the densest text", 1)
    assert (title.origin, title.pages, title.last_at) == ("::ld(headline)", 7, at(2 * 1440 + 60))
    assert title.url == MISSED
    assert courses(days, None) == ()


@pytest.mark.parametrize(("basis", "count"), [(Basis.ROWS, 1), (Basis.HELD, 0)])
def test_of_a_listing_rows_are_shown_and_not_polls(basis, count):
    rows = day(1, 30, page=TargetKind.LISTING, field="link", basis=basis)

    assert len(courses([rows], None)) == count
