"""How a name sounds, written the same for every script and romanisation. Owns the skeleton of a name.

Made for the names of Central Asia and Russia; not for those that other languages spell by rules of their own
(Xi Jinping, Macron, Biden).
"""

import re
from functools import lru_cache

# ө and ү, which no romanisation keeps apart from o and u.
ROUNDED = "ö"
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "c", "ш": "x", "щ": "x", "ъ": "", "ы": "i", "ь": "",
        "э": "e", "ю": "iu", "я": "ia", "ң": "n", "ө": ROUNDED, "ү": ROUNDED, "ғ": "g", "қ": "k", "ў": "o",
        "ҳ": "h", "ә": "a", "і": "i", "ї": "i", "є": "e", "ұ": "u", "җ": "j",
    }
)  # fmt: skip
# Latin letter groups and letters, longest first: j stands for ж, c for ч, x for ш, h for х.
_LATIN = {
    "shch": "x", "sch": "x", "tch": "c", "dzh": "j", "ch": "c", "sh": "x", "zh": "j", "dj": "j", "kh": "h",
    "gh": "g", "ph": "f", "th": "t", "tz": "ts", "ck": "k", "ce": "se", "ci": "si", "cy": "si", "ou": "u",
    "c": "k", "x": "ks", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
_LATIN_GROUP = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_ASCII = re.compile("[a-z]")
_SILENT = re.compile("[^a-zö]+")
_DOUBLED = re.compile(r"(.)\1+")
# A softened vowel: иё, ье, йо and what they are romanised as.
_GLIDE = re.compile("(?:i[eoö]|e)+")
# Горбачёв is Gorbachev and Gorbachov.
_HUSHED_O = re.compile("(?<=[cxj])o(?=v)")
_FINAL_ER = re.compile("([dt])er$")
_FINAL_OFF = re.compile("of$")
# Any of these: most words have none.
_MERGED = re.compile("ng|i[eoö]|[cxj]ov|[dt]er$|of$")
_ROUND = str.maketrans("uö", "oo")
_VOWELS = "aeio"
_KEY_LENGTH = 3
# So many letters make up three sounds.
_HEAD = 6
_KEY_PREFIX = "name:"


def sounds(word: str) -> str:
    """Return the sounds of a normalised name, double letters once; ie and e, o, u and ö still apart."""
    latin = _LATIN_GROUP.sub(_latin_sound, word) if _ASCII.search(word) else word
    spelled = latin.translate(_CYRILLIC).replace("dj", "j").replace("xc", "x")
    return _DOUBLED.sub(
        r"\1", spelled if spelled.isalpha() and spelled.isascii() else _SILENT.sub("", spelled)
    )


def skeleton(word: str) -> str:
    """Return the skeleton of a normalised name: equal for all its spellings in Latin and Cyrillic.

    Empty for a word without Latin or Cyrillic letters. Differences that romanisations lose are lost: ё and е,
    ие and е, ы and и, ң and н, double letters, and о, у, ө, ү among each other.
    """
    return shape(word).translate(_ROUND)


def shape(word: str) -> str:
    """Return the skeleton with о, у and ө still apart. It has a letter for every letter of the skeleton."""
    plain = sounds(word)
    if not _MERGED.search(plain):
        return plain
    glides = _GLIDE.sub("e", _HUSHED_O.sub("e", plain.replace("ng", "n")))
    return _FINAL_ER.sub(r"\1r", _FINAL_OFF.sub("ov", _DOUBLED.sub(r"\1", glides)))


def name_key(word: str) -> str | None:
    """Return the key under which a name is filed by its sound; None if it sounds like nothing."""
    sound = skeleton(word)
    # What an ending replaces or softens is the last vowels.
    root = sound.rstrip(_VOWELS)[:_KEY_LENGTH] or sound[:1]
    return f"{_KEY_PREFIX}{root}" if root else None


def name_keys(token: str) -> tuple[str, ...]:
    """Return all keys under which a name may be filed that this word of a text is a form of."""
    return _keys_of_head(token[:_HEAD])


# Words share their heads, and the sound is most of the work on a word.
@lru_cache(maxsize=1 << 14)
def _keys_of_head(head: str) -> tuple[str, ...]:
    sound = skeleton(head)[:_KEY_LENGTH]
    return tuple(f"{_KEY_PREFIX}{sound[:length]}" for length in range(1, 1 + len(sound)))


def _latin_sound(group: re.Match[str]) -> str:
    return _LATIN[group[0]]
