"""When an article was published, and when it was changed last. Owns which of several dates is which."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.dates import NEVER, read_moment
from monitor.core.learning.choice import Choice, by_examples, chosen, ranked
from monitor.core.learning.hints import DATED, EDITED, PUBLISHED, is_in_menu, surroundings
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.core.learning.texts import Body

_LONGEST = 160
_ATTRIBUTES = ("datetime", "content", "data-time", "data-date", "data-unixtime", "title")
_AHEAD = timedelta(days=1)
# How near a day is to a time of it; an example with a time is met by that time alone.
_SAME_DAY = 0.8
_DAY = timedelta(hours=24)
_META_QUALITY = 0.9
_METAS = {
    "published": (
        "meta[property='article:published_time']::attr(content)",
        "meta[itemprop='datePublished']::attr(content)",
        "meta[name='pubdate']::attr(content)",
        "meta[name='date']::attr(content)",
        "::ld(datePublished)",
    ),
    "modified": (
        "meta[property='article:modified_time']::attr(content)",
        "meta[itemprop='dateModified']::attr(content)",
        "::ld(dateModified)",
    ),
}


def propose_published(samples: Samples, body: Body, now: datetime) -> Choice | None:
    """Return where the date of publication is; None if no date is on every page."""
    marks: list[tuple[Mark, str | None]] = []
    starts = {id(each): body.start(place) for place, each in enumerate(samples.pages)}
    trust: dict[str, float] = {}
    for each in samples.pages:
        for node, attribute, sure in _dated(each, samples.zone, starts[id(each)]):
            for mark in selectors_of(node):
                marks.append((mark, attribute))
                key = f"{mark.css}::{attribute}"
                trust[key] = max(trust.get(key, 0.0), sure)
    marks += [(Mark(css, _META_QUALITY), None) for css in _METAS["published"]]

    def judge(each: Sample, text: str) -> float:
        return _sure(each, text, samples.zone, now)

    def is_same(example: str, text: str) -> bool:
        moment = read_moment(text, samples.zone)
        return (
            moment is not None
            and _near(moment, read_moment(example, samples.zone), samples.zone) > _SAME_DAY
        )

    def is_value(text: str) -> bool:
        return _believable(text, samples.zone, now)

    found = ranked(samples, marks, by_examples(samples, "published", judge, is_same, is_value))
    by_trust = [
        each._replace(score=each.score * trust.get(f"{each.pick.css}::{each.pick.attribute}", 1.0))
        for each in found
    ]
    # A day that is the same on all pages is that of the visit; so is what all pages have but one.
    varied = [each for each in by_trust if _varies(each.texts, samples)]
    best = sorted(
        varied or by_trust, key=lambda each: (-round(each.score, 3), len(each.pick.source))
    )
    return chosen("published", best, evidence=_evidence(samples, "published"))


def propose_modified(samples: Samples, now: datetime) -> Choice | None:
    """Return where machines are told of the last change; None if they are not."""
    marks = [(Mark(css, _META_QUALITY), None) for css in _METAS["modified"]]
    found = ranked(samples, marks, lambda _, text: float(_believable(text, samples.zone, now)))
    return chosen("modified", found, evidence=_evidence(samples, "modified"))


def _varies(texts: tuple[str, ...], samples: Samples) -> bool:
    if len(samples) < 2 or len(set(texts)) > 1:
        return True
    return any("published" in each.examples or each.said("published") for each in samples.pages)


def _sure(each: Sample, text: str, zone: ZoneInfo, now: datetime) -> float:
    if not _believable(text, zone, now):
        return 0.0
    moment = read_moment(text, zone)
    if moment is None:
        return 0.0
    said = [
        m for fact in each.said("published") if (m := read_moment(fact, zone)) not in (None, NEVER)
    ]
    if said:
        return max(_near(moment, other, zone) for other in said)
    return 0.85


def _near(one: datetime, other: datetime | None, zone: ZoneInfo) -> float:
    if other is None:
        return 0.0
    distance = abs(one - other)
    if distance < timedelta(minutes=1):
        return 1.0
    # The seconds are left out of what people read, the time often too.
    if distance > _DAY:
        return 0.0
    return 0.95 if time() in {other.time(), other.astimezone(zone).time()} else _SAME_DAY


def _believable(text: str, zone: ZoneInfo, now: datetime) -> bool:
    moment = read_moment(text, zone)
    return moment is not None and moment is not NEVER and moment <= now + _AHEAD


def _dated(
    each: Sample, zone: ZoneInfo, start: int
) -> Iterator[tuple[LexborNode, str | None, float]]:
    """Yield elements with a date, the attribute that has it, and how likely it is the article's."""
    for node in each.nodes:
        texts = [(each.words.get(node.mem_id, ""), None)] + [
            (node.attributes.get(name) or "", name)
            for name in _ATTRIBUTES
            if name in node.attributes
        ]
        for text, attribute in texts:
            if not text or len(text) > _LONGEST or not any(c.isdigit() for c in text):
                continue
            if read_moment(text, zone) in (None, NEVER):
                continue
            yield node, attribute, _trust(each, node, text, start)


def _trust(each: Sample, node: LexborNode, text: str, start: int) -> float:
    trust = 0.8
    around = surroundings(node)
    if DATED.search(around) or node.tag == "time":
        trust += 0.1
    if EDITED.search(around) or EDITED.search(text):
        trust -= 0.4 if not PUBLISHED.search(around + text) else 0.1
    if is_in_menu(node):
        trust -= 0.4
    # What stands far behind the beginning of the text is of another article.
    if each.place.get(node.mem_id, 0) > start + 150:
        trust -= 0.15
    # A longer text has other things beside the date.
    trust -= min(len(text), 150) / 1_500
    return max(trust, 0.05)


def _evidence(samples: Samples, name: str) -> Iterator[str]:
    if any(name in each.examples for each in samples.pages):
        yield "your example"
    sources = dict.fromkeys(
        fact.source for each in samples.pages for fact in each.facts.get(name, ())
    )
    yield from (f"{source} is a date" for source in list(sources)[:2])
    if not sources:
        yield "a date that differs from page to page"
