"""The order of things: one check, one delivery. It calls; it does not decide, parse, speak SQL or HTTP."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from monitor.core.settlement import judge_attempt
from monitor.core.told import as_gone, as_page
from monitor.core.watch import Watch
from monitor.errors import HostTaken, LeaseLost, StaleKnown, StoreError
from monitor.model import (
    NO_VALIDATORS,
    Committed,
    Deferred,
    Delivery,
    Failed,
    Fetched,
    FetchOutcome,
    Known,
    ListingReading,
    Plan,
    Reason,
    Settlement,
    SinkSettings,
    Sketch,
    SourceId,
    Target,
)
from monitor.model.evidence import Receipt
from monitor.model.leases import Leases
from monitor.noun import dataclass, replace
from monitor.ports import Clock, Evidence, Fetcher, Sink, Store

log = logging.getLogger(__name__)

# How often a plan is made anew because the article moved between reading and commit.
TRIES = 3
# For as long as a listing's articles are visited one after the other, without asking anybody.
TOLD_LEASE = timedelta(minutes=10)


# By what a commit may lease, asked at the commit.
Lending = Callable[[], Leases | None]


def no_leases() -> None:
    """Let a commit lease nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A check and what came of it."""

    outcome: FetchOutcome
    plan: Plan
    committed: Committed


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """A sink and how it is configured."""

    sink: Sink
    settings: SinkSettings


class Pipeline:
    """`check(target)` and `deliver(delivery)` over the ports. Holds no state of its own.

    `on_checked` hears of every commit, `on_settled` of every attempt; neither may raise. Without `evidence` no page is
    kept.
    """

    def __init__(  # noqa: PLR0913 - all that a check and a delivery need, and no more
        self,
        *,
        fetcher: Fetcher,
        store: Store,
        watches: Mapping[SourceId, Watch],
        outlets: Mapping[str, Outlet],
        alarms: Sequence[str],
        clock: Clock,
        on_checked: Callable[[Checked], None],
        on_settled: Callable[[Settlement], None],
        evidence: Evidence | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._store = store
        self._watches = watches
        self._outlets = outlets
        self._alarms = alarms
        self._clock = clock
        self._on_checked = on_checked
        self._on_settled = on_settled
        self._evidence = evidence

    async def check(self, target: Target, leases: Lending = no_leases) -> Committed:
        """Fetch, read, decide, commit, and return what was committed, with what it leased by `leases`.

        A failure of the store leaves the lease to run out; nothing is lost.
        """
        watch = self._watches.get(target.source)
        if watch is None:
            # A reload took the source away between the claim and this turn of the loop.
            await self._store.release([target])
            return Committed()
        checked = await self._guarded(target, watch, self._checked(target, watch, leases))
        if checked is None:
            return Committed()
        await self._visit_told(checked, watch)
        return checked.committed

    async def deliver(self, delivery: Delivery) -> None:
        """Send once and write down what came of it."""
        outlet = self._outlets.get(delivery.sink)
        if outlet is None:
            await self._store.hand_back([delivery])
            return
        try:
            outcome = await outlet.sink.send(delivery)
        except Exception as error:
            log.exception("bug", extra={"delivery": delivery.alert, "sink": delivery.sink})
            outcome = self._failed_send(error)
        settlement = judge_attempt(
            delivery,
            outcome,
            outlet.settings,
            alarms=self._alarms,
            now=self._clock.now(),
            jitter=self._clock.jitter(),
        )
        try:
            await self._store.settle(settlement)
        except LeaseLost:
            log.warning("lease lost", extra={"alert": delivery.alert, "sink": delivery.sink})
        except StoreError as error:
            log.error("not stored", extra={"alert": delivery.alert, "detail": str(error)})
        else:
            self._on_settled(settlement)

    async def _checked(self, target: Target, watch: Watch, leases: Lending) -> Checked:
        # A wish for more pages needs the first one's links, which a 304 would not bring.
        wants_page = target.pages_wished > 1
        asked = replace(target, validators=NO_VALIDATORS) if wants_page else target
        outcome = await self._fetcher.get(asked, watch.selectors)
        return await self._settle_check(target, outcome, watch, leases)

    async def _settle_check(
        self,
        target: Target,
        outcome: FetchOutcome,
        watch: Watch,
        leases: Lending = no_leases,
        evidence: Evidence | None = None,
    ) -> Checked:
        # Heavy, and only wanted once a page is there: the first is asked for before it is loaded.
        from monitor.core.plan import (  # noqa: PLC0415
            decide,
            fields_wanted,
            norms_wanted,
            sketch_wanted,
        )

        reading = outcome.reading if isinstance(outcome, Fetched) else None
        keys = reading.keys() if reading else frozenset()
        norms = norms_wanted(reading, outcome, watch)

        def look_closer(known: Known) -> tuple[Sketch | None, Collection[str]]:
            sketch = sketch_wanted(target, reading, known, watch, self._clock.now())
            return sketch, fields_wanted(target, outcome, reading, known, watch)

        page: str | None = None
        for attempt in range(1, TRIES + 1):
            known = await self._store.known(target, keys, norms, look_closer)
            if isinstance(reading, ListingReading) and reading.told:
                known = replace(known, wordings=await self._store.told(list(reading.told)))
            plan = decide(
                target,
                outcome,
                reading,
                known,
                watch,
                now=self._clock.now(),
                jitter=self._clock.jitter(),
            )
            page = page or await self._kept(plan, outcome, watch, evidence or self._evidence)
            if page is not None:
                plan = replace(plan, page=page)
            try:
                committed = await self._store.commit(plan, leases())
                return Checked(outcome=outcome, plan=plan, committed=committed)
            except StaleKnown:
                if attempt == TRIES:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _guarded(
        self, target: Target, watch: Watch, checking: Awaitable[Checked]
    ) -> Checked | None:
        """Return what a check comes to, None if it was not stored. A bug of it is recorded and goes no further."""
        try:
            checked = await checking
        except LeaseLost:
            log.warning("lease lost", extra={"target": target.url})
        except StoreError as error:
            log.error("not stored", extra={"target": target.url, "detail": str(error)})
        except HostTaken as error:
            log.info("put off", extra={"target": target.url, "detail": str(error)})
            with suppress(StoreError):
                await self._store.release([target])
        except Exception as error:
            log.exception("bug", extra={"target": target.url})
            return await self._record_bug(target, watch, error)
        else:
            self._on_checked(checked)
            return checked
        return None

    async def _visit_told(self, listing: Checked, watch: Watch) -> None:
        """Check the articles that a listing told, each as if its own page had come, and those it tells no more.

        One that is not stored is told again: the next poll of the listing asks for the whole page.
        """
        outcome, target = listing.outcome, listing.plan.target
        reading = outcome.reading if isinstance(outcome, Fetched) else None
        keys: tuple[bytes | int, ...] = (*listing.plan.told, *listing.plan.untold)
        if not (keys and isinstance(outcome, Fetched) and isinstance(reading, ListingReading)):
            return
        try:
            now = self._clock.now()
            pages = await self._store.claim_told(target.source, keys, now, lease=TOLD_LEASE)
        except StoreError as error:
            log.error("not stored", extra={"target": target.url, "detail": str(error)})
            return
        evidence = self._evidence and _OfListing(self._evidence, listing.plan)
        for key, page in pages:
            told = reading.told.get(key) if isinstance(key, bytes) else None
            came = as_page(outcome, page, told) if told is not None else as_gone(outcome)
            checking = self._settle_check(page, came, watch, evidence=evidence)
            await self._guarded(page, watch, checking)

    async def _kept(
        self, plan: Plan, outcome: FetchOutcome, watch: Watch, evidence: Evidence | None
    ) -> str | None:
        """Keep the page that the plan rests on, if it is evidence: it is on the disk before the plan is stored."""
        if evidence is None:
            return None
        from monitor.core.plan import evidence_in  # noqa: PLC0415 - as above

        receipt = evidence_in(plan, outcome)
        if receipt is None:
            return None
        return await evidence.keep(receipt, plan, watch.source.site)

    async def _record_bug(self, target: Target, watch: Watch, error: Exception) -> Checked | None:
        detail = f"{type(error).__name__}: {error}"
        failed = Failed(reason=Reason.BUG, detail=detail, at=self._clock.now(), took=timedelta())
        try:
            checked = await self._settle_check(target, failed, watch)
        except StoreError as second:
            log.error("not stored", extra={"target": target.url, "detail": str(second)})
            return None
        self._on_checked(checked)
        return checked

    def _failed_send(self, error: Exception) -> Deferred:
        now = self._clock.now()
        detail = f"{type(error).__name__}: {error}"
        return Deferred(reason=Reason.BUG, at=now, took=timedelta(), detail=detail)


class _OfListing:
    """`Evidence` for the articles that a listing tells: its page is the page of all of them, and is kept once."""

    def __init__(self, evidence: Evidence, listing: Plan) -> None:
        self._evidence = evidence
        self._listing = listing
        self._page = listing.page
        self._is_kept = listing.page is not None

    async def keep(self, receipt: Receipt, plan: Plan, site: str) -> str | None:
        if not self._is_kept:
            self._page = await self._evidence.keep(receipt, self._listing, site)
            self._is_kept = True
        return self._page
