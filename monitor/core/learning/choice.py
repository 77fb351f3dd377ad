"""What is proposed for a field, and how good selectors are told from others. Knows no field by name."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from monitor.core.extract.fields import find
from monitor.core.extract.prose import Render, line
from monitor.core.learning.marks import Mark
from monitor.core.learning.sample import Sample, Samples
from monitor.model import Field, Pick
from monitor.model.selectors import Pattern
from monitor.noun import dataclass

# A selector that is right on a lesser part of the pages is none.
LEAST_SCORE = 0.6
_MOST_TRIED = 500
_MOST_PICKS = 3
_MOST_OTHERS = 3
# An alternative must be as good as that beside the best.
_NEARLY = 0.93
_QUALITY = 0.15
_LONG = 3_000
# How sure a value is on a page of which nobody said anything, of a selector that is right on another.
_ELSEWHERE = 0.9
_MOST_LOOSE = 0.2

# As a selectors file means it.
_PAGE_WIDE = re.compile(r"(?:html|head|base|meta|link|title|body)(?![\w-])", re.IGNORECASE)

Judge = Callable[[Sample, str], float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The proposal for one field. `score` is the mean over the pages of how sure its values are, from 0 to 1.

    `pattern` is how the file spells the field's pattern, `others` are selectors that were not taken, with their
    scores, `evidence` says in words what speaks for it. `unseen` is the share of pages on which selectors learned
    from the others were right; None where there was no page to hold back.
    """

    name: str
    field: Field
    score: float
    pattern: str = ""
    evidence: tuple[str, ...] = ()
    others: tuple[tuple[str, float], ...] = ()
    unseen: float | None = None


class Ranked(NamedTuple):
    """A selector with what it yields on each page, and what that is worth."""

    pick: Pick
    texts: tuple[str, ...]
    sure: float
    score: float


def pick_of(css: str, attribute: str | None = None) -> Pick:
    """Return the pick as a selectors file would spell it."""
    if css.startswith("::ld("):
        return Pick(source=css, css="", is_page_wide=True, linked=css[5:-1])
    if css.endswith("::attr(content)"):
        css, attribute = css.removesuffix("::attr(content)"), "content"
    source = f"{css}::attr({attribute})" if attribute else css
    wide = _PAGE_WIDE.match(css) is not None
    return Pick(source=source, css=css, attribute=attribute, is_page_wide=wide)


def read(each: Sample, field: Field, render: Render = line) -> str:
    """Return what the field comes to on a page, as the engine would read it; "" for nothing."""
    found = next(find(each.tree, each.tree.root, field, render), None)
    return found.text if found else ""


def ranked(
    samples: Samples,
    marks: Iterable[tuple[Mark, str | None]],
    judge: Judge,
    *,
    must_vary: bool = False,
    pattern: Pattern | None = None,
) -> list[Ranked]:
    """Return the selectors (each with the attribute that is read) that are right on most pages, best first."""
    quality: dict[tuple[str, str | None], float] = {}
    for mark, attribute in marks:
        key = mark.css, attribute
        quality[key] = max(quality.get(key, 0.0), mark.quality)
    tried = sorted(quality, key=lambda key: (-quality[key], len(key[0])))[:_MOST_TRIED]
    found = []
    for css, attribute in tried:
        pick = pick_of(css, attribute)
        field = Field(picks=(pick,), pattern=pattern)
        texts = tuple(read(each, field) for each in samples.pages)
        if must_vary and len(texts) > 1 and len(set(texts)) == 1:
            continue
        judged = [
            judge(each, text) if text else 0.0
            for each, text in zip(samples.pages, texts, strict=True)
        ]
        sure = sum(judged) / len(judged)
        if sure >= LEAST_SCORE:
            score = (1 - _QUALITY) * sure + _QUALITY * quality[css, attribute]
            score -= _loose(samples, pick) if attribute is None else 0.0
            found.append(Ranked(pick, texts, sure, score))
    # Of equals the shorter one: it asks less of the page.
    return sorted(found, key=lambda each: (-round(each.score, 3), len(each.pick.source)))


def by_examples(
    samples: Samples,
    name: str,
    judge: Judge,
    is_same: Callable[[str, str], bool],
    is_value: Callable[[str], bool],
) -> Judge:
    """Return the judgement by what a person says of some page, where anybody does; else `judge` as it is.

    Where a selector is right on that page, on the others any value will do: pages may say of themselves what they like.
    """
    if not any(name in each.examples for each in samples.pages):
        return judge

    def judged(each: Sample, text: str) -> float:
        if example := each.examples.get(name):
            return 1.0 if is_same(example, text) else 0.0
        return max(judge(each, text), _ELSEWHERE if is_value(text) else 0.0)

    return judged


def _loose(samples: Samples, pick: Pick) -> float:
    """Return what is taken off for the words around the value: the more there are, the sooner they are mistaken."""
    hits = [each.tree.root.css_first(pick.css) for each in samples.pages] if pick.css else []
    lengths = [len(hit.text() or "") for hit in hits if hit is not None]
    return min(sum(lengths) / len(lengths) / _LONG, _MOST_LOOSE) if lengths else 0.0


def chosen(
    name: str,
    found: Sequence[Ranked],
    *,
    evidence: Iterable[str] = (),
    pattern: Pattern | None = None,
    spelled: str = "",
) -> Choice | None:
    """Return the choice that begins with the best of `found` and goes on with others that say the same elsewhere."""
    if not found:
        return None
    best = found[0]
    picks: list[Ranked] = [best]
    for each in found[1:]:
        is_elsewhere = all(_place(each.pick) != _place(taken.pick) for taken in picks)
        if len(picks) < _MOST_PICKS and is_elsewhere and each.sure >= _NEARLY * best.sure:
            picks.append(each)
    rest = [each for each in found if each not in picks][:_MOST_OTHERS]
    return Choice(
        name=name,
        field=Field(picks=tuple(each.pick for each in picks), pattern=pattern),
        pattern=spelled,
        score=best.sure,
        evidence=tuple(evidence),
        others=tuple((each.pick.source, round(each.sure, 2)) for each in rest),
    )


def _place(pick: Pick) -> str:
    """Return what tells alternatives apart: two names of one element are no second chance."""
    if pick.linked is not None:
        return "ld"
    return "meta" if pick.is_page_wide else "page"
