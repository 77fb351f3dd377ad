"""Articles and rules to measure with: three languages of invented words, as often as words are in newspapers."""

import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from monitor.core.rules import Document

ARTICLE_WORDS = 450
FORMS_PER_LANGUAGE = 12_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """How the invented words of a language are made."""

    language: str
    onsets: str
    vowels: str
    codas: str
    endings: tuple[str, ...]


TONGUES = (
    Tongue(
        language="en",
        onsets="b c d f g h j k l m n p r s t v w st tr pl ch".replace(" ", "|"),
        vowels="a|e|i|o|u|ea|ou",
        codas="|||n|r|s|t|l|nd",
        endings=("", "", "s", "ed", "ing"),
    ),
    Tongue(
        language="ru",
        onsets="б|в|г|д|ж|з|к|л|м|н|п|р|с|т|ст|пр|х|ч",
        vowels="а|е|и|о|у|я",
        codas="||||н|р|с|т|л|в",
        endings=("", "а", "у", "ом", "е", "ы", "ов", "ами"),
    ),
    Tongue(
        language="ky",
        onsets="б|ж|к|к|м|с|т|ч|ш|д|",
        vowels="а|ы|о|у|э|и|ө|ү",
        codas="||||р|л|н|к|ш",
        endings=("", "лар", "дын", "га", "да", "дан", "ды", "ынын"),
    ),
)


class Corpus:
    """A stock of words with their Zipf weights, and what is written with them. Seeded: always the same."""

    def __init__(self, seed: int = 24) -> None:
        self._chance = random.Random(seed)
        self._words = {tongue.language: self._stock(tongue) for tongue in TONGUES}
        self._weights = list(accumulate(1 / rank for rank in range(1, FORMS_PER_LANGUAGE + 1)))

    @property
    def size(self) -> int:
        """Return how many distinct words there are."""
        return sum(map(len, self._words.values()))

    def articles(self, count: int) -> list[Document]:
        """Return articles of about 3 KB, in the three languages by turns."""
        return [self._article(TONGUES[number % 3].language) for number in range(count)]

    def queries(self, count: int, known: float) -> list[str]:
        """Return queries in the mix of the research: half of them one word, a third phrases, AND and OR.

        The share `known` of their words is of the stock, the others are names of which no article tells.
        """
        return [self._query(number % 100, known) for number in range(count)]

    def _stock(self, tongue: Tongue) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < FORMS_PER_LANGUAGE:
            # Frequent words are short.
            stem = self._stem(tongue, 1 + min(2, len(words) // 600))
            words.update(dict.fromkeys(stem + ending for ending in tongue.endings))
        return list(words)[:FORMS_PER_LANGUAGE]

    def _stem(self, tongue: Tongue, syllables: int) -> str:
        sounds = (tongue.onsets, tongue.vowels, tongue.codas)
        return "".join(
            self._chance.choice(sound.split("|")) for _ in range(syllables) for sound in sounds
        )

    def _article(self, language: str) -> Document:
        words = [self._word(language) for _ in range(ARTICLE_WORDS + 10)]
        written = [self._dress(word) for word in words[10:]]
        paragraphs = [" ".join(written[at : at + 60]) + "." for at in range(0, ARTICLE_WORDS, 60)]
        return Document(
            title=" ".join(words[:10]).capitalize(), body="\n".join(paragraphs), language=language
        )

    def _word(self, language: str) -> str:
        at = bisect(self._weights, self._chance.random() * self._weights[-1])
        return self._words[language][min(at, FORMS_PER_LANGUAGE - 1)]

    def _dress(self, word: str) -> str:
        dice = self._chance.random()
        if dice < 0.12:
            return word.capitalize()
        if dice < 0.17:
            return f"{word}."
        return f"{word}," if dice < 0.25 else word

    def _query(self, dice: int, known: float) -> str:
        tongue = self._chance.choice(TONGUES)

        def word() -> str:
            if self._chance.random() >= known:
                return self._stem(tongue, 4).capitalize()
            # Rules name what is not in every article: not the most frequent words.
            rank = self._chance.randrange(300, FORMS_PER_LANGUAGE)
            return self._words[tongue.language][rank]

        if dice < 50:
            return word()
        if dice < 65:
            return f'"{word()} {word()}"'
        if dice < 78:
            return f"{word()} AND {word()}"
        if dice < 86:
            return f"{word()} OR {word()} OR {word()}"
        if dice < 91:
            return f"{word()} AND NOT {word()}"
        rare = (
            f"title:{word()}",
            f"title:{word()}",
            f"{word()} lang:{tongue.language}",
            f"{word()} lang:{tongue.language}",
            f"{word()}ка*",
            f"{word()} NEAR/5 {word()}",
            f"{word()} NEAR/5 {word()}",
            f"~{word()}",
            f"~{word()}",
        )
        return rare[dice - 91]
