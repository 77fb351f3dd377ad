"""Articles that have no page of their own: which of them a listing's check has to look at, and when it may be so again.

What their listing says of them is judged like a page; only that nothing is ever asked for their sake is judged here.
"""

from monitor.core.fingerprint import fingerprint
from monitor.core.plan.case import Case
from monitor.core.plan.front import FrontPage
from monitor.model import ArticleReading, ListingReading, Plan
from monitor.noun import replace


def to_visit(case: Case, reading: ListingReading) -> tuple[bytes, ...]:
    """Return the identity keys of those whose words or counter are news, or who are back, the oldest first.

    Those that another source brought are its own.
    """
    known, source = case.known, case.watch.source.id
    return tuple(
        identity.key
        for identity in dict.fromkeys(reversed(reading.identities()))
        if (told := reading.told.get(identity.key)) is not None
        and ((held := known.articles.get(identity.key)) is None or held.source == source)
        and (
            (held is not None and held.withdrawn_at is not None)
            or _is_news(known.wordings.get(identity.key), told)
        )
    )


def to_withdraw(reading: ListingReading, front: FrontPage | None) -> tuple[int, ...]:
    """Return those that were taken out of the page that was all there was of them, by their rows.

    A feed is no such page: what its publisher takes out of it may stand where its link leads.
    """
    is_all_of_them = bool(reading.told) and not reading.listing.door
    return front.front.left if front is not None and is_all_of_them else ()


def is_unread(case: Case, key: bytes) -> bool:
    """Say whether the article is stored and was never read, because the program ended in between."""
    return case.watch.selectors.article.is_on_listing and key not in case.known.wordings


def with_no_page(plan: Plan) -> Plan:
    """Return the plan for such an article, in which nothing is asked for its sake."""
    return replace(plan, next=replace(plan.next, due_at=None, worth=0.0, firm=0.0))


def _is_news(newest: bytes | None, told: ArticleReading) -> bool:
    said = told.extraction
    return said.views is not None or newest != fingerprint(said.title or "", said.body or "")
