"""How much of a site that was never met is learned from three of its pages: `python -m benchmarks.learning`.

Each layout is learned from a listing and three articles, without a word by a person; the file is written, loaded as
any other, and read on ten articles that were not learned from. A field is right if it is what the author wrote; a
field that the site does not show is right if nothing is read. Layouts that were kept apart are told apart.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from benchmarks.layouts import HELD_OUT, HOST, KNOWN, NOW, ZONE, Layout, Story
from benchmarks.row import Row, at_least, at_most
from monitor.config.sites import read_site
from monitor.core.extract import read_article, read_listing
from monitor.core.identity import identify
from monitor.core.learning import Lesson, learn, written
from monitor.core.learning.likeness import folded, likeness
from monitor.core.learning.sample import gathered, sample
from monitor.core.learning.zones import propose_zone
from monitor.model import Extraction, Page, Selectors

FIELDS = ("title", "body", "published", "author", "section", "views")
LISTED = ("links", "titles", "times")
LEARNED_FROM = 3
UNSEEN = 10
# Of two texts; a caption more or less.
_SAME = 0.97


@dataclass(kw_only=True, slots=True)
class Marks:
    """What came of one layout: by field, on how many pages it was right and on how many it was asked."""

    name: str
    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    # Whether the article's box was found, a place to cut the page, and the right clock (None: no clock).
    has_box: bool = False
    has_cut: bool = False
    is_clock_right: bool | None = None

    def mark(self, name: str, *, is_right: bool, remark: str = "") -> None:
        """Count one answer."""
        self.asked[name] = self.asked.get(name, 0) + 1
        self.right[name] = self.right.get(name, 0) + is_right
        if not is_right:
            self.wrong.append(f"{name}: {remark}")

    def share(self, names: Sequence[str] = FIELDS) -> float:
        """Return which part of the answers was right."""
        return sum(self.right.get(n, 0) for n in names) / sum(self.asked.get(n, 0) for n in names)


def page_of(layout: Layout, story: Story) -> Page:
    """Return an article's page as it would be fetched."""
    return Page(
        url=story.url,
        final_url=story.url,
        body=layout.page(story).encode(),
        content_type="text/html; charset=utf-8",
    )


def front_of(layout: Layout, stories: Sequence[Story]) -> Page:
    """Return the listing as it would be fetched."""
    url = f"{HOST}/"
    return Page(
        url=url,
        final_url=url,
        body=layout.front(stories).encode(),
        content_type="text/html; charset=utf-8",
    )


def learned(
    layout: Layout, stories: Sequence[Story], count: int = LEARNED_FROM
) -> tuple[str, Selectors]:
    """Return the file that is proposed, and the selectors that it comes to."""
    lesson = Lesson(
        site="example",
        pages=[page_of(layout, story) for story in stories[:count]],
        listing=front_of(layout, stories),
        zone=ZONE,
        now=NOW,
    )
    text = written(learn(lesson))
    return text, read_site(text, "example")


def examine(layout: Layout, *, unseen: int = UNSEEN) -> Marks:
    """Learn one layout and mark what is read of pages that were not learned from."""
    marks = Marks(name=layout.name)
    stories = layout.stories(LEARNED_FROM + unseen)
    began = time.process_time()
    _, selectors = learned(layout, stories)
    marks.seconds = time.process_time() - began
    marks.has_box = selectors.article.within is not None
    marks.has_cut = selectors.article.cut_before is not None
    marks.is_clock_right = _is_clock_right(layout, stories)
    for story in stories[LEARNED_FROM:]:
        found = read_article(page_of(layout, story), selectors, now=NOW)
        for name in FIELDS:
            is_right = _is_right(name, found, story, layout)
            marks.mark(name, is_right=is_right, remark=f"{_value(name, found)!r}")
    _examine_front(layout, stories, selectors, marks)
    return marks


def _is_clock_right(layout: Layout, stories: Sequence[Story]) -> bool | None:
    """Say whether the clock is learned right by who knows nothing of it; None if it is not learned."""
    pages = (page_of(layout, story) for story in stories[:LEARNED_FROM])
    samples = gathered([sample(page, ()) for page in pages], ZoneInfo("UTC"))
    choice = propose_zone(samples)
    return (
        None
        if choice is None
        else NOW.astimezone(choice.zone).utcoffset() == NOW.astimezone(ZONE).utcoffset()
    )


