"""Find a listing's rows again after a redesign, and what is read of them, by who stood there before.

Owns what is proposed, and that it stands and falls together; what speaks against it, says `doubts`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.core.doors import door_of
from monitor.core.extract import read_listing
from monitor.core.extract.tree import Unparsable
from monitor.core.learning.cells import link_of, time_of, title_of
from monitor.core.learning.choice import pick_of
from monitor.core.learning.doubts import (
    LEAST_KNOWN,
    Relisted,
    Scene,
    doubt_of,
    is_named,
    is_timed,
    titles_agree,
)
from monitor.core.learning.lineup import NamedLineup
from monitor.core.learning.listing import day_of
from monitor.core.learning.rows import LEAST_ROWS, Linked, Rows, all_rows
from monitor.core.learning.sample import Sample, sample
from monitor.model import Field, Link, ListingSelectors, Page, Selectors
from monitor.model.healing import HEALED_ON_LISTINGS, ListingVisit, Remedy
from monitor.noun import replace

_MOST_TRIED = 8
# Of those who stood there each third is held back once.
_FOLDS = 3
_TIMED = ("time", "day")
# So much later a clock without a day is of another day.
_DAYS_LATER = timedelta(days=3)
_OF_ROWS = "its rows say more than link, headline and time, and that is not found again"


class _Trial(NamedTuple):
    """A listing by new selectors, with what of them is new, as a file spells it, and why the times are in doubt."""

    found: Relisted
    parts: Mapping[str, str]
    doubt_of_times: str = ""


class _Place(NamedTuple):
    """Where is looked: the page, the site's selectors of before, who stood there, and the time."""

    page: Page
    sample: Sample
    selectors: Selectors
    asked: ListingSelectors
    lineup: NamedLineup
    now: datetime


def heal_listing(
    visit: ListingVisit, selectors: Selectors, broken: Collection[str], now: datetime
) -> tuple[Remedy, ...]:
    """Return remedies for a listing, if any of its fields is `broken` and its rows are found again.

    What has to change along with what broke is among them. A page that cannot be parsed has none, nor has a feed.
    """
    asked, body = selectors.listing, visit.page.body
    if asked is None or not set(broken) & {*HEALED_ON_LISTINGS} or door_of(body) is not None:
        return ()
    try:
        page = sample(visit.page, selectors.hosts)
    except Unparsable:
        return ()
    lineup = NamedLineup(visit.lineup, selectors)
    place = _Place(visit.page, page, selectors, asked, lineup, now)
    scene = _scene(Linked(page, lineup.name_of), place)
    first: tuple[_Trial, str] | None = None
    for rows in _candidates(scene, place):
        trial = _tried(rows, scene, place)
        doubt = _doubt(trial, scene, place)
        if not doubt:
            return tuple(_remedies(trial, doubt, place))
        first = first or (trial, doubt)
    return tuple(_remedies(*first, place)) if first is not None else ()


def on_listing(remedies: Sequence[Remedy]) -> dict[str, str]:
    """Return those remedies that are of a listing, by the key of its table, as the file spells them."""
    keyed = ((each.field.partition("."), each.selectors[0]) for each in remedies)
    return {key: source for (table, _, key), source in keyed if table == "listing"}


def relisted(listing: ListingSelectors, sources: Mapping[str, str]) -> ListingSelectors:
    """Return the selectors of a listing with others in their place, by key, as the file spells them."""
    return replace(
        listing,
        row=sources.get("row", listing.row),
        link=_field(sources.get("link")) or listing.link,
        title=_field(sources.get("title")) or listing.title,
        time=_field(sources.get("time")) or listing.time,
        day=sources.get("day", listing.day),
    )


def _field(source: str | None) -> Field | None:
    if source is None:
        return None
    css, _, attribute = source.partition("::attr(")
    return Field(picks=(pick_of(css, attribute.removesuffix(")") or None),))


def _scene(linked: Linked, place: _Place) -> Scene:
    return Scene(linked, place.lineup, place.selectors.timezone, place.asked)


def _candidates(scene: Scene, place: _Place) -> list[Rows]:
    """Return what may be the rows, the best first, as far as they name who stood there."""
    new = all_rows(scene.linked, is_thorough=True)
    # What hangs on what stands before it never hits the first row, where the news are.
    found = [*_former(scene.linked, place), *(rows for rows in new if "+" not in rows.css)]
    found.sort(key=lambda rows: (rows.css == place.asked.row, is_named(rows.css), rows.score))
    # Of several selectors for the same boxes the best is left.
    by_boxes = {_boxes_of(rows): rows for rows in found}
    fit = [rows for rows in by_boxes.values() if _count(rows, scene) >= LEAST_ROWS]
    return sorted(fit, key=lambda rows: -rows.score)[:_MOST_TRIED]


def _count(rows: Rows, scene: Scene) -> int:
    """Return how many who stood there the rows name."""
    named = {scene.linked.names_in(box)[0] for box in rows.boxes}
    return len(named & scene.lineup.by_name.keys())


