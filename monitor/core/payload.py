"""What a receiver is sent: the alert's id, its JSON text, and the signature over it.

Follows the Standard Webhooks specification 1.0.0. Knows no transport and holds no secret.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b, sha256

from monitor.core import message
from monitor.core.look import Look
from monitor.core.snippet import snippet
from monitor.core.story import appeared_at
from monitor.model import (
    Alarm,
    AlertKind,
    Delivery,
    Downtime,
    Event,
    Hit,
    Late,
    Match,
    Overdue,
    Recovered,
    Rule,
    Secret,
    Source,
)
from monitor.noun import dataclass

# The specification asks for payloads under 20 kB.
MAX_HITS_TOLD = 10
MAX_WORDS_TOLD = 10
MAX_TEXT_TOLD = 500


def alert_id(subject: str, rule: str, kind: AlertKind, occasion: str = "") -> str:
    """Return the alert's id: the same wherever and whenever this is found again.

    It hashes what is told (article or source, rule, kind) and nothing that depends on who found it, so that a
    crash, a restored backup or a second machine repeats the id instead of making a new one. `occasion` tells apart
    what may happen to one subject more than once: the number of a wording, the beginning of an alarm.
    """
    told = "\x00".join((subject, rule, kind.value, *filter(None, (occasion,)))).encode()
    return f"msg_{blake2b(told, digest_size=16).hexdigest()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """All that an alert tells of one match. `late` is why that is later than it could have been.

    It is told for the first time (`MATCHED`), or once more because it met the rule's escalation (`ESCALATED`).
    `acknowledge` is the link by which somebody takes note, if there is one.
    """

    match: Match
    rule: Rule
    source: Source
    look: Look
    late: Late | None = None
    kind: AlertKind = AlertKind.MATCHED
    acknowledge: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """All that an alert tells of what happened to an article that a rule matched."""

    kind: AlertKind
    events: tuple[Event, ...]
    rule: Rule
    source: Source
    look: Look
    acknowledge: str | None = None


def matched_payload(id_: str, telling: Telling, now: datetime) -> str:
    """Return the JSON text of an alert about a match: article, rule, and each match with a snippet."""
    return message.write(
        telling.kind,
        now,
        {
            "alert": id_,
            "acknowledge": telling.acknowledge,
            "late": _late(telling.late),
            "rule": _rule(telling.rule),
            "source": source_facts(telling.source),
            "article": _article(telling.look, telling.source),
            "story": _story(telling.look),
            "matches": [_told(hit, telling.look) for hit in telling.match.hits[:MAX_HITS_TOLD]],
        },
    )


def event_payload(id_: str, happening: Happening, now: datetime) -> str:
    """Return the JSON text of an alert about an article's later life: article, rule, and each event."""
    return message.write(
        happening.kind,
        now,
        {
            "alert": id_,
            "acknowledge": happening.acknowledge,
            "rule": _rule(happening.rule),
            "source": source_facts(happening.source),
            "article": _article(happening.look, happening.source),
            "story": _story(happening.look),
            "events": [_event(event) for event in happening.events],
        },
    )


def alarm_payload(id_: str, kind: AlertKind, source: Source, alarm: Alarm, now: datetime) -> str:
    """Return the JSON text of an alert about a source. `alarm` is the one that began, or that ended."""
    facts = {
        "kind": alarm.kind.value,
        "since": message.moment(alarm.since),
        "expected": _round(alarm.expected),
        "found": alarm.found,
    }
    return message.write(kind, now, {"alert": id_, "source": source_facts(source), "alarm": facts})


def quarantined_payload(id_: str, source: Source, url: str, detail: str, now: datetime) -> str:
    """Return the JSON text of the alert that a page ended the process that read it."""
    facts = {"alert": id_, "source": source_facts(source), "page": {"url": url, "detail": detail}}
    return message.write(AlertKind.PAGE_QUARANTINED, now, facts)


def resumed_payload(
    id_: str, downtime: Downtime, recovered: Sequence[Recovered], now: datetime
) -> str:
    """Return the JSON text of the alert that the program was away, with what each source brought since."""
    return message.write(
        AlertKind.RESUMED,
        now,
        {
            "alert": id_,
            "since": message.moment(downtime.since),
            "until": message.moment(downtime.until),
            "ended": "killed" if downtime.was_killed else "stopped",
            "articles": sum(each.articles for each in recovered),
            "alerts": sum(each.alerts for each in recovered),
            "holes": sum(each.holes for each in recovered),
            "sources": [
                {
                    "id": each.source,
                    "polled": each.is_polled,
                    "articles": each.articles,
                    "alerts": each.alerts,
                    "holes": each.holes,
                }
                for each in recovered
            ],
        },
    )


