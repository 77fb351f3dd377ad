r"""Fifty patterns that take backtracking engines down, each with the text that does it. Runs nothing.

The shapes are those that are told of in advisories and textbooks: nested repetition, alternatives that overlap,
neighbours that overlap, counted repetition of each, and what only backtracking can do at all.
"""

from typing import NamedTuple


class Attack(NamedTuple):
    """A pattern, and a text made of many of `unit`, that ends in `tail`."""

    pattern: str
    unit: str
    tail: str = "!"


ATTACKS = (
    Attack(r"((?:a+)+)$", "a"),
    Attack(r"((?:a*)*)$", "a"),
    Attack(r"((?:a|a)*)$", "a"),
    Attack(r"((?:a|aa)+)$", "a"),
    Attack(r"((?:a|a?)+)$", "a"),
    Attack(r"((?:.*)*)=$", "a"),
    Attack(r"((?:.*a){12})$", "a"),
    Attack(r"((?:\w+\s?)*)$", "слово "),
    Attack(r"((?:[а-яё]+)+)\d", "п"),
    Attack(r"(?i)((?:просмотр\w*)+):", "просмотров"),
    Attack(r"\b((?:\w+\s?)*)$", "слово "),
    Attack(r"\b(\w+\b\s*)+$", "слово "),
    Attack(r"(\d+)+\s*views", "1", ""),
    Attack(r"(\d[\d\s.,]*)+просмотр", "1 ", ""),
    Attack(r"^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),
    Attack(r"^([a-zA-Z0-9_.+-]+)@([a-zA-Z0-9-]+\.)+[a-z]+$", "a."),
    Attack(r"^((?:[a-z0-9]+[._-]?)+)@", "a"),
    Attack(r"(https?://(?:\w+\.?)+/)$", "http://a."),
    Attack(r"^(?:https?://)?((?:[\w-]+\.?)+)+/$", "a-a."),
    Attack(r"<([a-z]+)[^>]*>(?:.*?)*</", "<a>"),
    Attack(r"(?s)<!--(.*?)*-->", "<!--"),
    Attack(r"\s+(\S*)\s+$", " "),
    Attack(r"(\s+)$", " "),
    Attack(r"^(\s*\S\s*)*$", " a", "\x00\n"),
    Attack(r"(,\s*\w+\s*)*;", ", a"),
    Attack(r"^(([^,]*,){11})P", ",", ""),
    Attack(r"(x*)*y", "x"),
    Attack(r"(x+x+)+y", "x"),
    Attack(r"(.*?,){20}(z)", "a,"),
    Attack(r"(?:(a)|b|ab)*c", "ab"),
    Attack(r'"((?:[^"\\]|\\.)*)*"', "\\a"),
    Attack(r"(?m)^(\s*#?\s*)*$", " "),
    Attack(r"([01]?\d|2[0-3])*:", "1"),
    Attack(r"((?:\d{1,3},?)+)\.", "1,"),
    Attack(r"(.{0,90})=$", "абв"),
    Attack(r"(?i)((?:ж|Ж)+)+#", "ж"),
    Attack(r"((?:а?){50}а{50})$", "а"),
    Attack(r"(.*а.{0,90}б)ю", "аб"),
    Attack(r"([^\W\d_]+\s*:?)*\d$", "ю:"),
    Attack(r"((?:\pL+\p{M}*)+)\d", "й"),
    Attack(r"((?=(a+))a*b)", "a"),
    Attack(r"(?<!x)(a+)+$", "a"),
    Attack(r"(?<=a)(a*)*b", "a"),
    Attack(r"((a+)+)(?!b)", "a"),
    Attack(r"(a*)*\1b", "a"),
    Attack(r"(?P<n>a+)+(?P=n)b", "a"),
    Attack(r"(a++)+b", "a"),
    Attack(r"((?>a+)+)b", "a"),
    Attack(r"(a{1,1000}){1,1000}b", "a"),
    Attack(r"(.{1,5000})*$", "a"),
)
