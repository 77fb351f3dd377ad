"""The promises, each held against the record of a storm. Pure; every violation is a sentence."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from benchmarks.crash.receivers import FAULTS, GONE
from benchmarks.crash.record import Receipt, Record

# Deliveries to one sink at once: so many may meet a 410 before the first is written down.
AT_ONCE = 4
_SHOWN = 3
_KINDS = frozenset({"article.matched", "article.edited"})


def violations(record: Record) -> list[str]:
    """Return what of the promises was broken."""
    return [sentence for check in CHECKS for sentence in check(record)]


def every_article_is_stored_once(record: Record) -> Iterator[str]:
    """Nothing that was published is missing, invented or stored twice."""
    stored = Counter(record.stored)
    yield from _each("is published and not stored", record.published - stored.keys())
    yield from _each("is stored and was not published", stored.keys() - record.published)
    yield from _each("is stored twice", (name for name, count in stored.items() if count > 1))


def every_match_is_an_alert(record: Record) -> Iterator[str]:
    """What the newsroom knows to be owed is in the ledger, once, and nothing else is."""
    made = Counter((a.article, a.rule) for a in record.alerts if a.kind == "article.matched")
    yield from _each("is owed and no alert", record.owed - made.keys())
    yield from _each("is an alert and not owed", made.keys() - record.owed)
    yield from _each("is two alerts", (what for what, count in made.items() if count > 1))
    kinds = {alert.kind for alert in record.alerts} - _KINDS
    yield from _each("is a kind that nobody asked for", kinds)


def every_alert_is_taken_by_every_sink(record: Record) -> Iterator[str]:
    """At least once, and the ledger says so."""
    taken = {(receipt.sink, receipt.alert) for receipt in record.receipts if receipt.is_taken}
    owed = {(sink, alert.id) for sink in FAULTS for alert in record.alerts}
    yield from _each("is lost", owed - taken)
    open_ = ((*key, state) for key, state in record.states.items() if state != "sent")
    yield from _each("is not sent by the ledger", open_)
    yield from _each("is in the ledger and owed to nobody", record.states.keys() - owed)


def nothing_is_called_sent_that_was_refused(record: Record) -> Iterator[str]:
    """What the ledger calls sent was answered with a 2xx, some time."""
    answered = {(r.sink, r.alert) for r in record.receipts if 200 <= r.status < 300}
    sent = {key for key, state in record.states.items() if state == "sent"}
    yield from _each("is called sent and was never answered", sent - answered)


def nothing_is_sent_before_its_commit(record: Record) -> Iterator[str]:
    """Every message told an alert that the database held already, and signed it."""
    early = (receipt.alert for receipt in record.receipts if not receipt.was_committed)
    yield from _each("came before its commit", early)
    unsigned = (receipt.alert for receipt in record.receipts if not receipt.is_signed)
    yield from _each("came without a valid signature", unsigned)
    known = {alert.id for alert in record.alerts}
    yield from _each("came and is in no ledger", {r.alert for r in record.receipts} - known)


def every_duplicate_is_the_same(record: Record) -> Iterator[str]:
    """One id has one body, at every sink and every time; one occasion has one id."""
    bodies = defaultdict(set)
    for receipt in record.receipts:
        bodies[receipt.alert].add(receipt.body)
    yield from _each("came with two bodies", (id_ for id_, all_ in bodies.items() if len(all_) > 1))
    ids = defaultdict(set)
    for id_, (body, *_) in bodies.items():
        ids[_occasion(body)].add(id_)
    doubled = (f"{what}: {sorted(all_)}" for what, all_ in ids.items() if len(all_) > 1)
    yield from _each("has two ids", doubled)


def the_order_of_an_article_is_kept(record: Record) -> Iterator[str]:
    """At each sink the first message of each alert comes in the order in which an article's alerts were made."""
    by_id = {alert.id: alert for alert in record.alerts}
    latest: dict[tuple[str, str], str] = {}
    for receipt in _firsts(record.receipts):
        alert = by_id.get(receipt.alert)
        if alert is None:
            continue
        key = (receipt.sink, alert.article)
        if alert.made < latest.get(key, ""):
            yield f"{receipt.sink}: {alert.id} of {alert.article} came after a later one"
        latest[key] = max(alert.made, latest.get(key, ""))


def a_receiver_that_is_gone_is_not_hammered(record: Record) -> Iterator[str]:
    """It is asked again once a start, by what was under way at most."""
    refused = sum(receipt.status == 410 for receipt in record.receipts if receipt.sink == GONE)
    most = (record.kills + 1) * AT_ONCE
    if refused > most:
        yield f"{refused} messages met a 410, where {most} could"


def the_database_is_whole(record: Record) -> Iterator[str]:
    """It is sound, holds no lease after a clean stop, and saw no hole in any listing."""
    if record.integrity != "ok":
        yield f"the database is damaged: {record.integrity}"
    if record.leases:
        yield f"{record.leases} leases are held by nobody"
    if record.holes:
        yield f"{record.holes} holes"


def nothing_outlives_its_daemon(record: Record) -> Iterator[str]:
    """What a daemon started ends with it, however it ended."""
    if record.survivors:
        yield f"{record.survivors} processes outlived their daemon"


def all_comes_to_rest(record: Record) -> Iterator[str]:
    """What a storm left to be done is done soon after it."""
    yield from record.unrest


CHECKS: tuple[Callable[[Record], Iterator[str]], ...] = (
    every_article_is_stored_once,
    every_match_is_an_alert,
    every_alert_is_taken_by_every_sink,
    nothing_is_called_sent_that_was_refused,
    nothing_is_sent_before_its_commit,
    every_duplicate_is_the_same,
    the_order_of_an_article_is_kept,
    a_receiver_that_is_gone_is_not_hammered,
    the_database_is_whole,
    nothing_outlives_its_daemon,
    all_comes_to_rest,
)


def _occasion(body: bytes) -> tuple[str, ...]:
    """Return what an alert is made for: an article that meets a rule, or one wording of it that was edited."""
    told = json.loads(body)
    article = told["data"]["article"]
    wording = "" if told["type"] == "article.matched" else str(article["revision"])
    return told["type"], article["id"], told["data"]["rule"]["id"], wording


def _firsts(receipts: tuple[Receipt, ...]) -> Iterator[Receipt]:
    seen = set()
    for receipt in receipts:
        if (key := (receipt.sink, receipt.alert)) not in seen:
            seen.add(key)
            yield receipt


def _each(what: str, subjects) -> Iterator[str]:
    listed = sorted(map(str, subjects))
    if listed:
        shown = ", ".join(listed[:_SHOWN])
        yield f"{len(listed)}× {what}: {shown}{', …' if len(listed) > _SHOWN else ''}"
