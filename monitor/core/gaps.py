"""Native numbers that nobody named: which are worth asking for, and the article to ask for."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from monitor.core.identity import identify
from monitor.model import FoundBy, NewArticle, Selectors

# Fewer than this of the numbers seen, and most of what is missing belongs to what we do not watch.
LEAST_SEEN = 0.6
# A longer run of missing numbers is a new numbering.
LONGEST_RUN = 200


def missing_numbers(numbers: Sequence[int], *, most: int = 50) -> tuple[int, ...]:
    """Return the native numbers missing between those seen, the newest first, `most` of them at most.

    None where less than 60 % of the numbers were seen, because editions count with one sequence and may be watched
    in part, and none of a run of more than 200, which is a new numbering.
    """
    missing = [
        number
        for stretch in reversed(_stretches(sorted(set(numbers))))
        if len(stretch) >= LEAST_SEEN * (stretch[-1] - stretch[0] + 1)
        for number in sorted({*range(stretch[0], stretch[-1])}.difference(stretch), reverse=True)
    ]
    return tuple(missing[:most])


def gap_article(
    number: int, selectors: Selectors, *, language: str | None, now: datetime
) -> NewArticle | None:
    """Return the article to ask for under a native number, due now; None where the site has no address for one."""
    if selectors.article_url is None:
        return None
    url = selectors.article_url.replace("{id}", str(number))
    identity = identify(url, selectors)
    if identity is None or identity.name != f"{selectors.site}#{number}":
        return None
    return NewArticle(
        identity=identity,
        spelling=url,
        title="",
        published_at=None,
        language=language,
        seeded=False,
        due_at=now,
        found_by=FoundBy.GAP,
    )


def _stretches(numbers: Sequence[int]) -> list[list[int]]:
    """Return the numbers, in rising order, cut where the numbering jumps."""
    stretches = [list(numbers[:1])] if numbers else []
    for before, number in pairwise(numbers):
        if number - before - 1 > LONGEST_RUN:
            stretches.append([])
        stretches[-1].append(number)
    return stretches
