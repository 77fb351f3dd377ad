"""What became of an alert, step by step, as `monitor show alert` tells it, in phrases that can be translated. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from monitor.model import DeliveryState, Held
from monitor.model.report import AlertLife, AttemptReport, DeliveryReport, SilenceReport
from monitor.noun import dataclass, replace

WHY = {
    Held.QUIET: "for the end of the quiet hours",
    Held.DIGEST: "for the digest",
    Held.GROUP: "for others of its group",
    Held.FLOOD: "because of a flood",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that happened to an alert, or stands: `at` is None of what stands now.

    `phrase` is filled from `values`, from `why` (a phrase of its own) and from `until`. `note` is what others said.
    `after` is the time since the step before it. `sink` is where, "" of what came before all deliveries; `within`
    the digest that was sent instead.
    """

    at: datetime | None
    phrase: str
    values: Mapping[str, object] = field(default_factory=dict)
    why: str = ""
    until: datetime | None = None
    note: str = ""
    sink: str = ""
    within: str = ""
    after: timedelta | None = None


def steps(life: AlertLife) -> Iterator[Step]:
    """Yield every step, from publication to what stands now."""
    before: datetime | None = None
    for step in _all(life):
        after = None if step.at is None or before is None else max(step.at - before, timedelta())
        yield replace(step, after=after)
        before = step.at or before


def _all(life: AlertLife) -> Iterator[Step]:
    if life.published_at is not None:
        yield Step(at=life.published_at, phrase="published, as the page says")
    if life.first_seen_at is not None:
        yield Step(at=life.first_seen_at, phrase="seen first")
    yield Step(at=life.alert.created_at, phrase="matched and stored")
    happened = [(step.at, step) for step in _happened(life) if step.at is not None]
    yield from (step for _, step in sorted(happened, key=lambda pair: pair[0]))
    for each in (life, *life.digests):
        for delivery in each.deliveries:
            if (step := _standing(delivery)) is not None:
                yield _placed(step, delivery, each, life)


def _happened(life: AlertLife) -> Iterator[Step]:
    """Yield what is over, of this alert and of the digests that told it."""
    silences = {silence.id: silence for silence in life.silences}
    for each in (life, *life.digests):
        for delivery in each.deliveries:
            for number, attempt in enumerate(delivery.attempts, start=1):
                yield _placed(_tried(attempt, number), delivery, each, life)
            for step in _ruled(delivery, silences):
                yield _placed(step, delivery, each, life)
    if life.acknowledged is not None:
        noted = life.acknowledged
        yield Step(
            at=noted.at,
            phrase="{author} took note",
            values={"author": noted.author},
            note=noted.note,
        )


def _ruled(delivery: DeliveryReport, silences: Mapping[str, SilenceReport]) -> Iterator[Step]:
    why = WHY[delivery.held] if delivery.held else ""
    if delivery.settled_at is not None and delivery.told_in is not None:
        phrase = "told within a digest; it had waited {why}" if why else "told within a digest"
        yield Step(at=delivery.settled_at, phrase=phrase, why=why)
    elif delivery.settled_at is not None and delivery.muted_by is not None:
        silence = silences[delivery.muted_by]
        yield Step(
            at=delivery.settled_at,
            phrase="muted by a silence of {author}",
            values={"author": silence.author},
            note=silence.reason,
        )
    elif delivery.released_at is not None and why:
        yield Step(at=delivery.released_at, phrase="released; it had waited {why}", why=why)
    if delivery.replayed_at is not None:
        yield Step(
            at=delivery.replayed_at,
            phrase="sent again by hand ({n})",
            values={"n": delivery.replays},
        )


def _tried(attempt: AttemptReport, number: int) -> Step:
    phrase = {
        "sent": "attempt {n}: taken, {answer} in {ms} ms",
        "deferred": "attempt {n}: not now, {answer} in {ms} ms",
        "rejected": "attempt {n}: refused, {answer} in {ms} ms",
    }.get(attempt.outcome, "attempt {n}: interrupted, nobody knows whether it was taken")
    milliseconds = round(attempt.took / timedelta(milliseconds=1))
    answer = attempt.status or attempt.reason
    if attempt.outcome == "sent" and answer is None:
        # What has no status to answer with, such as the console.
        phrase = "attempt {n}: taken in {ms} ms"
    values = {"n": number, "answer": answer or "–", "ms": milliseconds}
    return Step(at=attempt.started_at, phrase=phrase, values=values, note=attempt.detail)


def _standing(delivery: DeliveryReport) -> Step | None:
    """Return where a delivery stands that was not taken."""
    tries = {"n": len(delivery.attempts)}
    if delivery.is_held and delivery.held is not None:
        why = WHY[delivery.held]
        return Step(at=None, phrase="waits {why} until {until}", why=why, until=delivery.due_at)
    match delivery.state:
        case DeliveryState.PENDING:
            phrase = (
                "waits for an earlier alert about the same article; due {until}"
                if delivery.behind
                else "due {until} (attempts so far: {n})"
            )
            return Step(at=None, phrase=phrase, values=tries, until=delivery.due_at)
        case DeliveryState.DEAD:
            return Step(at=None, phrase="given up (attempts: {n})", values=tries)
        case _:
            return None


def _placed(step: Step, delivery: DeliveryReport, told: AlertLife, asked: AlertLife) -> Step:
    within = "" if told is asked else told.alert.id
    return replace(step, sink=delivery.sink, within=within)
