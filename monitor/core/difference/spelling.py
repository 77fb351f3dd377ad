"""Whether a reworded sentence only corrects the spelling of words. Owns the line between a typo and another word."""

import re
from collections.abc import Sequence

from monitor.core.difference.align import Span, align
from monitor.core.difference.mentions import is_one_name
from monitor.core.difference.numerals import is_numeral
from monitor.core.difference.words import Word, words_of
from monitor.core.forms.function_words import FUNCTION_WORDS

_SHORTEST = 4
_LONG = 6
_LONGEST = 40
_MONTH_OR_DAY = re.compile(
    "январ|феврал|март|апрел|ма[йяею]$|июн|июл|август|сентябр|октябр|ноябр|декабр|понедельн|вторник|четверг|пятниц|"
    "суббот|воскресен|дүйшөмбү|шейшемби|шаршемби|бейшемби|ишемби|жекшемби|january|february|march|april|june|july|"
    "august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_NEGATIONS = frozenset(
    ["не", "ни", "нет", "без", "жок", "эмес", "no", "not", "never", "nor", "without"]
)
_NEGATED = re.compile("n['’]t$")
_KYRGYZ_NEGATIONS = tuple(f"{consonant}{vowel}" for consonant in "бп" for vowel in "аеоө")
_SURNAME = re.compile("(?:ов|ев|ин|ын|ова|ева|ина|ына|ский|ская|бек|бай|ов[ауе]|ев[ауе])$")
# Passive and active are one letter apart: убит, убил.
_VOICE = re.compile("[тн][аоы]?$"), re.compile("л[аои]?$")


def respelled(before: str, after: str) -> list[tuple[str, str]] | None:
    """Return the words of a sentence that are spelled anew, as written; None if anything else changed.

    Punctuation, case, ё and e do not count.
    """
    ours, theirs = words_of(before), words_of(after)
    found: list[tuple[str, str]] = []
    for span in align([word.normal for word in ours], [word.normal for word in theirs]):
        if (pairs := _pairs(ours, theirs, span)) is None:
            return None
        found += pairs
    return found


def _pairs(
    ours: Sequence[Word], theirs: Sequence[Word], span: Span
) -> list[tuple[str, str]] | None:
    gone, new = ours[span.a0 : span.a1], theirs[span.b0 : span.b1]
    if len(gone) == len(new):
        pairs = list(zip(gone, new, strict=True))
        is_typo = all(_is_typo(one, other) for one, other in pairs)
        return [(one.text, other.text) for one, other in pairs] if is_typo else None
    # Так же, также: the same letters.
    if "".join(word.normal for word in gone) == "".join(word.normal for word in new):
        return [(" ".join(word.text for word in gone), " ".join(word.text for word in new))]
    return None


def _is_typo(one: Word, other: Word) -> bool:
    ours, theirs = one.normal, other.normal
    longest = max(len(ours), len(theirs))
    if not _SHORTEST <= longest <= _LONGEST or not (ours.isalpha() and theirs.isalpha()):
        return False
    if ours[0] != theirs[0] and ours[:2] != theirs[1::-1]:
        return False
    if _is_guarded(one) and _is_guarded(other):
        return False
    # A short negation is a letter away from too many words.
    if _is_negation(one) != _is_negation(other) and longest < _LONG - 1:
        return False
    if _is_other_meaning(ours, theirs) or _is_other_name(one, other):
        return False
    return distance(ours, theirs) <= (2 if longest >= _LONG else 1)


def _is_guarded(word: Word) -> bool:
    """Say whether the word is one of those that are another and not misspelt, a letter or two away."""
    name = word.normal
    is_counted = is_numeral(name) or bool(_MONTH_OR_DAY.match(name))
    return is_counted or name in FUNCTION_WORDS or _is_negation(word)


def _is_negation(word: Word) -> bool:
    return word.normal in _NEGATIONS or bool(_NEGATED.search(word.text))


def _is_other_meaning(one: str, other: str) -> bool:
    """Say whether a form says the contrary, or who did it to whom."""
    short, long = sorted((one, other), key=len)
    if any(long.replace(sign, "", 1) == short for sign in _KYRGYZ_NEGATIONS):
        return True
    passive, active = _VOICE
    return any(
        passive.search(a) and active.search(b) and passive.sub("", a) == active.sub("", b)
        for a, b in ((one, other), (other, one))
    )


def _is_other_name(one: Word, other: Word) -> bool:
    if not (one.is_capitalised and other.is_capitalised) or is_one_name(one.normal, other.normal):
        return False
    return bool(_SURNAME.search(one.normal) and _SURNAME.search(other.normal))


def distance(one: str, other: str) -> int:
    """Return how many letters were left out, put in, replaced or swapped with their neighbour (Damerau)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        line = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, line[-1] + 1, row[j - 1] + (a != b))
            if i > 1 < j and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        before, row = row, line
    return row[-1]
