"""Redirects that lead in circles, without end, out of the web, out of TLS, or to somebody who must learn nothing.

The first server redirects, the other listens. What we hold for the first alone are canaries: not one of their bytes
may be heard by the other.
"""

import asyncio
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.torture.asked import DELIVERY, page_at
from benchmarks.torture.redirects_cases import CASES, Asker, Case
from benchmarks.torture.tally import Size, Tally
from benchmarks.torture.tls import Doorman, self_signed
from monitor.deliver import AppriseSink, WebhookSink
from monitor.demo.messages import Request, Response
from monitor.demo.server import Server
from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import (
    FetchLimits,
    Politeness,
    PolitenessRules,
    Secret,
    SinkKind,
    SinkSettings,
    Validators,
)
from monitor.runtime.clock import SystemClock
from monitor.runtime.heartbeat import beat

CANARY = "c4n4ry"
_HELD = Validators(etag=f'"{CANARY}"', last_modified=f"Sun, {CANARY} Nov 2026 11:00:00 GMT")
_SECRET = "whsec_" + "c4n4ry" * 6 + "c4n4"
_PATIENCE = timedelta(seconds=5)
_PAGE = Response(headers=(("Content-Type", "text/html"),), body=(b"<p>here</p>",))


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What came of one case: the end of it, how often each server was asked, what the other one heard."""

    case: Case
    why: str
    first_asked: int
    other_asked: int
    other_heard: bytes


def torture(size: Size) -> Tally:
    """Return what came of all cases; there is no shorter form of them."""
    return tally_of(asyncio.run(perform(CASES)))


def tally_of(seen: Sequence[Seen]) -> Tally:
    """Return the counts of what was seen, and the broken promises."""
    held = sum(not any(violations(each)) for each in seen)
    return Tally(
        name="redirects",
        counts={
            "held": f"{held} of {len(seen)}",
            "secret bytes heard by the other origin": sum(map(_leaked, seen)),
            "requests to the other origin": sum(each.other_asked for each in seen),
        },
        broken=tuple(sentence for each in seen for sentence in violations(each)),
    )


def violations(seen: Seen) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    case = seen.case
    if seen.why != case.why:
        yield f"{case.name}: ended with {seen.why}, not with {case.why}"
    if seen.first_asked > case.first_asked:
        yield f"{case.name}: the first server was asked {seen.first_asked} times"
    if seen.other_asked != case.other_asked:
        yield f"{case.name}: the other server was asked {seen.other_asked} times"
    if leaked := _leaked(seen):
        yield f"{case.name}: the other server heard {leaked} bytes of secrets"


def _leaked(seen: Seen) -> int:
    return seen.other_heard.lower().count(CANARY.encode()) * len(CANARY)


async def perform(cases: Sequence[Case]) -> list[Seen]:
    """Return what came of the cases, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        certificate = self_signed(folder)
        async with Scene() as scene, Doorman(certificate, scene.to_other) as doorman:
            trust = ssl.create_default_context(cafile=str(certificate))
            allow = frozenset({scene.first_at, scene.other_at, doorman.address})
            limits = FetchLimits(allow_addresses=allow, timeout=_PATIENCE)
            async with Egress(limits, SystemClock(), context=trust) as egress:
                troupe = Troupe(egress, limits, scene, doorman.address)
                return [await troupe.play(case) for case in cases]


class Scene:
    """Two servers on loopback: the first redirects as the case at hand says, the other listens."""

    def __init__(self) -> None:
        self._first = Server(self._redirect, host="127.0.0.98")
        self._other = Server(self._listen, host="127.0.0.97")
        self.case = CASES[0]
        self.first_asked = self.other_asked = 0
        self.other_heard = b""

    async def __aenter__(self) -> "Scene":
        await self._first.__aenter__()
        await self._other.__aenter__()
        self.first_at = f"127.0.0.98:{self._first.port}"
        self.other_at = f"127.0.0.97:{self._other.port}"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._first.__aexit__(None, None, None)
        await self._other.__aexit__(None, None, None)

    def begin(self, case: Case) -> None:
        """Play this case from now on, and count anew."""
        self.case = case
        self.first_asked = self.other_asked = 0
        self.other_heard = b""

    def spelled(self, place: str) -> str:
        """Return the place with the servers' addresses in it."""
        return place.format(first=self.first_at, other=self.other_at, canary=CANARY)

    def to_other(self) -> str:
        """Return where the case redirects to from TLS."""
        return self.spelled(self.case.hops.get("/", ""))

    def _redirect(self, request: Request) -> Response:
        self.first_asked += 1
        place = self.case.hops.get(request.path, self.case.hops.get("*"))
        if place is None:
            return _PAGE
        location = self.spelled(place).replace("{n}", str(self.first_asked))
        fields = (("Location", location),) if location else ()
        return Response(status=self.case.status, headers=fields)

    def _listen(self, request: Request) -> Response:
        self.other_asked += 1
        fields = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
        self.other_heard += f"{request.method} {request.target}\n{fields}".encode() + request.body
        back = self.case.back
        if back:
            return Response(status=302, headers=(("Location", self.spelled(back)),))
        return _PAGE


class Troupe:
    """Those who ask: a fetcher with validators, a webhook with a secret, the heartbeat, Apprise."""

    def __init__(self, egress: Egress, limits: FetchLimits, scene: Scene, tls: str) -> None:
        self._egress = egress
        self._limits = limits
        self._scene = scene
        self._tls = tls
        self._clock = SystemClock()

    async def play(self, case: Case) -> Seen:
        """Return what came of the case."""
        scene = self._scene
        scene.begin(case)
        here = f"https://{self._tls}" if case.from_tls else f"http://{scene.first_at}"
        why = await self._ask(case.asker, here)
        return Seen(
            case=case,
            why=why,
            first_asked=scene.first_asked,
            other_asked=scene.other_asked,
            other_heard=scene.other_heard,
        )

    async def _ask(self, asker: Asker, here: str) -> str:
        match asker:
            case Asker.PAGE | Asker.ROBOTS:
                manners = Politeness(delay=timedelta(), robots=asker is Asker.ROBOTS)
                rules = PolitenessRules(default=manners)
                fetcher = Fetcher(
                    self._egress,
                    Direct(self._egress, self._clock.now),
                    limits=self._limits,
                    politeness=rules,
                    clock=self._clock,
                )
                outcome: object = await fetcher.get(page_at(f"{here}/", validators=_HELD))
            case Asker.WEBHOOK:
                settings = SinkSettings(
                    id="desk",
                    kind=SinkKind.WEBHOOK,
                    url=f"{here}/?key={CANARY}",
                    secrets=(Secret(_SECRET),),
                    timeout=_PATIENCE,
                )
                sink = WebhookSink(settings, egress=self._egress, agent=CANARY, clock=self._clock)
                outcome = await sink.send(DELIVERY)
            case Asker.APPRISE:
                url = Secret(f"json://{CANARY}:{CANARY}@{here.partition('//')[2]}/?+X-Key={CANARY}")
                settings = SinkSettings(
                    id="desk", kind=SinkKind.APPRISE, apprise_urls=(url,), timeout=_PATIENCE
                )
                permits = self._egress.permits
                outcome = await AppriseSink(settings, permits=permits, clock=self._clock).send(
                    DELIVERY
                )
            case Asker.HEARTBEAT:
                return await beat(self._egress, f"{here}/?key={CANARY}", "torture") or "came"
        return str(getattr(outcome, "reason", "came"))
