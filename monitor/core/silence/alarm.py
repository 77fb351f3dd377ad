"""When a source's alarm begins, changes and ends. Counts no articles and tells nobody."""

from datetime import datetime

from monitor.core.silence.verdict import Volume
from monitor.model import Alarm, AlarmKind

# With the waits between tries that grow, some eight minutes: a hiccup of the network is shorter.
FAILING_AFTER = 5


def next_alarm(
    held: Alarm | None,
    *,
    failures: int,
    failing_since: datetime | None,
    volume: Volume,
    now: datetime,
    is_broken: bool = False,
) -> Alarm | None:
    """Return the source's alarm as it stands after a check, None if all is well.

    Of a listing that is read and does not say what it said (`is_broken`) all is told already, so nothing changes.

    After five failed polls in a row it is failing, and while polls fail nothing is said of its volume: we are blind,
    they are not silent. An alarm ends only by a good sign of its own: a good poll, an article, an ordinary volume.
    While it is of one kind it keeps its `since`.
    """
    if is_broken:
        return held
    is_failing = held is not None and held.kind is AlarmKind.FAILING
    if failures >= FAILING_AFTER and not is_failing:
        return Alarm(kind=AlarmKind.FAILING, since=failing_since or now)
    if failures:
        return held
    if volume.verdict is not None:
        return _of(volume.verdict, held, volume, now)
    if held is None or is_failing or held.kind in volume.over:
        return None
    return held


def _of(kind: AlarmKind, held: Alarm | None, volume: Volume, now: datetime) -> Alarm:
    since = held.since if held is not None and held.kind is kind else volume.since or now
    return Alarm(kind=kind, since=since, expected=volume.expected, found=volume.found)
