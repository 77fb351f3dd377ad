"""The endings of Russian declensions, each with what it means. Owns the tables; `russian` says whose they are.

Spelling only: `ё` is `е` here. One ending often stands for several cases; the first in reading order is named.
"""

from collections.abc import Mapping

_GEN, _DAT, _ACC, _INS, _PRE = "genitive", "dative", "accusative", "instrumental", "prepositional"
_PL = "plural"
_GEN_PL, _DAT_PL, _INS_PL, _PRE_PL = (
    f"{_GEN} {_PL}",
    f"{_DAT} {_PL}",
    f"{_INS} {_PL}",
    f"{_PRE} {_PL}",
)
_HARD_PLURAL = {"ам": _DAT_PL, "ами": _INS_PL, "ах": _PRE_PL}
_SOFT_PLURAL = {"ям": _DAT_PL, "ями": _INS_PL, "ях": _PRE_PL}


def _adjective(first: str, front: str, *, feminine: str, neuter: str) -> dict[str, str]:
    """Return the endings of an adjective: `first` the typed one, `front` the vowel of -ым, -ых."""
    oblique = neuter[0]
    accusative = {"ая": "ую", "яя": "юю"}[feminine]
    return {
        first: "masculine",
        f"{oblique}го": _GEN,
        f"{oblique}му": _DAT,
        f"{front}м": _INS,
        f"{oblique}м": _PRE,
        feminine: "feminine",
        f"{oblique}й": f"feminine {_GEN}",
        accusative: f"feminine {_ACC}",
        f"{oblique}ю": f"feminine {_INS}",
        neuter: "neuter",
        f"{front}е": _PL,
        f"{front}х": _GEN_PL,
        f"{front}ми": _INS_PL,
    }


_PRESENT_PARTICIPLE = _adjective("ий", "и", feminine="ая", neuter="ее")

