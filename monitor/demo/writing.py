"""The newsroom's author: turns phrasebooks and a seed into articles. Never knows time, ids' order or markup."""

import random
import re
from collections.abc import Collection

from monitor.demo.article import TOPICS
from monitor.demo.phrases import Phrasebook
from monitor.demo.phrases_en import ENGLISH_PHRASES
from monitor.demo.phrases_ky import KYRGYZ_PHRASES
from monitor.demo.phrases_ru import RUSSIAN_PHRASES
from monitor.noun import dataclass

PHRASEBOOKS = {"en": ENGLISH_PHRASES, "ru": RUSSIAN_PHRASES, "ky": KYRGYZ_PHRASES}

# Numbers after which Russian wants one and the same form ("5 дней", "47 домов").
NUMBERS = tuple(n for n in range(25, 1000) if n % 10 in {0, 5, 6, 7, 8, 9} and n % 100 not in {1})
SMALL_NUMBERS = tuple(n for n in range(5, 21))
HOURS = tuple(range(5, 13))

MENTION_CHANCE = 0.08
HEADLINE_CHANCE = 0.3
TRAP_CHANCE = 0.12
WITNESS_CHANCE = 0.4
SPEECH_CHANCE = 0.4
SLIP_CHANCE = 0.25
ATTEMPTS = 50

_LONG_WORD = re.compile(r"(?<![\w-])[a-zа-яёңөү]{7,}(?![\w-])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The words of one article, and how well it will be read."""

    title: str
    paragraphs: tuple[str, ...]
    quote: str
    author: str
    appeal: int
    pictures: int
    slip: tuple[str, str] | None


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
        # Dice of their own, so that what is added leaves the rest of the article as it was.
        extras = random.Random(f"{self._seed}/{number}/{edition}/extras")
        written = _paragraphs(chance, phrasebook, draw, topics)
        paragraphs, slip = _slipped(_voiced(written, phrasebook, extras), extras)
        return Draft(
            title=title,
            paragraphs=paragraphs,
            slip=slip,
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


def _voiced(
    paragraphs: tuple[str, ...], phrasebook: Phrasebook, chance: random.Random
) -> tuple[str, ...]:
    """Return the paragraphs, at times with somebody by name and with somebody's words among them."""
    voices = []
    if chance.random() < WITNESS_CHANCE:
        named, _ = chance.choice(phrasebook.witnesses)
        voices.append(named.format(person=chance.choice(phrasebook.people)))
    if chance.random() < SPEECH_CHANCE:
        voices.append(chance.choice(phrasebook.speeches))
    among = list(paragraphs)
    for voice in voices:
        among.insert(chance.randint(1, len(among)), voice)
    return tuple(among)


def _slipped(
    paragraphs: tuple[str, ...], chance: random.Random
) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """Return the paragraphs, at times with two letters of a word swapped, and that word as it is and should be."""
    text = "\n".join(paragraphs)
    words = [
        word
        for word in dict.fromkeys(_LONG_WORD.findall(text))
        if text.count(word) == 1 and not any(topic.search(word) for topic in TOPICS.values())
    ]
    if chance.random() >= SLIP_CHANCE or not words:
        return paragraphs, None
    word = chance.choice(words)
    place = next(n for n in range(1, len(word) - 1) if word[n] != word[n + 1])
    wrong = f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
    return tuple(text.replace(word, wrong).split("\n")), (wrong, word)
