"""What a receiver is sent: the alert's id, its JSON text, and the signature over it.

Follows the Standard Webhooks specification 1.0.0. Knows no transport and holds no secret.
"""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256

from monitor.core.look import Look
from monitor.core.snippet import snippet
from monitor.model import AlertKind, Hit, Match, Rule, Secret, Source

# The specification asks for payloads under 20 kB.
MAX_HITS_TOLD = 10


def alert_id(article: str, rule: str, kind: AlertKind) -> str:
    """Return the alert's id: the same wherever and whenever this is found again.

    It hashes what is told (article, rule, kind) and nothing that depends on who found it, so that a crash, a
    restored backup or a second machine repeats the id instead of making a new one.
    """
    told = "\x00".join((article, rule, kind.value)).encode()
    return f"msg_{blake2b(told, digest_size=16).hexdigest()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """All that an alert tells of one match. `is_late` if the article was there before the rule was asked."""

    match: Match
    rule: Rule
    source: Source
    look: Look
    is_late: bool = False


def matched_payload(id_: str, telling: Telling, now: datetime) -> str:
    """Return the JSON text of an `article.matched` alert: article, rule, and each match with a snippet."""
    rule, source = telling.rule, telling.source
    message = {
        "type": AlertKind.MATCHED.value,
        "timestamp": _iso(now),
        "data": {
            "alert": id_,
            "late": telling.is_late,
            "rule": {"id": rule.id, "query": rule.query},
            "source": {"id": source.id, "site": source.site, "listing": source.listing},
            "article": _article(telling),
            "matches": [_told(hit, telling.look) for hit in telling.match.hits[:MAX_HITS_TOLD]],
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _article(telling: Telling) -> dict[str, object]:
    look = telling.look
    return {
        "id": look.held.identity.name,
        "title": look.title,
        "url": look.url,
        "canonical_url": look.held.identity.url,
        "short_url": look.short_url,
        "language": look.language or telling.source.language,
        "section": look.section,
        "author": look.author,
        "published_at": _iso(look.published_at) if look.published_at else None,
        "first_seen_at": _iso(look.held.first_seen_at),
        "views": look.views,
        "revision": look.number,
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


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
