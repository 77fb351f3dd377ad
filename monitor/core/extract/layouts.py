"""Which of a site's layouts reads a page: the one that was valid at the page's time, then its neighbours.

A page is read by one layout from end to end: fields of two are never mixed.
"""

from collections.abc import Iterator
from datetime import datetime

from monitor.model import Selectors
from monitor.noun import replace


def layouts_at(selectors: Selectors, at: datetime) -> Iterator[Selectors]:
    """Yield the site's selectors layout by layout: that which was valid at `at`, then the nearest in time.

    Of two as near the newer comes first. A site without older layouts has one.
    """
    if not selectors.layouts:
        yield selectors
        return
    newest_first = (selectors, *(_by(selectors, place) for place in range(len(selectors.layouts))))
    valid = sum(layout.valid_until > at for layout in selectors.layouts)
    for place in sorted(range(len(newest_first)), key=lambda place: (abs(place - valid), place)):
        yield newest_first[place]


def _by(selectors: Selectors, place: int) -> Selectors:
    layout = selectors.layouts[place]
    return replace(
        selectors,
        article=layout.article or selectors.article,
        listing=layout.listing or selectors.listing,
        layouts=(),
    )
