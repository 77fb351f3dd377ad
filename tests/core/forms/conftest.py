"""The gold lists of `tests/gold`, and words as the rules normalise them, as far as these lists need it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.core.forms import WordForms, word_forms

_GOLD = Path(__file__).parents[2] / "gold"


class Case(NamedTuple):
    rule: str
    token: str
    language: str
    kind: str


class Gold:
    """Reads gold lists, and asks the forms of their rule words."""

    def read(self, name: str) -> list[Case]:
        with (_GOLD / f"{name}.tsv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [
            Case(row["rule"], token, row["language"], row["class"])
            for row in rows
            for token in row["tokens"].split()
        ]

    def normalise(self, word: str) -> str:
        return word.casefold().replace("ё", "е")

    def forms(self, typed: str, language: str | None = None) -> WordForms:
        return word_forms(
            self.normalise(typed),
            is_capitalised=typed[0].isupper(),
            is_abbreviation=len(typed) > 1 and typed.isupper(),
            language=language,
        )

    def accepts(self, rule: str, token: str, language: str | None = None) -> bool:
        return self.forms(rule, language).accepts(self.normalise(token))


@pytest.fixture(scope="session")
def gold() -> Gold:
    return Gold()
