"""JSON that moves nothing where it is shown. Owns which characters a terminal, a log or a reader of lines may act on.

JSON itself escapes C0 only (RFC 8259 §7). The C1 controls are commands to a terminal (ECMA-48), the bidirectional marks
show a line other than it is (Unicode UAX 9), some readers end a line at U+2028, and a lone surrogate cannot be written
at all. Escaped, each is read back as what it was.
"""

import json
import re
from collections.abc import Callable

_LIVE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


def json_of(
    value: object,
    *,
    default: Callable[[object], object] | None = None,
    indent: int | None = None,
    allow_nan: bool = True,
) -> str:
    """Return `value` as JSON with every live character escaped; on one line, but for `indent`."""
    return inert(
        json.dumps(value, ensure_ascii=False, default=default, indent=indent, allow_nan=allow_nan)
    )


def inert(text: str) -> str:
    """Return the JSON `text` with every live character escaped: what is parsed from it stays the same."""
    return _LIVE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)
