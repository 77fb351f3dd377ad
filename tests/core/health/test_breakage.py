"""When a source's breakage begins, grows and ends."""

from datetime import timedelta

from monitor.core.health import Sign, next_breakage
from monitor.model import Gain, Glance, PageHealth, TargetKind
from tests.core.health.pages import BODY, at, bad, good, health, new

ASKED = frozenset({"title", "body"})
TITLE = Sign(Gain.HIT, "h1")


def after(known, glance, *, required=frozenset({"title"}), asked=ASKED):
    absent = glance.lost | glance.missed
    signs = {name: Sign(Gain.MISSING) if name in absent else TITLE for name in ASKED}
    return next_breakage(known, glance, signs, asked=asked, required=required)


def broken():
    breakage = after(health(good(1, 0), bad(2, 1)), bad(3, 2))
    assert breakage is not None
    return breakage


def lived(*glances, breakage):
    """Return the breakage after these pages, one by one."""
    seen = (good(1, 0), bad(2, 1), bad(3, 2))
    for glance in glances:
        breakage = after(health(*seen[-16:], breakage=breakage), glance)
        seen = (*seen, glance)
    return breakage


def test_a_breakage_names_the_selectors_that_stopped_and_what_still_hits():
    breakage = broken()

    (field,) = breakage.fields
    assert (field.page, field.field, field.gain) == (TargetKind.ARTICLE, "body", Gain.MISSING)
    assert (field.selectors, field.before, field.now) == ((BODY,), 1.0, 0.0)
    assert (breakage.since, breakage.still) == (at(1), {"title": "h1"})


def test_fields_that_go_at_once_are_one_breakage():
    breakage = after(health(bad(2, 1, "title", "body")), bad(3, 2, "title", "body"))

    assert [field.field for field in breakage.fields] == ["body", "title"]


def test_what_breaks_later_joins_it_and_it_keeps_its_beginning():
    more = lived(bad(4, 3, "title", "body"), bad(5, 4, "title", "body"), breakage=broken())

    assert more.since == at(1)
    assert [field.field for field in more.fields] == ["body", "title"]


def test_two_pages_that_lacked_it_mend_it():
    assert lived(good(2, 3), breakage=broken()) is not None
    assert lived(good(2, 3), good(3, 4), breakage=broken()) is None


def test_pages_that_never_lacked_it_do_not_mend_it():
    others = [good(n, n) for n in range(4, 12)]

    assert lived(*others, breakage=broken()) is not None


def test_pages_that_never_lacked_it_mend_it_when_the_others_are_not_asked_for_any_more():
    others = [good(n, n + 180) for n in range(4, 17)]

    assert lived(*others, breakage=broken()) is None


def test_where_good_and_bad_pages_take_turns_a_dozen_good_ones_are_wanted():
    turns = lived(good(2, 3), bad(4, 4), good(3, 5), good(4, 6), breakage=broken())

    assert turns.fields[0].is_patchy
    more = [good(n, n + 10) for n in range(2, 14)]
    assert lived(good(2, 3), bad(4, 4), *more, breakage=broken()) is None


def test_what_breaks_again_within_a_day_is_patchy_from_its_beginning():
    known = health(bad(2, 1), mended_at=at(0) - timedelta(hours=1))

    assert after(known, bad(3, 2)).fields[0].is_patchy


def test_a_field_that_is_asked_no_more_is_broken_no_more():
    known = health(breakage=broken())

    assert after(known, new(9, 9), asked=frozenset({"title"})) is None


def test_pages_of_another_kind_change_nothing():
    poll = Glance(page=TargetKind.LISTING, subject=0, at=at(9), hit=frozenset({"row", "link"}))
    known = PageHealth(breakage=broken())

    assert after(known, poll, asked=frozenset({"row", "link"})) == broken()
