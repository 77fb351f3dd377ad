"""When broken fields are looked for, and that what is told of it can be read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.health.remedies import (
    SETTLED,
    all_sought,
    healing_of,
    listing_since,
    tell_healing,
    to_seek,
)
from monitor.model import AlertKind, Breakage, BrokenField, Gain, Source, SourceId, TargetKind
from monitor.model.healing import Healing, Remedy

SINCE = datetime(2026, 11, 22, 12, 10, 0, 123_456, tzinfo=UTC)
LATER = SINCE + SETTLED
SOURCE = Source(id=SourceId("24kg-en"), site="24.kg", listing="https://24.kg/english/")
REMEDY = Remedy(
    field="views",
    selectors=(".seen", "::ld(views)"),
    pattern="(\\d+)",
    drop=".vote",
    many=True,
    right=4,
    asked=5,
    is_sure=False,
    doubt="other fields change with it",
)
HEALING = Healing(since=SINCE, at=LATER, sought=("views", "body"), remedies=(REMEDY,))


def broken(*names: str, page: TargetKind = TargetKind.ARTICLE) -> Breakage:
    fields = (
        BrokenField(
            page=page,
            field=name,
            gain=Gain.MISSING,
            selectors=("h1",),
            before=1.0,
            now=0.0,
            since=SINCE,
            lost_at=SINCE,
        )
        for name in names
    )
    return Breakage(since=SINCE, fields=tuple(fields))


LISTING = broken("title", "row", page=TargetKind.LISTING)


@pytest.mark.parametrize(
    ("breakage", "last", "now", "wanted"),
    [
        (None, None, LATER, ()),
        (broken("body", "title"), None, LATER, ("title", "body")),
        (broken("title"), None, LATER - timedelta(seconds=1), ()),
        # What machines alone are told is not found again.
        (broken("canonical", "within"), None, LATER, ()),
        # What is of a listing is another field than that of articles.
        (LISTING, None, LATER, ("listing.row", "listing.title")),
        (LISTING, replace(HEALING, sought=("title",)), LATER, ("listing.row", "listing.title")),
        (LISTING, replace(HEALING, sought=("listing.row", "listing.title")), LATER, ()),
        (broken("body"), HEALING, LATER, ()),
        (broken("views", "body"), HEALING, LATER, ()),
        (broken("title", "body"), HEALING, LATER, ("title", "body")),
        (broken("body"), replace(HEALING, since=SINCE - timedelta(days=1)), LATER, ("body",)),
    ],
)
def test_a_breakage_is_looked_into_once_and_again_if_more_breaks(breakage, last, now, wanted):
    assert to_seek(breakage, last, now) == wanted


def test_a_listing_that_broke_later_is_broken_since_then():
    later = replace(LISTING.fields[0], since=LATER)
    both = replace(LISTING, fields=(*broken("body").fields, later))

    assert listing_since(both) == LATER
    assert listing_since(broken("body")) == SINCE


def test_what_was_looked_for_once_is_not_forgotten_when_more_breaks():
    assert all_sought(broken("title"), HEALING, ("title",)) == ("title", "views", "body")


def test_what_is_told_can_be_read_again():
    written = replace(HEALING, file="/s/24.kg.toml", undo="rm /s/24.kg.toml", trouble="x")
    alert = tell_healing(SOURCE, written, ("desk",))
    to_the_millisecond = replace(
        written, since=SINCE.replace(microsecond=123_000), at=LATER.replace(microsecond=123_000)
    )

    assert (alert.kind, alert.sinks) == (AlertKind.SOURCE_REMEDY, ("desk",))
    assert healing_of(alert.payload) == to_the_millisecond


def test_the_same_breakage_is_told_by_the_same_id_and_a_larger_one_by_another():
    one, same = (
        tell_healing(SOURCE, HEALING, ()),
        tell_healing(SOURCE, replace(HEALING, at=SINCE), ()),
    )
    more = tell_healing(SOURCE, replace(HEALING, sought=("title", "views", "body")), ())

    assert one.id == same.id != more.id
