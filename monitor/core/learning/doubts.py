"""What speaks against the rows that are proposed for a listing. Owns when they are sure; proposes none.

Wrong rows are worse than none: they would call others news, or miss those that are. So every rule here is one that
the right rows of an orderly site keep, and another list on the same page breaks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import line
from monitor.core.learning.blocks import BLOCKS
from monitor.core.learning.counter import compiled
from monitor.core.learning.hints import is_in_menu, names_of
from monitor.core.learning.likeness import folded
from monitor.core.learning.lineup import NamedLineup, out_of_order
from monitor.core.learning.rows import Linked, box_around, kind_of
from monitor.model import Link, ListingSelectors

# So many articles must be known again.
LEAST_KNOWN = 5
# In so many rows the headline must be the known one: some are edited, or stand there in other words.
MOSTLY = 0.9
# So many may be pinned above the news, or be gone from among the others.
_FEW = 2
# Rows are about as many as before.
_FEWEST, _MOST = 2 / 3, 3 / 2
_MINUTE = timedelta(minutes=1)
_NAMED = re.compile(r"[.#\[]|(?:^|[\s>+(])[a-z]+-[a-z]")
_BESIDE = re.compile(r"popular|related|recommend|trending|most-?read|sidebar", re.IGNORECASE)
_LONGEST_HEADING = 40
_AROUND = 4
# Fewer links alike are no list.
_LEAST_LIST = 4


class Relisted(NamedTuple):
    """A listing as the engine reads it by new selectors: each link with its article's name, the newest first.

    Its times are `is_dated` if some days later they are read as the same.
    """

    selectors: ListingSelectors
    rows: int
    links: tuple[Link, ...]
    names: tuple[str | None, ...]
    is_dated: bool


class Scene(NamedTuple):
    """The page on which is looked, who stood there, the clock of the site, and the selectors of before."""

    linked: Linked
    lineup: NamedLineup
    zone: ZoneInfo
    before: ListingSelectors


def doubt_of(found: Relisted, scene: Scene) -> str:
    """Return the first thing that speaks against reading the listing so; "" if nothing does."""
    said = (each for rule in _RULES for each in rule(found, scene))
    return next(said, "")


def titles_agree(found: Relisted, lineup: NamedLineup) -> bool:
    """Say whether the rows call those who stood there as they are known."""
    known = [
        folded(link.title) == folded(stood.title)
        for link, name in zip(found.links, found.names, strict=True)
        if (stood := lineup.known(name)) is not None
    ]
    return bool(known) and sum(known) >= MOSTLY * len(known)


def is_timed(found: Relisted, scene: Scene) -> bool:
    """Say whether times are read on enough rows, none of them wrong, and each of a day that is told."""
    right, wrong = _times_of(found, scene)
    return right >= LEAST_KNOWN and not wrong and _is_headed(found, scene)


def _is_headed(found: Relisted, scene: Scene) -> bool:
    """Say whether what gave the day of the rows is there, or they tell it themselves, unless nobody touched that."""
    now, before = found.selectors, scene.before
    if now.day is not None and scene.linked.listing.tree.root.css_first(now.day) is not None:
        return True
    return found.is_dated or (now.day is None and now.time == before.time)


def _times_of(found: Relisted, scene: Scene) -> tuple[int, int]:
    """Return on how many rows of those who stood there a time is read that is the known one, and one that is not."""
    told = [
        _is_time(link.published_at, stood.published_at, scene.zone)
        for link, name in zip(found.links, found.names, strict=True)
        if (stood := scene.lineup.known(name)) is not None
        and link.published_at is not None
        and stood.published_at is not None
    ]
    return sum(told), len(told) - sum(told)


def _is_time(read: datetime, known: datetime, zone: ZoneInfo) -> bool:
    one, other = read.astimezone(zone), known.astimezone(zone)
    if abs(one - other) < _MINUTE:
        return True
    # Rows often have the day alone, articles now and then.
    return one.date() == other.date() and time() in {one.time(), other.time()}


def _has_enough(found: Relisted, scene: Scene) -> Iterator[str]:
    known = len({*found.names} & scene.lineup.by_name.keys())
    if known < LEAST_KNOWN:
        yield f"its rows name only {known} of the articles that stood there"
    elif 2 * known <= found.rows:
        yield f"only {known} of {found.rows} rows name articles that stood there"


def _is_of_articles(found: Relisted, scene: Scene) -> Iterator[str]:
    if None in found.names or len(found.names) < found.rows:
        yield "a row leads to no article of the site"
    elif len(set(found.names)) < len(found.names):
        yield "two rows lead to the same article"
    boxes = scene.linked.listing.tree.root.css(found.selectors.row)
    if any(len(scene.linked.names_in(box)) > 1 for box in boxes):
        yield "a row leads to several articles"


def _has_all(found: Relisted, scene: Scene) -> Iterator[str]:
    """Whoever stood there and was not pushed off by news is in the rows, but for a few who are on the page no more."""
    place = scene.lineup.place
    there = [place[name] for name in found.names if name in place]
    last = max(there, default=-1)
    missing = [name for name in place if place[name] < last and name not in found.names]
    news = sum(name not in place and name not in scene.lineup.others for name in found.names)
    owed = [name for name in place if place[name] < len(place) - news and name not in found.names]
    linked = {*scene.linked.name_by_node.values()}
    if any(name in linked for name in (*missing, *owed)):
        yield "an article that stood there stands on the page, and in none of its rows"
    elif any(place[name] < min(there) for name in missing):
        yield "the newest of those who stood there is gone"
    elif len(missing) > _FEW:
        yield f"{len(missing)} articles that stood there among the others are gone"


def _is_in_order(found: Relisted, scene: Scene) -> Iterator[str]:
    places = [scene.lineup.place[name] for name in found.names if name in scene.lineup.place]
    if out_of_order(places) > _FEW:
        yield "its rows stand in another order than before"


def _has_no_others(found: Relisted, scene: Scene) -> Iterator[str]:
    """What did not stand there is new and above the others, or older and below them."""
    lineup, names = scene.lineup, found.names
    stood = [place for place, name in enumerate(names) if name in lineup.place]
    first, last = (stood[: _FEW + 1][-1], stood[-1]) if stood else (0, 0)
    others = [place for place, name in enumerate(names) if name not in lineup.place]
    if any(first < place < last for place in others):
        yield "among those who stood there stand others"
    elif any(place > last and names[place] not in lineup.others for place in others):
        yield "below those who stood there stand articles that nobody knows"
    elif _are_apart([lineup.others[name] for name in names[last + 1 :] if name in lineup.others]):
        yield "below those who stood there stand articles of another list"
    elif sum(place < last and names[place] in lineup.others for place in others) > _FEW:
        yield "above those who stood there stand older articles"


def _are_apart(places: Sequence[int]) -> bool:
    """Say whether articles that were known besides are not those that follow, one after the other."""
    return bool(places) and max(places) >= len(places) + 2 * _FEW


def _has_only_news_above(found: Relisted, scene: Scene) -> Iterator[str]:
    """What nobody knows is no older than what it stands above, and has pushed others off, or says when it is of.

    And where others are pushed off, it is by news: else the newest may be missing.
    """
    lineup, names, links = scene.lineup, found.names, found.links
    stood = [place for place, name in enumerate(names) if name in lineup.place]
    newest = links[stood[: _FEW + 1][-1]].published_at if stood else None
    above = [
        links[place].published_at
        for place in range(stood[-1] if stood else 0)
        if names[place] not in lineup.place and names[place] not in lineup.others
    ]
    room = len(lineup.place) - len({*names} & lineup.place.keys())
    if any(at and newest and _is_older(at, newest, scene.zone) for at in above):
        yield "above those who stood there stand articles that are older"
    elif len(above) > room and not (newest and all(above)):
        yield "above those who stood there stand more articles that nobody knows than have gone"
    elif stood and not above and names[stood[-1]] != [*lineup.place][-1]:
        yield "the last who stood there are gone, and no news have pushed them off"


def _is_older(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one < other and not _is_time(one, other, zone)


def _has_the_size(found: Relisted, scene: Scene) -> Iterator[str]:
    before = len(scene.lineup.place)
    if not _FEWEST * before <= found.rows <= _MOST * before:
        yield f"it has {found.rows} rows, and before it broke there were {before}"


def _is_no_other_list(found: Relisted, scene: Scene) -> Iterator[str]:
    boxes = scene.linked.listing.tree.root.css(found.selectors.row)
    if any(map(is_in_menu, boxes)):
        yield "its rows stand in a menu"
    elif boxes and _is_beside(boxes[0]):
        yield "its rows stand where others are popular or related"


def _is_beside(row: LexborNode) -> bool:
    words = [compiled(BLOCKS[name]) for name in ("popular", "related")]
    node: LexborNode | None = row
    for _ in range(_AROUND):
        if node is None or node.tag in {"body", "html"}:
            return False
        before = _before(node)
        heading = line(before) if before is not None else ""
        is_said = len(heading) <= _LONGEST_HEADING and any(w.groups_in(heading) for w in words)
        if is_said or _BESIDE.search(names_of(node)):
            return True
        node = node.parent
    return False


def _before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and (before.tag or "-").startswith("-"):
        before = before.prev
    return before


def _has_all_news(found: Relisted, scene: Scene) -> Iterator[str]:
    """Who is in no row stands below them, in a list of its own, and is no news: the newest may have a place apart."""
    listing, lineup = scene.linked.listing, scene.lineup
    boxes = listing.tree.root.css(found.selectors.row)
    first = min((listing.place.get(box.mem_id, 0) for box in boxes), default=0)
    kinds = {node.mem_id: kind_of(box_around(node, scene.linked)) for node in scene.linked.nodes}
    counts = Counter(kinds.values())
    for node in scene.linked.nodes:
        name = scene.linked.name_by_node[node.mem_id]
        if name in found.names or (not lineup.has_ids and is_in_menu(node)):
            continue
        if listing.place[node.mem_id] < first:
            yield "above its rows stands an article that is in none of them"
        elif counts[kinds[node.mem_id]] < _LEAST_LIST:
            yield "below its rows stands an article apart that is in none of them"
        elif name not in lineup.place and name not in lineup.others and lineup.may_be_news(name):
            yield "below its rows stands an article that nobody knows, and that may be news"


def is_named(css: str) -> bool:
    """Say whether something in a selector has a name: an id, a class, an attribute, an element of the site's own."""
    return _NAMED.search(css) is not None


def _has_a_name(found: Relisted, scene: Scene) -> Iterator[str]:
    if found.selectors.row != scene.before.row and not is_named(found.selectors.row):
        yield "its rows are told by tags alone, which other boxes have too"


def _says_the_same(found: Relisted, scene: Scene) -> Iterator[str]:
    right, wrong = _times_of(found, scene)
    if not titles_agree(found, scene.lineup) or not all(link.title for link in found.links):
        yield "the headlines of its rows are not those that are known"
    elif wrong:
        yield "the times of its rows are not those that are known"
    elif right and not _is_headed(found, scene):
        yield "what gave the day of its rows is not found again"


_Rule = Callable[[Relisted, Scene], Iterator[str]]
_RULES: Sequence[_Rule] = (
    _has_enough,
    _is_of_articles,
    _has_all,
    _is_in_order,
    _has_no_others,
    _has_only_news_above,
    _has_the_size,
    _is_no_other_list,
    _has_all_news,
    _has_a_name,
    _says_the_same,
)
