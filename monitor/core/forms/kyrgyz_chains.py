"""Kyrgyz suffix chains: every order in which noun suffixes follow each other, spelled for every kind of stem.

Owns the grammar (plural, possession, case, -дагы, -лык, copula) and the two rules of sound: the harmony of
vowels and the assimilation of consonants. Knows no words.

Templates are spelled in small Cyrillic letters and these signs: A low vowel (а е о ө), I high vowel (ы и у ү),
Y the same but only after a consonant, S an с but only after a vowel, L л/д/т, D д/т, N н/д/т, G г/к, B б/п.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

# The kind of a stem: harmony by its last vowel, assimilation by its last letter.
HARMONY: Mapping[str, str] = {
    "а": "а", "ы": "а", "я": "а", "у": "у", "ю": "у", "о": "о", "ё": "о",
    "е": "е", "и": "е", "э": "е", "ө": "ө", "ү": "ө",
}  # fmt: skip
# No chain is longer, in letters.
LONGEST_CHAIN = 16
HARMONIES = ("а", "у", "о", "е", "ө")
FINALS = ("vowel", "liquid", "voiced", "voiceless", "lenis")
_LOW: Mapping[str, str] = {"а": "а", "у": "а", "о": "о", "е": "е", "ө": "ө"}
_HIGH: Mapping[str, str] = {"а": "ы", "у": "у", "о": "у", "е": "и", "ө": "ү"}
_ASSIMILATED: Mapping[str, Mapping[str, str]] = {
    "L": {"vowel": "л", "liquid": "л", "voiced": "д", "voiceless": "т"},
    "N": {"vowel": "н", "liquid": "д", "voiced": "д", "voiceless": "т"},
    "D": {"vowel": "д", "liquid": "д", "voiced": "д", "voiceless": "т"},
    "G": {"vowel": "г", "liquid": "г", "voiced": "г", "voiceless": "к"},
    "B": {"vowel": "б", "liquid": "б", "voiced": "б", "voiceless": "п"},
}

# One chain: its templates, and what they mean.
_Links = tuple[tuple[str, ...], tuple[str, ...]]

_CASES = (
    ("NIн", "genitive"), ("NI", "accusative"), ("GA", "dative"), ("DA", "locative"), ("DAн", "ablative"),
)  # fmt: skip
_ADVERBIAL = (
    ("NIкI", "belonging to"),
    ("чA", "in the way of"),
    ("DAй", "like"),
    ("GAчA", "as far as"),
)
_CASES_AFTER_3RD = (
    ("нIн", "genitive"), ("н", "accusative"), ("нA", "dative"), ("ндA", "locative"), ("нAн", "ablative"),
    ("нIкI", "belonging to"), ("нчA", "in the way of"), ("ндAй", "like"), ("нAчA", "as far as"),
)  # fmt: skip
_SINGULAR_OWNERS = (("Yм", "my"), ("Yң", "your"))
_OTHER_OWNERS = (("YбIз", "our"), ("YңIз", "your"), ("YңAр", "your"), ("YңIздAр", "your"))
_THIRD = ("SI", "his, her, its")
_COPULAS = (
    ("мIн", "I am"),
    ("сIң", "you are"),
    ("BIз", "we are"),
    ("DIр", "surely"),
    ("BI", "question"),
)
_PLURAL = ("LAр", "plural")
_ABSTRACT = ("LIк", "-лык")
# Case endings of a stem that is possessed already, as министрлиги is.
_AFTER_POSSESSED: tuple[_Links, ...] = (
    *(((suffix,), (meaning,)) for suffix, meaning in _CASES_AFTER_3RD),
    (("ндAгI",), ("which is at",)),
)
_SHOWN_FIRST = frozenset({"plural", "his, her, its", "-лык"})
_SHOWN_SECOND = frozenset(
    {"his, her, its", "which is at", "plural", *(meaning for _, meaning in _CASES)}
)
_COPULA_MEANINGS = frozenset(meaning for _, meaning in _COPULAS)


@lru_cache(maxsize=64)
def chains(harmony: str, final: str, *, with_copula: bool = True) -> Mapping[str, str]:
    """Return what each suffix chain means that may follow a stem of this kind.

    `lenis` is a stem whose к or п has become г or б: only a vowel may follow. Without the copulas and the question
    particle for stems too short to tell them from a part of the word.
    """
    grammar = (
        _grammar()
        if with_copula
        else (each for each in _grammar() if each[1][-1] not in _COPULA_MEANINGS)
    )
    spelled: dict[str, str] = {}
    for suffixes, meaning in _spelled(grammar, harmony, final):
        spelled.setdefault(suffixes, meaning)
    return spelled


@lru_cache(maxsize=64)
def possessed_chains(harmony: str) -> Mapping[str, str]:
    """Return the case endings of a stem that ends in the suffix of the third person."""
    return dict(_spelled(iter(_AFTER_POSSESSED), harmony, "vowel"))


@lru_cache(maxsize=1)
def foreign_chains() -> Mapping[str, str]:
    """Return the chains that may follow a stem whose sound the spelling does not tell: KOICA, УКМК.

    No possession: a lone vowel after an abbreviation is more often something else.
    """
    plain = [links for links in _grammar() if not _is_possessive(links)]
    kinds = [(harmony, final) for harmony in HARMONIES for final in FINALS if final != "lenis"]
    return dict(chain.from_iterable(_spelled(iter(plain), *kind) for kind in kinds))


@lru_cache(maxsize=1)
def all_chains() -> frozenset[str]:
    """Return every suffix chain of every kind of stem."""
    regular = (chains(harmony, final) for harmony in HARMONIES for final in FINALS)
    return frozenset(chain.from_iterable((*regular, *map(possessed_chains, HARMONIES))))


def is_representative(meaning: str) -> bool:
    """Say whether a chain belongs into a table that shows a word's inflection without all its combinations."""
    first, _, second = meaning.partition(" + ")
    return not second or (first in _SHOWN_FIRST and second in _SHOWN_SECOND)


