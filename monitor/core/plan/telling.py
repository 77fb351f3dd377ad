"""What a new revision means for the rules: its matches, and the alerts that are owed for them."""

from dataclasses import replace
from datetime import datetime

from monitor.core.payload import Telling, alert_id, matched_payload
from monitor.core.plan.watch import Watch
from monitor.core.rules import Document
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
    document = _document(held, revision, watch, now, url=url, page=page, views=views)
    matches = watch.rulebook.match(document)
    is_backlog = held.seeded and revision.number == 1
    if not matches or is_backlog:
        return matches, ()
    told = held.matched | _matched_before(held, document, watch)
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


def _document(
    held: HeldArticle,
    revision: Revision,
    watch: Watch,
    now: datetime,
    *,
    url: str,
    page: ArticleUpdate | None,
    views: int | None,
) -> Document:
    page = page or ArticleUpdate(article=held.id)
    return Document(
        title=revision.title,
        body=revision.body,
        author=revision.author,
        section=page.section or "",
        language=page.language or held.language or watch.source.language,
        source=watch.source.id,
        site=watch.source.site,
        url=url,
        views=views,
        age=now - (page.published_at or held.published_at or held.first_seen_at),
    )


def _matched_before(held: HeldArticle, document: Document, watch: Watch) -> frozenset[str]:
    """Return the rules that the wording before matched by its words.

    Its numbers do not count: a rule that waits for one is not told for words alone, so it is not told yet.
    """
    if held.revision is None:
        return frozenset()
    before = replace(
        document,
        title=held.revision.title,
        body=held.revision.body,
        views=None,
        views_per_hour=None,
        age=None,
    )
    return frozenset(match.rule for match in watch.rulebook.match(before))


def _alert(telling: Telling, now: datetime) -> Alert:
    rule, kind = telling.rule, AlertKind.MATCHED
    id_ = alert_id(telling.held.identity.name, rule.id, kind)
    payload = matched_payload(id_, telling, now)
    return Alert(id=id_, kind=kind, rule=rule.id, sinks=rule.sinks, payload=payload)
