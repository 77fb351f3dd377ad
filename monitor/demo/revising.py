"""The newsroom's editor: edits of a given kind, as editors make them. Decides what changes; changes nothing itself."""

import random
import re
from collections.abc import Callable

from monitor.demo.acts import Expected
from monitor.demo.article import Article
from monitor.demo.phrases import Phrasebook
from monitor.demo.writing import NUMBERS, PHRASEBOOKS
from monitor.model import EventKind
from monitor.noun import dataclass

# A number that counts something: neither a time of day nor a part of another number.
_NUMBER = re.compile(r"(?<![\w.,])\d{2,3}(?= [a-zа-яёңөү])")
_QUOTED = re.compile(r'[«"“](.+?)[»"”]')


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """The wording after an edit, and the event that it is, beside being an edit."""

    title: str
    paragraphs: tuple[str, ...]
    expected: Expected | None = None


_Way = Callable[[Article, Phrasebook, random.Random], Revised | None]


def revise(article: Article, kind: EventKind) -> Revised | None:
    """Return an edit of that kind, the same for the same revision; None where the article gives no occasion to it.

    `EDITED` adds a sentence that is nothing more. For a kind that is no edit there is never an occasion.
    """
    chance = random.Random(f"{article.id}/{article.revision}/{kind}")
    way = _WAYS.get(kind)
    return way(article, PHRASEBOOKS[article.edition], chance) if way else None


def occasions(article: Article) -> frozenset[EventKind]:
    """Return the kinds of edits that the article gives occasion to."""
    return frozenset(kind for kind in _WAYS if revise(article, kind) is not None)


def _with(article: Article, paragraphs: list[str], expected: Expected | None) -> Revised:
    return Revised(title=article.title, paragraphs=tuple(paragraphs), expected=expected)


def _change_headline(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    tail = next((tail for tail in book.tails if article.title.endswith(tail)), "")
    others = [other for other in book.tails if other != tail]
    title = article.title.removesuffix(tail) + chance.choice(others)
    expected = Expected(kind=EventKind.HEADLINE_CHANGED, before=article.title, after=title)
    return Revised(title=title, paragraphs=article.paragraphs, expected=expected)


def _change_number(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    found = [
        (place, hit)
        for place, text in enumerate(article.paragraphs)
        for hit in _NUMBER.finditer(text)
    ]
    if not found:
        return None
    place, hit = chance.choice(found)
    text = article.paragraphs[place]
    number = chance.choice([str(n) for n in NUMBERS if str(n) not in text])
    paragraphs = list(article.paragraphs)
    paragraphs[place] = text[: hit.start()] + number + text[hit.end() :]
    expected = Expected(kind=EventKind.NUMBER_CHANGED, before=hit.group(), after=number)
    return _with(article, paragraphs, expected)


def _add_name(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    strangers = [person for person in book.people if person not in article.body]
    if not strangers:
        return None
    person = chance.choice(strangers)
    named, _ = chance.choice(book.witnesses)
    paragraphs = list(article.paragraphs)
    paragraphs.insert(chance.randint(1, len(paragraphs)), named.format(person=person))
    return _with(article, paragraphs, Expected(kind=EventKind.NAME_ADDED, words=(person,)))


def _remove_name(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    for person in book.people:
        for named, nameless in book.witnesses:
            sentence = named.format(person=person)
            if sentence in article.paragraphs and article.body.count(person) == 1:
                paragraphs = [nameless if text == sentence else text for text in article.paragraphs]
                expected = Expected(kind=EventKind.NAME_REMOVED, words=(person,))
                return _with(article, paragraphs, expected)
    return None


def _remove_quote(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    for speech in book.speeches:
        if speech in article.paragraphs:
            paragraphs = [text for text in article.paragraphs if text != speech]
            words = tuple(_QUOTED.findall(speech))
            return _with(article, paragraphs, Expected(kind=EventKind.QUOTE_REMOVED, words=words))
    return None


def _correct(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    notes = [note for note in book.notes if note not in article.paragraphs]
    if not notes:
        return None
    note = chance.choice(notes)
    expected = Expected(kind=EventKind.CORRECTION_ADDED, words=(note,))
    return _with(article, [*article.paragraphs, note], expected)


def _fix_slip(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    if article.slip is None:
        return None
    wrong, right = article.slip
    paragraphs = [text.replace(wrong, right) for text in article.paragraphs]
    return _with(
        article, paragraphs, Expected(kind=EventKind.TYPO_FIXED, before=wrong, after=right)
    )


def _add_sentence(article: Article, book: Phrasebook, chance: random.Random) -> Revised | None:
    fresh = [sentence for sentence in book.additions if sentence not in article.body]
    if not fresh:
        return None
    paragraphs = list(article.paragraphs)
    place = chance.randrange(len(paragraphs))
    paragraphs[place] = f"{paragraphs[place]} {chance.choice(fresh)}"
    return _with(article, paragraphs, None)


_WAYS: dict[EventKind, _Way] = {
    EventKind.EDITED: _add_sentence,
    EventKind.HEADLINE_CHANGED: _change_headline,
    EventKind.NUMBER_CHANGED: _change_number,
    EventKind.NAME_ADDED: _add_name,
    EventKind.NAME_REMOVED: _remove_name,
    EventKind.QUOTE_REMOVED: _remove_quote,
    EventKind.CORRECTION_ADDED: _correct,
    EventKind.TYPO_FIXED: _fix_slip,
}
