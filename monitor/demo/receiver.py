"""A webhook receiver on loopback. Owns what it was told and whether the signature holds; never forwards.

Signatures are those of Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", in base64, under the key
that a "whsec_" secret spells in base64; several may be listed, any valid one suffices. The age of the
timestamp is recorded, not judged. A request whose body is shorter than announced is no delivery.
"""

import base64
import hmac
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitor.demo.faults import Fault
from monitor.demo.ledger import PATIENCE, Ledger
from monitor.demo.messages import Request, Response
from monitor.demo.script import Script
from monitor.demo.server import Answer, Server
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One POST that came whole. `is_signed` is None where the receiver has no secret.

    `at` is monotonic seconds, `wall` POSIX seconds; `status` is what was answered (0: nothing).
    """

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    wall: float
    status: int
    is_signed: bool | None

    @property
    def id(self) -> str:
        """Return the webhook-id, "" if there is none."""
        return self.headers.get("webhook-id", "")

    @property
    def is_accepted(self) -> bool:
        """Return whether the sender was answered with a 2xx."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """Return the payload. Raises `ValueError` if it is no JSON object."""
        payload = json.loads(self.body)
        if not isinstance(payload, dict):
            raise ValueError("the payload is no JSON object")
        return payload


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Return whether any listed v1 signature is valid under `secret`. Header names are lower case."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = (
        f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}.".encode() + body
    )
    wanted = b"v1," + base64.b64encode(hmac.new(key, signed, sha256).digest())
    listed = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(signature, wanted) for signature in listed)


class Receiver:
    """Takes webhooks: `async with Receiver(secret="whsec_…") as receiver: …`.

    Every POST to any path is recorded and answered 204, or with what was scripted. With `journal`,
    each is also written there, as a line of JSON on disk before it is answered; `on_received` hears of it then.
    """

    def __init__(
        self,
        *,
        secret: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        journal: Path | None = None,
        on_received: Callable[[Received], None] | None = None,
    ) -> None:
        self.received: Ledger[Received] = Ledger()
        self._secret = secret
        self._host = host
        self._script = Script()
        self._journal = journal
        self._on_received = on_received
        self._server = Server(self._respond, host=host, port=port)

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._server.__aexit__(kind, error, trace)

    @property
    def address(self) -> str:
        """Return "127.0.0.1:PORT"."""
        return f"{self._host}:{self._server.port}"

    @property
    def url(self) -> str:
        """Return a URL to send to."""
        return f"http://{self.address}/hook"

    @property
    def unfinished(self) -> int:
        """Return how many requests ended before they were whole."""
        return self._server.unfinished

    @property
    def in_flight(self) -> int:
        """Return how many requests are under way."""
        return self._server.in_flight

    @property
    def most_in_flight(self) -> int:
        """Return how many requests were ever under way at once."""
        return self._server.most_in_flight

    @property
    def accepted(self) -> Sequence[Received]:
        """Return what was answered with a 2xx, in order."""
        return [received for received in self.received if received.is_accepted]

    def script(self, fault: Fault, times: int | None = None, *, path: str = "*") -> None:
        """Answer the next `times` POSTs (None: all) with a fault. They are recorded all the same."""
        self._script.add(path, fault, times)

    def heal(self) -> None:
        """End all scripted faults."""
        self._script.heal()

    async def wait_for(self, count: int, within: timedelta = PATIENCE) -> Sequence[Received]:
        """Return all that was received once there are `count`. Raises `TimeoutError`."""
        await self.wait_until(lambda: len(self.received) >= count, within)
        return list(self.received)

    async def wait_until(
        self, is_fulfilled: Callable[[], bool], within: timedelta = PATIENCE
    ) -> None:
        """Return once the condition holds, looking after every POST. Raises `TimeoutError`."""
        await self.received.wait_for(is_fulfilled, within)

    def _respond(self, request: Request) -> Answer:
        if request.method != "POST":
            return Response(status=405)
        fault = self._script.next_fault(request.path)
        answer = (
            fault.answer(request, lambda: Response(status=204)) if fault else Response(status=204)
        )
        status = answer.status if isinstance(answer, Response) else fault.status if fault else 0
        received = Received(
            path=request.target,
            headers=request.headers,
            body=request.body,
            at=time.monotonic(),
            wall=time.time(),
            status=status,
            is_signed=is_signed(request.headers, request.body, self._secret)
            if self._secret
            else None,
        )
        if self._journal:
            _write_down(self._journal, received)
        if self._on_received:
            self._on_received(received)
        self.received.append(received)
        return answer


def _write_down(journal: Path, received: Received) -> None:
    line = {
        "id": received.id,
        "wall": received.wall,
        "status": received.status,
        "is_signed": received.is_signed,
        "headers": dict(received.headers),
        "body": received.body.decode("utf-8", "replace"),
    }
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
