"""One sink for each way a receiver may behave. Owns which way that is and what was taken; judges nothing."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.demo import Fault, Hangup, Slow, Stall, Status
from monitor.demo.faults import Honest
from monitor.demo.messages import Request
from monitor.demo.server import Answer

# Of so many requests half meet the fault: a receiver that never takes anything proves little.
SHARE = 0.5
# How long a sink waits for an answer, on a busy machine too: a 410 that is not heard is asked for again. A receiver
# that is late takes twice as long.
TIMEOUT = timedelta(seconds=2)

GOOD, GONE, LATE = "good", "gone", "late"
FAULTS: Mapping[str, Fault | None] = {
    GOOD: None,
    "hangs": Stall(),
    "drops": Hangup(),
    "fails": Status(code=500),
    "busy": Status(code=429, headers=(("Retry-After", "1"),)),
    GONE: Status(code=410),
    # It has the message, and its sender does not know.
    LATE: Slow(before=2 * TIMEOUT),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sometimes:
    """A fault that a share of the requests meets, by seeded chance."""

    fault: Fault
    chance: random.Random
    share: float = SHARE

    @property
    def status(self) -> int:
        """Return the status of those that meet it."""
        return self.fault.status

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return the fault's answer, or the honest one."""
        meets = self.chance.random() < self.share
        return self.fault.answer(request, honest) if meets else honest()
