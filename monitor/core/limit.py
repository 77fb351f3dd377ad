"""How far a limit reaches, learned from who is refused while who is served. Pure; holds nobody back itself.

A limit is taken for its host's until more is known. It is narrower than that if another URL is served while it lasts,
if the same URL is refused again after the wait that was asked for while others were served since, or if it is the same
URL that is refused time and again. It is wider than one URL if a second one is refused while nothing was served since
the first, and wider than one host if a host is refused while the limit of its kin lasts.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.model import HostSign, HostState, Limit, LimitScope
from monitor.noun import replace

# Where nobody knows yet whom it concerns, a limit of a day must not blind us to a whole host for a day.
UNSURE = timedelta(hours=1)
# What narrows a scope, by how hardly it is chance. A listing may be every third request to its host, so that it is
# often the one that is refused; that a wait that was kept did not help is rarer; who is served meanwhile is proof.
_ENOUGH = 12
_SERVED_MEANWHILE, _REFUSED_AGAIN, _SAME_AS_LAST = _ENOUGH, 4, 1
# So many doubts ask for 256 times as much; more would be never.
_MOST_DOUBTS = 4
_REACH = (LimitScope.URL, LimitScope.HOST, LimitScope.DOMAIN)
# What stands below the top level where names are handed out one level further down, as in com.kg.
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "gov", "gob", "gouv", "mil", "net", "or", "org"}
)


def domain_of(host: str) -> str:
    """Return the domain that the host belongs to, as registrars sell them: two labels, or three as in news.com.kg.

    An approximation of the public suffix list that errs to the wide side; an address is its own domain.
    """
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return host
    is_deep = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if is_deep else labels[-2:])


def learn(
    states: Mapping[str, HostState],
    host: str,
    sign: HostSign,
    until: datetime,
    again: datetime | None,
) -> dict[str, HostState]:
    """Return the states of `host` and its kin that a limit changes, with who is left alone until when.

    `states` has those of the host and of its kin. `again` is when the same URL was refused at its last check too.
    """
    before = states[host]
    limit = replace(_scoped(states, host, sign, again), url=sign.url, at=sign.at, until=until)
    scope = limit.scope
    held = {host: replace(before, limit=limit)}
    if scope is LimitScope.DOMAIN:
        held |= {name: replace(state, limit=limit) for name, state in states.items()}
    elif before.limit is not None and before.limit.scope is LimitScope.DOMAIN:
        # What is not the kin's together is nobody's but the host's.
        held |= {name: _parted(state) for name, state in states.items() if name != host}
    if scope is LimitScope.URL:
        return held
    if scope is None:
        until = min(until, sign.at + UNSURE)
    quiet = held if scope is LimitScope.DOMAIN else {host: held[host]}
    return held | {name: _quiet(state, until) for name, state in quiet.items()}


def after_refusal(
    states: Mapping[str, HostState], host: str, limit: Limit, again: datetime
) -> Limit:
    """Return the limit after a URL of the host was refused whose last check, `again`, was refused too."""
    return _narrowed(limit, _seen(states, host, limit, again), _REFUSED_AGAIN)


def after_service(limit: Limit, sign: HostSign) -> Limit:
    """Return the limit after a URL of its host was served. Who was asked before it came proves nothing of it."""
    if sign.asked_at <= limit.at:
        return limit
    if sign.url == limit.url:
        return replace(limit, until=None)
    if limit.until is None or sign.at >= limit.until or limit.scope is LimitScope.URL:
        return limit
    return _narrowed(limit, LimitScope.URL, _SERVED_MEANWHILE)


def _narrowed(limit: Limit, seen: LimitScope | None, weight: int) -> Limit:
    """Return the limit after a narrower scope was seen, if any was."""
    if seen is None:
        return limit
    proofs = limit.proofs + weight
    if proofs < _ENOUGH << 2 * limit.doubts:
        return replace(limit, proofs=proofs)
    return replace(limit, scope=seen, proofs=0)


def _scoped(
    states: Mapping[str, HostState], host: str, sign: HostSign, again: datetime | None
) -> Limit:
    before = states[host].limit
    limit = before or Limit(url=sign.url, at=sign.at, until=sign.at)
    if again is not None:
        return after_refusal(states, host, limit, again)
    if before is not None and before.url == sign.url:
        return _narrowed(limit, _seen(states, host, limit, limit.at), _SAME_AS_LAST)
    wider = _wider(states, host, sign)
    if wider is None or _reach(wider) <= _reach(limit.scope):
        # It is not always the same URL, then.
        return replace(limit, proofs=0)
    doubts = min(limit.doubts + 1, _MOST_DOUBTS)
    return replace(limit, scope=wider, proofs=0, doubts=doubts)


def _seen(
    states: Mapping[str, HostState], host: str, limit: Limit, again: datetime
) -> LimitScope | None:
    """Return the narrower scope that is seen in who was served since `again`, None if none is."""
    if _was_served(states[host], again):
        return None if limit.scope is LimitScope.URL else LimitScope.URL
    kin = (state for name, state in states.items() if name != host)
    if limit.scope is LimitScope.DOMAIN and any(_was_served(state, again) for state in kin):
        return LimitScope.HOST
    return None


def _wider(states: Mapping[str, HostState], host: str, sign: HostSign) -> LimitScope | None:
    """Return the wider scope that is seen in who else waits, None if nobody does."""
    kin = (state for name, state in states.items() if name != host)
    if any(_waits(state) and _lasts(state, sign.asked_at) for state in kin):
        return LimitScope.DOMAIN
    own = states[host]
    if own.limit is not None and own.limit.url != sign.url and _waits(own):
        return LimitScope.HOST
    return None


def _reach(scope: LimitScope | None) -> int:
    return -1 if scope is None else _REACH.index(scope)


def _was_served(state: HostState, since: datetime) -> bool:
    return state.served_at is not None and state.served_at > since


def _waits(state: HostState) -> bool:
    """Say whether nothing was served since the host's last limit."""
    limit = state.limit
    return limit is not None and limit.until is not None and not _was_served(state, limit.at)


def _lasts(state: HostState, at: datetime) -> bool:
    limit = state.limit
    if limit is None or limit.until is None or limit.scope is LimitScope.URL:
        return False
    return limit.until > at


def _quiet(state: HostState, until: datetime) -> HostState:
    return replace(state, quiet_until=max(until, state.quiet_until or until))


def _parted(state: HostState) -> HostState:
    limit = state.limit
    if limit is None or limit.scope is not LimitScope.DOMAIN:
        return state
    return replace(state, limit=replace(limit, scope=LimitScope.HOST))
