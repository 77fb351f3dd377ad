"""Where the view counter is: a number with a word beside it, or in a box that is called so."""

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborNode

from monitor.core.counters import read_count
from monitor.core.learning.choice import Choice, by_examples, chosen, ranked
from monitor.core.learning.hints import (
    OTHER_COUNTS,
    VIEWED,
    VIEWS,
    is_in_menu,
    names_of,
    surroundings,
)
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.core.patterns import LinearPattern, compile_pattern

_NUMBER = r"((?:\d{1,3}(?:[\s.,’]\d{3})+|\d+(?:[.,]\d{1,2})?)(?:\s?(?:тыс|млн|миң|[kкmм])\b\.?)?)"
_LONGEST = 200
_LABEL = 30
_LEAST_ID = 1_000
_MOST_GROWTH, _MOST_GAIN = 5, 3_000
_SPOTS = re.compile("|".join(VIEWS), re.IGNORECASE)
_LABELLED, _NAMED = 1.0, 0.85


_WORDS = "|".join(VIEWS)
# The number behind the word, and the word behind the number. All words are in both: the next page may be in another
# language than those that were learned from.
_WAYS = (
    "",
    rf"(?i)\b(?:{_WORDS})\s*[:–—-]?\s*{_NUMBER}",
    rf"(?i){_NUMBER}\s*(?:{_WORDS})",
)


def propose_views(samples: Samples) -> Choice | None:
    """Return where the view counter is; None if no number is announced as one."""
    choices = [choice for spelled in _WAYS if (choice := _of(samples, spelled)) is not None]
    return max(choices, key=lambda choice: choice.score, default=None)


@lru_cache(maxsize=64)
def compiled(spelled: str) -> LinearPattern:
    """Return the pattern of that spelling, compiled once: there are few, and all are written here."""
    return compile_pattern(spelled)


def _marks(samples: Samples, spelled: str) -> Iterator[tuple[Mark, None]]:
    """Yield the selectors of elements in which the pattern finds a number, without one of those called so."""
    for each in samples.pages:
        example = each.examples.get("views")
        for node in each.nodes:
            text = each.words.get(node.mem_id, "")
            if not text or len(text) > _LONGEST or is_in_menu(node):
                continue
            if spelled and len(text) <= _LABEL and _SPOTS.search(text) and node.parent is not None:
                # The number may stand right behind the word, in the box of both.
                yield from ((mark, None) for mark in selectors_of(node.parent))
            if not any(c.isdigit() for c in text):
                continue
            if spelled:
                is_there = compiled(spelled).groups_in(text) is not None
            else:
                count = read_count(text)
                is_example = example is not None and read_count(example) == count
                is_there = count is not None and (is_example or _is_named(node))
            if is_there:
                yield from ((mark, None) for mark in selectors_of(node))


def _is_named(node: LexborNode) -> bool:
    own = names_of(node)
    if VIEWED.search(own) and not OTHER_COUNTS.search(own):
        return True
    around = surroundings(node)
    if OTHER_COUNTS.search(around):
        return False
    return VIEWED.search(around) is not None or _SPOTS.search(around) is not None


def _of(samples: Samples, spelled: str) -> Choice | None:
    pattern = compiled(spelled) if spelled else None
    worth = _LABELLED if pattern else _NAMED

    def of_page(each: Sample, text: str) -> float:
        count = read_count(text)
        # The number of the article itself is no counter.
        if count is None or (count >= _LEAST_ID and str(count) in each.page.url):
            return 0.0
        return worth

    def is_same(example: str, text: str) -> bool:
        count, known = read_count(text), read_count(example)
        # What is known of a counter may be some time ago.
        return (
            count is not None
            and known is not None
            and known <= count <= _MOST_GROWTH * known + _MOST_GAIN
        )

    judge = by_examples(
        samples, "views", of_page, is_same, lambda text: read_count(text) is not None
    )

    found = ranked(samples, _marks(samples, spelled), judge, pattern=pattern)
    counts = [{read_count(text) for text in each.texts} for each in found]
    several = [
        each for each, said in zip(found, counts, strict=True) if len(said) > 1 or len(samples) < 2
    ]
    evidence = ["a word beside the number says so" if pattern else "the box is called so"]
    return chosen("views", several, pattern=pattern, spelled=spelled, evidence=evidence)
