"""Pages packed and unpacked, the heads of exchanges, and which pages are evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from monitor.core.evidence import (
    Packer,
    Unkept,
    packed,
    page_id,
    train,
    unpacked_body,
    unpacked_head,
)
from monitor.core.http_head import parse_head, spell_head
from monitor.core.plan import evidence_in
from monitor.model import Failed, Fetched, NextCheck, NotModified, Page, Plan, Reason, Revision
from monitor.model.evidence import Capture, Dictionary, Receipt
from tests.fetch.stagehand import target

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
URL = "https://24.kg/english/1_a/"
REQUEST = b"GET /english/1_a/ HTTP/1.1\r\nHost: 24.kg\r\n\r\n"
HEAD = spell_head(REQUEST, 200, [("content-type", "text/html"), ("x-name", "café")])
RECEIPT = Receipt(1, 1)


def chrome(number: int) -> bytes:
    return b"<nav>" + b"".join(b"<a href=/%d>link %d</a>" % (i, i * 7919) for i in range(200)) + (
        b"</nav><h1>Article %d</h1>" % number
    )  # fmt: skip


def capture(packer: Packer, number: int | None = None, body: bytes = b"<h1>A</h1>") -> Capture:
    return packed(packer, number, url=URL, final_url=URL, at=NOW, status=200, head=HEAD, body=body)


@pytest.mark.parametrize("dictionary", [None, Dictionary(id=3, words=chrome(0))])
def test_what_was_packed_comes_back_as_it_was(dictionary):
    packer = Packer(dictionary)
    kept = capture(packer, body=chrome(5))

    assert unpacked_body(packer, kept) == chrome(5)
    assert unpacked_head(packer, kept) == HEAD


def test_bytes_that_were_changed_are_not_taken_for_the_page():
    packer = Packer(None)
    kept = capture(packer)

    with pytest.raises(Unkept, match="digest"):
        unpacked_body(packer, replace(kept, body=packer.pack(b"<h1>B</h1>")))
    with pytest.raises(Unkept):
        unpacked_body(packer, replace(kept, body=kept.body[:-3]))


def test_a_frame_that_says_more_than_the_page_had_takes_no_room():
    packer = Packer(None)

    with pytest.raises(Unkept, match="size"):
        unpacked_body(packer, replace(capture(packer), body=packer.pack(bytes(1 << 20))))


def test_a_page_is_not_unpacked_with_another_sites_dictionary():
    kept = capture(Packer(Dictionary(id=1, words=chrome(0))), 1, chrome(5))

    with pytest.raises(Unkept):
        unpacked_body(Packer(Dictionary(id=2, words=b"x" * 9_000)), kept)


def test_a_site_s_pages_take_little_room_with_what_they_have_in_common():
    words = train([chrome(number) for number in range(32)])

    with_it = Packer(Dictionary(id=1, words=words)).pack(chrome(99))
    assert len(with_it) * 4 < len(Packer(None).pack(chrome(99)))


def test_nothing_is_made_of_too_few_pages_or_of_what_has_nothing_in_common():
    chance = Random(7)
    noise = [chance.randbytes(2_000) for _ in range(32)]

    assert train([]) == b""
    assert train([chrome(1)] * 3) == b""
    assert train(noise) == b""


def test_a_page_has_the_same_id_for_the_same_look_only():
    kept = capture(Packer(None))

    assert page_id(kept) == page_id(replace(kept, body=b"", head=b"", dictionary=5))
    assert page_id(kept) != page_id(replace(kept, at=NOW + timedelta(seconds=1)))
    assert page_id(kept) != page_id(replace(kept, digest=bytes(32)))


def test_a_head_is_taken_apart_as_it_was_put_together():
    head = parse_head(HEAD)

    assert (head.request, head.status) == (REQUEST, 200)
    assert head.fields == (("content-type", "text/html"), ("x-name", "café"))
    assert (head.field("x-name"), head.field("none")) == ("café", "")
    with pytest.raises(ValueError, match="head"):
        parse_head(b"nothing")


def plan(**changes) -> Plan:
    return Plan(target=target(URL), next=NextCheck(due_at=None, checked_at=NOW), **changes)


def fetched() -> Fetched:
    page = Page(url=URL, final_url=URL, body=b"")
    return Fetched(page=page, at=NOW, took=timedelta(), receipt=RECEIPT)


def test_a_page_that_made_a_wording_is_evidence_and_one_that_changed_nothing_is_none():
    revision = Revision(article=1, number=1, fingerprint=b"", seen_at=NOW, title="A", body="B")

    assert evidence_in(plan(revision=revision), fetched()) == RECEIPT
    assert evidence_in(plan(), fetched()) is None
    assert evidence_in(plan(revision=revision), replace(fetched(), receipt=None)) is None
    assert evidence_in(plan(), NotModified(at=NOW, took=timedelta())) is None


@pytest.mark.parametrize(
    ("reason", "before", "expected"),
    [
        (Reason.BLOCKED, None, RECEIPT),
        (Reason.BLOCKED, Reason.BLOCKED, None),
        (Reason.UNREADABLE, Reason.BLOCKED, RECEIPT),
        (Reason.CRASHED, None, RECEIPT),
        (Reason.CRASHED, Reason.CRASHED, None),
        (Reason.HTTP_5XX, None, None),
    ],
)
def test_of_pages_in_the_place_of_the_page_the_first_is_evidence(reason, before, expected):
    failed = Failed(reason=reason, detail="", at=NOW, took=timedelta(), receipt=RECEIPT)
    check = NextCheck(due_at=None, checked_at=NOW, reason=reason)
    made = Plan(target=replace(target(URL), reason=before), next=check)

    assert evidence_in(made, failed) == expected
