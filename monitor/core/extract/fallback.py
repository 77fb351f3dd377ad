"""What fills a required field that no selector found: what the page says for machines, and the densest text.

It is never preferred: it is asked only where selectors found nothing, its origin is told beside the field, and for the
health of selectors the field counts as missed. A page that does not call itself an article is left as it is: walls
and error pages have a title, too.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.dates import NEVER, read_moment
from monitor.core.extract.density import dense_text
from monitor.core.extract.structured import facts_of, linked_article
from monitor.core.text import clean_line
from monitor.model import Extraction, Problem, ProblemKind, Selectors
from monitor.noun import replace

# What stands in the place of a selector where a text was found by density.
DENSEST = "the densest text"
_FUTURE = timedelta(days=1)
_CALLS_ITSELF = "[itemtype$='Article'], [itemtype$='Posting']"
_OPEN_GRAPH = "meta[property='og:type']"


class _Filling(NamedTuple):
    """The attribute of an extraction that a field fills, and what makes a value of a text."""

    attribute: str
    accept: Callable[[str], object | None]


def filled(
    extraction: Extraction, root: LexborNode, url: str, selectors: Selectors, now: datetime
) -> Extraction:
    """Return the extraction with its missing required fields filled, as far as the page says them for machines.

    `fallbacks` of what is returned tells what gave each. A text is looked for besides, where the file asks for one
    and a required field had to be filled: what redrew the headline redrew the text, too.
    """
    missing = [p.field for p in extraction.problems if p.kind is ProblemKind.MISSING]
    if not missing or not _is_article(root, url):
        return extraction
    wanted = [*missing]
    if "body" in selectors.article.fields and not extraction.body and "body" not in wanted:
        wanted.append("body")
    fillings = _fillings(selectors.timezone, now)
    found = {
        name: given
        for name in wanted
        if name in fillings and (given := _first(root, url, name, fillings[name].accept))
    }
    if not any(name in found for name in missing):
        return extraction
    return replace(
        extraction,
        **{fillings[name].attribute: value for name, (value, _) in found.items()},  # type: ignore[arg-type]  # by field
        fallbacks={name: source for name, (_, source) in found.items()},
        problems=tuple(
            _told(extraction.problems, {name: source for name, (_, source) in found.items()})
        ),
    )


def _is_article(root: LexborNode, url: str) -> bool:
    if linked_article(root, url) is not None or root.css_first(_CALLS_ITSELF) is not None:
        return True
    kind = root.css_first(_OPEN_GRAPH)
    return kind is not None and (kind.attributes.get("content") or "").strip() == "article"


def _first(
    root: LexborNode, url: str, name: str, accept: Callable[[str], object | None]
) -> tuple[object, str] | None:
    for fact in facts_of(root, name, url):
        if (value := accept(fact.text)) is not None:
            return value, fact.source
    if name == "body" and (text := dense_text(root)):
        return text, DENSEST
    return None


def _told(problems: tuple[Problem, ...], found: dict[str, str]) -> Iterator[Problem]:
    """Yield the problems, those of fields that were filled with what filled them."""
    for problem in problems:
        if problem.kind is ProblemKind.MISSING and problem.field in found:
            yield replace(problem, kind=ProblemKind.FALLBACK, detail=found[problem.field])
        else:
            yield problem


def _fillings(zone: ZoneInfo, now: datetime) -> dict[str, _Filling]:
    def moment(text: str) -> datetime | None:
        at = read_moment(text, zone)
        return at if at is not None and at is not NEVER and at <= now + _FUTURE else None

    return {
        "title": _Filling("title", _words),
        "body": _Filling("body", lambda text: text or None),
        "published": _Filling("published_at", moment),
        "author": _Filling("author", _words),
        "section": _Filling("section", _words),
    }


def _words(text: str) -> str | None:
    return clean_line(text) or None
