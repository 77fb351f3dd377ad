"""Many hosts in bad weather, and who asked them what and when. Owns log, weather and news; judges nothing."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.torture.shared_clock import SharedClock
from monitor.demo import (
    Bomb,
    Fault,
    Garbage,
    Hangup,
    Newsroom,
    Redirect,
    Slow,
    Stall,
    Status,
    Truncated,
)
from monitor.demo.faults import Honest
from monitor.demo.messages import Request
from monitor.demo.server import Act, Answer, Wire

HOUR = timedelta(hours=1).total_seconds()
RETRY_AFTER = timedelta(minutes=10)
# A tenth of the articles is none of our business.
FORBIDDEN = "9_"
ROBOTS = f"User-agent: *\nDisallow: /*{FORBIDDEN}\n"
ROBOTS_PATH = "/robots.txt"
# robots.txt is asked for twice a day: of fewer failures nothing would be learned.
_ROBOTS_FAILURES = 0.1
LIMITED = "rate limited"
FAIR, UNREACHABLE = "", "robots unreachable"
# How often each meets a request.
_WEATHER: tuple[tuple[str, float, Callable[[Request], Fault]], ...] = (
    ("slow", 0.01, lambda _: Slow(before=timedelta(milliseconds=50))),
    ("stall", 0.01, lambda _: Stall(after=100)),
    ("truncated", 0.01, lambda _: Truncated(after=500)),
    ("garbage", 0.01, lambda _: Garbage()),
    ("hangup", 0.01, lambda _: Hangup()),
    ("redirect", 0.01, lambda request: Redirect(to=f"{request.path}?again=1")),
    ("bomb", 0.01, lambda _: Bomb(megabytes=8)),
    ("5xx", 0.05, lambda _: Status(code=503)),
    (
        LIMITED,
        0.01,
        lambda _: Status(
            code=429, headers=(("Retry-After", f"{RETRY_AFTER.total_seconds():.0f}"),)
        ),
    ),
)


@dataclass(kw_only=True, slots=True)
class Visit:
    """One request. `at` is in virtual seconds, `begun` and `ended` in real ones; `weather` is "" if it met no fault.

    `is_conditional` if it had a validator, `may_be_conditional` if the same address had given one before.
    """

    host: str
    path: str
    at: float
    begun: float
    ended: float
    weather: str
    is_conditional: bool
    may_be_conditional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Watched:
    """A fault, and the visit that meets it, which ends with its act."""

    fault: Fault
    visit: Visit

    @property
    def status(self) -> int:
        """Return what the request log shows."""
        return self.fault.status

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return the fault's answer, which notes when it ended."""
        answer = self.fault.answer(request, honest)
        return self._timed(answer) if callable(answer) else answer

    def _timed(self, act: Act) -> Act:
        async def timed(wire: Wire) -> None:
            self.visit.ended = float("inf")
            try:
                await act(wire)
            finally:
                self.visit.ended = time.monotonic()

        return timed


class Weather:
    """What requests meet, by seeded chance. Its newsroom publishes and edits as the virtual time goes by."""

    def __init__(
        self, newsroom: Newsroom, clock: SharedClock, *, per_hour: float, editions: tuple[str, ...]
    ) -> None:
        self._newsroom = newsroom
        self._clock = clock
        self._editions = editions
        self._between = HOUR / per_hour
        self._next_news = self._between
        self._chance = random.Random(1)
        self._given: set[tuple[str, str]] = set()
        self.visits: list[Visit] = []
        newsroom.site.robots = ROBOTS

    def meet(self, request: Request) -> Fault | None:
        """Return what this request meets, and write it down."""
        now = self._clock.monotonic()
        self._publish_until(now)
        here = request.headers.get("host", ""), request.target
        weather, fault = self._deal(request)
        real = time.monotonic()
        visit = Visit(
            host=here[0].partition(":")[0],
            path=request.target,
            at=now,
            begun=real,
            ended=real,
            weather=weather,
            is_conditional="if-none-match" in request.headers,
            may_be_conditional=here in self._given,
        )
        self.visits.append(visit)
        # Only the first page of a listing is asked for anew by its validator, and an article's page.
        if not weather and request.path != ROBOTS_PATH and "page_" not in request.path:
            self._given.add(here)
        return _Watched(fault=fault, visit=visit) if fault else None

    def _deal(self, request: Request) -> tuple[str, Fault | None]:
        luck = self._chance.random()
        if request.path == ROBOTS_PATH:
            return (UNREACHABLE, Status(code=503)) if luck < _ROBOTS_FAILURES else (FAIR, None)
        if request.query:
            # A redirect led here: once is enough.
            return FAIR, None
        for name, share, make in _WEATHER:
            if luck < share:
                return name, make(request)
            luck -= share
        return FAIR, None

    def _publish_until(self, now: float) -> None:
        while self._next_news <= now:
            self._next_news += self._between
            for edition in self._editions:
                topics = ("vakunov",) if self._chance.random() < 0.2 else ()
                article = self._newsroom.publish(edition=edition, topics=topics)
                if self._chance.random() < 0.2:
                    self._newsroom.edit(article.id, title=f"{article.title} (updated)")
