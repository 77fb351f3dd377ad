"""The engines that are measured side by side. All but ours only say which of the rules' words stand in a text.

They are given the words of the queries as literals; they know no word forms, phrases, operators or places. So
they are the floor of what finding words costs, not rivals in what the rules mean.
"""

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.model import Rule
from monitor.runtime.loading import collector_at_rest

Match = Callable[[Document], int]
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Engine:
    """A way to find rules in a text. `most` is how many rules it survives; `module` must be installed."""

    name: str
    build: Callable[[list[str]], Match]
    most: int | None = None
    module: str = "re"

    @property
    def is_installed(self) -> bool:
        try:
            importlib.import_module(self.module)
        except ImportError:
            return False
        return True


def monitor(queries: list[str]) -> Match:
    # As the program does it when it loads its configuration.
    with collector_at_rest():
        named = (Rule(id=f"r{n}", query=query) for n, query in enumerate(queries))
        rulebook = Rulebook(tuple(map(compile_rule, named)))
    return lambda document: len(rulebook.match(document))


def ahocorasick_rs(queries: list[str]) -> Match:
    module = importlib.import_module("ahocorasick_rs")
    automaton = module.AhoCorasick(literals(queries))
    return lambda document: len(
        automaton.find_matches_as_indexes(_folded(document), overlapping=True)
    )


def pyahocorasick(queries: list[str]) -> Match:
    module = importlib.import_module("ahocorasick")
    automaton = module.Automaton()
    for number, word in enumerate(literals(queries)):
        automaton.add_word(word, number)
    automaton.make_automaton()
    return lambda document: sum(1 for _ in automaton.iter(_folded(document)))


def one_alternation(queries: list[str]) -> Match:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, literals(queries)))})\b")
    return lambda document: len(pattern.findall(_folded(document)))


def regex_per_rule(queries: list[str]) -> Match:
    patterns = [re.compile(rf"\b{re.escape(word)}\b") for word in literals(queries)]

    def match(document: Document) -> int:
        text = _folded(document)
        return sum(pattern.search(text) is not None for pattern in patterns)

    return match


def literals(queries: Iterable[str]) -> list[str]:
    """Return the distinct words of the queries, folded."""
    words = (word for query in queries for word in _WORD.findall(query))
    return list(dict.fromkeys(w.casefold() for w in words if w not in {"AND", "NOT", "NEAR"}))


def _folded(document: Document) -> str:
    return f"{document.title}\n{document.body}".casefold()


ENGINES = (
    Engine(name="monitor (whole rules, word forms)", build=monitor),
    Engine(name="ahocorasick_rs (literals)", build=ahocorasick_rs, module="ahocorasick_rs"),
    Engine(name="pyahocorasick (literals)", build=pyahocorasick, module="ahocorasick"),
    Engine(name="re, one alternation (literals)", build=one_alternation, most=1_000),
    Engine(name="re, one per rule (literals)", build=regex_per_rule, most=1_000),
)
