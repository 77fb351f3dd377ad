"""What an answer means: from a status, a type and a body to one of the four outcomes. Pure."""

import re
from datetime import datetime, timedelta

from monitor.core.blockpage import BlockPage, recognise
from monitor.core.blockwords import BlockKind
from monitor.core.doors import door_of
from monitor.core.made_at import made_at
from monitor.core.retry_after import parse_retry_after
from monitor.core.status import reason_of
from monitor.egress import Answer, Unanswered, Url
from monitor.model import (
    Failed,
    Fetched,
    FetchOutcome,
    NotModified,
    Page,
    Reason,
    Refused,
    Validators,
)
from monitor.noun import dataclass

# We never asked: the guard or the parser held us back.
_UNASKED = frozenset({Reason.BAD_URL, Reason.FORBIDDEN_ADDRESS})
_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
# What calls itself HTML and is not: documents, pictures, archives, JSON.
_NOT_HTML = re.compile(
    rb"%PDF-|GIF8[79]a|\x89PNG\r\n|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|RIFF....WEBP"
    rb"|[\[{]\s*(?:[\"\[{]|[\]}]\s*$)",
    re.DOTALL,
)
# Pages that say in words what a status other than 200 says too.
_PLAIN = frozenset({BlockKind.MISSING, BlockKind.DENIED, BlockKind.OUTAGE, BlockKind.MAINTENANCE})
# The beginning is enough to tell.
_GLANCE = 1_024
# What a server gives us we must keep and send back: no more of it than a sane one needs.
_LONGEST_VALIDATOR = 1_024
_LONGEST_TYPE = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What was asked, as far as the answer's meaning depends on it. A listing may be a feed or a sitemap."""

    url: str
    final: Url
    is_conditional: bool
    at: datetime
    took: timedelta
    is_listing: bool = False


def outcome_of(answer: Answer, asked: Asked) -> FetchOutcome:
    """Return what a final answer came to (RFC 9110 §15)."""
    if answer.status == 304:
        return _not_modified(answer, asked)
    is_door = asked.is_listing and answer.status == 200 and door_of(answer.body) is not None
    block = None if is_door else _block(answer, asked)
    if answer.status != 200 or block is not None:
        return _failed(answer, asked, block)
    defect = "" if is_door else _type_defect(answer)
    if defect:
        return Failed(
            reason=Reason.WRONG_TYPE,
            detail=defect,
            at=asked.at,
            took=asked.took,
            status=200,
            wire_bytes=answer.wire_bytes,
        )
    page = Page(
        url=asked.url,
        final_url=asked.final.text,
        body=answer.body,
        content_type=answer.header("content-type")[:_LONGEST_TYPE],
        validators=_validators(answer),
    )
    return Fetched(
        page=page,
        at=asked.at,
        took=asked.took,
        wire_bytes=answer.wire_bytes,
        made_at=_made_at(answer, asked),
    )


def unanswered(why: Unanswered, at: datetime, took: timedelta, most: int) -> Failed | Refused:
    """Return what an exchange without an answer came to. `most` bytes came where that was too many."""
    if why.reason in _UNASKED:
        return Refused(reason=why.reason, detail=why.detail, at=at)
    came = most if why.reason is Reason.TOO_LARGE else 0
    return Failed(reason=why.reason, detail=why.detail, at=at, took=took, wire_bytes=came)


def _not_modified(answer: Answer, asked: Asked) -> NotModified | Failed:
    if asked.is_conditional:
        return NotModified(at=asked.at, took=asked.took, made_at=_made_at(answer, asked))
    return Failed(
        reason=Reason.PROTOCOL,
        detail="status 304 to a question without a condition",
        at=asked.at,
        took=asked.took,
        status=304,
    )


def _block(answer: Answer, asked: Asked) -> BlockPage | None:
    """Return what stands in the place of the page, if it is not the page."""
    return recognise(
        answer.status, answer.header, answer.body, url=asked.url, final_url=asked.final.text
    )


def _failed(answer: Answer, asked: Asked, block: BlockPage | None) -> Failed:
    return Failed(
        reason=_reason(answer.status, block),
        detail=f"status {answer.status}" + (f", {block}" if block else ""),
        at=asked.at,
        took=asked.took,
        status=answer.status,
        retry_after=parse_retry_after(answer.header("retry-after"), asked.at),
        made_at=_made_at(answer, asked),
        wire_bytes=answer.wire_bytes,
    )


def _made_at(answer: Answer, asked: Asked) -> datetime | None:
    return made_at(answer.header("date"), answer.header("age"), asked.at)


def _reason(status: int, block: BlockPage | None) -> Reason:
    """Return why there is no page. What the status says already, a page beside it only repeats."""
    if block is None or status == 429:
        return reason_of(status)
    if status in {404, 410}:
        return reason_of(status) if block.kind is BlockKind.MISSING else Reason.BLOCKED
    return reason_of(status) if status != 200 and block.kind in _PLAIN else Reason.BLOCKED


def _type_defect(answer: Answer) -> str:
    """Return what the document is instead of HTML; "" if it may be HTML."""
    named = answer.header("content-type").split(";", 1)[0].strip().lower()
    if named not in _HTML:
        return f"type {_plain(named[:60])}"
    if _NOT_HTML.match(answer.body[:_GLANCE].lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "a document that is not HTML"
    return ""


def _validators(answer: Answer) -> Validators:
    return Validators(
        etag=_kept(answer.header("etag")), last_modified=_kept(answer.header("last-modified"))
    )


def _kept(value: str) -> str | None:
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
