"""robots.txt after RFC 9309: what a site lets us ask, and at which gap. Owns the copies and their age.

Each origin has its own file; it is fetched through the same gate and the same way out as any page.
"""

import asyncio
from dataclasses import field
from datetime import timedelta

from monitor.egress import Answer, Egress, Request, Unanswered, Url, join_url
from monitor.fetch.gate import Gate
from monitor.fetch.meter import Meter
from monitor.fetch.redirect import REDIRECTS, location_of
from monitor.fetch.rules import Rules, product_token
from monitor.model import FetchLimits, Reason
from monitor.noun import dataclass
from monitor.ports import Clock

# RFC 9309 §2.5: parse at least 500 KiB. More would only cost us.
_PARSED = 500 << 10
# §2.3.1.2: follow at least five redirects.
_REDIRECTS = 5
# §2.4: a copy is good for 24 hours at most; renewing it earlier leaves time in which the host may be down.
_FRESH = timedelta(hours=12).total_seconds()
_USABLE = timedelta(hours=24).total_seconds()
_FIRST_RETRY = timedelta(seconds=60).total_seconds()
_LAST_RETRY = timedelta(hours=1).total_seconds()
_MOST_COPIES = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed:
    """The URL may be asked, `gap` or more after the host's last request."""

    gap: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Forbidden:
    """The URL must not be asked now."""

    reason: Reason
    detail: str


Verdict = Allowed | Forbidden


@dataclass(slots=True)
class _Copy:
    """What we hold of one origin. `rules` is None while there never was an answer."""

    rules: Rules | None = None
    read_at: float = float("-inf")
    retry_at: float = float("-inf")
    failures: int = 0
    refusal: Forbidden | None = None
    # Held by who fetches; the others of this origin wait for what comes.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Robots:
    """Says of a URL whether its site's robots.txt lets our agent ask it."""

    def __init__(self, egress: Egress, gate: Gate, limits: FetchLimits, clock: Clock) -> None:
        self._egress = egress
        self._gate = gate
        self._limits = limits
        self._clock = clock
        self._token = product_token(limits.agent)
        self._copies: dict[tuple[str, str, int], _Copy] = {}

    async def verdict(self, url: Url, meter: Meter) -> Verdict:
        """Return what the origin's robots.txt says, fetching it if our copy is missing or old: `meter` counts that."""
        copy = self._copy_of(url)
        async with copy.turn:
            if self._is_due(copy):
                await self._renew(copy, url, meter)
        if copy.rules is not None and self._clock.monotonic() - copy.read_at < _USABLE:
            return _judge(copy.rules, url)
        return copy.refusal or Forbidden(reason=Reason.ROBOTS_UNREACHABLE, detail="robots.txt")

    def _is_due(self, copy: _Copy) -> bool:
        now = self._clock.monotonic()
        return now - copy.read_at >= _FRESH and now >= copy.retry_at

    async def _renew(self, copy: _Copy, url: Url, meter: Meter) -> None:
        came = await self._fetch(url, meter)
        now = self._clock.monotonic()
        if isinstance(came, Forbidden):
            wait = min(_FIRST_RETRY * 2**copy.failures, _LAST_RETRY)
            copy.failures = min(copy.failures + 1, 10)
            copy.retry_at, copy.refusal = now + wait, came
            return
        # A full-size file takes long enough to parse that the loop would stall.
        copy.rules = await asyncio.to_thread(Rules.parse, came, self._token)
        copy.read_at, copy.failures, copy.refusal = now, 0, None

    async def _fetch(self, url: Url, meter: Meter) -> str | Forbidden:
        """Return the file's text; "" where there is none, which allows all (§2.3.1.3)."""
        where = join_url(url, "/robots.txt")
        left = self._limits.timeout
        for _ in range(_REDIRECTS + 1):
            if where is None:
                return ""
            answer = await self._ask(where, left, meter)
            left = max(left - answer.took, timedelta())
            if isinstance(answer, Unanswered):
                return _unreachable(answer)
            if answer.status in REDIRECTS:
                where = join_url(where, location_of(answer))
                continue
            return _text_of(answer)
        return ""

    async def _ask(self, where: Url, left: timedelta, meter: Meter) -> Answer | Unanswered:
        request = Request(
            url=where.text,
            max_bytes=_PARSED,
            timeout=left,
            truncate=True,
            pause=self._gate.delay(where.host),
        )
        async with self._gate.turn(where.host):
            meter.ask(where.host)
            answer = await self._egress.send(request)
        if isinstance(answer, Answer):
            meter.receive(where.host, answer.wire_bytes)
        return answer

    def _copy_of(self, url: Url) -> _Copy:
        copy = self._copies.pop(url.origin, None) or _Copy()
        self._copies[url.origin] = copy
        oldest = next(iter(self._copies))
        if len(self._copies) > _MOST_COPIES and not self._copies[oldest].turn.locked():
            del self._copies[oldest]
        return copy


def _judge(rules: Rules, url: Url) -> Verdict:
    if not rules.allows(url):
        return Forbidden(reason=Reason.ROBOTS, detail="robots.txt disallows this path")
    return Allowed(gap=rules.gap)


def _unreachable(answer: Unanswered) -> Forbidden:
    if answer.reason == Reason.FORBIDDEN_ADDRESS:
        return Forbidden(reason=answer.reason, detail=answer.detail)
    detail = f"robots.txt: {answer.detail}"
    return Forbidden(reason=Reason.ROBOTS_UNREACHABLE, detail=detail)


def _text_of(answer: Answer) -> str | Forbidden:
    """Return the rules of an answer (§2.3.1): unavailable allows all, unreachable forbids all."""
    if answer.status >= 500:
        detail = f"robots.txt: status {answer.status}"
        return Forbidden(reason=Reason.ROBOTS_UNREACHABLE, detail=detail)
    if not 200 <= answer.status < 300:
        return ""
    return answer.body.decode("utf-8-sig", "replace")
