"""The judgement over what waits at one sink: what is muted, what goes out now, what waits, what goes together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from monitor.core.dispatch.digest import digest_of
from monitor.core.dispatch.hours import is_end, next_of, quiet_until
from monitor.core.dispatch.silences import facts_of, is_in_force, silence_on
from monitor.model import (
    Gather,
    GroupBy,
    GroupState,
    Held,
    Hold,
    Holding,
    Mute,
    Release,
    Ruling,
    Silence,
    SinkPast,
    Waiting,
)
from monitor.noun import dataclass

# The group of all that a flood holds back.
FLOODED = "flood"
# A flood that begins is watched so long before its first digest.
COLLECT = timedelta(seconds=30)
_UNKNOWN = GroupState()
# A clock that was ahead by more than this told nothing of the day that is now.
_RELIVED = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What deliveries to one sink are judged by. The alerts of `urgent` rules wait for nothing."""

    holding: Holding
    zone: tzinfo
    urgent: frozenset[str] = frozenset()
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Due:
    """When a group is told, and what it waits for until then."""

    at: datetime
    why: Held


def group_of(waiting: Waiting, holding: Holding) -> str:
    """Return the key of the group that the delivery belongs to; the same for all where nothing is grouped by."""
    if waiting.held is Held.FLOOD:
        return FLOODED
    return ",".join(f"{name}={value}" for name, value in _shared(waiting, holding).items())


def judge(
    waiting: Sequence[Waiting], past: SinkPast, desk: Desk, now: datetime
) -> tuple[Ruling, ...]:
    """Return what becomes of deliveries that wait at one sink and are due, oldest first. All are ruled upon.

    A silence mutes whatever else is asked. What is held is never dropped: it is due again when its wait is over.
    `past` knows the groups of all these deliveries, and that of a flood.
    """
    rulings, heard = _muted(waiting, desk, now)
    urgent = tuple(each.id for each in heard if each.rule in desk.urgent)
    if urgent:
        rulings.append(Release(deliveries=urgent))
    others = [each for each in heard if each.rule not in desk.urgent]
    singles = [each for each in others if each.held is Held.FLOOD]
    for key, members in _by_group(others, desk.holding).items():
        ruling = _rule_group(key, members, past.groups.get(key, _UNKNOWN), desk, now)
        if isinstance(ruling, Release) and desk.holding.flood:
            singles += members
        else:
            rulings.append(ruling)
    if singles:
        rulings += _rule_flood(singles, past, desk, now)
    return tuple(rulings)


def _muted(
    waiting: Iterable[Waiting], desk: Desk, now: datetime
) -> tuple[list[Ruling], list[Waiting]]:
    """Return what silences mute, and the deliveries that they leave."""
    silences = [silence for silence in desk.silences if is_in_force(silence, now)]
    if not silences:
        return [], list(waiting)
    muted: dict[str, list[int]] = {}
    heard = []
    for each in waiting:
        if (silence := silence_on(facts_of(each), silences)) is None:
            heard.append(each)
        else:
            muted.setdefault(silence, []).append(each.id)
    return [Mute(deliveries=tuple(ids), silence=id_) for id_, ids in muted.items()], heard


def _by_group(waiting: Iterable[Waiting], holding: Holding) -> Mapping[str, list[Waiting]]:
    groups: dict[str, list[Waiting]] = {}
    for each in waiting:
        if each.held is not Held.FLOOD:
            groups.setdefault(group_of(each, holding), []).append(each)
    return groups


def _rule_group(
    key: str, members: Sequence[Waiting], state: GroupState, desk: Desk, now: datetime
) -> Ruling:
    ids = tuple(each.id for each in members)
    due = _due(members, state, desk, now)
    if due.at > now:
        return Hold(deliveries=ids, until=due.at, why=due.why, group=key)
    was_held = any(each.held for each in members)
    if len(members) == 1 or not (was_held or desk.holding.gathers):
        return Release(deliveries=ids, group=key)
    why = Held.QUIET if any(each.held is Held.QUIET for each in members) else due.why
    return _gather(key, members, why, desk, now)


