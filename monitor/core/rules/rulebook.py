"""All rules, filed so that an article is held only against those that it could match."""

from collections import Counter
from functools import cached_property
from itertools import chain

from monitor.core.rules.compiled import CompiledRule
from monitor.core.rules.document import Document
from monitor.core.rules.filing import Filing
from monitor.core.rules.lexicon import Lexicon
from monitor.core.rules.logic import slots, terms
from monitor.core.rules.match import Article
from monitor.core.rules.syntax import Scope
from monitor.model import Match

_MARGINS = frozenset({Scope.AUTHOR, Scope.SECTION})


class Rulebook:
    """An immutable set of rules under an index of their words.

    An article is cut into words once and pays for its own words, not for the number of rules. A change of the
    rules is a new rulebook, built anywhere and put in place of the old one.
    """

    def __init__(
        self, rules: tuple[CompiledRule, ...] = (), lexicon: Lexicon | None = None
    ) -> None:
        """File the rules. `lexicon` knows their slots (and perhaps others'); without it one is made."""
        self.rules = rules
        expressions = [rule.expression for rule in rules]
        uses = Counter(chain.from_iterable(map(slots, expressions)))
        self._lexicon = lexicon or Lexicon(uses)
        self._filing = Filing(expressions, uses)
        self._has_margins = any(
            term.scope in _MARGINS for expression in expressions for term in terms(expression)
        )

    @cached_property
    def counting(self) -> "Rulebook":
        """The rules that an article may come to match though its wording stays: those that name a moving number.

        They are to be held against it again at each new observation.
        """
        return Rulebook(tuple(rule for rule in self.rules if rule.is_counting), self._lexicon)

    def match(self, document: Document) -> tuple[Match, ...]:
        """Return a match for every rule that the document meets, in the order of the rules.

        Hits are in title and body, and their offsets count code points of them as given.
        """
        if not self.rules:
            return ()
        article = Article(document, self._lexicon, has_margins=self._has_margins)
        found = (self.rules[number] for number in self._filing.candidates(article.slots))
        return tuple(
            Match(rule=rule.id, hits=article.hits(rule.expression))
            for rule in found
            if article.holds(rule.expression)
        )
