"""How alike two texts are, as values of a field. Knows no page."""

import re
from collections import Counter

_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """Return the words of a text without what sites spell differently in two places: case, marks, blanks."""
    return " ".join(_WORD.findall(text.casefold().replace("ё", "е")))


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much of both texts is in both, word by word; 1 for the same words."""
    first, second = Counter(folded(one).split()), Counter(folded(other).split())
    if not first or not second:
        return 0.0
    common = (first & second).total()
    return 2 * common / (first.total() + second.total())


def is_beginning(short: str, long: str) -> bool:
    """Say whether `long` begins with the words of `short`, as a page's title does with the headline."""
    return bool(short) and (folded(long) + " ").startswith(folded(short) + " ")
