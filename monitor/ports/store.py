"""What the engine asks of its database. Owns the contract; implements none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import (
    Acknowledgement,
    Alert,
    Burden,
    Committed,
    Delivery,
    Known,
    LateTelling,
    Moved,
    NewArticle,
    NormKey,
    Overdue,
    Plan,
    PolitenessRules,
    Recovered,
    Replay,
    Ruling,
    Run,
    Settlement,
    Silence,
    SinkPast,
    Sketch,
    Source,
    SourceId,
    Target,
    Traffic,
    Waiting,
    Wording,
)
from monitor.model.correction import Correction, Subject
from monitor.model.leases import Leases

# What of an article's page is to be looked at closer, now that it is known what is held: the sketch of a text that is
# to be compared, and the fields whose past matters.
LookCloser = Callable[[Known], tuple[Sketch | None, Collection[str]]]
# What is to be told of what was moved.
Tell = Callable[[Moved], Sequence[Alert]]


class Store(Protocol):
    """The engine's side of the database. Every method is one transaction.

    Any method may raise `StoreUnavailable`; then nothing of it was stored. After that the claims raise it too, until
    the store has proved that it can write what their work would bring.
    """

    async def adopt(self, sources: Sequence[Source], sinks: Collection[str], now: datetime) -> None:
        """Make the store agree with the configuration.

        A new source gets a listing target that is due now; a changed listing URL moves its target; a
        source that is no longer configured keeps its articles but none of its targets is due any more
        (they are due again when it comes back). A delivery to a sink that is gone waits for it; a sink that was
        disabled is enabled again.
        """
        ...

    async def wish(self, sources: Collection[SourceId], now: datetime, pages: int) -> None:
        """Make the listings of `sources` due now, to be read for at least `pages` pages."""
        ...

    async def claim_due(
        self,
        now: datetime,
        *,
        due_by: datetime,
        limit: int,
        lease: timedelta,
        politeness: PolitenessRules,
        sources: Collection[SourceId] | None = None,
        hosts: Collection[str] | None = None,
    ) -> list[Target]:
        """Lease up to `limit` targets due at `due_by` or before, until `now + lease`.

        Listings come before articles, then the longest due. No host gets more live leases than its
        politeness allows, and none while it is quiet. A lease that ran out counts as free. Only targets
        of `sources` where given, and of `hosts`. Leases belong to this call's caller: the tokens are unique.
        """
        ...

    async def told(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Return the fingerprint of the newest wording of each article under these identity keys that has one."""
        ...

    async def claim_told(
        self, source: SourceId, keys: Sequence[bytes | int], now: datetime, *, lease: timedelta
    ) -> list[tuple[bytes | int, Target]]:
        """Lease the pages of the source's articles with these identity keys or rows, due or not, until `now + lease`.

        They are returned with their keys, in their order, without those that are leased or not held. Politeness is
        not asked, because nobody will be: what is to be read of them was read with their listing.
        """
        ...

    async def known(
        self,
        target: Target,
        keys: Collection[bytes],
        norms: Collection[NormKey] = (),
        look_closer: LookCloser | None = None,
    ) -> Known:
        """Return what is held under these identity keys, by key, and all else that bears on a check of `target`.

        The target's own article is in the result too, under its own identity's key, whole and with its readings; of
        the others what is held but their wordings. A listing's check gets the source's rhythm, its hours and who is
        standing on its first page. An article's is asked by `look_closer`, elsewhere than in the loop, and gets the
        few stories that share most of the sketch and began since its time, with their texts; and what is remembered
        of pages of the source and kind, and how usual those fields are there.
        """
        ...

    async def commit(self, plan: Plan, leases: Leases | None = None) -> Committed:
        """Apply the plan whole, or not at all.

        With `leases` it leases: of the articles that a listing names on its own host and that are news the first, if
        the round is over and the host has room, though other listings wait (between two listings of a host comes no
        more than one); else what is due next, if asked, as `claim_due` does; and deliveries as `claim_deliveries` does.

        Raises `StaleKnown` if the article's newest revision is not number `plan.expects`, if a story that is like
        it began or was told meanwhile, and `LeaseLost` if the target's lease is no longer the plan's.
        """
        ...

    async def wordings(self, since: datetime, *, after: int, limit: int) -> list[Wording]:
        """Return up to `limit` articles published (or first seen) at `since` or later, in their newest wording.

        They come in the order of their rows, from behind row `after` on: ask again with the last one's row.
        """
        ...

    async def subjects(self, articles: Collection[int]) -> dict[int, Subject]:
        """Return how these articles stand, by their rows, with all that a kept page may correct."""
        ...

    async def correct(self, correction: Correction, now: datetime) -> Committed:
        """Store what a kept page corrects, and what is told for it, due now; an alert that is there adds nothing.

        Raises `StaleKnown` if the article's newest revision is not number `correction.expects`.
        """
        ...

    async def tell_late(self, late: Sequence[LateTelling], now: datetime) -> Committed:
        """Store matches and alerts, with their deliveries due now; an alert that is there adds nothing."""
        ...

    async def numbers(self, site: str, since: datetime) -> list[int]:
        """Return the native numbers of the site's articles first seen since then, in rising order."""
        ...

    async def seek(self, source: SourceId, found: Sequence[NewArticle], now: datetime) -> int:
        """Store articles that no listing named, outside of any check; return how many were new."""
        ...

    async def release(self, targets: Collection[Target]) -> None:
        """Hand leased targets back unchanged, due as they were. A lost lease is passed over."""
        ...

    async def next_check_at(self, after: datetime | None = None) -> datetime | None:
        """Return when the first unleased target is due (later than `after`), if ever."""
        ...

    async def next_delivery_at(self, after: datetime | None = None) -> datetime | None:
        """Return when the first pending delivery that is not leased is due (later than `after`), if ever."""
        ...

    async def claim_deliveries(
        self,
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        per_sink: Mapping[str, int],
        judged: Collection[str] = (),
    ) -> list[Delivery]:
        """Lease up to `limit` pending deliveries that are due, oldest first.

        Only sinks named in `per_sink` are served, none with more live leases than it says there; to sinks among
        `judged` only what was released. A delivery waits while an earlier one about its article is pending to the
        same sink, unless that one is held or older than an hour. A lease that ran out is an attempt of which
        nobody knows what it came to, and counts as free.
        """
        ...

    async def waiting(self, sinks: Collection[str], now: datetime) -> list[Waiting]:
        """Return what is due to `sinks`, was not tried yet and not released, by sink, oldest first."""
        ...

    async def past(
        self, sink: str, groups: Collection[str], since: datetime | None, now: datetime
    ) -> SinkPast:
        """Return how these groups of a sink stand, and how many of its alerts were released after `since`."""
        ...

    async def rule(self, rulings: Sequence[Ruling], now: datetime) -> None:
        """Write what was ruled upon deliveries, digests and their deliveries among it.

        Raises `LeaseLost` if one of them does not wait any more; then nothing of it is written.
        """
        ...

    async def silences(self, now: datetime) -> list[Silence]:
        """Return the silences that are in force at `now`, or will be."""
        ...

    async def add_silence(self, silence: Silence, now: datetime) -> None:
        """Store a silence."""
        ...

    async def expire_silence(self, silence: str, now: datetime) -> bool:
        """End a silence now and say whether there was one to end. It is kept."""
        ...

    async def acknowledge(self, note: Acknowledgement, now: datetime) -> bool:
        """Write down that somebody took note of an alert; False if there is none, or somebody did before."""
        ...

    async def settle(self, settlement: Settlement) -> None:
        """Write the attempt, the delivery's new state, and the alerts that it brings, with their deliveries due now.

        A sink that it disables is not claimed for until it is adopted anew. Raises `LeaseLost` like `commit`.
        """
        ...

    async def replay(self, which: Replay, now: datetime) -> int:
        """Make settled deliveries due now, their schedule begun anew, and return how many.

        Ids, payloads and the attempts there were stay as they are.
        """
        ...

    async def overdue(self, sinks: Collection[str], before: datetime) -> list[Overdue]:
        """Return those of `sinks` that took no canary since one that was made before then, with the first such."""
        ...

    async def day(self, now: datetime) -> list[Traffic]:
        """Return what every host was asked on the day that `now` is in (of UTC), by checks that were committed."""
        ...

    async def tell(
        self,
        alerts: Sequence[Alert],
        now: datetime,
        *,
        source: SourceId | None = None,
        traffic: Sequence[Traffic] = (),
    ) -> int:
        """Store alerts of a `source` or none, due now; return how many were new. `traffic` was asked for their sake."""
        ...

    async def begin_run(self, now: datetime) -> Run:
        """Write down that the daemon begins to work, and return the run, with the downtime before it.

        A downtime that was never told goes on: a short life between is none.
        """
        ...

    async def keep_alive(self, run: Run, now: datetime) -> None:
        """Write down that the daemon is still at work."""
        ...

    async def end_run(self, run: Run, now: datetime) -> None:
        """Write down that the daemon ended by itself."""
        ...

    async def recovered(self, run: Run, sources: Collection[SourceId]) -> list[Recovered]:
        """Return what each source brought since the run began that came late."""
        ...

    async def tell_resumed(self, run: Run, alert: Alert | None, now: datetime) -> None:
        """Store the alert that tells of the run's downtime, its deliveries due now; None: nobody wants to hear it."""
        ...

    async def hand_back(self, deliveries: Collection[Delivery]) -> None:
        """Return leased deliveries unchanged. A lost lease is passed over."""
        ...

    async def follow(self, by: timedelta, now: datetime, tell: Tell) -> None:
        """Move what waits, and what the next check goes on from, by as much as the clock was set: to `now`.

        What `tell` wants to be told of that is stored with it, its deliveries due now.
        What waits for a time of day is judged anew. Records of the past stay as the clock was when they were made.
        """
        ...

    async def tend(self, now: datetime) -> None:
        """Do the housekeeping that keeps the database quick. Costs little; asked for every half hour or so."""
        ...

    async def measure(self) -> Burden:
        """Empty a log that has grown long, as far as readers let it, and return what is left of log and disk."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then let go of the database."""
        ...
