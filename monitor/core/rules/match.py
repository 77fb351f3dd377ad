"""Hold one article against one expression: does it match, and with which words."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from monitor.core.rules.logic import positive_terms
from monitor.core.rules.normalise import WRITTEN, forms_of
from monitor.core.rules.syntax import And, Compound, Node, Not, Or, Term
from monitor.core.rules.words import Text
from monitor.model import Hit

# As many as an alert can show; a rule for a common word must not fill the database.
MAX_HITS = 20


class Article:
    """An article's title and body as rules see them. Places are worked out only when a rule needs them."""

    def __init__(self, title: str, body: str) -> None:
        self._fields = {"title": title, "body": body}
        written = {*WRITTEN.findall(title), *WRITTEN.findall(body)}
        # Every form that occurs, hyphenated words also as one.
        self.forms = frozenset(form for each in written for form in forms_of(each))

    @cached_property
    def _texts(self) -> dict[str, Text]:
        return {field: Text(text) for field, text in self._fields.items()}

    def holds(self, node: Node) -> bool:
        """Say whether the article meets the expression."""
        match node:
            case Term():
                return self._has(node)
            case Not():
                return not self.holds(node.item)
            case And():
                return all(map(self.holds, node.items))
            case Or():
                return any(map(self.holds, node.items))

    def hits(self, node: Node) -> tuple[Hit, ...]:
        """Return where the expression's terms stand, the negated ones apart, in reading order.

        At most `MAX_HITS`: the first place of every term goes before the second of any.
        """
        ranked = [
            (rank, hit)
            for term in dict.fromkeys(positive_terms(node))
            for rank, hit in enumerate(self._find(term))
        ]
        ranked.sort(key=lambda pair: (pair[0], *_place(pair[1])))
        kept = dict.fromkeys(hit for _, hit in ranked)
        return tuple(sorted(list(kept)[:MAX_HITS], key=_place))

    def _has(self, term: Term) -> bool:
        if not all(map(self._may_have, term.compounds)):
            return False
        is_one_word = len(term.compounds) == 1 and not term.compounds[0].joints
        return is_one_word or any(any(text.find(term)) for text in self._texts.values())

    def _may_have(self, compound: Compound) -> bool:
        return compound.glued in self.forms or self.forms.issuperset(compound.parts)

    def _find(self, term: Term) -> Iterator[Hit]:
        places = (
            Hit(field=field, start=start, end=end, words=self._fields[field][start:end])
            for field, text in self._texts.items()
            for start, end in text.find(term)
        )
        return islice(places, MAX_HITS)


def _place(hit: Hit) -> tuple[bool, int, int]:
    """Return the sorting key of reading order: the title first."""
    return hit.field != "title", hit.start, hit.end
