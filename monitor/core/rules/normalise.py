"""What counts as the same word, and where a word begins and ends in text as it is stored.

Owns the alphabet: letters, marks, invisibles, apostrophes, hyphens, look-alikes. A word of a rule and a word of
an article go through the same `normalise`, so that they are equal strings exactly when they are the same word.
"""

import re
import unicodedata

# Soft hyphen, zero-width characters, directional marks, variation selectors, byte order mark.
INVISIBLES = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
# Every hyphen and the en dash and minus that stand for one; not the em dash, which parts clauses.
HYPHENS = "\\-\u058a\u2010-\u2013\u2212\ufe63\uff0d"
_APOSTROPHES = "'`´‘’‛′＇"
# These are letters to Unicode, so they never part a word, but they are typed for an apostrophe.
_LETTER_APOSTROPHES = "ʹʼˈ"
# Combining marks by script: Latin and Cyrillic, Hebrew, Arabic, and the supplements.
_MARKS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)

_LETTERS = "[^\\W_]+"
_RUN = f"{_LETTERS}(?:[{INVISIBLES}{_MARKS}]+{_LETTERS})*[{_MARKS}]*"
_WORD = f"{_RUN}(?:[{_APOSTROPHES}]{_RUN})*"
WORD = re.compile(_WORD)
# A pattern of words joined by single hyphens, which may also be read as one. Longer chains than of eight are none, and
# come in pieces.
WRITTEN = f"{_WORD}(?:[{HYPHENS}]{_WORD}){{0,7}}"

_INVISIBLE = re.compile(f"[{INVISIBLES}]")
_HYPHEN = re.compile(f"[{HYPHENS}]")
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}{_LETTER_APOSTROPHES}][sS]$")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}{_LETTER_APOSTROPHES}]")
_ACCENTED_LATIN = re.compile(f"([a-z])[{_MARKS}]+")
# A stress mark is no letter in Cyrillic (за́мок); the breve of й and the dots of ї are left alone.
_STRESS = re.compile("[\u0300\u0301]")
_CYRILLIC_STRESS = re.compile("([\u0400-\u04ff])[\u0300\u0301]")
# ё and dotless ı as most people type them. The letters й ң ө ү are others than и н о у.
_FOLDS = str.maketrans("ёı", "еi")

_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Most words of a Cyrillic text: letters that nothing but case is to be taken from.
_PLAIN_CYRILLIC = re.compile("[А-яЁёҢңӨөҮү]+")
_SUFFIXED = re.compile("[A-Za-z]{2,}[\u0400-\u04ff]+")
_LOOK_ALIKES = ("AaBCcEeHIiJjKMOoPpSsTXxYy", "АаВСсЕеНІіЈјКМОоРрЅѕТХхУу")
_TO_CYRILLIC = str.maketrans(*_LOOK_ALIKES)
_TO_LATIN = str.maketrans(*reversed(_LOOK_ALIKES))


# Longer runs of letters are no words. The bound keeps hostile text cheap: normalising is quadratic in a run of
# combining marks.
LONGEST_WORD = 100


def normalise(word: str) -> str:
    """Return the word as it is compared: case, accents, stress, possessive and invisibles do not count.

    Composed by NFKC, so full-width and ligature letters are ordinary ones. A word that mixes Latin and Cyrillic
    look-alikes is read in the one script it can be read in. What is too long for a word is compared as it stands.
    """
    if len(word) > LONGEST_WORD:
        return word
    if word.isascii() and word.isalnum():
        return word.lower()
    if _PLAIN_CYRILLIC.fullmatch(word):
        return word.lower().translate(_FOLDS)
    folded = unicodedata.normalize("NFD", _bare(word).casefold())
    unmarked = _STRESS.sub("", _ACCENTED_LATIN.sub(r"\1", folded))
    # A word of nothing but apostrophe letters is compared as it is: no form is ever empty.
    return unicodedata.normalize("NFKC", unmarked).translate(_FOLDS) or word


def readings(word: str) -> tuple[str, ...]:
    """Return what a word of an article may be compared as: a Latin word with a Cyrillic suffix also as it stands.

    In KOICAнын all Latin letters have look-alikes, so it could be a Cyrillic word as well.
    """
    form = normalise(word)
    if word.isascii() or len(word) > LONGEST_WORD or not _SUFFIXED.fullmatch(word):
        return (form,)
    return tuple(dict.fromkeys((form, word.lower().translate(_FOLDS))))


def spelled(word: str) -> str:
    """Return the word as it is compared where case and accents count: what looks the same is the same."""
    if len(word) > LONGEST_WORD:
        return word
    unstressed = _CYRILLIC_STRESS.sub(r"\1", unicodedata.normalize("NFD", _bare(word)))
    return unicodedata.normalize("NFKC", unstressed) or word


def _bare(word: str) -> str:
    """Return the word composed and in one script, without possessive, apostrophes and invisibles."""
    bare = _APOSTROPHE.sub("", _POSSESSIVE.sub("", _INVISIBLE.sub("", word)))
    return _unmix(unicodedata.normalize("NFKC", bare))


def normalise_gap(gap: str) -> str:
    """Return what stands between two words: invisibles removed, and every hyphen an ASCII one."""
    return _HYPHEN.sub("-", _INVISIBLE.sub("", gap))


def _unmix(word: str) -> str:
    if word.isascii() or not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    cyrillic = word.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = word.translate(_TO_LATIN)
    return word if _CYRILLIC.search(latin) else latin
