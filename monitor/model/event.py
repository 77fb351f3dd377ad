"""What happens to an article after it was published, as rows that can be told, shown and exported."""

from datetime import datetime
from enum import StrEnum

from monitor.noun import dataclass


class EventKind(StrEnum):
    """A closed list: a new kind is a new line here, and a line in `docs/events.md`."""

    # A wording met a rule. Not an event of the article, and never a row: it is what rules listen for by default.
    MATCHED = "matched"
    # The wording
    EDITED = "edited"  # a new wording, whatever it changed; the kinds below say what
    HEADLINE_CHANGED = "headline_changed"
    NUMBER_CHANGED = "number_changed"
    NAME_ADDED = "name_added"
    NAME_REMOVED = "name_removed"
    QUOTE_REMOVED = "quote_removed"
    CORRECTION_ADDED = "correction_added"  # a note that says the text was corrected
    TYPO_FIXED = "typo_fixed"  # nothing but the spelling of a word
    CHURNING = "churning"  # a part of the text changes with the fetch, not with the news; muted from now on
    # The text
    COPY = (
        "copy"  # most of it stood in another article before; `words` are that one's source and link
    )
    # The dates
    DATE_MOVED = "date_moved"  # the page claims another time of publication than before
    BACKDATED = "backdated"  # it claims to be older than a poll that did not show it
    # The page
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"  # it was withdrawn and is there again
    UNLISTED = "unlisted"  # it left the listing while older and newer neighbours stayed
    RELISTED = "relisted"
    # The counter
    COUNTER_BACKWARDS = "counter_backwards"
    COUNTER_FROZEN = "counter_frozen"
    COUNTER_JUMPED = "counter_jumped"  # a cached page ended: views of hours at once
    COUNTER_STRAIGHT = "counter_straight"  # it grows like a clock, which readers do not


# Those that a new wording brings; a rule that listens for several of them is told once of all.
WORDING_EVENTS = frozenset(
    {
        EventKind.EDITED,
        EventKind.HEADLINE_CHANGED,
        EventKind.NUMBER_CHANGED,
        EventKind.NAME_ADDED,
        EventKind.NAME_REMOVED,
        EventKind.QUOTE_REMOVED,
        EventKind.CORRECTION_ADDED,
        EventKind.TYPO_FIXED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something happened to an article, noticed at `at`.

    `before` and `after` are what changed (headlines, numbers, times in ISO 8601); `words` the names or the
    sentences it is about. `revision` is the number of the wording it came with, for events of the wording.
    """

    article: int
    kind: EventKind
    at: datetime
    revision: int | None = None
    before: str | None = None
    after: str | None = None
    words: tuple[str, ...] = ()
