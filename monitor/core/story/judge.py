"""Which story an article's text belongs to, judged by the texts themselves. Searches for none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.story.shingles import share_of, telling_of, triples_of
from monitor.model import Story

# A story takes in copies for so long after its first article was first seen. Later the same words are another
# story: every day's weather report would else belong to that of the first day.
OPEN_FOR = timedelta(hours=72)
# A copy takes at least this much of its text from an article that was there before; of an article of its own site,
# which repeats its own background under every follow-up, much more.
LEAST_SHARE = 0.5
LEAST_SHARE_WITHIN_SITE = 0.8


def kin_of(body: str, site: str, stories: Sequence[Story]) -> tuple[Story, float] | None:
    """Return the story that a text of `site` copies, and how much of the text stands in one of its articles.

    It is the story that has most of the text, and of equals the one that began first; None if none has enough. What
    counts is the part of the new text, not of the shorter one: a report that grew out of a notice, or a review of the
    day, has more to say than what it took.
    """
    if not stories:
        return None
    own = telling_of(body)
    best: tuple[float, datetime, Story] | None = None
    for story in stories:
        for text in story.texts:
            share = share_of(own, triples_of(text.body))
            is_enough = share >= (LEAST_SHARE_WITHIN_SITE if text.site == site else LEAST_SHARE)
            began_at = story.beginning.first_seen_at
            if is_enough and (best is None or (-share, began_at) < (-best[0], best[1])):
                best = share, began_at, story
    return None if best is None else (best[2], best[0])


def appeared_at(
    published_at: datetime | None, first_seen_at: datetime, absent_at: datetime | None
) -> datetime:
    """Return when an article appeared: the time that it claims, where that can be believed.

    It cannot be later than its first sight, nor earlier than a poll that did not show it yet (`absent_at`).
    """
    claimed = min(published_at or first_seen_at, first_seen_at)
    return claimed if absent_at is None else max(claimed, min(absent_at, first_seen_at))
