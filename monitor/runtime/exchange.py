"""Who asks and reads: scouts, or this process. Constructs them; asks nothing."""

import sys
from collections.abc import Collection

from monitor.egress import Egress
from monitor.fetch import Beside, Exchange, Scouts, Vanguard
from monitor.model import FetchLimits
from monitor.noun import replace
from monitor.ports import Clock
from monitor.runtime.seat import spelled

# -P: whatever lies in the present folder is no module of ours.
_SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")
_RENDERER = (sys.executable, "-P", "-m", "monitor.runtime.renderer")


def exchange_of(
    limits: FetchLimits,
    egress: Egress,
    clock: Clock,
    vanguard: Vanguard | None = None,
    *,
    may_render: bool = False,
    cores: Collection[int] = (),
) -> Exchange:
    """Return the exchange that the configuration asks for. Where there are no scouts, `vanguard` goes.

    If it `may_render`, there is a process beside for that, which is started with the first page of the kind.
    What is started runs on `cores`, or where this process does.
    """
    plain = _plain(limits, egress, clock, vanguard, cores)
    return beside_browser(plain, limits, clock, cores) if may_render else plain


def beside_browser(
    plain: Exchange, limits: FetchLimits, clock: Clock, cores: Collection[int] = ()
) -> Exchange:
    """Return `plain` with a process beside it that renders what is to be rendered."""
    return Beside(plain, Scouts(_command(_RENDERER, cores), replace(limits, scouts=1), clock))


def _plain(
    limits: FetchLimits,
    egress: Egress,
    clock: Clock,
    vanguard: Vanguard | None,
    cores: Collection[int],
) -> Exchange:
    if limits.scouts:
        return Scouts(_command(_SCOUT, cores), limits, clock, vanguard=vanguard)
    if vanguard is not None:
        vanguard.dismiss()
    # Heavy: all that reads pages, which is otherwise the scouts' alone.
    from monitor.core.rereading import Rereader  # noqa: PLC0415
    from monitor.fetch.direct import Direct  # noqa: PLC0415
    from monitor.runtime.allocator import keep_freed_memory  # noqa: PLC0415

    keep_freed_memory()
    return Direct(egress, clock.now, reader=Rereader().read)


def _command(program: tuple[str, ...], cores: Collection[int]) -> tuple[str, ...]:
    return (*program, spelled(cores)) if cores else program
