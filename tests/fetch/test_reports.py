"""What a scout says: all of it crosses whole, and of what one that was taken over might say nothing does."""

import os
import pickle
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from monitor.egress import Answer
from monitor.fetch.frames import Garbled
from monitor.fetch.letters import Broke, Lost, Ready, Told
from monitor.fetch.reports import _MARKS, _PAGE_MARKS, load_report, pack_report
from monitor.model import (
    ArticleReading,
    Block,
    Failed,
    Fetched,
    ListingReading,
    NotModified,
    Page,
    Problem,
    ProblemKind,
    Rate,
    Reason,
    Refused,
)
from monitor.model.evidence import Capture, Receipt
from monitor.model.healing import Remedy
from tests.factories import article_reading, fetched, identity, link, listing_reading

NOW = datetime(2026, 11, 27, 4, 5, 6, 789, tzinfo=UTC)
TOOK = timedelta(microseconds=12_345_678)
RECEIPT = Receipt(scout=7, number=3)

ARTICLE = ArticleReading(
    extraction=article_reading(
        title="Заголовок — «кавычки»",
        published_at=NOW,
        views=2**53,
        rates=(Rate(currency="USD", value=87.45),),
        links={"related": (link(1),)},
        hits={"title": "h1"},
        problems=(Problem(field="views", kind=ProblemKind.DOUBTFUL, detail="?"),),
    ).extraction,
    redirected=identity(2),
    claimed=(identity(3),),
    spellings=("https://24.kg/1/",),
    blocks={Block.POPULAR: (identity(4), identity(5))},
)
LISTING = ListingReading(
    listing=listing_reading(1, 2).listing,
    named=listing_reading(1, 2).named,
    told={identity(1).key: ARTICLE},
)
TOLD = [
    Answer(status=302, headers=(("location", "/é"),), body=b"", wire_bytes=1, took=TOOK),
    NotModified(at=NOW, took=TOOK, made_at=NOW),
    Failed(reason=Reason.CRASHED, detail="why", at=NOW, took=TOOK, receipt=RECEIPT),
    Refused(reason=Reason.BAD_URL, detail="why", at=NOW),
    Lost(),
    ARTICLE,
    LISTING,
    RECEIPT,
    Capture(
        url="u",
        final_url="f",
        at=NOW,
        status=200,
        digest=b"d",
        size=5,
        dictionary=None,
        head=b"h",
        body=b"b",
    ),
    b"\x00dictionary\xff",
    (Remedy(field="title", selectors=("h1",), right=3, asked=3, is_sure=True),),
    None,
    fetched(page=Page(url="u", final_url="u", body=b"\xff\x00")),
    fetched(reading=ARTICLE, receipt=RECEIPT),
    fetched(reading=LISTING, made_at=NOW),
]


def as_told(mark: int, *values: object) -> bytes:
    return bytes([mark]) + msgspec.msgpack.encode(values)


@pytest.mark.parametrize("came", TOLD, ids=lambda came: type(came).__name__)
def test_what_a_question_came_to_crosses_whole(came):
    heard = load_report(pack_report(Told(number=7, came=came)))

    # The times are those of the same zone, too, and nothing became a list.
    assert repr(heard) == repr(Told(number=7, came=came))


def test_all_that_may_be_told_is_among_what_crosses_here():
    pages = {type(came.reading) for came in TOLD if isinstance(came, Fetched)}
    assert {type(came) for came in TOLD} == {*_MARKS, Fetched}
    assert pages == set(_PAGE_MARKS)


@pytest.mark.parametrize(
    "letter", [Ready(), Broke(number=1, detail="ValueError: é", traceback="…")]
)
def test_what_else_a_scout_says_crosses_whole(letter):
    assert load_report(pack_report(letter)) == letter


class _Evil:
    def __reduce__(self):
        return os.system, ("touch /nowhere/at/all",)


# A pickle that changes a reason for all who know it, and makes nothing that a letter might not hold.
POISON = b"\x80\x04cmonitor.model.reason\nReason\n\x8c\x03bug\x85R}\x8c\x07_value_\x8c\x04goodsb."
FAILED = {"reason": "bug", "detail": "d", "at": NOW, "took": TOOK}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no letter at all",
        pickle.dumps(_Evil(), 5),
        POISON,
        bytes([_MARKS[bytes]]) + POISON,
        # Nothing that is told is marked so.
        as_told(len(_MARKS) + len(_PAGE_MARKS), 1, None),
        as_told(253, 1, None),
        # Of another kind than it is marked as, or no number before it.
        as_told(_MARKS[Failed], 1, b"bytes"),
        as_told(_MARKS[Failed], 1, None),
        as_told(_MARKS[Failed], "1", FAILED),
        as_told(_MARKS[Failed], FAILED),
        as_told(_MARKS[Failed], 1, FAILED, FAILED),
        as_told(_MARKS[tuple], 1, [FAILED]),
        as_told(_PAGE_MARKS[ArticleReading], 1, {**FAILED, "page": {}}),
        # A value is missing, or of another type.
        as_told(_MARKS[Failed], 1, {"reason": "bug", "detail": "d", "at": NOW}),
        as_told(_MARKS[Failed], 1, {**FAILED, "reason": "no reason of ours"}),
        as_told(_MARKS[Failed], 1, {**FAILED, "reason": 1}),
        as_told(_MARKS[Failed], 1, {**FAILED, "detail": None}),
        as_told(_MARKS[Failed], 1, {**FAILED, "at": "yesterday"}),
        as_told(_MARKS[Failed], 1, {**FAILED, "took": "long"}),
        as_told(_MARKS[Failed], 1, {**FAILED, "status": 200.5}),
        as_told(_MARKS[Failed], 1, {**FAILED, "traffic": [{"host": "h", "requests": [], "bytes": 1}]}),
        as_told(_MARKS[Failed], 1, FAILED).replace(b"\xa1d", b"\xa1\xff"),
        # Cut short, with more behind it, and nested without end where nothing is declared.
        as_told(_MARKS[Failed], 1, FAILED)[:-1],
        as_told(_MARKS[Failed], 1, FAILED) + b"\x00",
        bytes([_MARKS[Failed]]) + b"\x92\x01\x81\xa1x" + b"\x91" * 100_000,
    ],
)  # fmt: skip
def test_whatever_else_one_says_is_garbled_and_changes_nothing(body):
    with pytest.raises(Garbled):
        load_report(body)

    assert (Reason.BUG.value, Reason("bug")) == ("bug", Reason.BUG)


def test_what_is_declared_is_heard():
    assert load_report(as_told(_MARKS[Failed], 1, FAILED)) == Told(
        number=1, came=Failed(reason=Reason.BUG, detail="d", at=NOW, took=TOOK)
    )
