"""All rules, filed so that an article is held only against those that it could match."""

from collections import defaultdict

from monitor.core.rules.compiled import CompiledRule
from monitor.core.rules.match import Article
from monitor.model import Match


class Rulebook:
    """An immutable set of rules under an index of their anchors.

    An article is cut into words once and pays for its own words, not for the number of rules.
    """

    def __init__(self, rules: tuple[CompiledRule, ...] = ()) -> None:
        self.rules = rules
        filed: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules):
            for form in rule.anchors:
                filed[form].append(number)
        self._numbers_by_anchor = dict(filed)

    def match(self, title: str, body: str) -> tuple[Match, ...]:
        """Return a match for every rule that the article meets, in the order of the rules.

        Offsets of the hits count code points of `title` and `body` as given.
        """
        if not self.rules:
            return ()
        article = Article(title, body)
        candidates = {
            number
            for form in article.forms & self._numbers_by_anchor.keys()
            for number in self._numbers_by_anchor[form]
        }
        rules = (self.rules[number] for number in sorted(candidates))
        return tuple(
            Match(rule=rule.id, hits=article.hits(rule.expression))
            for rule in rules
            if article.holds(rule.expression)
        )
