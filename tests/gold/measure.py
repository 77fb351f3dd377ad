"""Measure the word forms: `speed` (time and memory), or `dictionary` (against pymorphy3, which must be installed).

    python -m tests.gold.measure speed
    python -m tests.gold.measure dictionary

`dictionary` takes lemmas at random from the dictionary of pymorphy3, asks for every form that it lists, and
counts how many are accepted; and how many forms of ours are another word of that dictionary.
"""

from __future__ import annotations

import csv
import random
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice, product
from pathlib import Path

from monitor.core.forms import keys_of, name_forms, word_forms

_GOLD = Path(__file__).parent
_LEMMAS = 1_500
_RULES = 100_000
_UNUSUAL = ("Erro", "Arch", "Infr", "Slng", "Abbr", "Dist", "Patr", "Apro", "Anum", "Supr")
# Old instrumentals, and the comparative, which are no form here.
_LEFT_OUT = ("V-oy", "V-ey", "V-ej", "V-be", "V-bi", "COMP", "Supr")
_KINDS = (
    ("Surn", "surname"),
    ("Name", "given name"),
    ("Geox", "place"),
    ("NOUN", "noun"),
    ("ADJF", "adjective"),
)
_NAMES = ("surname", "given name", "place")


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _gold() -> tuple[list[str], list[str]]:
    rules: list[str] = []
    tokens: list[str] = []
    for path in sorted(_GOLD.glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                rules.append(_plain(row["rule"]))
                tokens.extend(map(_plain, row["tokens"].split()))
    return list(dict.fromkeys(rules)), list(dict.fromkeys(tokens))


def _made_up(words: Iterable[str], wanted: int) -> list[str]:
    """Return other words with the endings of these: two syllables put before each."""
    latin = ["".join(pair) for pair in product("bcdlmprst", "aeiou")]
    cyrillic = ["".join(pair) for pair in product("бвгдклмнп", "аоуиэ")]
    pairs = product(range(len(latin)), repeat=2)
    made = (
        syllables[first] + syllables[second] + word
        for (first, second), word in product(pairs, list(words))
        for syllables in [latin if word.isascii() else cyrillic]
    )
    return list(islice(dict.fromkeys(islice(made, 2 * wanted)), wanted))


def _microseconds(call: Callable[[str], object], words: list[str]) -> float:
    """Return the least of three rounds: the machine is shared."""
    rounds = []
    for _ in range(3):
        begun = time.thread_time()
        for word in words:
            call(word)
        rounds.append(time.thread_time() - begun)
    return min(rounds) / len(words) * 1e6


def speed() -> None:
    """Print microseconds of CPU for each call, and what the forms of 100,000 rule words hold in memory."""
    rules, tokens = _gold()
    random.seed(1)
    words = _made_up(random.sample(rules, len(rules)), _RULES)
    keys_of("вакуновдун")
    word_forms("вакунов", is_capitalised=True)
    print(f"keys_of, the words of the gold lists: {_microseconds(keys_of, tokens):.1f} us")
    print(
        f"keys_of, 50,000 made-up words: {_microseconds(keys_of, _made_up(tokens, 50_000)):.1f} us"
    )
    build = _microseconds(lambda word: word_forms(word, is_capitalised=False), words)
    keyed = _microseconds(lambda word: word_forms(word, is_capitalised=False).keys, words)
    print(f"word_forms: {build:.1f} us, with its keys: {keyed:.1f} us")
    print(f"name_forms: {_microseconds(name_forms, words[:20_000]):.1f} us")
    forms = word_forms("вакунов", is_capitalised=True)
    print(f"accepts: {_microseconds(forms.accepts, tokens):.1f} us")
    tracemalloc.start()
    held = [word_forms(word, is_capitalised=index % 2 == 0) for index, word in enumerate(words)]
    print(f"memory of {len(held):,} rule words: {tracemalloc.get_traced_memory()[0] / 1e6:.1f} MB")


def dictionary() -> None:
    """Print recall and the share of forms that are another word, for each kind of dictionary word."""
    import pymorphy3

    analyser = pymorphy3.MorphAnalyzer()
    lemmas: dict[str, set[str]] = defaultdict(set)
    for word, tag, lemma, _, _ in analyser.dictionary.iter_known_words():
        kind = next((kind for mark, kind in _KINDS if mark in str(tag)), None)
        if (
            word == lemma
            and kind
            and "-" not in word
            and not any(mark in str(tag) for mark in _UNUSUAL)
        ):
            lemmas[kind].add(word)
    random.seed(7)
    for kind, words in sorted(lemmas.items()):
        _report(analyser, kind, random.sample(sorted(words), min(_LEMMAS, len(words))))


def _report(analyser, kind: str, words: list[str]) -> None:
    found = wanted = others = made = 0
    for word in words:
        forms = word_forms(_plain(word), is_capitalised=kind in _NAMES, language="ru")
        expected = _expected(analyser, kind, word)
        found += sum(map(forms.accepts, expected))
        wanted += len(expected)
        own = {
            _plain(form.word)
            for parse in analyser.parse(word)
            if parse.normal_form == word
            for form in parse.lexeme
        }
        listed = [form for form, _ in forms.listing()]
        made += len(listed)
        others += sum(form not in own and analyser.word_is_known(form) for form in listed)
    print(
        f"{kind:11} {len(words)} lemmas, {wanted} forms: recall {found / wanted:.4f}; "
        f"of {made} forms made, another word: {others / made:.4f}"
    )


def _expected(analyser, kind: str, word: str) -> set[str]:
    part = "ADJF" if kind == "adjective" else "NOUN"
    parses = [
        parse
        for parse in analyser.parse(word)
        if parse.is_known and parse.normal_form == word and part in parse.tag
    ]
    return {
        _plain(form.word)
        for parse in parses[:1]
        for form in parse.lexeme
        if _counts(parse, form, kind)
    }


def _counts(parse, form, kind: str) -> bool:
    """Say whether a form is one that the rule language promises: a name has no plural and one gender."""
    tag = form.tag
    if any(mark in tag for mark in _LEFT_OUT):
        return False
    if kind not in _NAMES:
        return True
    return "plur" not in tag and tag.gender == parse.tag.gender


if __name__ == "__main__":
    {"speed": speed, "dictionary": dictionary}[sys.argv[1]]()
