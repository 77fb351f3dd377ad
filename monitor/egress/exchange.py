"""The nouns of one exchange with the network: what is asked, what is answered, why it is not. No behaviour."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta

from monitor.model import Reason
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One question to one URL. Redirects are not followed; the caller's headers win over the defaults.

    `max_bytes` bounds the body on the wire and decoded, `timeout` the whole exchange. With `truncate`
    a body over the cap is cut there instead of refused. `pause` is left before it is asked again, where a kept
    connection turns out to be dead: the server may have seen the first one.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    max_bytes: int
    timeout: timedelta
    truncate: bool = False
    pause: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the server said. `body` is decoded from its content coding, `wire_bytes` its size before that.

    `headers` are pairs in order of arrival, names in lower case, every byte the code point of its number.
    The body of an answer that is not 2xx is best effort: empty where it is over the cap or broken.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wire_bytes: int
    took: timedelta

    def header(self, name: str, default: str = "") -> str:
        """Return the field's value, repeated fields joined by ", " (RFC 9110 §5.3), else `default`."""
        wanted = name.lower()
        values = [value for key, value in self.headers if key == wanted]
        return ", ".join(values) if values else default


@dataclass(frozen=True, kw_only=True, slots=True)
class Unanswered:
    """There was no usable answer. `detail` is a sentence for people and holds no query, header or secret."""

    reason: Reason
    detail: str
    took: timedelta
