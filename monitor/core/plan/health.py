"""What a page says of its source's selectors: what it gave, what is broken, and what on it is not to be believed."""

from collections.abc import Iterable, Mapping

from monitor.core.health import (
    LISTING_FIELDS,
    Signs,
    article_signs,
    by_fallback,
    comparable,
    fallbacks_of,
    harvests_of,
    is_proven,
    listing_signs,
    next_breakage,
    rows_of,
    strange_fields,
    tell_broken,
    tell_mended,
)
from monitor.core.plan.case import Case, HealthNote
from monitor.core.watch import Watch
from monitor.model import (
    Alert,
    ArticleReading,
    Basis,
    Breakage,
    Extraction,
    Failed,
    FetchOutcome,
    Gain,
    Glance,
    Harvest,
    HealthUpdate,
    HeldArticle,
    Known,
    Listing,
    ListingReading,
    Problem,
    Reading,
    Reason,
    Target,
    TargetKind,
)
from monitor.noun import dataclass

_LISTING_REQUIRED = frozenset({"row", "link"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """One page that counts: its signs, and what they are held against."""

    signs: Signs
    basis_by_field: Mapping[str, Basis]
    glance: Glance
    asked: frozenset[str]
    required: frozenset[str]
    rows: tuple[Harvest, ...] = ()
    filled: tuple[Harvest, ...] = ()
    articles: int | None = None


def fields_wanted(
    target: Target, outcome: FetchOutcome, reading: Reading | None, known: Known, watch: Watch
) -> frozenset[str]:
    """Return the fields of an article's page whose past a decision over it will look into: those that are not well."""
    selectors = watch.selectors
    subject = next((a for a in known.articles.values() if a.id == target.article), None)
    if target.kind is TargetKind.LISTING or subject is None:
        return frozenset()
    if _is_no_page(outcome):
        extraction = Extraction()
    elif isinstance(reading, ArticleReading):
        extraction = reading.extraction
    else:
        return frozenset()
    broken = known.health.breakage.fields if known.health.breakage else ()
    signs = article_signs(extraction, selectors, strange_fields(subject, extraction))
    return _those(signs, is_hit=False) | {b.field for b in broken if b.page is target.kind}


def note_health(case: Case, outcome: FetchOutcome, reading: Reading | None) -> HealthNote:
    """Return what a check says of its source's selectors; of a check that brought no page nothing new."""
    page, strange = None, frozenset[str]()
    reading = _empty(case) if _is_no_page(outcome) else reading
    subject = case.held
    if isinstance(reading, ListingReading):
        page = _listing_page(case, outcome, reading)
    elif reading is not None and subject is not None and case.instead is None:
        # What stands in for the article's page says nothing of how such pages are read.
        strange = _strange(case, subject, reading.extraction)
        page = _article_page(case, outcome, subject, reading.extraction, strange)
    if page is None:
        return HealthNote(breakage=case.known.health.breakage)
    update = _update(case, page)
    lost = page.glance.lost
    return HealthNote(update=update, breakage=update.breakage, lost=lost, strange=strange)


def _is_no_page(outcome: FetchOutcome) -> bool:
    """Say whether the site answered well and sent something that is no page, in which no selector finds anything."""
    return isinstance(outcome, Failed) and outcome.reason is Reason.WRONG_TYPE


def _empty(case: Case) -> Reading:
    if case.target.kind is TargetKind.LISTING:
        return ListingReading(listing=Listing(candidates=()), named=())
    return ArticleReading(extraction=Extraction(), redirected=None, claimed=(), spellings=())


def _is_unparsable(problems: Iterable[Problem]) -> bool:
    return any(problem.field == "page" for problem in problems)


def _listing_page(case: Case, outcome: FetchOutcome, reading: ListingReading) -> _Page | None:
    listing, articles = reading.listing, len(reading.keys())
    is_later = case.target.round is not None and case.target.round.page > 1
    if is_later or listing.leads_on or _is_unparsable(listing.problems):
        return None
    selectors, health = case.watch.selectors, case.known.health
    signs = listing_signs(listing, articles, selectors, health.past, health.fewest)
    is_well = all(sign.gain is Gain.HIT for sign in signs.values())
    glance = Glance(
        page=TargetKind.LISTING,
        subject=0,
        at=outcome.at,
        hit=_those(signs, is_hit=True),
        lost=_those(signs, is_hit=False),
    )
    return _Page(
        signs=signs,
        basis_by_field=dict.fromkeys(signs, Basis.HELD),
        glance=glance,
        asked=LISTING_FIELDS,
        required=_LISTING_REQUIRED,
        rows=tuple(rows_of(listing, len(reading.named), signs)),
        articles=articles if is_well else None,
    )


def _article_page(
    case: Case,
    outcome: FetchOutcome,
    subject: HeldArticle,
    extraction: Extraction,
    strange: frozenset[str],
) -> _Page | None:
    if _is_unparsable(extraction.problems):
        return None
    selectors = case.watch.selectors
    signs = article_signs(extraction, selectors, strange)
    is_first = not (subject.revision and subject.revision.body)
    hit, absent = _those(signs, is_hit=True), _those(signs, is_hit=False)
    had = _had(subject)
    # Words that nothing can be held against do not prove that the right place is read again.
    hit -= _misleading(case, subject)
    return _Page(
        signs=signs,
        basis_by_field={name: Basis.HELD if name in had else Basis.FRESH for name in signs},
        glance=Glance(
            page=TargetKind.ARTICLE,
            subject=subject.id,
            at=outcome.at,
            hit=hit,
            lost=absent & had,
            missed=absent - had,
            is_first=is_first,
        ),
        asked=frozenset(signs),
        required=selectors.article.required,
        # Of an article that was read before, a fallback's words are not taken.
        filled=tuple(fallbacks_of(extraction)) if is_first else (),
    )


def _strange(case: Case, subject: HeldArticle, extraction: Extraction) -> frozenset[str]:
    health = case.known.health
    strange = strange_fields(subject, extraction)
    strange |= _misleading(case, subject) & extraction.hits.keys()
    failures = case.target.failures
    if strange and is_proven(subject, strange, health.glances, health.breakage, failures):
        return frozenset()
    return strange


def _misleading(case: Case, subject: HeldArticle) -> frozenset[str]:
    """Return the fields whose selectors hit the wrong place at present, as far as that cannot be seen by the words."""
    breakage = case.known.health.breakage
    fields = breakage.fields if breakage else ()
    wrong = {b.field for b in fields if b.page is TargetKind.ARTICLE and b.gain is Gain.STRANGE}
    return frozenset(wrong - comparable(subject)) if wrong else frozenset()


def _had(subject: HeldArticle) -> frozenset[str]:
    """Return the fields that the article's page gave when it was read last, as far as that is known."""
    if subject.revision is None:
        return frozenset()
    had = {"title"} | subject.gave.keys()
    return frozenset(had | {"body"} if subject.revision.body else had) - by_fallback(subject.gave)


def _those(signs: Signs, *, is_hit: bool) -> frozenset[str]:
    return frozenset(name for name, s in signs.items() if (s.gain is Gain.HIT) is is_hit)


def _update(case: Case, page: _Page) -> HealthUpdate:
    health = case.known.health
    held = health.breakage
    after = next_breakage(health, page.glance, page.signs, asked=page.asked, required=page.required)
    broken = {b.field for b in after.fields if b.page is page.glance.page} if after else set()
    basis = {
        name: Basis.BROKEN if name in broken else basis
        for name, basis in page.basis_by_field.items()
    }
    return HealthUpdate(
        glance=page.glance,
        harvests=(
            *harvests_of(page.signs, basis),
            *(() if broken else page.rows),
            *page.filled,
        ),
        breakage=after,
        expects=held.since if held else None,
        articles=page.articles,
        alerts=_alerts(case, held, after),
    )


def _alerts(case: Case, before: Breakage | None, after: Breakage | None) -> tuple[Alert, ...]:
    """Return the alert that is owed where a breakage began or ended. What joins it later is shown and not told."""
    source, sinks, page = case.watch.source, case.watch.alarms, case.target.url
    if before is None and after is not None:
        return tell_broken(source, after, sinks, page, case.now)
    if before is not None and after is None:
        return tell_mended(source, before, sinks, page, case.now)
    return ()
