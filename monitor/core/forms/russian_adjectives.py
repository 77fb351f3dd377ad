"""Which adjectival declension a Russian word follows, told from its last letters. Owns no nouns.

A common adjective has all genders and numbers and the safe short forms (важен, подписана); a surname that is one
(Зеленский, Белый) the same without short forms; a capitalised feminine (Тихановская) only the feminine ones.
"""

from collections.abc import Iterator

# Table, letters cut off the word, letters put in their place.
Spec = tuple[str, int, str]

_VELARS = frozenset("гкх")
_HUSHERS = frozenset("жшчщ")
# Nouns on -ой; the other words on -ой are adjectives.
_NOUNS_OJ = frozenset({
    "вой", "герой", "гной", "застой", "зной", "конвой", "налой", "настой", "ной", "отстой", "перепой", "покой",
    "покрой", "рой", "слой", "удой", "устой", "ханой", "цой", "чой", "уренгой", "шатой",
})  # fmt: skip
_NOUN_ENDINGS_OJ = ("бой", "строй", "запой")
# Longer endings first of participles whose short form is no other word: подписан, принят, but not стран.
_PARTICIPLES = (
    "ованный", "еванный", "исанный", "азанный", "данный", "сланный", "званный", "бранный", "щенный", "женный",
    "шенный", "ченный", "ленный", "ренный", "тый", "мый", "ивый",
)  # fmt: skip
_SHORTEST_PARTICIPLE = 7
_SHORTEST_FEMININE = 5
_PLURALS = ("ые", "гие", "кие", "хие", "щие", "шие")
_NEUTERS = ("ское", "цкое", "кое", "ное", "вое", "тое", "лое", "рое", "дое", "мое", "щее", "шее")


def adjectives(word: str, *, is_name: bool) -> Iterator[Spec]:
    """Yield the adjectival declensions of a word, none if it is no adjective."""
    ending = word[-2:]
    if ending == "ый":
        yield from _on_yj(word, is_name)
    elif ending == "ий":
        yield from _on_ij(word, is_name)
    elif ending == "ой":
        yield from _on_oj(word)
    elif ending in {"ая", "яя"} and len(word) >= _SHORTEST_FEMININE:
        yield ("ская", 2, "") if is_name else (_table(word), 2, "")
    elif word.endswith("щийся"):
        yield "щийся", 4, ""
    elif word.endswith((*_PLURALS, *_NEUTERS)):
        yield _table(word), 2, ""


def may_be_noun(word: str) -> bool:
    """Say whether a word that looks like an adjective may be a noun all the same: Юрий, гений, стая."""
    return word.endswith(("ая", "яя")) or (
        word.endswith("ий") and not word.endswith(("ский", "цкий"))
    )


def _table(word: str) -> str:
    """Return the declension of an adjective by the letter before its two-letter ending."""
    before = word[-3]
    if before in _HUSHERS:
        return "щий"
    if before in _VELARS:
        return "кий"
    return "ний" if word[-2] in "ия" and before == "н" else "ый"


def _on_yj(word: str, is_name: bool) -> Iterator[Spec]:
    yield "ый", 2, ""
    if is_name:
        return
    if word.endswith(_PARTICIPLES) and len(word) >= _SHORTEST_PARTICIPLE:
        yield "short participle", 3 if word.endswith("нный") else 2, ""
    if word.endswith("ный"):
        yield "short", 2, ""
        yield "short masculine", 4 if word[-4:-3] == "ь" else 3, "ен"


def _on_ij(word: str, is_name: bool) -> Iterator[Spec]:
    before = word[-3:-2]
    if before not in _VELARS | _HUSHERS | {"н"}:
        return
    yield _table(word), 2, ""
    if before == "к" and not is_name and may_be_noun(word):
        yield "short neuter", 2, ""
        yield "short masculine", 3, "ок"


def _on_oj(word: str) -> Iterator[Spec]:
    if len(word) > 3 and word not in _NOUNS_OJ and not word.endswith(_NOUN_ENDINGS_OJ):
        yield "ой velar" if word[-3] in _VELARS | _HUSHERS else "ой", 2, ""
