"""What was asked and how it was answered, as text in the form of HTTP/1.1, and taken apart again. Pure; sends nothing.

The question is as it went out. Of the answer the fields are as they came but for their case: names in lower case, in
order of arrival; its reason phrase and its version are not kept.
"""

from collections.abc import Iterable
from typing import NamedTuple

Fields = tuple[tuple[str, str], ...]
# Our own mark among the fields: the body is what scripts made of the page, and who ran them.
RENDERED_BY = "x-monitor-rendered-by"
_END = b"\r\n\r\n"


class Head(NamedTuple):
    """The head of a request as it was sent, and the answer's status line and fields."""

    request: bytes
    status: int
    fields: Fields

    def field(self, name: str) -> str:
        """Return the values of a field, joined by ", " (RFC 9110 §5.3); "" if there is none."""
        return ", ".join(value for key, value in self.fields if key == name)


def spell_head(request: bytes, status: int, fields: Iterable[tuple[str, str]]) -> bytes:
    """Return both heads in one: `request` with its empty line, then the answer's."""
    return request + spell_answer(status, fields)


def spell_answer(status: int, fields: Iterable[tuple[str, str]]) -> bytes:
    """Return the head of an answer with its empty line (RFC 9112 §2.1)."""
    lines = [f"HTTP/1.1 {status} ", *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def parse_head(spelled: bytes) -> Head:
    """Return what `spell_head` was given. Raises ValueError if it is none."""
    request, ended, answer = spelled.partition(_END)
    first, *lines = answer.removesuffix(_END).decode("latin-1").split("\r\n")
    version, _, status = first.rstrip().partition(" ")
    if not ended or version != "HTTP/1.1":
        raise ValueError("no head of an exchange")
    fields = tuple(
        (name, value) for name, _, value in (line.partition(": ") for line in lines) if name
    )
    return Head(request=request + _END, status=int(status), fields=fields)
