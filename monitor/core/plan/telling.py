"""What a new revision means for the rules: its matches, and the alerts that are owed for them."""

from datetime import datetime

from monitor.core.payload import Telling, alert_id, matched_payload
from monitor.core.plan.watch import Watch
from monitor.model import Alert, AlertKind, ArticleUpdate, HeldArticle, Match, Revision


def tell(
    held: HeldArticle,
    revision: Revision,
    watch: Watch,
    now: datetime,
    *,
    url: str,
    page: ArticleUpdate | None = None,
    views: int | None = None,
) -> tuple[tuple[Match, ...], tuple[Alert, ...]]:
    """Return the revision's matches and the alerts they owe.

    A rule is told once an article: not again for an edit, not for the backlog of a seeding run, and not
    for words that stood there before the rule did.
    """
    matches = watch.rulebook.match(revision.title, revision.body)
    is_backlog = held.seeded and revision.number == 1
    if not matches or is_backlog:
        return matches, ()
    told = held.matched | _matched_before(held, watch)
    alerts = tuple(
        _alert(
            Telling(
                match=match,
                rule=watch.rules_by_id[match.rule],
                source=watch.source,
                held=held,
                revision=revision,
                url=url,
                page=page,
                views=views,
            ),
            now,
        )
        for match in matches
        if match.rule not in told
    )
    return matches, alerts


def _matched_before(held: HeldArticle, watch: Watch) -> frozenset[str]:
    if held.revision is None:
        return frozenset()
    earlier = watch.rulebook.match(held.revision.title, held.revision.body)
    return frozenset(match.rule for match in earlier)


def _alert(telling: Telling, now: datetime) -> Alert:
    rule, kind = telling.rule, AlertKind.MATCHED
    id_ = alert_id(telling.held.identity.name, rule.id, kind)
    payload = matched_payload(id_, telling, now)
    return Alert(id=id_, kind=kind, rule=rule.id, sinks=rule.sinks, payload=payload)
