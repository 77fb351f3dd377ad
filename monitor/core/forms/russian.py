"""Which Russian declensions a word may follow, told from its last letters. Owns that judgement, not the endings.

Where spelling does not tell (Берлин or Путин, Кремль or Казань) a word gets both; a form that no writer writes
costs nothing. A capitalised word is taken for a name: it gets no plural, so that `Роман` is never `Романов`.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from monitor.core.forms.function_words import FUNCTION_WORDS
from monitor.core.forms.pattern import Pattern
from monitor.core.forms.russian_adjectives import Spec, adjectives, may_be_noun
from monitor.core.forms.russian_tables import IRREGULAR, TABLES

_VOWELS = frozenset("аеиоуыэюя")
_VELARS = frozenset("гкх")
_HUSHERS = frozenset("жшчщ")

_SURNAMES = ("ов", "ев", "ин", "ын")
_TOWNS = frozenset({
    "азов", "киев", "кишинев", "краков", "львов", "могилев", "николаев", "псков", "ржев", "ростов", "саратов",
    "серпухов", "тамбов", "харьков", "чернигов",
})  # fmt: skip
_INDECLINABLE = frozenset({
    "авто", "бюро", "депо", "динамо", "домино", "досье", "евро", "жюри", "казино", "кино", "лото", "метро", "нато",
    "пальто", "пари", "ралли", "табло", "такси", "фото", "эмбарго", "эскимо",
})  # fmt: skip
# Words on -ок that keep their vowel.
_FIRM_OK = frozenset(
    {"порок", "пророк", "срок", "сток", "восток", "исток", "поток", "игрок", "знаток", "блок"}
)
_FEMININE_SOFT = ("ость", "есть", "асть", "знь", "жь", "шь", "чь", "щь", "дочь")
_MASCULINE_SOFT = ("гость", "тесть")
_DECLINED_NAMES_O = ("ство", "ово", "ево", "ино", "озеро", "дело", "письмо", "слово", "право")
_DECLINED_NAMES_I = ("ки", "щи", "аи")
# Plurals whose bare stem is a singular: выбор is not a form of выборы.
_MASCULINE_ORY = ("боры", "воры", "торы")
_INSERTING = frozenset("лнрцмвб")


def russian_patterns(
    word: str, *, is_capitalised: bool, is_abbreviation: bool
) -> tuple[Pattern, ...]:
    """Return the declensions of a word in Russian letters, none if it does not decline."""
    if is_abbreviation:
        return (_pattern("abbreviation", 0, ""),) if _is_speakable(word) else ()
    if len(word) < 2 or _VOWELS.isdisjoint(word) or word in _INDECLINABLE:
        return ()
    if word in FUNCTION_WORDS and not is_capitalised:
        return ()
    if word in IRREGULAR:
        specs = [(table, len(word), stem) for table, stem in IRREGULAR[word]]
        # Лев is not Львов, nor Орёл Орлов.
        return tuple(
            _pattern(*each) for each in specs if not is_capitalised or "plural" not in each[0]
        )
    specs = [*adjectives(word, is_name=is_capitalised)]
    if not specs or may_be_noun(word):
        specs.extend(_BY_LAST_LETTER.get(word[-1], _on_consonant)(word, is_capitalised))
    return tuple(_pattern(*spec) for spec in specs)


@lru_cache(maxsize=512)
def _pattern(table: str, cut: int, tail: str) -> Pattern:
    return Pattern("ru", cut, tail, TABLES[table])


def _is_speakable(word: str) -> bool:
    """Say whether an abbreviation is read as a word and declined: МИД, ЦИК, but not МВД, США, ЕС."""
    return (
        len(word) == 3 and word[1] in _VOWELS and word[0] not in _VOWELS and word[2] not in _VOWELS
    )


def _on_consonant(word: str, is_name: bool) -> Iterator[Spec]:
    if is_name and word.endswith(_SURNAMES) and len(word) > 3:
        yield "surname", 0, ""
        if word.endswith("ин") or word in _TOWNS:
            yield "town", 0, ""
        return
    yield from _masculine(word, 0, "", is_name)
    yield from _fleeting(word, is_name)
    if not is_name:
        yield from _own_plural(word)


def _masculine(word: str, cut: int, tail: str, is_name: bool) -> Iterator[Spec]:
    last = word[-1]
    is_hushing = last in _HUSHERS or last == "ц"
    yield "hushing" if is_hushing else "hard", cut, tail
    if not is_name:
        yield _plural_after(last), cut, tail


def _plural_after(last: str) -> str:
    if last in _HUSHERS:
        return "hushing plural"
    if last == "ц":
        return "ц plural"
    return "velar plural" if last in _VELARS else "hard plural"


def _fleeting(word: str, is_name: bool) -> Iterator[Spec]:
    """Yield the stems that lose their last vowel: рынок, кыргызстанец, европеец, владелец."""
    if len(word) < 4:
        return
    before = word[-3]
    if word.endswith("ец"):
        if before in _VOWELS:
            yield from _masculine(word, 2, "йц", is_name)
        else:
            yield from _masculine(word, 2, "ьц" if before == "л" else "ц", is_name)
    elif (word.endswith("ок") and len(word) > 4 and word not in _FIRM_OK) or word.endswith(
        ("чек", "шек")
    ):
        yield from _masculine(word, 2, "к", is_name)


def _own_plural(word: str) -> Iterator[Spec]:
    """Yield the plurals with a stem of their own: граждане, татары, котята."""
    if word.endswith(("анин", "янин")) and len(word) > 6:
        yield "анин plural", 2, ""
    elif word.endswith("арин"):
        yield "арин plural", 2, ""
    elif word.endswith(("енок", "онок")) and len(word) > 5:
        yield "ята plural", 4, "ят" if word[-4] == "е" else "ат"


def _on_j(word: str, is_name: bool) -> Iterator[Spec]:
    yield "ий" if word.endswith("ий") else "й", 1, ""
    if not is_name:
        yield "й plural", 1, ""
    if word.endswith(("вей", "бей", "чей")) and len(word) > 4:
        yield "й", 2, "ь"
        yield "й plural", 2, "ь"


def _on_soft_sign(word: str, is_name: bool) -> Iterator[Spec]:
    is_feminine = word.endswith(_FEMININE_SOFT) and not word.endswith(_MASCULINE_SOFT)
    yield "ь feminine" if is_feminine else "ь", 1, ""
    if word.endswith("ень"):
        yield "ь", 3, "н"
    if is_name:
        return
    yield "ь hushing plural" if word[-2] in _HUSHERS else "ь plural", 1, ""
    if word.endswith("ень"):
        yield "ь plural", 3, "н"


def _on_a(word: str, is_name: bool) -> Iterator[Spec]:
    before = word[-2]
    if before == "ц":
        yield "ца", 1, ""
    elif before in _HUSHERS:
        yield "а hushing", 1, ""
    else:
        yield "а velar" if before in _VELARS else "а", 1, ""
    if is_name and word.endswith(("ова", "ева", "ина", "ына")):
        # A surname too: Жапаровой is in the table already, as an instrumental.
        return
    if not is_name:
        yield "а hushing plural" if before in _HUSHERS else "а plural", 1, ""
        yield from _inserted(word, "inserted")


def _on_ja(word: str, is_name: bool) -> Iterator[Spec]:
    before = word[-2]
    if word.endswith("мя") and len(word) > 2:
        yield "мя", 1, "ен"
        yield "short masculine", 0, ""
    yield "ия" if before == "и" else "я", 1, ""
    if is_name:
        return
    yield "ия plural" if before in _VOWELS else "я plural", 1, ""
    if before == "ь":
        yield "inserted", 2, "ей"
    yield from _inserted(word, "inserted soft")


def _inserted(word: str, table: str) -> Iterator[Spec]:
    """Yield the genitive plural with a vowel put before its last consonant: сделок, копеек, писем, сестер."""
    if len(word) < 4:
        return
    before, last = word[-3], word[-2]
    if before in _VOWELS or before == last:
        return
    if before in "йь":
        if last == "к" or before == "ь":
            yield table, 3, "е" + last
    elif last == "к":
        yield table, 2, "ек" if before in _HUSHERS or before == "ц" else "ок"
    elif last in _INSERTING:
        yield table, 2, ("о" if before in _VELARS else "е") + last


def _on_o(word: str, is_name: bool) -> Iterator[Spec]:
    if word[-2] in _VOWELS or (is_name and not word.endswith(_DECLINED_NAMES_O)):
        return
    yield "о", 1, ""
    if not is_name:
        yield "а plural", 1, ""
        yield from _inserted(word, "inserted")


def _on_e(word: str, is_name: bool) -> Iterator[Spec]:
    if word.endswith(("ие", "ье")):
        yield word[-2:], 1, ""
        if not is_name:
            yield "ия plural", 1, ""
            yield "inserted", 2, "ий" if word.endswith("нье") else "ей"
    elif word.endswith(("море", "поле", "горе")):
        yield "море", 1, ""
        if not is_name:
            yield "море plural", 1, ""
    elif word.endswith(("це", "ще")):
        yield "це", 1, ""
        if not is_name:
            yield "а plural", 1, ""
            yield from _inserted(word, "inserted")
    elif word.endswith(("ане", "яне")):
        yield "ане", 1, ""


def _on_y(word: str, is_name: bool) -> Iterator[Spec]:
    yield "цы" if word[-2] == "ц" else "оры" if word.endswith(_MASCULINE_ORY) else "ы", 1, ""
    if not is_name:
        yield from _inserted(word, "inserted")


def _on_i(word: str, is_name: bool) -> Iterator[Spec]:
    if is_name and not word.endswith(_DECLINED_NAMES_I):
        return
    is_hard = word[-2] in _VELARS or word[-2] in _HUSHERS
    yield "и hard" if is_hard else "и soft", 1, ""
    yield from _inserted(word, "inserted")


def _indeclinable(_word: str, _is_name: bool) -> Iterator[Spec]:
    return iter(())


def _typed_plural_on_ja(word: str, is_name: bool) -> Iterator[Spec]:
    """Yield what -ия may be: комиссия, or последствия typed in the plural."""
    yield from _on_ja(word, is_name)
    if word.endswith("ия") and not is_name:
        yield "ия typed plural", 1, ""


_BY_LAST_LETTER: dict[str, Callable[[str, bool], Iterator[Spec]]] = {
    "а": _on_a,
    "е": _on_e,
    "и": _on_i,
    "й": _on_j,
    "о": _on_o,
    "у": _indeclinable,
    "ъ": _indeclinable,
    "ы": _on_y,
    "ь": _on_soft_sign,
    "э": _indeclinable,
    "ю": _indeclinable,
    "я": _typed_plural_on_ja,
}
