"""What kinds of change a difference is made of. Owns their order; invents none."""

from collections.abc import Iterator

from monitor.core.difference.corrections import is_correction
from monitor.core.difference.mentions import mentions_of, missing_names
from monitor.core.difference.nouns import Change, Difference
from monitor.core.difference.numbers import changed_numbers
from monitor.core.difference.quotes import removed_quotes
from monitor.core.difference.spelling import respelled
from monitor.core.difference.words import normals
from monitor.model import EventKind

# A text with more of one kind was written anew, which its difference shows better.
_MOST = 20
# More than this is another text: of that only the headline is typed.
_MOST_CHARACTERS = 60_000
_MOST_TYPOS = 6
_LONGEST = 5_000


def changes(difference: Difference, *, language: str | None) -> tuple[Change, ...]:
    """Return the typed changes of a difference, the headline first, then by kind. Never EDITED itself.

    `language` is that of the article ("ky"), None where it is not known: some words are numbers in one only.
    What moved, or is typeset in another way, has not changed.
    """
    headline = tuple(_headline(difference))
    if (
        sum(len(text) for side in _sides(difference) for texts in side for text in texts)
        > _MOST_CHARACTERS
    ):
        return headline
    found = [
        *headline,
        *list(_numbers(difference, language))[:_MOST],
        *_names(difference),
        *list(_quotes(difference))[:_MOST],
        *list(_corrections(difference))[:_MOST],
    ]
    is_plain = all(change.kind is EventKind.HEADLINE_CHANGED for change in found)
    return (*found, *(_typos(difference) if is_plain else ()))


def _sides(difference: Difference) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what stands in the place of what: the headlines, then the sentences."""
    titles = difference.title
    headline = [((titles[0],), (titles[1],))] if titles else []
    return [*headline, *((hunk.before, hunk.after) for hunk in difference.hunks)]


def _pairs(difference: Difference) -> Iterator[tuple[str, str]]:
    """Yield the headlines and the sentences that were reworded: neither moved, nor too long to be sentences."""
    held, new = set(difference.before), set(difference.after)
    for before, after in _sides(difference):
        if not (len(before) == 1 == len(after)) or before[0] in new or after[0] in held:
            continue
        if max(len(before[0]), len(after[0])) <= _LONGEST:
            yield before[0], after[0]


def _wordings(difference: Difference) -> tuple[list[str], list[str]]:
    """Return all of both wordings, the headlines first."""
    titles = difference.title or (difference.heading, difference.heading)
    return [titles[0], *difference.before], [titles[1], *difference.after]


def _headline(difference: Difference) -> Iterator[Change]:
    if difference.title is None:
        return
    before, after = difference.title
    # A question mark makes another headline of the same words.
    if normals(before) != normals(after) or ("?" in before) != ("?" in after):
        yield Change(kind=EventKind.HEADLINE_CHANGED, before=before, after=after)


def _numbers(difference: Difference, language: str | None) -> Iterator[Change]:
    told = set()
    for sentence, reworded in _pairs(difference):
        # 116 mlilion was 116 million.
        if respelled(sentence, reworded):
            continue
        for before, after in changed_numbers(sentence, reworded, language=language):
            if (before, after) not in told:
                told.add((before, after))
                yield Change(
                    kind=EventKind.NUMBER_CHANGED, before=before, after=after, words=(reworded,)
                )


def _names(difference: Difference) -> Iterator[Change]:
    before, after = mentions_of(*_wordings(difference))
    gone = [text for side in _sides(difference) for text in side[0]]
    new = [text for side in _sides(difference) for text in side[1]]
    if added := missing_names(new, after, before):
        yield Change(kind=EventKind.NAME_ADDED, words=added)
    if removed := missing_names(gone, before, after):
        yield Change(kind=EventKind.NAME_REMOVED, words=removed)


def _quotes(difference: Difference) -> Iterator[Change]:
    for quote in removed_quotes(*_wordings(difference)):
        yield Change(kind=EventKind.QUOTE_REMOVED, words=(quote,))


def _corrections(difference: Difference) -> Iterator[Change]:
    held = {*difference.before, difference.heading}
    for before, after in _sides(difference):
        notes = tuple(text for text in after if is_correction(text) and text not in held)
        if notes and not any(map(is_correction, before)):
            yield Change(kind=EventKind.CORRECTION_ADDED, words=notes)


def _typos(difference: Difference) -> Iterator[Change]:
    pairs = list(_pairs(difference))
    if len(pairs) < len(_sides(difference)):
        return
    found: list[tuple[str, str]] = []
    for before, after in pairs:
        words = respelled(before, after)
        if words is None:
            return
        found += words
    if 0 < len(found) <= _MOST_TYPOS:
        gone, new = zip(*found, strict=True)
        yield Change(
            kind=EventKind.TYPO_FIXED, before=", ".join(gone), after=", ".join(new), words=new
        )
