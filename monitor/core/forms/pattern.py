"""How one word may change: a stem, and the endings that may follow it. Owns the noun, knows no language."""

from collections.abc import Iterator, Mapping

from monitor.noun import dataclass

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of inflection, shared by all words that inflect so: it holds no word.

    The stem is the word without its last `cut` letters, with `tail` in their place. `endings` says of every
    ending what it means; the ones in `barred` are left out for this kind of word.
    """

    language: str
    cut: int
    tail: str
    endings: Mapping[str, str]
    barred: frozenset[str] = NOTHING

    def stem(self, word: str) -> str:
        """Return what all forms of `word` after this pattern begin with."""
        return word[: len(word) - self.cut] + self.tail

    def key(self, word: str) -> str:
        """Return the key of the index under which `word` is found by its forms after this pattern."""
        return f"{self.language}:{self.stem(word)}" if self.language else self.stem(word)

    def admits(self, word: str, token: str) -> bool:
        """Say whether `token` is a form of `word` after this pattern."""
        stem = self.stem(word)
        if not token.startswith(stem):
            return False
        ending = token[len(stem) :]
        return ending in self.endings and ending not in self.barred

    def forms(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield every form of `word` after this pattern, and what it is."""
        stem = self.stem(word)
        for ending, meaning in self.endings.items():
            if ending not in self.barred:
                yield stem + ending, meaning