def _examine_front(
    layout: Layout, stories: Sequence[Story], selectors: Selectors, marks: Marks
) -> None:
    """Mark what is read of another listing of the same site."""
    others = layout.stories(12, seed=2)
    page = front_of(layout, others)
    listing = read_listing(page, selectors, first_page=page.url, page_number=1, now=NOW)
    by_url = {link.url: link for link in listing.candidates}
    names = [i.name for url in by_url if (i := identify(url, selectors))]
    is_apart = len(set(names)) == len(others) == len(by_url)
    marks.mark(
        "links", is_right=is_apart, remark=f"{len(by_url)} links, {len(set(names))} articles"
    )
    for story in others:
        link = by_url.get(story.url)
        title = link.title if link else ""
        marks.mark(
            "titles", is_right=folded(title) == folded(story.article.title), remark=repr(title)
        )
        at = link.published_at if link else None
        marks.mark("times", is_right=at is not None and _is_near(at, story), remark=repr(at))


def _is_right(name: str, found: Extraction, story: Story, layout: Layout) -> bool:
    value = _value(name, found)
    if name not in layout.gives:
        return value is None or value == "" or name == "section"
    if value is None:
        return False
    if isinstance(value, datetime):
        return (
            value.astimezone(ZONE).date() == story.at.date()
            if layout.is_daily
            else _is_near(value, story)
        )
    if isinstance(value, int):
        return value == layout.rounds(story.views)
    return _is_same(name, str(value), story)


def _is_same(name: str, value: str, story: Story) -> bool:
    article = story.article
    if name == "body":
        return likeness(value, article.body) >= _SAME
    wanted = {"title": article.title, "author": article.author, "section": story.section_name}[name]
    return folded(value) == folded(wanted)


def _value(name: str, found: Extraction) -> object:
    return getattr(found, {"published": "published_at"}.get(name, name))


def _is_near(at: datetime, story: Story) -> bool:
    """Say whether that is the time, or the day where only the day is shown."""
    local = at.astimezone(ZONE)
    is_day = local.hour == local.minute == 0 and local.date() == story.at.date()
    return is_day or abs((at - story.at).total_seconds()) < 60


def shares(found: Sequence[Marks], names: Sequence[str]) -> float:
    """Return which part of all answers was right."""
    right = sum(each.right.get(name, 0) for each in found for name in names)
    return right / sum(each.asked.get(name, 0) for each in found for name in names)


def rows(*, is_short: bool) -> list[Row]:
    """Return the shares of fields that are right, of the layouts known to the learner's makers and of the others."""
    unseen = 3 if is_short else UNSEEN
    known = [examine(layout, unseen=unseen) for layout in KNOWN]
    strange = [examine(layout, unseen=unseen) for layout in HELD_OUT]
    return list(_rows(known, strange))


def _rows(known: Sequence[Marks], strange: Sequence[Marks]) -> Iterator[Row]:
    for found, name in ((strange, "held out"), (known, "known")):
        label = f"fields right on unseen pages, {len(found)} layouts {name}"
        yield Row(label=label, value=100 * shares(found, FIELDS), unit="%", goal=at_least(90))
        for each in FIELDS:
            yield Row(label=f"  {each}", value=100 * shares(found, (each,)), unit="%")
        yield Row(
            label="  listing: links, titles, times", value=100 * shares(found, LISTED), unit="%"
        )
    everything = [*known, *strange]
    told = (("a box", "has_box"), ("a cut", "has_cut"), ("the right clock", "is_clock_right"))
    for label, name in told:
        value = sum(bool(getattr(each, name)) for each in everything)
        yield Row(label=f"layouts with {label}, of {len(everything)}", value=value, unit="")
    wrong = sum(each.is_clock_right is False for each in everything)
    yield Row(label="layouts with a wrong clock", value=wrong, unit="", goal=at_most(0))
    spent = sorted(each.seconds for each in everything)
    yield Row(
        label="learning a site",
        value=spent[len(spent) // 2],
        unit="s CPU",
        low=spent[0],
        high=spent[-1],
    )


def main() -> None:
    """Print how each layout fares; of those that are held out only the shares, unless they are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("layouts", nargs="*", help="only these, with what is wrong and the file")
    parser.add_argument(
        "--held-out", action="store_true", help="tell the layouts apart that are held out, too"
    )
    wish = parser.parse_args()
    everything = {layout.name: layout for layout in (*KNOWN, *HELD_OUT)}
    for name in wish.layouts:
        layout = everything[name]
        print(learned(layout, layout.stories(LEARNED_FROM + UNSEEN))[0])
        marks = examine(layout)
        print(*sorted(set(marks.wrong)), sep="\n")
    if wish.layouts:
        return
    for layout in (*KNOWN, *(HELD_OUT if wish.held_out else ())):
        marks = examine(layout)
        bad = {
            name: f"{marks.right.get(name, 0)}/{n}"
            for name, n in marks.asked.items()
            if marks.right.get(name, 0) < n
        }
        print(f"{layout.name:20} {marks.share():6.1%} {marks.seconds:5.1f} s  {bad or ''}")


if __name__ == "__main__":
    main()
