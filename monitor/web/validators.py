"""What lets a program ask "changed since?" (RFC 9110 §8.8, §13): strong tags, and 304 for who holds the same."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answer(
    request: Request,
    body: str,
    media: str,
    *,
    changed_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return `body`, or 304 if the one who asks holds it already. It may be kept, but is asked for each time."""
    content = body.encode()
    tag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    said = {**(headers or {}), "ETag": tag, "Cache-Control": "private, no-cache"}
    if changed_at is not None:
        said["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if _is_held(request.headers, tag, changed_at):
        return Response(status_code=304, headers=said)
    return Response(content, headers=said, media_type=media)


def _is_held(headers: Headers, tag: str, changed_at: datetime | None) -> bool:
    """Say whether the one who asks holds what has this tag. The time counts only where no tag is shown."""
    if (tags := headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag in _TAG.findall(tags)
    since = headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        at = parsedate_to_datetime(since)
    except ValueError:
        return False
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    # The header tells no parts of a second.
    return changed_at.replace(microsecond=0) <= at