def disabled_payload(id_: str, delivery: Delivery, now: datetime) -> str:
    """Return the JSON text of the alert that a sink is disabled. `delivery` is the one that its receiver refused."""
    return message.write(
        AlertKind.SINK_DISABLED,
        now,
        {"alert": id_, "sink": {"id": delivery.sink}, "refused": delivery.alert},
    )


def overdue_payload(id_: str, overdue: Overdue, now: datetime) -> str:
    """Return the JSON text of the alert that a sink takes no canary."""
    facts = {
        "alert": id_,
        "sink": {"id": overdue.sink},
        "canary": overdue.alert,
        "since": message.moment(overdue.since),
    }
    return message.write(AlertKind.SINK_OVERDUE, now, facts)


def test_payload(id_: str, sink: str, now: datetime) -> str:
    """Return the JSON text of a test of one sink, which is about nothing."""
    return message.write(AlertKind.TEST, now, {"alert": id_, "sink": {"id": sink}})


def _late(late: Late | None) -> dict[str, object] | None:
    if late is None:
        return None
    return {
        "why": late.why.value,
        "since": message.moment(late.since) if late.since else None,
        "until": message.moment(late.until) if late.until else None,
    }


def _rule(rule: Rule) -> dict[str, object]:
    told: dict[str, object] = {"id": rule.id, "query": rule.query}
    return told | {"escalate": rule.escalate} if rule.escalate else told


def source_facts(source: Source) -> dict[str, object]:
    """Return how a payload names a source."""
    return {"id": source.id, "site": source.site, "listing": source.listing}


def _event(event: Event) -> dict[str, object]:
    return {
        "kind": event.kind.value,
        "at": message.moment(event.at),
        "before": _cut(event.before),
        "after": _cut(event.after),
        "words": [_cut(words) for words in event.words[:MAX_WORDS_TOLD]],
    }


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 1)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= MAX_TEXT_TOLD else f"{text[: MAX_TEXT_TOLD - 1]}…"


def _article(look: Look, source: Source) -> dict[str, object]:
    return {
        "id": look.held.identity.name,
        "title": look.title,
        "url": look.url,
        "canonical_url": look.held.identity.url,
        "short_url": look.short_url,
        "language": look.language or source.language,
        "section": look.section,
        "author": look.author,
        "published_at": message.moment(look.published_at) if look.published_at else None,
        "first_seen_at": message.moment(look.held.first_seen_at),
        "views": look.gauge.views,
        "views_per_hour": _round(look.gauge.views_per_hour),
        "revision": look.number,
    }


def _story(look: Look) -> dict[str, object] | None:
    """Return whose text the article took, None if nobody's. The lag is negative where it appeared before that."""
    held, kinship = look.held, look.held.kinship
    if kinship is None:
        return None
    first = kinship.beginning
    appeared = appeared_at(look.published_at, held.first_seen_at, held.absent_at)
    began = appeared_at(first.published_at, first.first_seen_at, first.absent_at)
    return {
        "id": first.name,
        "first": {
            "source": first.source,
            "title": first.title,
            "url": first.url,
            "published_at": message.moment(first.published_at) if first.published_at else None,
            "first_seen_at": message.moment(first.first_seen_at),
        },
        "lag_seconds": int((appeared - began).total_seconds()),
        "share": round(kinship.share, 2),
    }


def sign(secret: Secret, id_: str, sent_at: datetime, body: bytes) -> str:
    """Return the `webhook-signature` of one attempt: HMAC-SHA256 over id, timestamp and body, version 1.

    `secret` is "whsec_" and the base64 of the key. Raises `ValueError` if it is not.
    """
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    signed = b".".join((id_.encode(), str(int(sent_at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()


def _told(hit: Hit, look: Look) -> dict[str, object]:
    text = look.title if hit.field == "title" else look.body
    around = snippet(text, hit.start, hit.end)
    return {
        "field": hit.field,
        "words": hit.words,
        "start": hit.start,
        "end": hit.end,
        "snippet": around.text,
        "snippet_start": around.start,
        "snippet_end": around.end,
    }
