"""Kept pages as WARC 1.1 (ISO 28500:2017): for each the answer, the question and what we know of both.

The same pages make the same bytes. Knows neither where pages lie nor how they are packed.
"""

import gzip
from base64 import b32encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO, NamedTuple
from uuid import UUID, uuid5

from monitor.core.http_head import RENDERED_BY, Head, spell_answer
from monitor.model.evidence import KeptPage

# What says how the body was sent, and is no longer so: it is kept with its coding undone (as Heritrix names them).
_AS_SENT = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_RENAMED = "x-archive-orig-"
_HTTP = "application/http;msgtype="
_FIELDS = "application/warc-fields"
_OURS = UUID("6d1f8c1c-7f0b-5f0e-9c83-6d6f6e69746f")
# Nothing is won by more on what is read once.
_LEVEL = 6


class Exchanged(NamedTuple):
    """A kept page, unpacked."""

    page: KeptPage
    head: Head
    body: bytes


def write_warc(exchanges: Iterable[Exchanged], file: BinaryIO, software: str) -> int:
    """Write a gzip member a record, and return how many pages that were."""
    count = 0
    for exchanged in exchanges:
        if not count:
            file.write(_packed(_about(exchanged.page.capture.at, software)))
        for record in _records(exchanged):
            file.write(_packed(record))
        count += 1
    return count


def _packed(record: bytes) -> bytes:
    return gzip.compress(record, _LEVEL, mtime=0)


def _about(at: datetime, software: str) -> bytes:
    """Return the first record of a file, of the time of its first page: who made it, and how bodies are kept."""
    about = {
        "software": software,
        "format": "WARC File Format 1.1",
        "description": f"bodies have their transfer and content coding undone; fields that told it bear {_RENAMED}",
    }
    block = _fields(about)
    return _record("warcinfo", _id(uuid5(_OURS, f"{software} {at}")), at, _FIELDS, block)


def _records(exchanged: Exchanged) -> Iterator[bytes]:
    page, head, body = exchanged
    capture = page.capture
    answer, question = UUID(hex=page.id), uuid5(UUID(hex=page.id), "request")
    target, beside = ("WARC-Target-URI", capture.final_url), ("WARC-Concurrent-To", _id(answer))
    payload = ("WARC-Payload-Digest", _digest(capture.digest))
    if rendered_by := head.field(RENDERED_BY):
        # What scripts made of an answer is no answer, but another version of it (§6.8).
        kind, block, media_type = "conversion", body, head.field("content-type")
    else:
        kind, media_type = "response", f"{_HTTP}response"
        block = spell_answer(head.status, _as_kept(head, len(body))) + body
    yield _record(kind, _id(answer), capture.at, media_type, block, (target, payload))
    yield _record(
        "request", _id(question), capture.at, f"{_HTTP}request", head.request, (target, beside)
    )
    known = {"monitor-page": page.id, "monitor-source": page.source, "monitor-site": page.site}
    if capture.url != capture.final_url:
        known["monitor-asked"] = capture.url
    if rendered_by:
        known["monitor-rendered-by"] = rendered_by
    note = _id(uuid5(answer, "metadata"))
    yield _record("metadata", note, capture.at, _FIELDS, _fields(known), (target, beside))


def _as_kept(head: Head, size: int) -> list[tuple[str, str]]:
    """Return the fields of the answer for a body without coding."""
    fields = [(_RENAMED + name if name in _AS_SENT else name, value) for name, value in head.fields]
    return [*fields, ("content-length", str(size))]


def _record(
    kind: str,
    id_: str,
    at: datetime,
    media_type: str,
    block: bytes,
    more: Iterable[tuple[str, str]] = (),
) -> bytes:
    fields = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", id_),
        ("WARC-Date", at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"),
        *more,
        ("WARC-Block-Digest", _digest(sha256(block).digest())),
        ("Content-Type", media_type),
        ("Content-Length", str(len(block))),
    )
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def _fields(pairs: dict[str, str]) -> bytes:
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in pairs.items()).encode()


def _one_line(value: str) -> str:
    return "".join(one for one in value if one not in "\r\n")


def _id(uuid: UUID) -> str:
    return f"<{uuid.urn}>"


def _digest(digest: bytes) -> str:
    return f"sha256:{b32encode(digest).decode('ascii')}"
