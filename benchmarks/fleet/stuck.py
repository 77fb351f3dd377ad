"""What must not stand still: leases, stints and jobs, looked at every second. Owns how long is too long."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg

from benchmarks.fleet.desk import ReadingDesk

# Nothing that is asked here takes so long, so whoever holds a thing for longer is gone.
MOST = timedelta(seconds=60)
_LOOK = timedelta(seconds=1)
# By kind: what is held, and by whom. A thing that is held by another now is another thing.
_HELD: Mapping[str, str] = {
    "lease of a target": "SELECT url || ' ' || lease FROM target WHERE leased_until IS NOT NULL",
    "lease of a delivery": "SELECT alert || ' ' || sink || ' ' || lease FROM delivery WHERE leased_until IS NOT NULL",
    "stint that nobody keeps up": (
        "SELECT kind || ' ' || name || ' ' || holder FROM monitor_stint WHERE holder IS NOT NULL AND until <= now()"
    ),
    "stint that nobody began": (
        "SELECT kind || ' ' || name || ' ' || queued_at FROM monitor_stint "
        "WHERE holder IS NULL AND queued_at IS NOT NULL"
    ),
    "job in hand of nobody": (
        "SELECT id::text FROM monitor_queue.procrastinate_jobs AS job WHERE status = 'doing' AND NOT EXISTS "
        "(SELECT 1 FROM monitor_stint AS stint WHERE stint.job = job.id)"
    ),
    "job that waits": (
        "SELECT id::text FROM monitor_queue.procrastinate_jobs "
        "WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
    ),
}


@dataclass(kw_only=True, slots=True)
class Watchman:
    """Remembers since when each thing is held, and how long each kind was at most."""

    longest: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_HELD, 0.0))
    stuck: set[str] = field(default_factory=set)
    looks: Counter[str] = field(default_factory=Counter)
    _since: dict[tuple[str, str], float] = field(default_factory=dict)

    async def watch(self, desk: ReadingDesk) -> None:
        """Look every second until cancelled; a server that is away, or has no tables yet, shows nothing."""
        loop = asyncio.get_running_loop()
        while True:
            with suppress(psycopg.Error):
                for kind, query in _HELD.items():
                    self.see(kind, [str(held) for (held,) in desk.rows(query)], loop.time())
            await asyncio.sleep(_LOOK.total_seconds())

    def see(self, kind: str, held: Iterable[str], at: float) -> None:
        """Take note of what of a kind is held at `at`, in seconds of a clock that goes on evenly."""
        self.looks[kind] += 1
        now = {(kind, each) for each in held}
        for gone in [key for key in self._since if key[0] == kind and key not in now]:
            del self._since[gone]
        for key in now:
            lasted = at - self._since.setdefault(key, at)
            self.longest[kind] = max(self.longest[kind], lasted)
            if lasted > MOST.total_seconds():
                self.stuck.add(f"{kind}: {key[1]}")

    def flaws(self) -> list[str]:
        """Return what stood still, or was never looked at, as sentences."""
        blind = [f"nobody looked for a {kind}" for kind in _HELD if not self.looks[kind]]
        return blind + [
            f"stood still for over {MOST.seconds} s: {each}" for each in sorted(self.stuck)
        ]
