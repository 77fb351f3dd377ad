"""How the newsroom spells the addresses of one article. Owns slugs and spellings; never resolves a host."""

import re

from monitor.demo.article import Article
from monitor.demo.edition import EDITIONS

NBSP = "\u00a0"
ARTICLE_PATH = re.compile(r"^/(?:[a-z_]+/)*(\d+)(?:_[^/]*)?/?$")

_LATIN = dict(zip("абвгдезийклмнопрстуфыэңөү", "abvgdezijklmnoprstufyenou", strict=True))
_LATIN |= {"ё": "yo", "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch"}
_LATIN |= {"ъ": "", "ь": "", "ю": "ju", "я": "ja"}
_SLUG = str.maketrans(
    _LATIN
    | {letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}
    | dict.fromkeys(' \n\t"«»', "_")
)
_SHORT_WORD = re.compile(r"(?<![^\s«(])(\w{1,2}) ")
_UNWANTED = re.compile(r"[^A-Za-z0-9_-]")


def typeset(text: str, edition: str) -> str:
    """Return `text` with no-break spaces after short words, as Russian and Kyrgyz typography wants."""
    return text if edition == "en" else _SHORT_WORD.sub(rf"\1{NBSP}", text)


def slug(title: str, nbsp: str = "") -> str:
    """Return the title transliterated; quotes and blanks become "_", a no-break space becomes `nbsp`.

    24.kg does so: words glue together, underscores double and trail (the leak of "nbsp" is its own, too).
    """
    return _UNWANTED.sub("", title.replace(NBSP, nbsp).translate(_SLUG))


def listed_path(article: Article) -> str:
    """Return the path as the listing spells it: root-relative, slugged, with a trailing slash."""
    root = EDITIONS[article.edition].article_root(article.section)
    return f"{root}{article.id}_{slug(typeset(article.title, article.edition))}/"


def leaked_path(article: Article) -> str:
    """Return the path as the blocks beside an article spell it: another slug for the same article."""
    root = EDITIONS[article.edition].article_root(article.section)
    leaked = slug(typeset(article.title, article.edition), nbsp="nbsp")
    cut = leaked if "nbsp" in leaked else f"{leaked[:40]}_"
    return f"{root}{article.id}_{cut}/"


def short_url(article: Article, host: str) -> str:
    """Return the absolute address without a slug, which the article page shows for copying."""
    root = EDITIONS[article.edition].article_root(article.section)
    return f"http://{host}{root}{article.id}/"


def spellings(article: Article, host: str) -> tuple[str, ...]:
    """Return the ways this site links the article. The first is the listing's; all lead to the same page."""
    listed, leaked = listed_path(article), leaked_path(article)
    return (
        listed,
        leaked,
        f"{listed}?utm_source=main&utm_medium=list",
        f"//{host}{listed}",
        f"http://{host}{leaked.removesuffix('/')}",
        f"{listed}#comments",
        short_url(article, host),
        f"{leaked}?from=block",
    )


def article_id(path: str) -> int | None:
    """Return the id that a path names, whatever its slug; None if it is no article's path."""
    found = ARTICLE_PATH.match(path)
    return int(found[1]) if found else None
