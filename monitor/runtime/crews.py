"""The crews of one engine: made here, and remembered for as long as they are at work. Claims nothing itself."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakSet

from monitor.errors import StoreError
from monitor.model import Delivery, Target
from monitor.ports import Clock, Store
from monitor.runtime.crew import Claim, Crew


class Crews:
    """Crews that check and crews that deliver, over one store; they differ in what they claim."""

    def __init__(
        self,
        store: Store,
        check: Callable[[Target], Awaitable[Target | None]],
        deliver: Callable[[Delivery], Awaitable[None]],
        trouble: Callable[[StoreError], None],
        clock: Clock,
    ) -> None:
        self._store = store
        self._check = check
        self._deliver = deliver
        self._trouble = trouble
        self._clock = clock
        self._checking: WeakSet[Crew[Target]] = WeakSet()
        self._delivering: WeakSet[Crew[Delivery]] = WeakSet()

    def checking(self, claim: Claim[Target], size: int) -> Crew[Target]:
        """Return a crew that checks up to `size` targets at once."""
        crew = Crew(
            size=size,
            claim=claim,
            perform=self._check,
            hand_back=self._store.release,
            trouble=self._trouble,
            clock=self._clock,
        )
        self._checking.add(crew)
        return crew

    def delivering(self, claim: Claim[Delivery], size: int) -> Crew[Delivery]:
        """Return a crew that sends up to `size` deliveries at once."""
        crew = Crew(
            size=size,
            claim=claim,
            perform=self._deliver,
            hand_back=self._store.hand_back,
            trouble=self._trouble,
            clock=self._clock,
        )
        self._delivering.add(crew)
        return crew

    @property
    def in_hand(self) -> Mapping[str, int]:
        """Return how many jobs are in hand, by kind."""
        return {
            "checks": sum(crew.at_work for crew in self._checking),
            "deliveries": sum(crew.at_work for crew in self._delivering),
        }

    def everyone(self) -> list[Crew[Any]]:
        """Return all crews that are at work."""
        return [*self._checking, *self._delivering]
