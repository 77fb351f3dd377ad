"""Find again after a redesign what was read before it: the last known values of articles are looked for on their pages.

Owns when a new selector is sure. A wrong one is worse than none: it must give the known value on every page, when it
was learned from the others too, and leave all other fields as they are.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.core.counters import read_count
from monitor.core.dates import read_moment
from monitor.core.extract import read_article
from monitor.core.extract.tree import Unparsable
from monitor.core.learning.choice import Choice, pick_of
from monitor.core.learning.counter import compiled, propose_views
from monitor.core.learning.hints import OTHER_COUNTS, VIEWED
from monitor.core.learning.likeness import folded, likeness
from monitor.core.learning.marginals import beside
from monitor.core.learning.people import propose_author, without_byline
from monitor.core.learning.proposal import value_on
from monitor.core.learning.relisting import heal_listing, on_listing, relisted
from monitor.core.learning.sample import Sample, Samples, gathered, sample
from monitor.core.learning.sections import propose_section
from monitor.core.learning.texts import Body, propose_body
from monitor.core.learning.times import propose_published
from monitor.core.learning.titles import propose_title
from monitor.model import Extraction, Field, Pick, Selectors
from monitor.model.healing import HEALED, ListingVisit, Remedy, Visit
from monitor.noun import replace

# Fewer pages may agree by chance.
LEAST_PAGES = 3
# A text that is as much like the one that is held is that text; what is cut from it or added to it is not.
SAME_TEXT = 0.95
# The seconds of a date are often left out of what people read.
_MINUTE = timedelta(minutes=1)
# A counter that was read some days ago may have grown so far.
_MOST_GROWTH, _MOST_GAIN = 5, 3_000
# What is not among a hundred others of its kind: a name, or an element that a page has once.
_NAMED = re.compile(r"[.#\[]|::ld|\b(?:h1|time|article|main)\b")


def heal(
    visits: Sequence[Visit],
    selectors: Selectors,
    broken: Collection[str],
    now: datetime,
    listing: ListingVisit | None = None,
) -> tuple[Remedy, ...]:
    """Return a remedy for each broken field that is found again. Pages that cannot be parsed are passed over.

    Those of a listing are looked for where its page is given (`heal_listing`).
    """
    rows = heal_listing(listing, selectors, broken, now) if listing is not None else ()
    return (*_heal_articles(visits, selectors, broken, now), *rows)


def _heal_articles(
    visits: Sequence[Visit], selectors: Selectors, broken: Collection[str], now: datetime
) -> tuple[Remedy, ...]:
    samples = _samples(visits, selectors)
    if len(samples) < 1:
        return ()
    choices = _proposed(samples, broken, selectors, now)
    right = dict.fromkeys(choices, 0)
    if len(samples) > 1:
        for place, each in enumerate(samples.pages):
            learned = _proposed(samples.without(place), choices, selectors, now)
            for name in choices.keys() & learned.keys():
                text = value_on(each, learned[name])
                right[name] += _is_known(name, text, each, selectors)
    remedies = [
        _remedy(choice, right=right[name], asked=len(samples)) for name, choice in choices.items()
    ]
    return tuple(_judged(remedies, samples, selectors, now))


def healed(selectors: Selectors, remedies: Sequence[Remedy]) -> Selectors:
    """Return the selectors with the remedies in the place of what broke."""
    found = {each.field: _field(each) for each in remedies if each.field in HEALED}
    article = replace(selectors.article, fields={**selectors.article.fields, **found})
    if (listing := selectors.listing) is not None:
        listing = relisted(listing, on_listing(remedies))
    return replace(selectors, article=article, listing=listing)


def _remedy(choice: Choice, *, right: int, asked: int) -> Remedy:
    return Remedy(
        field=choice.name,
        selectors=tuple(pick.source for pick in choice.field.picks),
        pattern=choice.pattern,
        drop=choice.field.drop,
        many=choice.field.many,
        right=right,
        asked=asked,
        is_sure=True,
    )


def _field(remedy: Remedy) -> Field:
    return Field(
        picks=tuple(map(_pick, remedy.selectors)),
        pattern=compiled(remedy.pattern) if remedy.pattern else None,
        drop=remedy.drop,
        many=remedy.many,
    )


def _pick(source: str) -> Pick:
    css, _, attribute = source.partition("::attr(")
    return pick_of(css, attribute.removesuffix(")") or None)


def _samples(visits: Sequence[Visit], selectors: Selectors) -> Samples:
    pages = []
    for visit in visits:
        try:
            pages.append(sample(visit.page, selectors.hosts, visit.values))
        except Unparsable:
            continue
    return gathered(pages, selectors.timezone)


def _proposed(
    samples: Samples, broken: Collection[str], selectors: Selectors, now: datetime
) -> dict[str, Choice]:
    """Return what is found of the broken fields; the others are looked at only where they stand in the text."""
    body = Body(samples)
    makers: Mapping[str, Callable[[], Choice | None]] = {
        "title": lambda: propose_title(samples),
        "published": lambda: propose_published(samples, body, now),
        "author": lambda: propose_author(samples, body),
        "section": lambda: propose_section(samples),
        "views": lambda: propose_views(samples),
    }
    found = [make() for name, make in makers.items() if name in broken]
    if "body" in broken:
        kept = (
            Choice(name=name, field=field, score=1.0)
            for name, field in selectors.article.fields.items()
            if name in makers and name not in broken
        )
        found.append(propose_body(beside((*found, *kept), samples)))
    return {choice.name: choice for choice in found if choice is not None}


def _judged(
    remedies: Sequence[Remedy], samples: Samples, selectors: Selectors, now: datetime
) -> Iterator[Remedy]:
    """Yield the remedies with what speaks against each. All of them are tried together, by the engine itself."""
    after = healed(selectors, remedies)
    was = [read_article(each.page, selectors, now=now, blocks=()) for each in samples.pages]
    now_ = [read_article(each.page, after, now=now, blocks=()) for each in samples.pages]
    names = {remedy.field for remedy in remedies}
    is_quiet = all(_same_besides(one, other, names) for one, other in zip(was, now_, strict=True))
    for remedy in remedies:
        doubt = ""
        known = sum(remedy.field in each.examples for each in samples.pages)
        if known < LEAST_PAGES:
            doubt = f"only {known} pages with a known value were left"
        elif remedy.right < remedy.asked:
            doubt = f"learned from the other pages it is right on {remedy.right} of {remedy.asked}"
        elif not all(
            _is_known(remedy.field, _value(remedy.field, found), each, selectors)
            for each, found in zip(samples.pages, now_, strict=True)
        ):
            doubt = (
                "in the place of the old selectors it does not give the known value on every page"
            )
        elif not is_quiet:
            doubt = "other fields change with it"
        elif not _NAMED.search(remedy.selectors[0]):
            doubt = "its selector is made of tags alone, which other boxes have too"
        elif remedy.field == "views" and not _says_views(remedy):
            doubt = "neither a word beside the number nor the name of its box says what is counted"
        yield replace(remedy, is_sure=not doubt, doubt=doubt)


def _says_views(remedy: Remedy) -> bool:
    source = remedy.selectors[0]
    is_called = VIEWED.search(source) is not None and OTHER_COUNTS.search(source) is None
    return bool(remedy.pattern) or is_called


def _is_known(name: str, text: str, each: Sample, selectors: Selectors) -> bool:
    known = each.examples.get(name)
    if not known or not text:
        return False
    if name == "published":
        one, other = read_moment(text, selectors.timezone), read_moment(known, selectors.timezone)
        return one is not None and other is not None and abs(one - other) < _MINUTE
    if name == "views":
        count, before = read_count(text), read_count(known)
        if count is None or before is None:
            return False
        return before <= count <= _MOST_GROWTH * before + _MOST_GAIN
    if name == "body":
        return likeness(text, known) >= SAME_TEXT
    return folded(without_byline(text) if name == "author" else text) == folded(known)


def _value(name: str, found: Extraction) -> str:
    value = found.published_at if name == "published" else getattr(found, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _same_besides(one: Extraction, other: Extraction, names: Collection[str]) -> bool:
    return all(_value(name, one) == _value(name, other) for name in HEALED if name not in names)
