"""The language of the pages: which one a reader wants, and each phrase in it. Knows no page.

Phrases are named by their English. `words/` holds what they are in the others, a file for each group of pages; what
is missing there is shown in English, and a test says so.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import field
from importlib.resources import files
from types import MappingProxyType

from monitor.noun import dataclass

# By their own names, as their readers look for them.
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"en": "English", "ru": "Русский", "ky": "Кыргызча"}
)
DEFAULT = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """One language of the pages. `code` is its tag (BCP 47)."""

    code: str
    phrases: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, phrase: str, **values: object) -> str:
        """Return a phrase in this language, with `{name}` filled from `values`."""
        spoken = self.phrases.get(phrase, phrase)
        return spoken.format_map(values) if values else spoken


def load_speeches() -> Mapping[str, Speech]:
    """Return every language by its code."""
    return {code: Speech(code=code, phrases=_phrases(code)) for code in LANGUAGES}


def wanted(chosen: str | None, accepted: str) -> str:
    """Return the code of the language for a reader: the one they chose, else the best that their browser names.

    `accepted` is the field Accept-Language (RFC 9110 §12.5.4).
    """
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    weighed = [_weighed(entry) for entry in accepted.split(",") if entry.strip()]
    ours = [(weight, code) for weight, code in weighed if weight > 0 and code in LANGUAGES]
    # Of equals the first one that is named.
    return max(ours, key=lambda pair: pair[0])[1] if ours else DEFAULT


def _weighed(entry: str) -> tuple[float, str]:
    tag, _, weight = entry.partition(";")
    try:
        weighs = float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        weighs = 0.0
    return weighs, tag.strip().partition("-")[0].lower()


def _phrases(code: str) -> Mapping[str, str]:
    phrases: dict[str, str] = {}
    if code != DEFAULT:
        # One file for each group of pages.
        for words in files("monitor.web").joinpath("words", code).iterdir():
            phrases |= tomllib.loads(words.read_text(encoding="utf-8"))
    return MappingProxyType(phrases)