TABLES: Mapping[str, Mapping[str, str]] = {
    # Masculine on a consonant: президент, врач, месяц, рынок.
    "hard": {"а": _GEN, "у": _DAT, "ом": _INS, "е": _PRE},
    "hushing": {"а": _GEN, "у": _DAT, "ом": _INS, "ем": _INS, "е": _PRE},
    "hard plural": {"ы": _PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "velar plural": {"и": _PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "hushing plural": {"и": _PL, "ей": _GEN_PL, **_HARD_PLURAL},
    "ц plural": {"ы": _PL, "ев": _GEN_PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "анин plural": {"е": _PL, "": _GEN_PL, **_HARD_PLURAL},
    "арин plural": {"ы": _PL, "": _GEN_PL, **_HARD_PLURAL},
    "ята plural": {"а": _PL, "": _GEN_PL, **_HARD_PLURAL},
    "ья plural": {
        "ья": _PL,
        "ей": _GEN_PL,
        "ьев": _GEN_PL,
        "ьям": _DAT_PL,
        "ьями": _INS_PL,
        "ьях": _PRE_PL,
    },
    # Surnames on -ов, -ев, -ин, -ын.
    "surname": {
        "а": _GEN,
        "у": _DAT,
        "ым": _INS,
        "е": _PRE,
        "ы": _PL,
        "ых": _GEN_PL,
        "ыми": _INS_PL,
    },
    "town": {"ом": f"{_INS} of a town"},
    # Masculine on -й: музей, Сергей; -ий also in -и.
    "й": {"я": _GEN, "ю": _DAT, "ем": _INS, "е": _PRE},
    "ий": {"я": _GEN, "ю": _DAT, "ем": _INS, "и": _PRE},
    "й plural": {"и": _PL, "ев": _GEN_PL, **_SOFT_PLURAL},
    # On -ь: рубль, область, ночь, and names whose gender the spelling does not tell.
    "ь": {"я": _GEN, "ю": _DAT, "ем": _INS, "е": _PRE, "и": _GEN, "ью": _INS},
    "ь feminine": {"и": _GEN, "ью": _INS},
    "ь plural": {"и": _PL, "ей": _GEN_PL, **_SOFT_PLURAL},
    "ь hushing plural": {"и": _PL, "ей": _GEN_PL, **_HARD_PLURAL},
    # On -а and -я: виза, граница, неделя, комиссия.
    "а": {"ы": _GEN, "е": _DAT, "у": _ACC, "ой": _INS, "ою": _INS},
    "а velar": {"и": _GEN, "е": _DAT, "у": _ACC, "ой": _INS, "ою": _INS},
    "а hushing": {"и": _GEN, "е": _DAT, "у": _ACC, "ой": _INS, "ей": _INS, "ею": _INS},
    "ца": {"ы": _GEN, "е": _DAT, "у": _ACC, "ей": _INS, "ею": _INS, "ой": _INS},
    "а plural": {"": _GEN_PL, **_HARD_PLURAL},
    "а hushing plural": {"": _GEN_PL, "ей": _GEN_PL, **_HARD_PLURAL},
    "я": {"и": _GEN, "е": _DAT, "ю": _ACC, "ей": _INS, "ею": _INS},
    "ия": {"и": _GEN, "ю": _ACC, "ей": _INS, "ею": _INS},
    "я plural": {"ь": _GEN_PL, "ей": _GEN_PL, **_SOFT_PLURAL},
    "ия plural": {"й": _GEN_PL, **_SOFT_PLURAL},
    "inserted": {"": _GEN_PL},
    "inserted soft": {"": _GEN_PL, "ь": _GEN_PL},
    # Neuter: министерство, решение, сердце, море, время.
    "о": {"а": _GEN, "у": _DAT, "ом": _INS, "е": _PRE},
    "ие": {"я": _GEN, "ю": _DAT, "ем": _INS, "и": _PRE},
    "ье": {"я": _GEN, "ю": _DAT, "ем": _INS, "и": _PRE},
    "це": {"а": _GEN, "у": _DAT, "ем": _INS},
    "море": {"я": _GEN, "ю": _DAT, "ем": _INS},
    "море plural": {"я": _PL, "ей": _GEN_PL, **_SOFT_PLURAL},
    "мя": {"и": _GEN, "ем": _INS, "а": _PL, "": _GEN_PL, **_HARD_PLURAL},
    # Typed in the plural: выборы, санкции, деньги, кыргызстанцы, люди.
    "ы": {"ы": _PL, "": _GEN_PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "оры": {"ы": _PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "цы": {"ы": _PL, "": _GEN_PL, "ев": _GEN_PL, "ов": _GEN_PL, **_HARD_PLURAL},
    "и hard": {"и": _PL, "": _GEN_PL, "ов": _GEN_PL, "ей": _GEN_PL, **_HARD_PLURAL},
    "и soft": {"и": _PL, "ь": _GEN_PL, "й": _GEN_PL, "ей": _GEN_PL, "ев": _GEN_PL, **_SOFT_PLURAL},
    "ия typed plural": {"я": _PL, "й": _GEN_PL, **_SOFT_PLURAL},
    "ане": {"е": _PL, "": _GEN_PL, **_HARD_PLURAL},
    "люди": {"и": _PL, "ей": _GEN_PL, "ям": _DAT_PL, "ьми": _INS_PL, "ях": _PRE_PL},
    # Adjectives and what declines like them.
    "ый": _adjective("ый", "ы", feminine="ая", neuter="ое"),
    "ой": _adjective("ой", "ы", feminine="ая", neuter="ое"),
    "ой velar": _adjective("ой", "и", feminine="ая", neuter="ое"),
    "кий": _adjective("ий", "и", feminine="ая", neuter="ое"),
    "щий": _PRESENT_PARTICIPLE,
    "щийся": {f"{ending}ся": meaning for ending, meaning in _PRESENT_PARTICIPLE.items()},
    "ний": _adjective("ий", "и", feminine="яя", neuter="ее"),
    "ская": {"ая": "feminine", "ой": _GEN, "ую": _ACC, "ою": _INS},
    "short": {"а": "short feminine", "о": "short neuter", "ы": "short plural"},
    "short masculine": {"": "short masculine"},
    "short participle": {
        "": "short",
        "а": "short feminine",
        "о": "short neuter",
        "ы": "short plural",
    },
    "short neuter": {"о": "short neuter"},
    "abbreviation": {"а": _GEN, "у": _DAT, "ом": _INS, "е": _PRE},
}

ENDINGS: frozenset[str] = frozenset(ending for table in TABLES.values() for ending in table)

# Stems that a rule of spelling does not find: (table, stem) for each.
IRREGULAR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "брат": (("hard", "брат"), ("ья plural", "брат")),
    "ветер": (("hard", "ветр"), ("hard plural", "ветр")),
    "дочь": (("ь feminine", "дочер"), ("ь plural", "дочер")),
    "друг": (("hard", "друг"), ("ья plural", "друз")),
    "заем": (("hard", "займ"), ("hard plural", "займ")),
    "египет": (("hard", "египт"),),
    "заяц": (("hushing", "зайц"), ("ц plural", "зайц")),
    "козел": (("hard", "козл"), ("hard plural", "козл")),
    "котел": (("hard", "котл"), ("hard plural", "котл")),
    "лед": (("hard", "льд"), ("hard plural", "льд")),
    "лев": (("hard", "льв"), ("hard plural", "льв")),
    "любовь": (("ь feminine", "любв"), ("ь feminine", "любов")),
    "люди": (("люди", "люд"),),
    "дети": (("люди", "дет"),),
    "мать": (("ь feminine", "матер"), ("ь plural", "матер")),
    "муж": (("hushing", "муж"), ("hushing plural", "муж"), ("ья plural", "муж")),
    "наем": (("hard", "найм"), ("hard plural", "найм")),
    "ноготь": (("ь", "ногт"), ("ь plural", "ногт")),
    "огонь": (("ь", "огн"), ("ь plural", "огн")),
    "орел": (("hard", "орл"), ("hard plural", "орл")),
    "осел": (("hard", "осл"), ("hard plural", "осл")),
    "павел": (("hard", "павл"),),
    "посол": (("hard", "посл"), ("hard plural", "посл")),
    "рот": (("hard", "рт"),),
    "сосед": (("hard", "сосед"), ("ь plural", "сосед")),
    "стул": (("hard", "стул"), ("ья plural", "стул")),
    "судно": (("о", "судн"), ("hard plural", "суд")),
    "сын": (("hard", "сын"), ("ья plural", "сынов"), ("hard plural", "сын")),
    "третий": (
        ("щий", "треть"),
        ("й", "трети"),
        ("ь", "трет"),
        ("inserted", "третье"),
        ("inserted", "третьи"),
        ("inserted", "третья"),
        ("inserted", "третью"),
        ("inserted", "третьих"),
    ),
    "угол": (("hard", "угл"), ("hard plural", "угл")),
    "уголь": (("ь", "угл"), ("ь plural", "угл")),
    "узел": (("hard", "узл"), ("hard plural", "узл")),
    "хозяин": (("hard", "хозяин"), ("а plural", "хозяев"), ("inserted", "хозяева")),
    "господин": (("hard", "господин"), ("а plural", "господ"), ("inserted", "господа")),
    "церковь": (("ь feminine", "церкв"), ("ь feminine", "церков"), ("ь hushing plural", "церкв")),
}
