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
_LETTERS = re.compile("[^a-zö]+")
_KEY_LENGTH = 3
_KEY_PREFIX = "name:"


@lru_cache(maxsize=4096)
def sounds(word: str) -> str:
    """Return the sounds of a normalised name, with what one script tells and the other does not still in it."""
    if word.isascii():
        spelled = _LATIN_GROUP.sub(lambda group: _LATIN[group[0]], word)
    else:
        spelled = word.replace("дж", "ж").replace("шч", "щ").translate(_CYRILLIC)
    return _LETTERS.sub("", spelled)


_DOUBLED = re.compile(r"(.)\1+")
_FINAL_ER = re.compile("([dt])er$")


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """Return the skeleton of a normalised name: equal for all its spellings in Latin and Cyrillic.

    Empty for a word without Latin or Cyrillic letters. Differences that romanisations lose are lost: ё and е,
    ие and е, ы and и, ң and н, double letters, and о, у, ө, ү among each other.
    """
    plain = sounds(word).replace("ng", "n").replace("io", "e").replace("iö", "e").replace("ie", "e")
    single = _DOUBLED.sub(r"\1", plain.replace("off", "ov")).replace("ie", "e")
    return _FINAL_ER.sub(r"\1r", _DOUBLED.sub(r"\1", single)).replace("u", "o").replace(ROUNDED, "o")


def name_key(word: str) -> str | None:
    """Return the key under which a name is filed by its sound; None if it sounds like nothing."""
    sound = skeleton(word)
    return f"{_KEY_PREFIX}{sound[: _key_length(sound)]}" if sound else None


def name_keys(token: str) -> tuple[str, ...]:
    """Return all keys under which a name may be filed that this word of a text is a form of."""
    sound = skeleton(token)
    return tuple(f"{_KEY_PREFIX}{sound[:length]}" for length in range(1, 1 + min(_KEY_LENGTH, len(sound))))


def _key_length(sound: str) -> int:
    """Return how much of a skeleton no ending touches."""
    return max(1, min(_KEY_LENGTH, len(sound) - 1))
