"""What a look at an article means for the rules: its matches, and the alerts that are owed for them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor.core.ack_link import ack_link
from monitor.core.canary import SOURCE
from monitor.core.look import Look, document_of, look_at_wording
from monitor.core.payload import Happening, Telling, alert_id, event_payload, matched_payload
from monitor.core.rules import Document
from monitor.core.watch import Watch
from monitor.model import (
    WORDING_EVENTS,
    Alert,
    AlertKind,
    Event,
    EventKind,
    FoundBy,
    Late,
    LateTelling,
    LateWhy,
    Match,
    Once,
    Rule,
    Wording,
)
from monitor.noun import replace

ARMED = Late(why=LateWhy.ARMED)

Told = tuple[tuple[Match, ...], tuple[Alert, ...]]


def tell(look: Look, watch: Watch, now: datetime) -> Told:
    """Return the matches of a new wording, and the alerts they owe.

    A rule is told once an article: not again for an edit, not for the backlog of a seeding run, and not
    for words that stood there before the rule did.
    """
    document = _document(look, watch, now)
    matches = watch.rulebook.match(document)
    is_backlog = look.held.seeded and look.number == 1
    if not matches or is_backlog:
        return matches, ()
    told = look.held.matched | _matched_before(look, document, watch)
    news = (m for m in matches if m.rule not in told)
    return matches, _alerts(news, look, watch, now, late=_late(look))


def meets_news(look: Look, watch: Watch, now: datetime) -> bool:
    """Say whether the wording meets a rule that the article never met before."""
    matches = watch.rulebook.match(_document(look, watch, now))
    return any(match.rule not in look.held.matched for match in matches)


def tell_risen(look: Look, watch: Watch, now: datetime) -> Told:
    """Return what a new reading of the counter brings to an article whose wording is as it was.

    Only rules that ask for a number that moves are held against it, and only those it never met before.
    """
    counting = watch.rulebook.counting
    if not counting.rules:
        return (), ()
    matches = counting.match(_document(look, watch, now))
    news = tuple(match for match in matches if match.rule not in look.held.matched)
    return news, _alerts(news, look, watch, now)


def tell_escalated(
    look: Look, told: Iterable[str], watch: Watch, now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts that an article owes because it meets, by now, the escalation of a rule among `told`."""
    concerned = frozenset(told)
    if not watch.escalations.rules or not concerned:
        return ()
    matches = watch.escalations.match(_document(look, watch, now))
    return tuple(
        _alert(match, look, watch, now, kind=AlertKind.ESCALATED)
        for match in matches
        if match.rule in concerned
    )


def tell_late(
    wording: Wording, watch: Watch, now: datetime, late: Late = ARMED
) -> LateTelling | None:
    """Return what the watch's rules owe for an article of the archive, marked late; None if they meet nothing."""
    look = look_at_wording(wording)
    matches = watch.rulebook.match(_document(look, watch, now))
    if not matches:
        return None
    return LateTelling(
        article=look.held.id,
        revision=look.number,
        matches=matches,
        alerts=_alerts(matches, look, watch, now, late=late),
    )


def tell_events(
    look: Look, events: Sequence[Event], matches: Iterable[Match], watch: Watch, now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts that are owed for what happened to an article.

    The rules that ever matched it hear of the kinds that they listen for: of all that one new wording brought in
    one alert, of everything else in one each.
    """
    if not events:
        return ()
    concerned = look.held.matched.union(match.rule for match in matches)
    rules = [watch.rules_by_id[id_] for id_ in sorted(concerned) if id_ in watch.rules_by_id]
    return tuple(
        _event_alert(look, kind, heard, rule, watch, now)
        for rule in rules
        for kind, heard in _grouped([event for event in events if event.kind in rule.on])
    )


def _grouped(events: Sequence[Event]) -> Iterator[tuple[AlertKind, tuple[Event, ...]]]:
    wording = tuple(event for event in events if event.kind in WORDING_EVENTS)
    if wording:
        yield AlertKind.EDITED, wording
    for event in events:
        if event.kind not in WORDING_EVENTS:
            yield AlertKind(f"article.{event.kind}"), (event,)


def _event_alert(
    look: Look,
    kind: AlertKind,
    events: tuple[Event, ...],
    rule: Rule,
    watch: Watch,
    now: datetime,
) -> Alert:
    id_ = alert_id(look.held.identity.name, rule.id, kind, str(look.number))
    happening = Happening(
        kind=kind,
        events=events,
        rule=rule,
        source=watch.source,
        look=look,
        acknowledge=_ack_link(id_, watch),
    )
    payload = event_payload(id_, happening, now)
    return Alert(id=id_, kind=kind, rule=rule.id, sinks=rule.sinks, payload=payload)


def _document(look: Look, watch: Watch, now: datetime) -> Document:
    document = document_of(look, watch.source.id, watch.source.site, now)
    return replace(document, language=document.language or watch.source.language)


def _matched_before(look: Look, document: Document, watch: Watch) -> frozenset[str]:
    """Return the rules that the wording before matched by its words.

    Its numbers do not count: a rule that waits for one is not told for words alone, so it is not told yet.
    """
    before = look.held.revision
    if before is None:
        return frozenset()
    earlier = replace(
        document,
        title=before.title,
        body=before.body,
        views=None,
        views_per_hour=None,
        views_per_hour_rank=None,
        views_rank=None,
        rise=None,
        position=None,
        age=None,
    )
    return frozenset(match.rule for match in watch.rulebook.match(earlier))


def _alerts(
    matches: Iterable[Match], look: Look, watch: Watch, now: datetime, *, late: Late | None = None
) -> tuple[Alert, ...]:
    return tuple(
        _alert(match, look, watch, now, late=late)
        for match in matches
        if _hears(watch.rules_by_id[match.rule], look)
    )


def _hears(rule: Rule, look: Look) -> bool:
    """Say whether a rule is told of a match: it listens for that, and was not told of the story if once is enough."""
    is_told = rule.once is Once.STORY and rule.id in look.held.story_told
    return EventKind.MATCHED in rule.on and not is_told


def _alert(
    match: Match,
    look: Look,
    watch: Watch,
    now: datetime,
    *,
    late: Late | None = None,
    kind: AlertKind = AlertKind.MATCHED,
) -> Alert:
    rule = watch.rules_by_id[match.rule]
    if watch.source.id == SOURCE:
        kind = AlertKind.CANARY
    id_ = alert_id(look.held.identity.name, rule.id, kind)
    telling = Telling(
        match=match,
        rule=rule,
        source=watch.source,
        look=look,
        late=late,
        kind=kind,
        acknowledge=_ack_link(id_, watch),
    )
    sinks = (rule.escalate_to or rule.sinks) if kind is AlertKind.ESCALATED else rule.sinks
    return Alert(
        id=id_,
        kind=kind,
        rule=rule.id,
        sinks=sinks,
        payload=matched_payload(id_, telling, now),
        is_once_a_story=rule.once is Once.STORY and kind is AlertKind.MATCHED,
    )


def _late(look: Look) -> Late | None:
    """Return why a first reading comes late: an edit that brings a rule's words is news, however old the article."""
    if look.number != 1:
        return None
    # Who was found by the gap that it left was there long before we asked.
    return Late(why=LateWhy.GAP) if look.held.found_by is FoundBy.GAP else look.held.late


def _ack_link(alert: str, watch: Watch) -> str | None:
    return None if watch.web is None else ack_link(alert, watch.web)
