"""To which story the text of an article belongs, and what that means for the article. Tells nobody."""

from datetime import datetime

from monitor.core.plan.case import Case
from monitor.core.story import OPEN_FOR, kin_of, sketch_of
from monitor.core.watch import Watch
from monitor.model import (
    ArticleReading,
    Beginning,
    Event,
    EventKind,
    HeldArticle,
    Kinship,
    Known,
    Reading,
    Revision,
    Sketch,
    StoryPlace,
    Target,
)
from monitor.noun import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """The article with what its story means for it, its place in the story if it is new, and what that says."""

    held: HeldArticle
    place: StoryPlace | None = None
    events: tuple[Event, ...] = ()


def sketch_wanted(
    target: Target, reading: Reading | None, known: Known, watch: Watch, now: datetime
) -> Sketch | None:
    """Return the sketch by which the page's text is to be looked for among others; None if it need not be.

    An article is compared once: when a text of it that is long enough is read, within three days of its first sight.
    """
    if not watch.stories or not isinstance(reading, ArticleReading):
        return None
    held = next((a for a in known.articles.values() if a.id == target.article), None)
    body = reading.extraction.body
    if held is None or held.story is not None or not body or now - held.first_seen_at > OPEN_FOR:
        return None
    if held.revision is not None and held.revision.body == body:
        return None
    hashes = sketch_of(body)
    return Sketch(hashes=hashes, since=now - OPEN_FOR) if hashes else None


def place_in_story(case: Case, held: HeldArticle, revision: Revision | None) -> Placed:
    """Return where the article belongs, once its text is read: to a story that it copies, or to one of its own.

    The backlog of a seeding run joins in silence: which of its articles is read first means nothing.
    """
    sketch, stories = case.known.sketch, case.known.stories
    if sketch is None or revision is None:
        return Placed(held=held)
    alone = StoryPlace(
        article=held.id,
        story=held.id,
        began_at=held.first_seen_at,
        sketch=sketch,
        considered=tuple(story.beginning.article for story in stories),
    )
    kin = kin_of(revision.body, case.watch.source.site, stories)
    if kin is None:
        return Placed(held=held, place=alone)
    story, share = kin
    beginning = story.beginning
    kinship = Kinship(beginning=beginning, share=share)
    return Placed(
        held=replace(held, kinship=kinship, story_told=story.told),
        place=replace(
            alone, story=beginning.article, began_at=beginning.first_seen_at, share=share
        ),
        events=() if held.seeded else (_copied(revision, beginning),),
    )


def _copied(revision: Revision, first: Beginning) -> Event:
    return Event(
        article=revision.article,
        kind=EventKind.COPY,
        at=revision.seen_at,
        revision=revision.number,
        before=first.title,
        after=revision.title,
        words=(first.source, first.url),
    )
