"""Whether the words on a page are the article's: a selector may hit, and hit the wrong place. Tells nobody.

A redesign is far more frequent than an edit that leaves nothing of a text, and an edit can wait for its second look.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from monitor.model import Breakage, Extraction, Glance, HeldArticle, Selectors, TargetKind

WORDS = ("title", "body")
# A text that is shorter may be replaced as a whole: a line that says that more will follow.
LEAST_TEXT = 200
# Of the words of a text at least so many are in every text about the same.
KIN_SHARE = 0.1
# A text that loses more than that, and gains nothing, is cut off.
CUT_SHARE = 0.5
# An edit that leaves nothing is believed after so many looks, should no other article be read meanwhile.
PATIENCE = 5
# A headline of fewer words says too little to miss them in another.
LEAST_STEMS = 3
# Enough to tell inflected forms of one word from other words.
_STEM = 5
_WORD = re.compile(r"\w{4,}")


def strange_fields(held: HeldArticle, extraction: Extraction) -> frozenset[str]:
    """Return which of title and text are on the page, and share nothing with those we hold, or are cut off.

    Of an article that was never read, the title is held against that of its listing.
    """
    return frozenset(_strange(held, extraction))


def comparable(held: HeldArticle) -> frozenset[str]:
    """Return of which of title and text so much is held that strange words would be told from them."""
    title = held.revision.title if held.revision else held.title
    body = held.revision.body if held.revision else ""
    is_enough = {"title": len(_stems(title)) >= LEAST_STEMS, "body": len(body) >= LEAST_TEXT}
    return frozenset(name for name, is_so in is_enough.items() if is_so)


def switched(held: HeldArticle, extraction: Extraction, selectors: Selectors) -> frozenset[str]:
    """Return the fields that another selector yields than at the last reading, and that one is still in the file.

    What another place on the page says may differ without anybody having changed it.
    """
    fields = selectors.article.fields
    return frozenset(
        name
        for name, now in extraction.hits.items()
        if (before := held.gave.get(name)) not in (None, now)
        and name in fields
        and any(pick.source == before for pick in fields[name].picks)
    )


def is_proven(
    held: HeldArticle,
    strange: Collection[str],
    glances: Sequence[Glance],
    breakage: Breakage | None,
    failures: int,
) -> bool:
    """Say whether strange words must be the article's: others were read well since they were seen first.

    `failures` is how often in a row they were not believed.
    """
    fields = breakage.fields if breakage else ()
    if any(b.page is TargetKind.ARTICLE and b.field in strange for b in fields):
        return False
    first = next(
        (g.at for g in glances if g.subject == held.id and g.lost.intersection(strange)), None
    )
    if first is None or not failures:
        return False
    others = [g for g in glances if g.subject != held.id and g.at > first]
    if any((g.lost | g.missed).intersection(strange) for g in others):
        return False
    return failures >= PATIENCE or any(g.hit.issuperset(strange) and not g.is_first for g in others)


def _strange(held: HeldArticle, extraction: Extraction) -> Iterator[str]:
    before = held.revision
    title, body = extraction.title or "", extraction.body or ""
    before_title, before_body = (before.title, before.body) if before else (held.title, "")
    if title and before_title and title != before_title:
        known = _stems(before_title) | _stems(before_body or body)
        if known.isdisjoint(_stems(title)) and len(_stems(before_title)) >= LEAST_STEMS:
            yield "title"
    if len(before_body) < LEAST_TEXT or body in {"", before_body}:
        return
    if _is_alien(before_body, body) or _is_cut(before_body, body):
        yield "body"


def _is_alien(before: str, now: str) -> bool:
    stems = _stems(before)
    return len(stems & _stems(now)) < len(stems) * KIN_SHARE


def _is_cut(before: str, now: str) -> bool:
    """Say whether nothing is left but a lesser part of the paragraphs, as they were."""
    return len(now) < len(before) * CUT_SHARE and all(
        paragraph in before for paragraph in now.split("\n")
    )


# A check asks twice of the same two headlines and texts: what is wanted of the past, and what is decided. In between
# other checks have their turns.
@lru_cache(maxsize=64)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
