"""Server-side request forgery: every way out is aimed at every special address, in every way to come by one.

It runs in a process whose border is closed: names are answered there, and nothing is connected to but our own server.
So a guard that fails is seen to try, and harms nobody.
"""

import asyncio
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.torture.border import Border, Endpoint
from benchmarks.torture.child import in_child
from benchmarks.torture.ssrf_cases import PUBLIC, Case, Form, cases
from benchmarks.torture.ssrf_ways import STAGE, THROUGH, Ask, Ways, goes_this_way
from benchmarks.torture.tally import Size, Tally
from monitor.relay import posted

# In short every so-manieth case; the public ones are asked always.
_STRIDE = {Size.SHORT: 7, Size.FULL: 1}
_FORBIDDEN = "forbidden_address"
# Forms where a refusal for another reason would prove nothing.
_SURE = frozenset({Form.LITERAL, Form.NAME, Form.MIXED, Form.REBOUND})


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What came of one case on one way: why it did not come through, whom it looked up, whom it tried to reach."""

    way: str
    case: Case
    why: str
    lookups: tuple[str, ...]
    attempts: tuple[Endpoint, ...]


def torture(size: Size) -> Tally:
    """Return what was let through, of all that was aimed at."""
    seen = in_child(perform, size)
    return tally_of(seen)


def tally_of(seen: Sequence[Seen]) -> Tally:
    """Return the counts of what was seen, and the broken promises."""
    hostile = [each for each in seen if each.case.form is not Form.PUBLIC]
    blocked = [each for each in hostile if not any(violations(each))]
    public = [each for each in seen if each.case.form is Form.PUBLIC]
    allowed = [each for each in public if not any(violations(each))]
    ways = Counter(each.way for each in hostile)
    connects = sum(len(each.attempts) for each in seen)
    return Tally(
        name="ssrf",
        counts={
            "blocked": f"{len(blocked):,} of {len(hostile):,}",
            "public addresses let through": f"{len(allowed)} of {len(public)}",
            "ways out": ", ".join(f"{way} {count}" for way, count in ways.items()),
            "look-ups": f"{sum(len(each.lookups) for each in seen):,}",
            "connections tried, all of them public": f"{connects:,}",
        },
        broken=tuple(sentence for each in seen for sentence in violations(each)),
    )


def violations(seen: Seen) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    case = seen.case
    what = f"{seen.way}, {case.form}: {case.url!a}"
    for address, port in seen.attempts:
        if address not in PUBLIC:
            yield f"{what} led to a connection to {address}, port {port}"
    if seen.why == THROUGH:
        yield f"{what} came through"
    if len(seen.lookups) > case.exchanges:
        yield f"{what} looked up {len(seen.lookups)} times in {case.exchanges} exchanges"
    if case.form in _SURE and seen.why not in (_FORBIDDEN, *_unreadable(seen)):
        yield f"{what} was refused for another reason: {seen.why}"
    if case.form is Form.PUBLIC and not _is_let_through(seen):
        yield f"{what} was not let through: {seen.why}"


def _unreadable(seen: Seen) -> tuple[str, ...]:
    """Apprise itself reads fewer addresses than there are."""
    return ("bad_url",) if seen.way.startswith("apprise") and seen.case.form is Form.LITERAL else ()


def _is_let_through(seen: Seen) -> bool:
    reached = [address for address, _ in seen.attempts]
    return reached == list(seen.case.answers[0]) and len(seen.lookups) == 1


def perform(
    size: Size, allow: frozenset[str] = frozenset(), ways: Container[str] | None = None
) -> list[Seen]:
    """Return what came of every case on every way; for a process of its own, whose border stays closed.

    `allow` are exceptions from the guard, "ip:port", by which a test lets it fail; `ways` are those to try, or all.
    """
    with posted(lambda address, port: True):
        # The sentry has its place before the border, so that the border sees what it lets pass.
        pass
    border = Border()
    return asyncio.run(_perform(border, _chosen(size), allow, ways))


async def _perform(
    border: Border, chosen: Sequence[Case], allow: frozenset[str], wanted: Container[str] | None
) -> list[Seen]:
    async with Ways(border, allow) as ways:
        border.names["open.test"] = (PUBLIC[:1],)
        border.close()
        return [
            await _look(border, way, ask, case)
            for way, ask in ways.all().items()
            if wanted is None or way in wanted
            for case in chosen
            if goes_this_way(way, case.form)
        ]


async def _look(border: Border, way: str, ask: Ask, case: Case) -> Seen:
    border.forget()
    if case.answers:
        border.names[case.host.lower().removesuffix(".")] = case.answers
    why = ""
    for _ in range(case.exchanges):
        why = await ask(case)
    return Seen(
        way=way,
        case=case,
        why=why,
        lookups=tuple(name for name in border.lookups if name != STAGE),
        attempts=tuple(border.attempts),
    )


def _chosen(size: Size) -> list[Case]:
    by_form: dict[Form, list[Case]] = {}
    for case in cases():
        by_form.setdefault(case.form, []).append(case)
    strides = {form: 1 if form is Form.PUBLIC else _STRIDE[size] for form in by_form}
    return [case for form, each in by_form.items() for case in each[:: strides[form]]]
