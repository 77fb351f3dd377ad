"""What an element may be called by: names that people gave it, not those of a build. Owns what is a good selector.

No selector counts children, and none holds a number: both are of one page, or of one day.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

_TOKEN = re.compile(r"[A-Za-z][\w-]*")
_TAG = re.compile(r"[a-z][a-z0-9-]*")
# The number of an article in a class of its own.
_NUMBERED = re.compile(r"[-_][0-9]{3,}$")
_ANY_TOKEN = re.compile(r"_*[A-Za-z][\w-]*")
_DIGITS = re.compile(r"[0-9]{3,}")
_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+|[0-9]+")
# What libraries put before the names that they make up.
_MADE = re.compile(r"(?:css|sc|jsx|jss|svelte|emotion|styled|ng|chakra|mui|data-v|tw)-[\w-]+|_+\w+")
# How looks are spelled class by class; they say nothing of what stands there.
_LOOKS = re.compile(
    r"(?:[mp][trblxy]?|gap|text|font|leading|flex|grid|col|row|w|h|bg|border|rounded|items|justify|md|sm|lg|xl|"
    r"order|float|pull|d|align|fs|fw|visible|hidden|space)(?:-[\w-]+)?|clearfix|left|right|center|container|wrap(?:per)?|"
    r"inner|outer|box|block|active|first|last|odd|even|bold|big|small|red|grey|gray|black|white|link|item",
)
_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)
_STEADY_ATTRIBUTES = ("itemprop", "rel", "role", "property", "name")
_UNSTEADY = re.compile(r"[^\w.:-]|[0-9]{3,}")
_TAGS = {
    "h1": 0.8, "time": 0.75, "article": 0.75, "main": 0.75, "h2": 0.5, "h3": 0.4, "header": 0.5, "address": 0.5,
    "p": 0.3, "section": 0.3, "aside": 0.3, "footer": 0.4, "nav": 0.3,
}  # fmt: skip
_PLAIN_TAG = 0.15
_MOST_MARKS = 6
_MOST_ANCESTORS = 7


class Mark(NamedTuple):
    """A selector, and from 0 to 1 how likely it is to live through the next change of the site."""

    css: str
    quality: float


def is_written(token: str) -> bool:
    """Say whether a class or an id looks as if a person had thought of it: no hash, no number of this page."""
    if not _TOKEN.fullmatch(token) or len(token) > 40 or _DIGITS.search(token):
        return False
    if _MADE.fullmatch(token):
        return False
    return not any(_is_hash(part) for part in re.split(r"[-_]+", token))


def marks_of(node: LexborNode) -> list[Mark]:
    """Return what the element may be called by itself, best first; its tag is the last."""
    tag = node.tag or ""
    if not _TAG.fullmatch(tag):
        return [Mark("*", 0.0)]
    attributes = node.attributes
    found: list[Mark] = []
    for name in _STEADY_ATTRIBUTES:
        said = (attributes.get(name) or "").strip()
        if said and not _UNSTEADY.search(said) and (name != "name" or tag == "meta"):
            found.append(Mark(f"[{name}='{said}']", 1.0 if name == "itemprop" else 0.9))
    id_ = attributes.get("id") or ""
    if is_written(id_):
        found.append(Mark(f"#{id_}", 0.95))
    for name, value in attributes.items():
        if name.startswith("data-") and is_written(name.removeprefix("data-")):
            if value and is_written(value):
                found.append(Mark(f"[{name}='{value}']", 0.9))
            elif not found:
                found.append(Mark(f"{tag}[{name}]", 0.6))
    for token in (attributes.get("class") or "").split():
        found += _of_class(token, tag)
    found.sort(key=lambda mark: -mark.quality)
    return [*found[:_MOST_MARKS], Mark(tag, _TAGS.get(tag, _PLAIN_TAG))]


def selectors_of(node: LexborNode) -> Iterator[Mark]:
    """Yield selectors that hit the element: its own names, and those of what it stands in or behind.

    Whether they hit anything before it is not looked at.
    """
    own = marks_of(node)
    yield from own
    for mark in own[:-1][:2]:
        if mark.css[0] == ".":
            yield Mark(f"{node.tag}{mark.css}", mark.quality - 0.02)
    before = _elder(node)
    elder = marks_of(before) if before is not None else []
    for mark in elder[:2]:
        yield Mark(f"{mark.css} + {node.tag}", 0.7 * mark.quality)
    parent, is_near = node.parent, True
    for _ in range(_MOST_ANCESTORS):
        if parent is None or parent.tag in {"html", "-document"}:
            return
        yield from _within(parent, node, own, elder, is_near=is_near)
        parent, is_near = parent.parent, False


def _within(
    box: LexborNode, node: LexborNode, own: list[Mark], elder: list[Mark], *, is_near: bool
) -> Iterator[Mark]:
    named = marks_of(box)
    for mark in named[:2]:
        if mark.css == "body" or (
            mark.css == box.tag and mark.quality <= _PLAIN_TAG and not is_near
        ):
            continue
        for inner in (*own[:2], own[-1]):
            quality = min(0.95, 0.55 * mark.quality + 0.4 * max(inner.quality, 0.2))
            yield Mark(f"{mark.css} {inner.css}", quality)
            if is_near and inner is own[-1]:
                yield Mark(f"{mark.css} > {inner.css}", quality)
        if elder and is_near:
            yield Mark(f"{mark.css} > {elder[-1].css} + {node.tag}", 0.5 * mark.quality)


def _elder(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and (before.tag or "-").startswith("-"):
        before = before.prev
    return before


def _of_class(token: str, tag: str) -> Iterator[Mark]:
    if is_written(token):
        is_look = _LOOKS.fullmatch(token) is not None
        yield Mark(f"{tag}.{token}" if is_look else f".{token}", 0.35 if is_look else 0.9)
        return
    # What stands before the hash of a build is written by people: "Article_title__x7Gh2".
    stem = re.match(
        r"([A-Za-z][A-Za-z-]{2,}(?:_{1,2}[A-Za-z][A-Za-z-]{2,})?)(?:__|--|_|-)\w+$", token
    )
    if stem is not None and is_written(stem[1]):
        start = token[: token.index(stem[1]) + len(stem[1])]
        rest = token[len(start) :]
        joint = rest[: len(rest) - len(rest.lstrip("_-"))]
        yield Mark(f"[class*='{start}{joint}']", 0.65)
        return
    if _ANY_TOKEN.fullmatch(token) and not _NUMBERED.search(token):
        yield Mark(f".{token}", 0.2)


def _is_hash(part: str) -> bool:
    if not part or part.isdigit():
        return False
    pieces = _PART.findall(part)
    has_digits = any(piece.isdigit() for piece in pieces)
    letters = re.sub(r"[^A-Za-z]", "", part)
    if has_digits and (
        len(pieces) >= 3 or (len(pieces) == 2 and len(letters) < 2 and len(part) > 3)
    ):
        return True
    if len(letters) >= 5 and len(_VOWELS.findall(letters)) < len(letters) * 0.15:
        return True
    short = [piece for piece in pieces if len(piece) <= 2 and not piece.isdigit()]
    return len(pieces) >= 3 and len(short) >= len(pieces) - 1