def _is_possessive(links: _Links) -> bool:
    return any(template[0] in "YS" for template in links[0])


def _grammar() -> Iterator[_Links]:
    for plural in ((), (_PLURAL,)):
        yield from _joined(plural, _after_number())
        yield from _joined((_ABSTRACT, *plural), _after_abstract())
        yield from _joined(plural, tuple((copula,) for copula in _COPULAS))


def _joined(
    first: tuple[tuple[str, str], ...], rests: tuple[tuple[tuple[str, str], ...], ...]
) -> Iterator[_Links]:
    for rest in ((), *rests) if first else rests:
        links = (*first, *rest)
        yield tuple(template for template, _ in links), tuple(meaning for _, meaning in links)


def _after_number() -> tuple[tuple[tuple[str, str], ...], ...]:
    general = (*_CASES, *_ADVERBIAL)
    short = (*general, ("A", "dative"), ("Aн", "ablative"))
    return (
        *((case,) for case in general),
        *_located("DAгI"),
        *_owned(_SINGULAR_OWNERS, short),
        *_owned(_OTHER_OWNERS, general),
        *_owned((_THIRD,), _CASES_AFTER_3RD),
        *((_THIRD, *rest) for rest in _located("ндAгI")),
    )


def _after_abstract() -> tuple[tuple[tuple[str, str], ...], ...]:
    return (
        *((case,) for case in (*_CASES, *_ADVERBIAL)),
        *_located("DAгI"),
        *_owned((_THIRD,), _CASES_AFTER_3RD),
    )


def _owned(
    owners: tuple[tuple[str, str], ...], cases: tuple[tuple[str, str], ...]
) -> Iterator[tuple[tuple[str, str], ...]]:
    for owner in owners:
        yield (owner,)
        yield from ((owner, case) for case in cases)


def _located(template: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield `which is at`, which is a noun anew: Бишкектегилерге."""
    place = (template, "which is at")
    yield (place,)
    yield (place, _PLURAL)
    for case in _CASES:
        yield (place, case)
        yield (place, _PLURAL, case)


def _spelled(grammar: Iterator[_Links], harmony: str, final: str) -> Iterator[tuple[str, str]]:
    for templates, meanings in grammar:
        if final == "lenis" and templates[0][0] not in "YS":
            continue
        yield _spell(templates, harmony, final), " + ".join(meanings)


def _spell(templates: tuple[str, ...], harmony: str, final: str) -> str:
    spelled = ""
    for template in templates:
        suffix = ""
        for sign in template:
            letter = _letter(sign, harmony, final)
            if letter:
                suffix += letter
                harmony = HARMONY.get(letter, harmony)
                final = final_of(letter)
        # The к of a suffix softens before a vowel as that of a stem does: -лык, -лыгы.
        is_softened = spelled.endswith("к") and suffix[0] in HARMONY
        spelled = f"{spelled[:-1]}г{suffix}" if is_softened else spelled + suffix
    return spelled


def _letter(sign: str, harmony: str, final: str) -> str:
    if sign == "A":
        return _LOW[harmony]
    if sign == "I":
        return _HIGH[harmony]
    if sign == "Y":
        return "" if final == "vowel" else _HIGH[harmony]
    if sign == "S":
        return "с" if final == "vowel" else ""
    assimilated = _ASSIMILATED.get(sign)
    return assimilated[final] if assimilated else sign


def final_of(letter: str) -> str:
    """Return the kind of a stem that ends in this letter, as suffixes assimilate to it."""
    if letter in HARMONY:
        return "vowel"
    if letter in "рй":
        return "liquid"
    return "voiceless" if letter in "птксшчщцфх" else "voiced"
