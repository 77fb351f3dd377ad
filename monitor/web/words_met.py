"""What the words of a query find, as far as a page shows it, and the places where an article met it. Pure."""

from collections.abc import Sequence
from itertools import islice

from monitor.core.rules import Explanation
from monitor.core.rules.listing import list_words
from monitor.core.snippet import snippet
from monitor.model import Hit
from monitor.noun import dataclass
from monitor.web.marked import Part, Span, marked

# A word of a name in every spelling has hundreds of forms; who wants them all asks `monitor rule forms`.
_MOST_FORMS, _MOST_WORDS = 60, 40
_HITS_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class WordMet:
    """A word of a query, how it is met (a phrase), and its forms; `more` are not shown."""

    word: str
    meaning: str
    forms: tuple[str, ...]
    more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One clause of a query held against an article, with the places it was met at."""

    text: str
    is_met: bool
    actual: str
    places: tuple[tuple[str, tuple[Part, ...]], ...]
    clauses: tuple["Clause", ...]


def words_met(query: str) -> tuple[tuple[WordMet, ...], int]:
    """Return the first words of a query that compiles, and how many more there are."""
    listings = list_words(query)
    shown = []
    for listing in listings[:_MOST_WORDS]:
        forms = tuple(dict.fromkeys(form for form, _ in listing.forms))
        shown.append(
            WordMet(
                word=listing.word,
                meaning=listing.meaning,
                forms=forms[:_MOST_FORMS],
                more=max(len(forms) - _MOST_FORMS, 0),
            )
        )
    return tuple(shown), max(len(listings) - _MOST_WORDS, 0)


def clause_of(explanation: Explanation, texts: dict[str, str]) -> Clause:
    """Return an explanation with its places in the `texts` of an article, by field."""
    return Clause(
        text=explanation.clause,
        is_met=explanation.is_met,
        actual=explanation.actual,
        places=places_of(explanation.hits, texts),
        clauses=tuple(clause_of(part, texts) for part in explanation.parts),
    )


def places_of(
    hits: Sequence[Hit], texts: dict[str, str]
) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    """Return the first hits, each with its field and in the words around it."""
    return tuple(
        (hit.field, _around(texts.get(hit.field, ""), hit)) for hit in islice(hits, _HITS_SHOWN)
    )


def _around(text: str, hit: Hit) -> tuple[Part, ...]:
    shown = snippet(text, hit.start, hit.end)
    return marked(shown.text, [Span(start=shown.start, end=shown.end, rule="")])
