"""Which part of a link tells articles apart: the number that the site itself counts by, if its links have one."""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from monitor.core.learning.counter import compiled
from monitor.noun import dataclass

# Where numbers stand in the paths of news sites, the more particular first. What holds a day is no number of an
# article: years, months and days are short, or eight digits that spell a date.
_RULES = (
    r"/news:(\d{3,})",
    r"/a/(?:[^/]+/)?(\d{5,})\.html$",
    r"[/_-](\d{4,})\.(?:html?|php|aspx?)$",
    r"/(?:[a-z_-]+/)*(\d{3,})(?:[_-][^/]*)?/?$",
    r"/(?:[^/]+/)*(\d{4,})(?:[_-][^/]*)?(?:\.html?)?/?$",
    r"[_-](\d{4,})/?$",
)
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LEAST_APART = 0.75
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class IdRule:
    """A pattern over the path of a link, as the file spells it, and how many links it was tried on."""

    spelled: str
    tried: int


def propose_id(urls: Collection[str]) -> IdRule | None:
    """Return the pattern whose first group tells all these articles apart; None if their links count by nothing."""
    paths = sorted({urlsplit(url).path for url in urls})
    for spelled in _RULES:
        if _tells_apart(spelled, paths):
            return IdRule(spelled=spelled, tried=len(paths))
    return None


def shape_of(url: str) -> str:
    """Return what links of the same kind have in common: digits and words of a path, each as one sign."""
    parts = urlsplit(url)
    steps = [_step(step) for step in parts.path.strip("/").split("/")]
    keys = ",".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))
    return "/".join(steps) + (f"?{keys}" if keys else "")


def _step(step: str) -> str:
    if re.fullmatch(r"\d+", step):
        return "#"
    tail = re.search(r"\.(?:html?|php|aspx?)$", step)
    kind = (
        "w#"
        if re.search(r"\d{3,}", step)
        else "w-"
        if step.count("-") + step.count("_") >= 2
        else "w"
    )
    return kind + (tail[0] if tail else "")


def _tells_apart(spelled: str, paths: Sequence[str]) -> bool:
    pattern = compiled(spelled)
    ids = []
    for path in paths:
        groups = pattern.groups_in(
            path if path.endswith((".html", ".htm", ".php")) else path.rstrip("/") + "/"
        )
        if groups is None or not groups[0]:
            return False
        ids.append(groups[0])
    # One article may be linked under two slugs, but hardly ever is.
    if len(set(ids)) < _LEAST_APART * len(paths) or (
        len(set(ids)) < len(paths) and min(map(len, ids)) < 5
    ):
        return False
    return not all(_DAY.fullmatch(id_) or _YEAR.fullmatch(id_) for id_ in ids)
