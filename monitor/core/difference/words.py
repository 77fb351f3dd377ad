"""The words of a sentence as the difference sees them. Owns what is one word: figures with their groups, hyphens."""

import re
from functools import lru_cache

from monitor.core.rules.normalise import WRITTEN, normalise
from monitor.noun import dataclass

_GROUPED = r"[0-9]{1,3}(?:[ ’'][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
_PLAIN = r"[0-9]+(?:[.,:/][0-9]+)*"
_SUFFIX = r"(?:-?[^\W\d_]+)*"
_TOKEN = re.compile(f"(?:{_GROUPED}|{_PLAIN}){_SUFFIX}|{WRITTEN}")
_GROUP = re.compile(r"(?<=[0-9])(?:[ ’']|,(?=[0-9]{3}(?![0-9])))(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, as it is compared (case, accents, ё, apostrophes do not count), and where it stands."""

    text: str
    normal: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        """Say whether it begins with a digit."""
        return self.text[0].isdecimal()

    @property
    def is_capitalised(self) -> bool:
        """Say whether it begins with a capital."""
        return self.text[0].isupper()


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order. Punctuation and signs are none."""
    return [
        Word(found[0], _normal(found[0]), found.start(), found.end())
        for found in _TOKEN.finditer(text)
    ]


def normals(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return [_normal(found) for found in _TOKEN.findall(text)]


@lru_cache(maxsize=1 << 12)
def _normal(word: str) -> str:
    return _GROUP.sub("", word) if word[0].isdecimal() else normalise(word)
