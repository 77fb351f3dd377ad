"""Where a sentence ends in English, Russian and Kyrgyz. Owns the abbreviations after which none does."""

import re

_CLOSING = "»”’\"')\\]"
_END = re.compile(f"(?<![.!?…])([.!?…]++)([{_CLOSING}]*+) (?=([«“„\"'(\\[—–-]*) ?([^\\W_]?))")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*$")
_DASHES = "—–-"
# A word that is longer is no abbreviation, and a hostile one is not to be searched through for every dot.
_LONGEST = 20
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_WORDS = """
г гг в вв р руб коп с сек мин ч час т тн тыс млн млрд трлн кг км м см мм га кв куб л п пп пл ул пр просп пер
д дом корп стр кв обл респ р-н мкр пос им св проф акад доц ген полк подп майор кап лейт гл зам нач пом тов гр
др пр пред изд рис табл ст ч гл см ср напр т.е т.к т.д т.п т.н т.ч и.о н.э ок экс янв февр апр авг сент окт нояб дек
ж жж б.а ж.б ж.б.у кк айт бет сом
mr mrs ms dr prof gen col lt sgt capt gov sen rep hon pres st mt ft no nos vs etc inc ltd co corp jr sr vol fig
approx dept est u.s u.k u.n u.s.a e.u a.m p.m e.g i.e
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ABBREVIATIONS = frozenset(_WORDS.split())
# These end a sentence as often as they abbreviate, so that the next word decides.
_NUMBERED = re.compile(r"\d{1,3}")


def sentences(text: str) -> list[str]:
    r"""Return the sentences of `text`, white space collapsed, without empty ones. A "\n" always ends one.

    Linear in the length of the text.
    """
    return [
        sentence
        for line in text.split("\n")
        if (paragraph := " ".join(line.split()))
        for sentence in _sentences(paragraph)
    ]


def _sentences(paragraph: str) -> list[str]:
    found = []
    start = 0
    for end in _END.finditer(paragraph):
        if _is_end(paragraph, start, end):
            found.append(paragraph[start : end.end()].strip())
            start = end.end()
    found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_end(paragraph: str, start: int, end: re.Match[str]) -> bool:
    stop, closing, opening, letter = end.groups()
    if letter.islower() or not (letter or opening):
        return False
    # «Да!» — Сказано: a dash after a closed quotation goes on with it.
    if opening[:1] in _DASHES and opening and closing:
        return False
    return stop != "." or bool(closing) or not _is_abbreviated(paragraph, start, end.start())


def _is_abbreviated(paragraph: str, start: int, dot: int) -> bool:
    word = _LAST_WORD.search(paragraph, max(start, dot - _LONGEST), dot)
    if word is None:
        return False
    if _NUMBERED.fullmatch(word[0]):
        return word.start() == start
    # 2026-ж. is a year.
    bare = word[0].rpartition("-")[2].lower()
    return bool(_INITIALS.fullmatch(word[0])) or bare in _ABBREVIATIONS
