"""What one page gave of each field that its selectors ask for. Judges nothing but the page itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from monitor.model import (
    Basis,
    Extraction,
    Gain,
    Harvest,
    Listing,
    ListingSelectors,
    Past,
    ProblemKind,
    Selectors,
)

# What a listing is asked for.
LISTING_FIELDS = frozenset({"row", "link", "title", "time"})
# A listing on which a field stands on less than half of its usual share of rows has lost it.
LOST_SHARE = 0.5
# Fewer articles than this share of the fewest that ever stood there of late are another listing.
SHRUNK_SHARE = 1 / 3
# A field that stands on fewer rows than this is too rare to be missed.
USUAL_SHARE = 0.5


class Sign(NamedTuple):
    """What a field came to, and the selector that hit ("" for none)."""

    gain: Gain
    selector: str = ""


Signs = Mapping[str, Sign]


def article_signs(
    extraction: Extraction, selectors: Selectors, strange: Collection[str] = ()
) -> dict[str, Sign]:
    """Return the sign of every field that the file names. `strange` are those whose words are not to be believed."""
    spoiled = {p.field for p in extraction.problems if p.kind not in _ABSENT}
    signs = {
        name: _sign(name, extraction, name in spoiled, name in strange)
        for name in selectors.article.fields
    }
    box = selectors.article.within
    if box is not None:
        signs["within"] = Sign(Gain.HIT, box) if _is_boxed(extraction) else _MISSING
    return signs


def given(extraction: Extraction, selectors: Selectors) -> dict[str, str]:
    """Return by which selector the page gave each field; what a fallback gave is marked as such."""
    article, hits = selectors.article, extraction.hits
    gave = {name: hits[name] for name in article.fields if name in hits}
    if article.within is not None and _is_boxed(extraction):
        gave["within"] = article.within
    return gave | {name: f"{_FALLBACK}{source}" for name, source in extraction.fallbacks.items()}


def by_fallback(gave: Mapping[str, str]) -> frozenset[str]:
    """Return which fields of those that `given` returned no selector gave."""
    return frozenset(name for name, source in gave.items() if source.startswith(_FALLBACK))


def fallbacks_of(extraction: Extraction) -> Iterator[Harvest]:
    """Yield what is counted of the fields that a fallback filled on a page."""
    for name, source in extraction.fallbacks.items():
        yield Harvest(field=name, basis=Basis.FALLBACK, gain=Gain.HIT, selector=source)


def origins(gave: Mapping[str, str]) -> dict[str, str]:
    """Return what filled the fields of those that `given` returned that no selector gave."""
    return {name: gave[name].removeprefix(_FALLBACK) for name in sorted(by_fallback(gave))}


def _is_boxed(extraction: Extraction) -> bool:
    """Say whether the article's box was on the page."""
    return bool(extraction.hits) and all(
        p.field != "within" or p.kind is ProblemKind.MISSING for p in extraction.problems
    )


_MISSING = Sign(Gain.MISSING)
# For the health of selectors a field that was filled otherwise is missed.
_ABSENT = frozenset({ProblemKind.MISSING, ProblemKind.FALLBACK})
_FALLBACK = "fallback: "


def _sign(name: str, extraction: Extraction, is_spoiled: bool, is_strange: bool) -> Sign:
    selector = extraction.hits.get(name)
    if selector is None:
        return Sign(Gain.UNREADABLE) if is_spoiled else _MISSING
    return Sign(Gain.STRANGE if is_strange else Gain.HIT, selector)


def listing_signs(
    listing: Listing,
    articles: int,
    selectors: Selectors,
    past: Mapping[tuple[str, Basis], Past],
    fewest: int | None,
) -> dict[str, Sign]:
    """Return the sign of the row and of what stands in it. `articles` is how many of its links name one.

    Of a listing without rows nothing is said of what would stand in them.
    """
    if not listing.rows:
        return {"row": _MISSING}
    is_shrunk = fewest is not None and 0 < articles < fewest * SHRUNK_SHARE
    asked = selectors.listing
    row = listing.door if listing.door or asked is None else asked.row
    signs = {"row": Sign(Gain.STRANGE if is_shrunk else Gain.HIT, row)}
    for name in _asked_of(listing, asked):
        given = listing.gave.get(name, {})
        count = articles if name == "link" else _readable(name, listing)
        main = max(given, key=lambda selector: given[selector], default="")
        if _has_share(count, listing.rows, past.get((name, Basis.ROWS))):
            signs[name] = Sign(Gain.HIT, main)
        else:
            signs[name] = Sign(Gain.UNREADABLE, main) if given else _MISSING
    return signs


def _asked_of(listing: Listing, asked: ListingSelectors | None) -> Iterator[str]:
    """Yield what stands in a row by the site's file; in a feed, which has no selectors, whatever it gives."""
    if listing.door or asked is None:
        yield from (name for name in ("link", "title", "time") if listing.gave.get(name))
        return
    yield "link"
    yield from (name for name in ("title", "time") if getattr(asked, name) is not None)


def _readable(name: str, listing: Listing) -> int:
    if not listing.candidates:
        # Without its link a row is not read any further.
        return sum(listing.gave.get(name, {}).values())
    if name == "time":
        return sum(link.published_at is not None for link in listing.candidates)
    return sum(bool(link.title) for link in listing.candidates)


def _has_share(count: int, rows: int, past: Past | None) -> bool:
    if past is None or not past.hits:
        return count > 0
    usual = past.hits / (past.hits + past.misses)
    return usual < USUAL_SHARE or count / rows >= usual * LOST_SHARE


def harvests_of(signs: Signs, basis_by_field: Mapping[str, Basis]) -> Iterator[Harvest]:
    """Yield what is counted of a page: each field once."""
    for name, sign in signs.items():
        yield Harvest(
            field=name, basis=basis_by_field[name], gain=sign.gain, selector=sign.selector
        )


def rows_of(listing: Listing, articles: int, names: Iterable[str]) -> Iterator[Harvest]:
    """Yield what is counted of a listing's rows, by field and selector."""
    for name in names:
        given = listing.gave.get(name)
        if given is None:
            continue
        # A link that names no article, and a time that cannot be read, gave nothing.
        count = articles if name == "link" else _readable(name, listing)
        for selector, rows in given.items():
            got = min(rows, count)
            count -= got
            if got:
                yield Harvest(
                    field=name, basis=Basis.ROWS, gain=Gain.HIT, selector=selector, count=got
                )
        got = articles if name == "link" else _readable(name, listing)
        if (rest := listing.rows - got) > 0:
            yield Harvest(field=name, basis=Basis.ROWS, gain=Gain.MISSING, count=rest)
