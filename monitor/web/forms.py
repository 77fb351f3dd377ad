"""What a form sends, within bounds, and the key by which it shows that it came from our own page."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request

from monitor.core.access import form_key, is_form_key
from monitor.model import Web
from monitor.model.access import Visitor

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


def key_of_form(request: Request, web: Web) -> str:
    """Return the key that forms of this visitor show."""
    return form_key(_session(request), web.secrets[0])


async def shown_form(request: Request, web: Web) -> dict[str, str] | None:
    """Return the fields of a form that shows its key; None if it does not, and so came from elsewhere."""
    fields = dict(await form_of(request))
    key = fields.pop("key", "")
    return fields if is_form_key(key, _session(request), web.secrets) else None


def _session(request: Request) -> str:
    visitor: Visitor | None = request.scope.get("visitor")
    return visitor.session if visitor else ""
