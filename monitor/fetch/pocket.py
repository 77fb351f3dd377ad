"""What came lately, kept for a moment until somebody says whether it is evidence. Bounded; packs nothing."""

import json
from collections import OrderedDict
from datetime import datetime, timedelta
from itertools import count

from monitor.egress import Answer, Request
from monitor.model.evidence import Receipt
from monitor.noun import dataclass

# A decision takes milliseconds, and 32 pages are under way: there is room for many times as many.
MOST_BYTES = 16 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """One exchange that was answered, on the way from `url` to a page."""

    url: str
    request: Request
    answer: Answer
    at: datetime


def head_of(answer: Answer) -> bytes:
    """Return all of an answer but its body, as plain JSON: who reads it trusts it with nothing."""
    return json.dumps([answer.status, answer.headers, answer.wire_bytes]).encode()


def answer_of(head: bytes, body: bytes) -> Answer:
    """Return the answer of a head that `head_of` made. Raises ValueError if it is none."""
    status, headers, wire_bytes = json.loads(head)
    return Answer(
        status=int(status),
        headers=tuple((str(name), str(value)) for name, value in headers),
        body=body,
        wire_bytes=int(wire_bytes),
        took=timedelta(),
    )


class Pocket:
    """Holds the newest answers, up to so many bytes of bodies. `owner` is the number of the process it is in."""

    def __init__(self, owner: int, most_bytes: int = MOST_BYTES) -> None:
        self._owner = owner
        self._most = most_bytes
        self._held: OrderedDict[int, Came] = OrderedDict()
        self._bytes = 0
        self._numbers = count(1)

    def put(self, came: Came) -> Receipt:
        """Hold an answer, and return by what it is taken out again. The oldest make room, but never the newest."""
        number = next(self._numbers)
        self._held[number] = came
        self._bytes += len(came.answer.body)
        while self._bytes > self._most and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self._bytes -= len(oldest.answer.body)
        return Receipt(self._owner, number)

    @property
    def newest(self) -> tuple[Receipt, Came] | None:
        """Return what was put last, and stays there; None if nothing is there."""
        if not self._held:
            return None
        number = next(reversed(self._held))
        return Receipt(self._owner, number), self._held[number]

    def take(self, receipt: Receipt) -> Came | None:
        """Return what was put for that receipt and let go of it; None if it had to make room, or lay elsewhere."""
        came = self._held.pop(receipt.number, None) if receipt.scout == self._owner else None
        if came is not None:
            self._bytes -= len(came.answer.body)
        return came
