"""The plural of English words. Owns its rules; never derives a word from another (no -ed, -ing, -er, -ly).

The possessive is no matter of a word's form: what compares words cuts it off.
"""

from collections.abc import Mapping
from functools import lru_cache

from monitor.core.forms.pattern import Pattern

_PLURAL = "plural"
_S: Mapping[str, str] = {"s": _PLURAL}
_ES: Mapping[str, str] = {"es": _PLURAL}
_BOTH: Mapping[str, str] = {"s": _PLURAL, "es": _PLURAL}
_WHOLE: Mapping[str, str] = {"": _PLURAL}

# Every ending that a plural may be cut off at; the other plurals are kept whole.
ENDINGS = ("s", "es")

_IRREGULAR: Mapping[str, tuple[str, ...]] = {
    "analysis": ("analyses",),
    "appendix": ("appendices",),
    "axis": ("axes",),
    "basis": ("bases",),
    "bus": ("buses",),
    "child": ("children",),
    "crisis": ("crises",),
    "criterion": ("criteria",),
    "diagnosis": ("diagnoses",),
    "emphasis": ("emphases",),
    "foot": ("feet",),
    "gas": ("gases",),
    "goose": ("geese",),
    "grandchild": ("grandchildren",),
    "hypothesis": ("hypotheses",),
    "index": ("indices", "indexes"),
    "man": ("men",),
    "memorandum": ("memoranda", "memorandums"),
    "mouse": ("mice",),
    "oasis": ("oases",),
    "ox": ("oxen",),
    "parenthesis": ("parentheses",),
    "person": ("persons",),
    "phenomenon": ("phenomena",),
    "quiz": ("quizzes",),
    "referendum": ("referenda", "referendums"),
    "stadium": ("stadiums", "stadia"),
    "synthesis": ("syntheses",),
    "thesis": ("theses",),
    "tooth": ("teeth",),
    "woman": ("women",),
}
_VES = (
    "calf",
    "elf",
    "half",
    "knife",
    "leaf",
    "life",
    "loaf",
    "self",
    "shelf",
    "thief",
    "wife",
    "wolf",
)
# Words on -man that are no men.
_NO_MEN = (
    "human",
    "german",
    "roman",
    "shaman",
    "talisman",
    "ottoman",
    "caiman",
    "norman",
    "turkman",
)
_HISSING = ("s", "x", "z", "sh")
_VOWELS = frozenset("aeiou")
# "as" is not the singular of "asses", nor "US" of "uses".
_SHORTEST_HISSING = 3
_SHORTEST_MAN = 6
_SHORTEST_ES = 4


@lru_cache(maxsize=256)
def _whole(cut: int, tail: str) -> Pattern:
    return Pattern("en", cut, tail, _WHOLE)


_PLUS_S = Pattern("en", 0, "", _S)
_PLUS_ES = Pattern("en", 0, "", _ES)
_PLUS_BOTH = Pattern("en", 0, "", _BOTH)


def english_patterns(word: str, *, is_capitalised: bool) -> tuple[Pattern, ...]:
    """Return how a word in Latin letters forms its plural: one way, or two where writers differ."""
    if word in _IRREGULAR:
        return tuple(_whole(len(word), plural) for plural in _IRREGULAR[word])
    if word.endswith("man") and not is_capitalised and _is_man(word):
        return (_whole(2, "en"),)
    if word.endswith(("f", "fe")) and word.endswith(_VES):
        return (_whole(2 if word.endswith("fe") else 1, "ves"),)
    return _regular(word, is_capitalised=is_capitalised)


def _is_man(word: str) -> bool:
    return len(word) >= _SHORTEST_MAN and not word.endswith(_NO_MEN)


def _regular(word: str, *, is_capitalised: bool) -> tuple[Pattern, ...]:
    if len(word) < 2 or not word[-1].isalpha():
        return ()
    if word.endswith(_HISSING):
        # IS and US are no singular of "ises" and "uses".
        return (_PLUS_ES,) if len(word) > _SHORTEST_HISSING or word[-1] in "xz" else ()
    if word.endswith("y") and word[-2] not in _VOWELS:
        # A name keeps its y (the Kennedys), a common noun at the head of a sentence does not.
        return (_whole(1, "ies"), _PLUS_S) if is_capitalised else (_whole(1, "ies"),)
    if word.endswith("ch") or (word.endswith("o") and len(word) >= _SHORTEST_ES):
        return (_PLUS_BOTH,)
    return (_PLUS_S,)
