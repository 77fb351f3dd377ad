"""Learn a site's selectors from a few of its pages. Owns the order of things, and the score on pages not seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.core.counters import read_count
from monitor.core.dates import read_moment
from monitor.core.extract.prose import line, prose
from monitor.core.learning.blocks import BlockChoice, propose_blocks
from monitor.core.learning.boxes import BoxChoice, propose_box
from monitor.core.learning.choice import Choice, read
from monitor.core.learning.counter import propose_views
from monitor.core.learning.ids import IdRule, propose_id
from monitor.core.learning.likeness import folded, likeness
from monitor.core.learning.listing import ListingChoice, propose_listing
from monitor.core.learning.marginals import (
    beside,
    propose_address,
    propose_images,
    propose_language,
)
from monitor.core.learning.people import propose_author
from monitor.core.learning.rates import RateChoice, propose_rates
from monitor.core.learning.rows import Linked, like, others_like
from monitor.core.learning.sample import Sample, Samples, gathered, sample
from monitor.core.learning.sections import propose_section
from monitor.core.learning.texts import Body, propose_body
from monitor.core.learning.times import propose_modified, propose_published
from monitor.core.learning.titles import propose_title
from monitor.core.learning.zones import ZoneChoice, propose_zone
from monitor.model import Page
from monitor.noun import dataclass, replace

# Texts that are so much alike are the same text, give or take a caption.
SAME_TEXT = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What was learned of a site from so many article pages. `clock` is None where `zone` is not learned."""

    site: str
    hosts: tuple[str, ...]
    zone: ZoneInfo
    learned_at: datetime
    pages: int
    id_rule: IdRule | None
    listing: ListingChoice | None
    fields: tuple[Choice, ...]
    clock: ZoneChoice | None = None
    box: BoxChoice | None = None
    blocks: tuple[BlockChoice, ...] = ()
    rates: RateChoice | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What is learned from: article pages, a listing, and what a person says of the first page by field.

    The `zone` of dates without an offset is learned too, unless it `is_zone_told` by a person.
    """

    site: str
    pages: Sequence[Page]
    zone: ZoneInfo
    now: datetime
    listing: Page | None = None
    examples: Mapping[str, str] | None = None
    is_zone_told: bool = False


def learn(lesson: Lesson) -> Proposal:
    """Return what the pages teach. Raises `Unparsable` if one of them cannot be read at all."""
    urls = [page.final_url for page in lesson.pages]
    hosts = tuple(dict.fromkeys(urlsplit(url).hostname or "" for url in urls))
    linked = None
    if lesson.listing is not None:
        linked = Linked(sample(lesson.listing, hosts), like(urls))
    calls = linked.headings() if linked is not None else {}
    samples = gathered(
        [
            sample(
                page, hosts, lesson.examples if number == 0 else None, calls.get(page.final_url, "")
            )
            for number, page in enumerate(lesson.pages)
        ],
        lesson.zone,
    )
    clock = None if lesson.is_zone_told else propose_zone(samples)
    zone = lesson.zone if clock is None else clock.zone
    samples = gathered(samples.pages, zone)
    fields = fields_of(samples, lesson.now)
    listing = None
    if linked is not None:
        listing = propose_listing(linked, _titles(samples, fields), zone, lesson.now)
    return Proposal(
        site=lesson.site,
        hosts=hosts,
        zone=zone,
        learned_at=lesson.now,
        pages=len(lesson.pages),
        id_rule=propose_id({*urls, *(listing.urls if listing is not None else ())}),
        listing=listing,
        fields=_tested(samples, fields, lesson.now),
        clock=clock,
        box=propose_box(samples, fields, lesson.now),
        blocks=propose_blocks(samples, lesson.now),
        rates=propose_rates(samples),
    )


def more_pages(listing: Page, urls: Sequence[str], most: int) -> list[str]:
    """Return so many more articles that a listing names, at most, made like these. Raises `Unparsable`."""
    hosts = tuple(urlsplit(url).hostname or "" for url in urls)
    return others_like(sample(listing, hosts), urls, most)


def _titles(samples: Samples, fields: Sequence[Choice]) -> dict[str, str]:
    """Return the headlines of the pages that were read, by address."""
    title = next((choice for choice in fields if choice.name == "title"), None)
    if title is None:
        return {}
    return {each.page.final_url: value_on(each, title) for each in samples.pages}


def fields_of(samples: Samples, now: datetime) -> tuple[Choice, ...]:
    """Return the choice for every field that was found, in the order in which a file has them."""
    body = Body(samples)
    title = propose_title(samples)
    published = propose_published(samples, body, now)
    author = propose_author(samples, body)
    views = propose_views(samples)
    text = propose_body(beside((title, published, author, views), samples))
    found = (
        title,
        published,
        propose_modified(samples, now),
        author,
        propose_section(samples),
        views,
        propose_language(samples),
        propose_address(samples, "canonical"),
        propose_address(samples, "short"),
        propose_images(samples, text),
        text,
    )
    return tuple(choice for choice in found if choice is not None)


def is_same(name: str, one: str, other: str, zone: ZoneInfo) -> bool:
    """Say whether two texts are the same value of a field."""
    if not one or not other:
        return False
    if name in {"published", "modified"}:
        return read_moment(one, zone) == read_moment(other, zone)
    if name == "views":
        return read_count(one) == read_count(other)
    if name == "body":
        return likeness(one, other) >= SAME_TEXT
    return folded(one) == folded(other)


def value_on(each: Sample, choice: Choice) -> str:
    """Return what a choice reads on a page."""
    return read(each, choice.field, prose if choice.name == "body" else line)


def _tested(samples: Samples, fields: tuple[Choice, ...], now: datetime) -> tuple[Choice, ...]:
    """Return the choices with their scores on pages that were held back, one after the other."""
    if len(samples) < 2:
        return fields
    right = dict.fromkeys((choice.name for choice in fields), 0)
    for place, each in enumerate(samples.pages):
        learned = {choice.name: choice for choice in fields_of(samples.without(place), now)}
        for choice in fields:
            other = learned.get(choice.name)
            if other is not None:
                texts = value_on(each, other), value_on(each, choice)
                right[choice.name] += is_same(choice.name, *texts, samples.zone)
    return tuple(replace(choice, unseen=right[choice.name] / len(samples)) for choice in fields)
