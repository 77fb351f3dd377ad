"""That each check of a storm of kills can fail. The storm itself: tests/torture/test_kills.py."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.crash.checks import CHECKS, violations
from benchmarks.crash.receivers import FAULTS, GONE
from benchmarks.crash.record import Receipt, Record, StoredAlert

SINKS = tuple(FAULTS)
MATCHED = StoredAlert(
    id="msg_1",
    made="2026-11-23T09:00:00",
    kind="article.matched",
    rule="vakunov",
    article="24.kg#1",
)
EDITED = replace(MATCHED, id="msg_2", made="2026-11-23T09:01:00", kind="article.edited")


def body(kind: str, views: int = 1) -> bytes:
    article = {"id": "24.kg#1", "revision": 2, "views": views}
    return json.dumps({"type": kind, "data": {"rule": {"id": "r"}, "article": article}}).encode()


def receipt(sink: str, alert: str, **changes: object) -> Receipt:
    facts = {
        "sink": sink,
        "alert": alert,
        "body": body("article.matched" if alert == "msg_1" else "article.edited"),
        "status": 204,
        "is_taken": True,
        "is_signed": True,
        "was_committed": True,
    }
    return Receipt(**{**facts, **changes})  # type: ignore[arg-type]


RECORD = Record(
    kills=1,
    published=frozenset({"24.kg#1"}),
    owed=frozenset({("24.kg#1", "vakunov")}),
    stored=("24.kg#1",),
    alerts=(MATCHED, EDITED),
    states={(sink, alert): "sent" for sink in SINKS for alert in ("msg_1", "msg_2")},
    receipts=tuple(receipt(sink, alert) for sink in SINKS for alert in ("msg_1", "msg_2")),
    interrupted=0,
    holes=0,
    leases=0,
    integrity="ok",
    moments={},
    survivors=0,
)


def also(record: Record, *more: Receipt) -> Record:
    return replace(record, receipts=(*record.receipts, *more))


def without(record: Record, sink: str, alert: str) -> Record:
    left = (r for r in record.receipts if (r.sink, r.alert) != (sink, alert))
    return replace(record, receipts=tuple(left))


DOCTORED: dict[str, tuple[Callable[[Record], Record], str]] = {
    "an article is lost": (lambda r: replace(r, stored=()), "published and not stored"),
    "an article is invented": (
        lambda r: replace(r, stored=("24.kg#1", "24.kg#2")),
        "stored and was not published",
    ),
    "an article is doubled": (lambda r: replace(r, stored=r.stored * 2), "stored twice"),
    "a match is lost": (lambda r: replace(r, alerts=(EDITED,)), "owed and no alert"),
    "a match is invented": (lambda r: replace(r, owed=frozenset()), "an alert and not owed"),
    "a match is told under two ids": (
        lambda r: replace(r, alerts=(*r.alerts, replace(MATCHED, id="msg_3"))),
        "two alerts",
    ),
    "an alert of another kind": (
        lambda r: replace(r, alerts=(*r.alerts, replace(EDITED, kind="source.silent"))),
        "nobody asked for",
    ),
    "a message is lost": (lambda r: without(r, "good", "msg_2"), "is lost"),
    "a message is still owed": (
        lambda r: replace(r, states={**r.states, ("good", "msg_1"): "pending"}),
        "not sent by the ledger",
    ),
    "a delivery to nobody": (
        lambda r: replace(r, states={**r.states, ("other", "msg_1"): "sent"}),
        "owed to nobody",
    ),
    "a refusal is called sent": (
        lambda r: also(without(r, "late", "msg_2"), receipt("late", "msg_2", status=500)),
        "never answered",
    ),
    "a message before its commit": (
        lambda r: also(r, receipt("good", "msg_1", was_committed=False)),
        "before its commit",
    ),
    "a message that is not signed": (
        lambda r: also(r, receipt("good", "msg_1", is_signed=False)),
        "without a valid signature",
    ),
    "a message of no alert": (lambda r: also(r, receipt("good", "msg_9")), "in no ledger"),
    "a retry says something else": (
        lambda r: also(r, receipt("good", "msg_1", body=body("article.matched", 2))),
        "two bodies",
    ),
    "an occasion has two ids": (
        lambda r: also(r, receipt("good", "msg_3", body=body("article.edited", 2))),
        "has two ids",
    ),
    "an edit is told before the match": (
        lambda r: replace(r, receipts=tuple(reversed(r.receipts))),
        "came after a later one",
    ),
    "a receiver that is gone is hammered": (
        lambda r: also(r, *[receipt(GONE, "msg_1", status=410)] * 9),
        "met a 410",
    ),
    "a lease is left": (lambda r: replace(r, leases=1), "leases"),
    "a hole is left": (lambda r: replace(r, holes=1), "holes"),
    "a process outlives its daemon": (lambda r: replace(r, survivors=1), "outlived"),
    "something is never done": (
        lambda r: replace(r, unrest=("not at rest",)),
        "not at rest",
    ),
    "the database is damaged": (lambda r: replace(r, integrity="row 1 missing"), "damaged"),
}


def test_a_record_without_a_fault_has_no_violation():
    assert violations(RECORD) == []


@pytest.mark.parametrize("doctor", DOCTORED)
def test_each_broken_promise_is_seen(doctor):
    change, said = DOCTORED[doctor]

    assert said in "\n".join(violations(change(RECORD)))


def test_every_check_can_fail():
    broken = {
        check.__name__
        for check in CHECKS
        for change, _ in DOCTORED.values()
        if any(check(change(RECORD)))
    }

    assert broken == {check.__name__ for check in CHECKS}
