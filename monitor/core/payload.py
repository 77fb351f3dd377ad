"""What a receiver is sent: the alert's id, its JSON text, and the signature over it.

Follows the Standard Webhooks specification 1.0.0. Knows no transport and holds no secret.
"""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256

from monitor.core.snippet import snippet
from monitor.model import (
    AlertKind,
    ArticleUpdate,
    HeldArticle,
    Hit,
    Match,
    Revision,
    Rule,
    Secret,
    Source,
)

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
    """All that an alert tells of one match: the rule, the article as held, and as its page says it now.

    `url` is the link that was fetched; `page` is None where only the listing was read.
    """

    match: Match
    rule: Rule
    source: Source
    held: HeldArticle
    revision: Revision
    url: str
    page: ArticleUpdate | None = None
    views: int | None = None


def matched_payload(id_: str, telling: Telling, now: datetime) -> str:
    """Return the JSON text of an `article.matched` alert: article, rule, and each match with a snippet."""
    rule, source = telling.rule, telling.source
    message = {
        "type": AlertKind.MATCHED.value,
        "timestamp": _iso(now),
        "data": {
            "alert": id_,
            "rule": {"id": rule.id, "query": rule.query},
            "source": {"id": source.id, "site": source.site, "listing": source.listing},
            "article": _article(telling),
            "matches": [_told(hit, telling.revision) for hit in telling.match.hits[:MAX_HITS_TOLD]],
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _article(telling: Telling) -> dict[str, object]:
    held = telling.held
    page = telling.page or ArticleUpdate(article=held.id)
    published_at = page.published_at or held.published_at
    return {
        "id": held.identity.name,
        "title": telling.revision.title,
        "url": telling.url,
        "canonical_url": held.identity.url,
        "short_url": page.short_url,
        "language": page.language or held.language or telling.source.language,
        "section": page.section,
        "author": page.author,
        "published_at": _iso(published_at) if published_at else None,
        "first_seen_at": _iso(held.first_seen_at),
        "views": telling.views,
        "revision": telling.revision.number,
    }


def sign(secret: Secret, id_: str, sent_at: datetime, body: bytes) -> str:
    """Return the `webhook-signature` of one attempt: HMAC-SHA256 over id, timestamp and body, version 1.

    `secret` is "whsec_" and the base64 of the key. Raises `ValueError` if it is not.
    """
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    signed = b".".join((id_.encode(), str(int(sent_at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()


def _told(hit: Hit, revision: Revision) -> dict[str, object]:
    text = revision.title if hit.field == "title" else revision.body
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
