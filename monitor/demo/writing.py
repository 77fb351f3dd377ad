"""The newsroom's author: turns phrasebooks and a seed into articles. Never knows time, ids' order or markup."""

import random
from collections.abc import Collection
from dataclasses import dataclass

from monitor.demo.phrases import Phrasebook
from monitor.demo.phrases_en import ENGLISH_PHRASES
from monitor.demo.phrases_ky import KYRGYZ_PHRASES
from monitor.demo.phrases_ru import RUSSIAN_PHRASES

PHRASEBOOKS = {"en": ENGLISH_PHRASES, "ru": RUSSIAN_PHRASES, "ky": KYRGYZ_PHRASES}

# Numbers after which Russian wants one and the same form ("5 дней", "47 домов").
NUMBERS = tuple(n for n in range(25, 1000) if n % 10 in {0, 5, 6, 7, 8, 9} and n % 100 not in {1})
SMALL_NUMBERS = tuple(n for n in range(5, 21))
HOURS = tuple(range(5, 13))

MENTION_CHANCE = 0.08
HEADLINE_CHANCE = 0.3
TRAP_CHANCE = 0.12
ATTEMPTS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The words of one article, and how well it will be read."""

    title: str
    paragraphs: tuple[str, ...]
    quote: str
    author: str
    appeal: int
    pictures: int


class _Draw(dict[str, str]):
    """Fills slots: a name keeps its value within one article, a number is drawn each time."""

    def __init__(self, chance: random.Random, phrasebook: Phrasebook) -> None:
        super().__init__()
        self._chance = chance
        self._slots = phrasebook.slots

    def __missing__(self, name: str) -> str:
        numbers = {"n": NUMBERS, "n1": HOURS, "n2": SMALL_NUMBERS}
        if name in numbers:
            return str(self._chance.choice(numbers[name]))
        self[name] = self._chance.choice(self._slots[name])
        return self[name]

    def fill(self, template: str) -> str:
        text = template.format_map(self)
        return text[:1].upper() + text[1:]


class Writer:
    """Writes articles that depend on the seed and the id alone; no two have the same title."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._titles: set[str] = set()

    def write(self, number: int, edition: str, topics: Collection[str] | None = None) -> Draft:
        """Return the article with that id. `topics` are mentioned for sure; None leaves it to chance."""
        chance = random.Random(f"{self._seed}/{number}/{edition}")
        phrasebook = PHRASEBOOKS[edition]
        draw = _Draw(chance, phrasebook)
        if topics is None:
            topics = [topic for topic in phrasebook.mentions if chance.random() < MENTION_CHANCE]
        title = self._title(chance, phrasebook, draw, topics)
        return Draft(
            title=title,
            paragraphs=_paragraphs(chance, phrasebook, draw, topics),
            quote=draw.fill(chance.choice(phrasebook.quotes)) if chance.random() < 0.4 else "",
            author=chance.choice(phrasebook.authors),
            appeal=int(40 * 10 ** (2 * chance.random())),
            pictures=chance.choice((1, 1, 1, 2, 4)),
        )

    def _title(
        self, chance: random.Random, phrasebook: Phrasebook, draw: _Draw, topics: Collection[str]
    ) -> str:
        templates = phrasebook.titles
        for topic in topics:
            if chance.random() < HEADLINE_CHANCE:
                templates = phrasebook.headlines[topic]
        title = draw.fill(chance.choice(templates))
        for _ in range(ATTEMPTS):
            if title not in self._titles:
                break
            title = _Draw(chance, phrasebook).fill(chance.choice(templates))
        while title in self._titles:
            title = f"{title} ({len(self._titles)})"
        self._titles.add(title)
        return title


def _paragraphs(
    chance: random.Random, phrasebook: Phrasebook, draw: _Draw, topics: Collection[str]
) -> tuple[str, ...]:
    sentences = chance.sample(phrasebook.sentences, chance.randint(5, 11))
    sentences += [chance.choice(phrasebook.mentions[topic]) for topic in topics]
    if chance.random() < TRAP_CHANCE:
        sentences.append(chance.choice(phrasebook.traps))
    chance.shuffle(sentences)
    sentences.append(chance.choice(phrasebook.follow_ups))
    paragraphs = [draw.fill(chance.choice(phrasebook.leads))]
    while sentences:
        size = chance.randint(1, 3)
        paragraphs.append(" ".join(map(draw.fill, sentences[:size])))
        sentences = sentences[size:]
    return tuple(paragraphs)
