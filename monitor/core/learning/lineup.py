"""Who stood on a listing before it broke, known again by the links of its page as it is now. Knows no selector."""

import re
from collections.abc import Collection, Sequence

from monitor.core.front import in_order
from monitor.core.identity import identify
from monitor.core.learning.ids import shape_of
from monitor.core.learning.rows import Naming
from monitor.model import Selectors
from monitor.model.healing import Lineup, Stood


class NamedLineup:
    """Who stood there, by name: an article with several goes by its first one.

    `place` says where each stood from the top, `others` how new each is of those who were known besides, from 0.
    """

    def __init__(self, lineup: Lineup, selectors: Selectors) -> None:
        self._selectors = selectors
        self._first = {name: each.names[0] for each in lineup.stood for name in each.names}
        self._shapes = {shape_of(each.url) for each in lineup.stood}
        self.by_name = {each.names[0]: each for each in lineup.stood}
        self.place = {name: place for place, name in enumerate(self.by_name)}
        self.has_ids = selectors.article_id is not None
        besides = (name for name in lineup.others if name not in self._first)
        self.others = {name: place for place, name in enumerate(besides)}

    def known(self, name: str | None) -> Stood | None:
        """Return who stood there under a name."""
        return self.by_name.get(name or "")

    def name_of(self, url: str) -> str | None:
        """Return the name of the article that a link leads to, None if it leads to none.

        On a site with article ids only links with one do, on another those that are made like the links of before.
        """
        identity = identify(url, self._selectors)
        if identity is None:
            return None
        if identity.name in self._first:
            return self._first[identity.name]
        if self.has_ids:
            is_article = identity.name.startswith(f"{self._selectors.site}#")
        else:
            is_article = identity.name in self.others or shape_of(url) in self._shapes
        return identity.name if is_article else None

    def may_be_news(self, name: str) -> bool:
        """Say whether an article may be newer than all who stood there; where ids are numbers, by its number."""
        numbers = [_number(each) for each in self.by_name]
        number = _number(name)
        return number < 0 or min(numbers, default=-1) < 0 or number > max(numbers)

    def only(self, names: Collection[str]) -> Naming:
        """Return the naming that knows no article but these."""
        return lambda url: name if (name := self.name_of(url)) in names else None


def _number(name: str) -> int:
    """Return the site's own number of an article, -1 if it has none."""
    id_ = name.rpartition("#")[2]
    return int(id_) if re.fullmatch(r"[0-9]{1,18}", id_) else -1


def out_of_order(places: Sequence[int]) -> int:
    """Return how many of the places, each there once, would have to go for the others to rise one by one."""
    return len(places) - len(in_order(sorted(places), places))
