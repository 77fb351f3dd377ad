"""What became of an alert, step by step: from publication through every wait and attempt. Reads nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from monitor.cli.screen import counted, length, milliseconds, row, table, when
from monitor.model import Held
from monitor.model.report import AlertLife, AttemptReport, DeliveryReport, SilenceReport

# What happened at a time; the time is None where nobody can tell.
_Step = tuple[datetime | None, str]

_WHY = {
    Held.QUIET: "for the end of the quiet hours",
    Held.DIGEST: "for the digest",
    Held.GROUP: "for others of its group",
    Held.FLOOD: "because of a flood",
}


def show_steps(console: Console, life: AlertLife, zone: ZoneInfo) -> None:
    """Print every step, each with the time since the one above."""
    shown = table("at", ">after", "what")
    before: datetime | None = None
    for at, what in _steps(life, zone):
        wait = None if at is None or before is None else max(at - before, timedelta())
        row(shown, when(at, zone), None if wait is None else f"+{length(wait)}", what)
        before = at or before
    console.print(shown)


def held_until(delivery: DeliveryReport, zone: ZoneInfo) -> str:
    """Return for what a delivery is held, and until when."""
    assert delivery.held is not None  # noqa: S101 - the caller asked `is_held`
    return f"waits {_WHY[delivery.held]} until {when(delivery.due_at, zone)}"


def _steps(life: AlertLife, zone: ZoneInfo) -> Iterator[_Step]:
    if life.published_at is not None:
        yield life.published_at, "published, as the page says"
    if life.first_seen_at is not None:
        yield life.first_seen_at, "seen first"
    yield life.alert.created_at, "matched and stored"
    yield from sorted(_happened(life), key=lambda step: step[0])
    for each in (life, *life.digests):
        for delivery in each.deliveries:
            if (what := _open(delivery, zone)) is not None:
                yield None, f"{_path(delivery, each, life)}: {what}"


def _happened(life: AlertLife) -> Iterator[tuple[datetime, str]]:
    """Yield what is over, of this alert and of the digests that told it."""
    silences = {silence.id: silence for silence in life.silences}
    for each in (life, *life.digests):
        for delivery in each.deliveries:
            path = _path(delivery, each, life)
            for number, attempt in enumerate(delivery.attempts, start=1):
                yield attempt.started_at, f"{path}: {_tried(attempt, number)}"
            for at, what in _ruled(delivery, silences):
                yield at, f"{path}: {what}"


def _path(delivery: DeliveryReport, told: AlertLife, asked: AlertLife) -> str:
    return delivery.sink if told is asked else f"{delivery.sink}: {told.alert.id[:16]}…"


def _ruled(
    delivery: DeliveryReport, silences: dict[str, SilenceReport]
) -> Iterator[tuple[datetime, str]]:
    if delivery.settled_at is not None and delivery.told_in is not None:
        why = f" (waited {_WHY[delivery.held]})" if delivery.held else ""
        yield delivery.settled_at, f"told within {delivery.told_in}{why}"
    elif delivery.settled_at is not None and delivery.muted_by is not None:
        silence = silences[delivery.muted_by]
        yield delivery.settled_at, f"muted by {silence.id}, {silence.author}: {silence.reason}"
    elif delivery.released_at is not None and delivery.held is not None:
        yield delivery.released_at, f"released (waited {_WHY[delivery.held]})"
    if delivery.replayed_at is not None:
        again = f", for the {delivery.replays}. time" if delivery.replays > 1 else ""
        yield delivery.replayed_at, f"replayed{again}"


def _tried(attempt: AttemptReport, number: int) -> str:
    if attempt.outcome == "unknown":
        return f"attempt {number} interrupted: nobody knows whether it was taken"
    answer = attempt.status or attempt.reason
    said = f": {attempt.detail}" if attempt.detail else ""
    took = milliseconds(attempt.took)
    return f"attempt {number} {attempt.outcome}, {answer} in {took}{said}"


def _open(delivery: DeliveryReport, zone: ZoneInfo) -> str | None:
    """Return where a delivery stands that was not taken yet."""
    tries = counted(len(delivery.attempts), "attempt")
    if delivery.is_held:
        return held_until(delivery, zone)
    match delivery.state:
        case "pending":
            behind = f", after {delivery.behind}" if delivery.behind else ""
            return f"pending after {tries}, due {when(delivery.due_at, zone)}{behind}"
        case "dead":
            return f"given up after {tries}"
        case _:
            return None
