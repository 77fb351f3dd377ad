"""What a page says of itself for machines: JSON-LD, microdata, OpenGraph. Owns their spellings; believes none of it."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import line, prose
from monitor.core.text import clean_paragraphs

_SCRIPT = 'script[type="application/ld+json"]'
_MOST_SCRIPTS = 20
_LONGEST_SCRIPT = 1_000_000
_MOST_NODES = 2_000
_LONGEST = 200_000
# schema.org's kinds of articles end so: NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting.
_KINDS = ("article", "posting", "newsstory")
_NAMES = ("name", "@value", "headline", "url", "@id")

# By field: where it stands, best first. Each is a name to be shown and what finds it.
_PATHS = {
    "title": ("headline", "name"),
    "body": ("articleBody",),
    "published": ("datePublished", "dateCreated"),
    "modified": ("dateModified",),
    "author": ("author.name",),
    "section": ("articleSection",),
    "language": ("inLanguage",),
    "canonical": ("mainEntityOfPage", "url"),
    "images": ("image.url", "image"),
}
_PROPERTIES = {
    "title": ("headline",),
    "body": ("articleBody",),
    "published": ("datePublished",),
    "modified": ("dateModified",),
    "author": ("author",),
    "section": ("articleSection",),
    "language": ("inLanguage",),
}
_METAS = {
    "title": ("meta[property='og:title']", "meta[name='twitter:title']"),
    "published": (
        "meta[property='article:published_time']",
        "meta[name='article:published_time']",
        "meta[name='pubdate']",
        "meta[name='date']",
    ),
    "modified": ("meta[property='article:modified_time']", "meta[property='og:updated_time']"),
    "author": ("meta[property='article:author']", "meta[name='author']"),
    "section": ("meta[property='article:section']",),
    "language": ("meta[property='og:locale']", "meta[http-equiv='content-language']"),
    "canonical": ("meta[property='og:url']",),
    "images": ("meta[property='og:image']",),
}


class Fact(NamedTuple):
    """What a page says of one field for machines. `source` is spelled as a selector of a site's file."""

    text: str
    source: str


def read_linked(root: LexborNode, path: str, url: str = "") -> str:
    """Return what the JSON-LD article of a page says under `path` ("author.name"), "" if nothing.

    Of several articles the one counts that names `url`, else the first. A list gives its first entry that says
    something, but names of persons are joined. Raises nothing, whatever the page holds.
    """
    article = linked_article(root, url)
    return _text(_at(article, path.split("."))) if article is not None else ""


def linked_article(root: LexborNode, url: str = "") -> Mapping[str, object] | None:
    """Return the article among the JSON-LD of a page, None if there is none."""
    articles = [thing for thing in _things(root) if _is_article(thing)]
    return next((each for each in articles if _names(each, url)), articles[0] if articles else None)


def facts_of(root: LexborNode, name: str, url: str = "") -> Iterator[Fact]:
    """Yield what the page says of the field `name`, the more trustworthy first; never an empty text."""
    article = linked_article(root, url)
    for path in _PATHS.get(name, ()) if article is not None else ():
        if text := _text(_at(article, path.split("."))):
            yield Fact(text, f"::ld({path})")
    for property_ in _PROPERTIES.get(name, ()):
        css = f"[itemprop='{property_}']"
        node = root.css_first(css)
        if node is not None and (found := _of_item(node, css, is_body=name == "body")).text:
            yield found
    for css in _METAS.get(name, ()):
        node = root.css_first(css)
        if node is not None and (text := (node.attributes.get("content") or "").strip()):
            yield Fact(text, f"{css}::attr(content)")


def _of_item(node: LexborNode, css: str, *, is_body: bool) -> Fact:
    for attribute in ("content", "datetime"):
        if text := (node.attributes.get(attribute) or "").strip():
            return Fact(text, f"{css}::attr({attribute})")
    named = node.css_first("[itemprop='name']")
    if named is not None and named.mem_id != node.mem_id:
        return Fact(line(named), f"{css} [itemprop='name']")
    return Fact(prose(node) if is_body else line(node), css)


def _things(root: LexborNode) -> Iterator[Mapping[str, object]]:
    """Yield every object of the page's JSON-LD, outer ones first, up to a bound."""
    for script in root.css(_SCRIPT)[:_MOST_SCRIPTS]:
        source = script.text() or ""
        if len(source) > _LONGEST_SCRIPT:
            continue
        try:
            # Line ends inside of strings are forbidden, and frequent.
            loaded = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [loaded]
        for _ in range(_MOST_NODES):
            if not waiting:
                break
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting[:0] = thing
            elif isinstance(thing, dict):
                yield thing
                waiting += [each for each in thing.values() if isinstance(each, dict | list)]


def _is_article(thing: Mapping[str, object]) -> bool:
    kinds = thing.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower().endswith(_KINDS) for kind in named)


def _names(article: Mapping[str, object], url: str) -> bool:
    path = urlsplit(url).path.rstrip("/")
    said = (_text(article.get(key)) for key in ("url", "mainEntityOfPage", "@id"))
    return bool(path) and any(_path(text) == path for text in said if text)


def _path(text: str) -> str:
    try:
        return urlsplit(text).path.rstrip("/")
    except ValueError:
        return ""


def _at(thing: object, steps: list[str]) -> object:
    for place, step in enumerate(steps):
        if isinstance(thing, list):
            return [_at(each, steps[place:]) for each in thing]
        if not isinstance(thing, dict):
            # Authors are often given by their bare names, pictures by their addresses.
            return thing if isinstance(thing, str) and place == len(steps) - 1 else None
        thing = thing.get(step)
    return thing


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean_paragraphs(html.unescape(value[:_LONGEST]))
    if isinstance(value, list):
        said = [text for each in value[:20] if (text := _text(each))]
        is_names = all(len(text) < 60 and "/" not in text for text in said)
        return ", ".join(dict.fromkeys(said)) if is_names else said[0]
    if isinstance(value, dict):
        return next((text for key in _NAMES if (text := _text(value.get(key)))), "")
    return ""
