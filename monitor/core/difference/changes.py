"""What kinds of change a difference is made of. Owns their order; invents none."""

from monitor.core.difference.nouns import Change, Difference
from monitor.model import EventKind


def changes(difference: Difference, *, language: str | None) -> tuple[Change, ...]:
    """Return the typed changes of a difference, the headline first, then by kind. Never EDITED itself.

    `language` is that of the article ("ru"), None where it is not known.
    """
    del language
    if difference.title is None:
        return ()
    before, after = difference.title
    return (Change(kind=EventKind.HEADLINE_CHANGED, before=before, after=after),)
