"""What a form sends, within bounds. Judges nothing of it."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request

# A query of many words and a note are not longer.
_MOST_BYTES = 8_192
_MOST_FIELDS = 20


async def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form; none of one that is larger than any honest one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
