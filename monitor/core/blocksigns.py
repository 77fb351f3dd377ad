"""Weighs what a page shows that says hardly anything: its words, and the signs that it stands in for another.

Words alone are no proof, as articles use the same ones: a second sign must join them. Knows neither fields nor
addresses; never raises, and takes time in proportion to the text, whatever it holds.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from monitor.core.blockwords import BlockKind, addresses_reader, kind_of_headline, kind_of_text

# A page says so much and no more where it only says why it is not the one that was asked for.
_LITTLE_TEXT = 1_200
_STUB_TEXT = 600
_NO_TEXT = 60
# Fewer characters than a sentence of news has.
_HARDLY_ANYTHING = 24
_SENTENCE_WORDS = 4
_HEAD = 16 << 10

# A headline that is a wall's weighs as much as a wall's sentence under no headline; one more sign makes a wall.
_WALL = 3
_WORDS = 2

_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"<(?:!--|(script|style|svg)\b[^<>]*>?)", re.IGNORECASE)
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "svg")}
# So many characters are looked at before it is asked again whether that was enough.
_STRETCH = 2 << 10
# Of a page that says hardly anything.
_PARAGRAPHS = 20
_BODY = re.compile("<body", re.IGNORECASE)
_OPENINGS = (
    (re.compile("<title", re.IGNORECASE), re.compile(r".{6}[^<>]{0,200}>([^<]{0,600})", re.DOTALL)),
    (
        re.compile("<h1", re.IGNORECASE),
        re.compile(r".{3}[^<>]{0,400}>(.{0,600}?)</h1", re.DOTALL | re.IGNORECASE),
    ),
)
# "24.kg", "24.kg news"; and what stands above any message.
_NO_NAME = re.compile(
    r"(?:[\w-]{1,60}\.){1,4}[\w-]{1,20}(?: \w{1,20})?"
    r"|error|attention|notice|warning|oops|sorry|ошибка|внимание|извините|ката|көңүл буруңуз",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"<p\b[^<>]*>(.*?)(?=</?p\b|</?div\b|</body|\Z)", re.IGNORECASE | re.DOTALL)
_ASKS = re.compile("<(?:form|input)", re.IGNORECASE)
_BUTTON = re.compile("<button", re.IGNORECASE)
# Any good page may be searched.
_SEARCHES = re.compile(
    r"(?:type|role)=[\"']?search|name=[\"']?(?:q|s|query|search)\b", re.IGNORECASE
)
# A page that will be another, or is none to be found by: no article is either.
_PASSING = re.compile(
    r"<meta[^<>]{0,200}\b(?:http-equiv=[\"']?refresh|content=[\"']?[^\"'<>]{0,60}noindex)",
    re.IGNORECASE,
)
_TASK = re.compile(r"<[^<>]{0,300}(?:(?:re|h|smart)-?captcha|(?:cf-|/)turnstile)", re.IGNORECASE)
_DATE = re.compile(
    r"<time\b|<[^<>]{0,300}\b(?:datetime|class|itemprop)=[\"']?[^\"'<>]{0,60}date", re.IGNORECASE
)


class Shown(NamedTuple):
    """What a reader meets: the markup without scripts, styles and comments, and the words of its body."""

    markup: str
    said: str


def shown_of(text: str) -> Shown | None:
    """Return what a page shows; None if that is more than a little text. Stops looking once it is."""
    kept: list[str] = []
    words: list[str] = []
    length = 0
    counts = _BODY.search(text) is None
    for stretch in _stretches(text):
        kept.append(stretch)
        body = None if counts else _BODY.search(stretch)
        counts = counts or body is not None
        if counts and (said := _plain(stretch[body.start() if body else 0 :])):
            words.append(said)
            length += len(said) + 1
        if length - 1 > _LITTLE_TEXT:
            return None
    return Shown("".join(kept), " ".join(words))


def _stretches(text: str) -> Iterator[str]:
    """Yield what is not hidden, piece by piece, none of which ends within a tag. What is not closed hides the rest."""
    at = 0
    while at < len(text):
        end = text.find("<", at + _STRETCH)
        end = len(text) if end < 0 else end
        hidden = _HIDDEN.search(text, at, end)
        yield text[at : hidden.start() if hidden else end]
        if hidden is None:
            at = end
        elif hidden[1] is None:
            end = text.find("-->", hidden.end())
            at = len(text) if end < 0 else end + len("-->")
        else:
            yield hidden[0]
            close = _ENDS[hidden[1].lower()].search(text, hidden.end())
            at = close.start() if close else len(text)


def weighed(shown: Shown, text: str, status: int) -> tuple[BlockKind, str] | None:
    """Return what the page `text` is that shows no more than that, and what gave it away; None if it is no wall."""
    markup, said = shown
    headlines = list(_headlines(markup[:_HEAD]))
    if (words := _words(said, headlines)) is not None:
        kind, sign, weight = words
        if weight + _weight_of_signs(shown, headlines, status, kind) >= _WALL:
            return kind, sign
    if len(said) <= _NO_TEXT and "document.cookie" in text and "location" in text:
        return BlockKind.CHALLENGE, "a script that sets a cookie, and no text"
    return None


def _words(said: str, headlines: list[str]) -> tuple[BlockKind, str, int] | None:
    """Return what a page is by its words, which ones, and their weight."""
    for headline in headlines:
        if (kind := kind_of_headline(headline)) is not None:
            return kind, f"headed {headline[:80]!r}", _WORDS
    if len(said) > _STUB_TEXT or (kind := kind_of_text(said)) is None:
        return None
    # Under a headline of its own a sentence is a report: of maintenance, of a closed road.
    return kind, f"says only {said[:80]!r}", _WORDS if all(map(_names_nothing, headlines)) else 0


def _weight_of_signs(shown: Shown, headlines: list[str], status: int, kind: BlockKind) -> int:
    """Return how much beside its words tells that a page stands in for another, less what tells of an article."""
    markup, said = shown
    asks = _ASKS.search(markup) is not None and not _SEARCHES.search(markup)
    chooses = kind is BlockKind.CONSENT and _BUTTON.search(markup) is not None
    headed = max((len(headline) for headline in headlines if headline in said), default=0)
    weights = (
        # Another status is proof enough that this is no page.
        _WALL * (status != 200),
        2 * (_PASSING.search(markup) is not None),
        asks or chooses,
        _TASK.search(markup) is not None,
        len(said) - headed <= _HARDLY_ANYTHING,
        addresses_reader(said),
        -(_DATE.search(markup) is not None),
        -_reports(markup),
    )
    return sum(weights)


def _reports(markup: str) -> bool:
    """Say whether a paragraph is a sentence to nobody in particular, and none that walls say."""
    found = islice(_PARAGRAPH.finditer(markup), _PARAGRAPHS)
    paragraphs = (_plain(paragraph[1]) for paragraph in found)
    return any(
        len(text.split()) >= _SENTENCE_WORDS
        and not addresses_reader(text)
        and kind_of_text(text) is None
        for text in paragraphs
    )


def _headlines(head: str) -> Iterator[str]:
    """Yield the title and the first headline, where there are any."""
    for opening, form in _OPENINGS:
        # Only the first of its kind: to look for another behind every opening would take too long.
        at = opening.search(head)
        found = form.match(head, at.start()) if at else None
        if found and (headline := _plain(found[1])):
            yield headline


def _names_nothing(headline: str) -> bool:
    return _NO_NAME.fullmatch(headline.strip(" .!…")) is not None


def _plain(markup: str) -> str:
    """Return the words between the tags, one blank apart."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
