"""The chore that asks for native numbers which no listing named. Decides nothing: which, says `core/gaps`."""

from datetime import datetime, timedelta

from monitor.config import Config
from monitor.core.gaps import gap_article, missing_numbers
from monitor.ports import Store

# How far back gaps are looked for, and how old they must be: a draft has its number long before its readers.
WINDOW = timedelta(days=3)
SETTLED = timedelta(days=1)
# Numbers asked for at a time, for each site.
MOST = 10


async def seek_gaps(store: Store, config: Config, now: datetime) -> int:
    """Make the missing numbers of every site targets, and return how many. Raises `StoreUnavailable`.

    Only of sites whose selectors have an address for a number. What comes of one is stored with the first of the
    site's sources; its page says which edition it is of.
    """
    sought = 0
    for site, selectors in config.selectors_by_site.items():
        if selectors.article_url is None:
            continue
        source = next(source for source in config.sources if source.site == site)
        found = [
            new
            for number in await _settled(store, site, now)
            if (new := gap_article(number, selectors, language=source.language, now=now))
        ]
        sought += await store.seek(source.id, found, now)
    return sought


async def _settled(store: Store, site: str, now: datetime) -> tuple[int, ...]:
    """Return the missing numbers below all that came of late."""
    recent = await store.numbers(site, now - SETTLED)
    numbers = await store.numbers(site, now - WINDOW)
    settled = [number for number in numbers if not recent or number < recent[0]]
    return missing_numbers(settled, most=MOST)