def _due(members: Sequence[Waiting], state: GroupState, desk: Desk, now: datetime) -> _Due:
    """Return when the group is told: with those of it that wait already, else by the sink's own wishes."""
    # A clock that was ahead made alerts that are still to come.
    holding, first = desk.holding, min(now, *(each.created_at for each in members))
    if holding.digest_at:
        at, why = (
            next_of(holding.digest_at, _untold_since(first, state, now), desk.zone),
            Held.DIGEST,
        )
    else:
        at, why = first + holding.wait, Held.GROUP
        if (told_at := _told_at(state, now)) is not None:
            at = max(at, told_at + holding.interval)
    if state.opens_at is not None and state.opens_at > now:
        at = state.opens_at
        # Those that wait may wait for a time of day, which a clock that is set does not move.
        why = Held.QUIET if is_end(holding.quiet, at, desk.zone) else why
    if (end := quiet_until(holding.quiet, max(at, now), desk.zone)) is not None:
        return _Due(at=end, why=Held.QUIET)
    return _Due(at=at, why=why)


def _rule_flood(
    singles: Sequence[Waiting], past: SinkPast, desk: Desk, now: datetime
) -> Iterator[Ruling]:
    """Yield what becomes of messages that are due each by itself, at a sink that may want no flood of them."""
    flood, state = desk.holding.flood, past.groups.get(FLOODED, _UNKNOWN)
    ids = tuple(each.id for each in singles)
    opens_at = state.opens_at if state.opens_at is not None and state.opens_at > now else None
    if opens_at is None and any(each.held is Held.FLOOD for each in singles):
        end = quiet_until(desk.holding.quiet, now, desk.zone)
        if end is not None:
            yield Hold(deliveries=ids, until=end, why=Held.FLOOD, group=FLOODED)
        elif len(singles) == 1:
            yield Release(deliveries=ids, group=FLOODED)
        else:
            yield _gather(FLOODED, singles, Held.FLOOD, desk, now)
    elif flood and (opens_at or past.messages + len(singles) > flood.most):
        until = opens_at or _first_digest(state, flood.within, now)
        yield Hold(deliveries=ids, until=until, why=Held.FLOOD, group=FLOODED)
    else:
        for each in singles:
            yield Release(deliveries=(each.id,), group=group_of(each, desk.holding))


def _first_digest(state: GroupState, within: timedelta, now: datetime) -> datetime:
    """Return when a flood that begins is told: once a little of it is seen, and one digest a window at most."""
    soon, told_at = now + min(COLLECT, within), _told_at(state, now)
    return soon if told_at is None else max(soon, told_at + within)


def _told_at(state: GroupState, now: datetime) -> datetime | None:
    """Return when the group was told last; None if it never was, or by a clock that was ahead."""
    return state.told_at if state.told_at is not None and state.told_at <= now else None


def _untold_since(first: datetime, state: GroupState, now: datetime) -> datetime:
    """Return since when the group waits for a digest.

    An hour that comes twice, because the clock was set back over it, has had its digest.
    """
    if state.told_at is not None and now < state.told_at <= now + _RELIVED:
        return state.told_at
    return first


def _gather(key: str, members: Sequence[Waiting], why: Held, desk: Desk, now: datetime) -> Gather:
    shared = {} if key == FLOODED else _shared(members[0], desk.holding)
    return Gather(
        deliveries=tuple(each.id for each in members),
        digest=digest_of(members, shared, why, now),
        why=why,
        group=key,
    )


def _shared(waiting: Waiting, holding: Holding) -> dict[str, str]:
    values = {
        GroupBy.RULE: waiting.rule,
        GroupBy.SOURCE: waiting.source,
        GroupBy.STORY: "" if waiting.story is None else str(waiting.story),
    }
    return {name.value: values[name] for name in holding.group_by}