def _boxes_of(rows: Rows) -> tuple[int, frozenset[int]]:
    return rows.hits, frozenset(box.mem_id for box in rows.boxes)


def _former(linked: Linked, place: _Place) -> Iterator[Rows]:
    """Yield the rows of before, if they name articles still: then only what stands in them is looked for."""
    hits = place.sample.tree.root.css(place.asked.row)
    boxes = tuple(hit for hit in hits if len(linked.names_in(hit)) == 1)
    if len(boxes) >= LEAST_KNOWN:
        yield Rows(place.asked.row, boxes, len(hits), 1.0)


def _tried(rows: Rows, scene: Scene, place: _Place) -> _Trial:
    """Return the listing by these rows; what is read of them stays what it was wherever it still does."""
    asked, parts = place.asked, {}
    if rows.css != asked.row:
        parts["row"] = rows.css
    found = _read(relisted(asked, parts), place)
    if len(found.names) < found.rows or None in found.names:
        parts["link"] = link_of(scene.linked, rows)
        found = _read(relisted(asked, parts), place)
    titles = {name: stood.title for name, stood in place.lineup.by_name.items()}
    if not titles_agree(found, place.lineup) and (css := title_of(scene.linked, rows, titles)):
        parts["title"] = css
        found = _read(relisted(asked, parts), place)
    return _timed(_Trial(found, parts), rows, scene, place)


def _timed(trial: _Trial, rows: Rows, scene: Scene, place: _Place) -> _Trial:
    """Return the trial with where its times stand, if that is not where they stood."""
    asked, root = place.asked, place.sample.tree.root
    if asked.time is None or is_timed(trial.found, scene):
        return trial
    local = place.now.astimezone(place.selectors.timezone)
    is_headed = asked.day is not None and root.css_first(asked.day) is not None
    day = asked.day if is_headed else day_of(place.sample, rows, local)
    time = time_of(rows, place.selectors.timezone, local, has_day=day is not None)
    if time is None:
        return trial
    parts = {**trial.parts}
    if time not in {pick.source for pick in asked.time.picks}:
        parts["time"] = time
    if day is not None and day != asked.day:
        parts["day"] = day
    found = _read(relisted(asked, parts), place)
    if is_timed(found, scene):
        return _Trial(found, parts)
    # Without them the rows are as good; they are shown, and left to a person.
    return _Trial(trial.found, parts, "the times it gives are not those that are known")


def _read(listing: ListingSelectors, place: _Place) -> Relisted:
    """Return what the engine reads by these selectors, in the place of the old ones."""
    selectors = replace(place.selectors, listing=listing, layouts=())
    page = place.page
    read, later = (
        read_listing(page, selectors, first_page=page.url, page_number=1, now=now)
        for now in (place.now, place.now + _DAYS_LATER)
    )
    names = tuple(place.lineup.name_of(link.url) for link in read.candidates)
    is_dated = read.candidates == later.candidates
    return Relisted(listing, read.rows, read.candidates, names, is_dated)


def _doubt(trial: _Trial, scene: Scene, place: _Place) -> str:
    if place.selectors.article.is_on_listing or place.asked.fields:
        return _OF_ROWS
    return doubt_of(trial.found, scene)


def _remedies(trial: _Trial, doubt: str, place: _Place) -> Iterator[Remedy]:
    """Yield a remedy for whatever is new."""
    if not trial.parts:
        return
    right, asked = _held_back(place, trial)
    if not doubt and right < asked:
        doubt = f"learned from the others its rows are right for {right} of {asked}"
    for key, source in trial.parts.items():
        said = doubt or (trial.doubt_of_times if key in _TIMED else "")
        yield Remedy(
            field=f"listing.{key}",
            selectors=(source,),
            right=right,
            asked=asked,
            is_sure=not said,
            doubt=said,
        )


def _held_back(place: _Place, trial: _Trial) -> tuple[int, int]:
    """Return of how many who stood there the row is read right by who never heard of them, and how many are there."""
    names = [name for name in trial.found.names if name in place.lineup.by_name]
    right = 0
    for fold in range(_FOLDS):
        held = names[fold::_FOLDS]
        known = {*names} - {*held}
        linked = Linked(place.sample, place.lineup.only(known))
        right += _right_of(held, _scene(linked, place), place, trial)
    return right, len(names)


def _by_name(found: Relisted) -> dict[str, Link]:
    return {name: link for name, link in zip(found.names, found.links, strict=True) if name}


def _right_of(held: Sequence[str], scene: Scene, place: _Place, trial: _Trial) -> int:
    candidates = _candidates(scene, place)
    if "row" not in trial.parts:
        candidates = [rows for rows in candidates if rows.css == place.asked.row]
    if not candidates:
        return 0
    # To the learner the rows of those who are held back are rows of nobody: only who is known counts.
    rows = max(candidates, key=lambda rows: (_count(rows, scene), rows.score))
    titles = {name: link.title for name, link in _by_name(trial.found).items()}
    read = _by_name(_tried(rows, scene, place).found)
    return sum(name in read and read[name].title == titles[name] for name in held)
