"""Written-out numbers in English, Russian and Kyrgyz. Owns the table of their words and how they add up."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

_THOUSAND = 1_000

# Words of one number, parted by commas; the place in the list is what counts them up.
_UNITS = (
    "zero ноль нуль нөл, one один одна одного одной одному одну бир,"
    "two два две двух двум двумя двое двоих двоим эки экөө,"
    "three три трех трем тремя трое троих троим үч үчөө,"
    "four четыре четырех четырем четырьмя четверо четверых төрт төртөө,"
    "five пять пяти пятью пятеро пятерых беш бешөө, six шесть шести шестью шестеро шестерых алты алтоо,"
    "seven семь семи семеро семерых жети жетөө, eight восемь восьми восемью восьмерых сегиз,"
    "nine девять девяти девятью тогуз, ten десять десяти десятью, eleven одиннадцат, twelve двенадцат,"
    "thirteen тринадцат, fourteen четырнадцат, fifteen пятнадцат, sixteen шестнадцат, seventeen семнадцат,"
    "eighteen восемнадцат, nineteen девятнадцат"
)
_TENS = (
    "twenty двадцат жыйырма, thirty тридцат отуз, forty сорок сорока кырк,"
    "fifty пятьдесят пятидесяти элүү, sixty шестьдесят шестидесяти алтымыш,"
    "seventy семьдесят семидесяти жетимиш, eighty восемьдесят восьмидесяти сексен,"
    "ninety девяносто девяноста токсон"
)
_HUNDREDS = (
    "сто ста, двести двухсот, триста трехсот, четыреста четырехсот, пятьсот пятисот, шестьсот шестисот,"
    "семьсот семисот, восемьсот восьмисот, девятьсот девятисот"
)
_SOFT_ENDINGS = ("ь", "и", "ью")
_SCALES = {
    "hundred": 100, "жүз": 100, "тыс": 1_000, "тысяча": 1_000, "тысячи": 1_000, "тысяч": 1_000, "тысячу": 1_000,
    "thousand": 1_000, "миң": 1_000, "млн": 10**6, "миллион": 10**6, "миллиона": 10**6, "миллионов": 10**6,
    "million": 10**6, "млрд": 10**9, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9, "billion": 10**9,
    "трлн": 10**12, "триллион": 10**12, "триллиона": 10**12, "триллионов": 10**12, "trillion": 10**12,
}  # fmt: skip
# Ten in Kyrgyz, he in Russian.
_TEN = "он"


def numeral(words: Sequence[str], language: str | None) -> int | None:
    """Return the number that words in small letters (ё as е) are together, or None if they are none.

    "он" alone is ten only in Kyrgyz ("ky"), and he elsewhere.
    """
    total = current = last = 0
    table, is_ten = _values(), language == "ky" or words[-1:] != [_TEN]
    for word in words:
        if (scale := _SCALES.get(word)) is not None:
            current = max(current, 1) * scale
            if scale >= _THOUSAND:
                total, current = total + current, 0
            last = 0
            continue
        value = 10 if word == _TEN and is_ten else table.get(word)
        # Twenty-five is one number, five twenty is two.
        if value is None or (last and not (value < 10 <= last or value < 100 <= last)):
            return None
        current, last = current + value, value
    return total + current if words else None


def is_numeral(word: str) -> bool:
    """Say whether a word in small letters (ё as е) can be part of a written-out number."""
    return word in _values() or word in _SCALES or word == _TEN


def scale_of(word: str) -> int | None:
    """Return what a word multiplies the figure before it by: 1,000 for "тыс"; None for other words."""
    return _SCALES.get(word)


@lru_cache(maxsize=1)
def _values() -> Mapping[str, int]:
    values: dict[str, int] = {}
    for text, first, step in ((_UNITS, 0, 1), (_TENS, 20, 10), (_HUNDREDS, 100, 100)):
        for place, words in enumerate(text.split(",")):
            for word in words.split():
                endings = _SOFT_ENDINGS if word.endswith("дцат") else ("",)
                values.update((word + ending, first + step * place) for ending in endings)
    return values
