"""One page, politely and within bounds: robots.txt and the gate before every hop, redirects by hand.

Owns the walk from a target to an outcome. It knows nothing of what a page says, and keeps no page.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from monitor.egress import Answer, Egress, Request, Url, parse_url
from monitor.fetch.exchange import Exchange
from monitor.fetch.gate import Gate
from monitor.fetch.letters import Came, Lost, Question, Rendering
from monitor.fetch.meter import Meter
from monitor.fetch.redirect import lost, next_hop
from monitor.fetch.robots import Allowed, Forbidden, Robots, Verdict
from monitor.model import (
    NO_VALIDATORS,
    Failed,
    Fetched,
    FetchLimits,
    FetchOutcome,
    PolitenessRules,
    Reason,
    Refused,
    Selectors,
    Target,
    TargetKind,
    Validators,
)
from monitor.noun import replace
from monitor.ports import Clock

_ACCEPT = {
    TargetKind.ARTICLE: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    TargetKind.LISTING: "text/html,application/xhtml+xml;q=0.9,application/rss+xml;q=0.9,application/atom+xml;q=0.9,"
    "application/feed+json;q=0.9,application/xml;q=0.8,*/*;q=0.1",
}
# A page whose asking was lost with another's is asked again, but not without end.
_MOST_LOST = 3

# How a target's page is rendered; None if it is read as it comes.
RenderingOf = Callable[[Target, Selectors | None], Rendering | None]


def as_it_comes(target: Target, selectors: Selectors | None) -> Rendering | None:
    """Return None: no page is rendered."""


class Fetcher:
    """`ports.Fetcher` over `exchange`, and over `egress` for robots.txt.

    One instance serves the whole program: the gate is in it, its own where it is given none. With `keeps` what comes
    stays at hand for a moment, and an outcome says under which receipt. `rendering` says which pages are rendered,
    and how.
    """

    def __init__(
        self,
        egress: Egress,
        exchange: Exchange,
        *,
        limits: FetchLimits,
        politeness: PolitenessRules,
        clock: Clock,
        keeps: bool = False,
        gate: Gate | None = None,
        rendering: RenderingOf = as_it_comes,
    ) -> None:
        self._rendering = rendering
        self._exchange = exchange
        self._keeps = keeps
        self._limits = limits
        self._politeness = politeness
        self._clock = clock
        self._gate = gate or Gate(politeness, clock)
        self._robots = Robots(egress, self._gate, limits, clock)

    async def get(self, target: Target, selectors: Selectors | None = None) -> FetchOutcome:
        """See `Fetcher.get` of the ports. Without `selectors` the page comes as it is, with its body.

        `took` counts the exchanges of all hops, not the waiting for their turns; the time-out bounds it.
        """
        text = target.round.url if target.round else target.url
        url = parse_url(text)
        if url is None:
            detail = "not an http(s) URL that we ask"
            return Refused(reason=Reason.BAD_URL, detail=detail, at=self._clock.now())
        rendering = self._rendering(target, selectors)
        walk = _Walk(target, selectors, text, url, is_kept=self._keeps, rendering=rendering)
        while True:
            outcome = await self._step(walk)
            if outcome is not None:
                return replace(outcome, traffic=walk.meter.traffic)

    async def _step(self, walk: "_Walk") -> FetchOutcome | None:
        """Ask one hop. None if it leads on."""
        verdict = await self._verdict(walk)
        if isinstance(verdict, Forbidden):
            return Refused(reason=verdict.reason, detail=verdict.detail, at=self._clock.now())
        came = await self._ask(walk, verdict.gap)
        match came:
            case Lost():
                walk.losses += 1
                return self._give_up(walk) if walk.losses >= _MOST_LOST else None
            case Answer():
                walk.took += came.took
                defect = walk.follow(came, self._limits.max_redirects)
                return lost(defect, came, self._clock.now(), walk.took) if defect else None
            case _:
                # Whoever asked may have gone by another clock.
                return replace(came, at=self._clock.now())

    async def _verdict(self, walk: "_Walk") -> Verdict:
        if not self._politeness.of(walk.here.host).robots:
            return Allowed()
        return await self._robots.verdict(walk.here, walk.meter)

    async def _ask(self, walk: "_Walk", gap: timedelta) -> Came:
        request = Request(
            url=walk.here.text,
            headers={"accept": _ACCEPT[walk.kind], **walk.condition},
            max_bytes=self._limits.max_bytes,
            timeout=max(self._limits.timeout - walk.took, timedelta()),
            pause=max(self._politeness.of(walk.here.host).delay, gap),
        )
        async with self._gate.turn(walk.here.host, gap):
            walk.meter.ask(walk.here.host)
            came = await self._exchange.ask(walk.question(request), walk.selectors)
        if isinstance(came, Answer | Fetched | Failed):
            walk.meter.receive(walk.here.host, came.wire_bytes)
        if isinstance(came, Fetched | Failed):
            walk.meter.add(came.traffic)
        return came

    def _give_up(self, walk: "_Walk") -> Failed:
        detail = f"lost {walk.losses} times with another page that ended its reader"
        return Failed(
            reason=Reason.INTERRUPTED, detail=detail, at=self._clock.now(), took=walk.took
        )


class _Walk:
    """Where one fetch is on its way, and where it has been."""

    def __init__(
        self,
        target: Target,
        selectors: Selectors | None,
        text: str,
        url: Url,
        *,
        is_kept: bool,
        rendering: Rendering | None,
    ) -> None:
        self.text = text
        self._is_kept = is_kept
        self._rendering = rendering
        self.here = url
        self.kind = target.kind
        self.took = timedelta()
        self.losses = 0
        self.meter = Meter()
        self._target = target
        self.selectors = selectors
        # That a page without its scripts is unchanged says nothing of what they would load.
        self._condition = _condition(target) if rendering is None else {}
        self._first = url.origin
        self._seen = {url.text}

    def question(self, request: Request) -> Question:
        """Return what is asked at this hop."""
        return Question(
            request=request,
            url=self.text,
            final=self.here,
            is_conditional=bool(self.condition),
            took=self.took,
            target=self._target,
            is_kept=self._is_kept,
            rendering=self._rendering,
        )

    @property
    def condition(self) -> Mapping[str, str]:
        """The conditional fields for this hop: what we hold of the first origin is nobody else's business."""
        return self._condition if self.here.origin == self._first else {}

    def follow(self, answer: Answer, most: int) -> str:
        """Move to where the answer leads, and return ""; or return why not."""
        there = next_hop(self.here, answer)
        if isinstance(there, str):
            return there
        if there.text in self._seen:
            return f"a loop of redirects, at {there.host}"
        if len(self._seen) > most:
            return f"more than {most} redirects"
        self._seen.add(there.text)
        self.here = there
        return ""


def _condition(target: Target) -> dict[str, str]:
    """Return the conditional fields (RFC 9110 §13). Validators are those of a listing's first page."""
    held = target.validators if target.round is None or target.round.page == 1 else NO_VALIDATORS
    return _fields(held)


def _fields(validators: Validators) -> dict[str, str]:
    fields = {"if-none-match": validators.etag, "if-modified-since": validators.last_modified}
    return {name: value for name, value in fields.items() if value}
