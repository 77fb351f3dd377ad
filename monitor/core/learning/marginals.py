"""What pages tell machines alone: their language, their own address, their pictures."""

from collections.abc import Sequence

from monitor.core.learning.choice import Choice, pick_of, read
from monitor.core.learning.counter import compiled
from monitor.core.learning.sample import Sample, Samples
from monitor.core.learning.texts import Body
from monitor.model import Field, Pick

_LANGUAGE = "(?i)^(?:https?://[^/]+/)?(en|ru|ky|kg)\\b"
_LANGUAGES = (
    "html::attr(lang)",
    "meta[property='og:locale']::attr(content)",
    "meta[http-equiv='content-language']::attr(content)",
    "::ld(inLanguage)",
)
_ADDRESSES = {
    "canonical": ("link[rel='canonical']::attr(href)", "meta[property='og:url']::attr(content)"),
    "short": ("link[rel='shortlink']::attr(href)",),
}
_PICTURES = "meta[property='og:image']::attr(content)"


def propose_language(samples: Samples) -> Choice | None:
    """Return where the language is told; None where it is not."""
    pattern = compiled(_LANGUAGE)
    picks = [pick for css in _LANGUAGES if _all(samples, pick := _pick(css), pattern=_LANGUAGE)]
    if not picks:
        return None
    field = Field(picks=tuple(picks[:2]), pattern=pattern)
    return Choice(
        name="language", field=field, score=1.0, pattern=_LANGUAGE, evidence=("the page says so",)
    )


def propose_address(samples: Samples, name: str) -> Choice | None:
    """Return where pages name their own address (`canonical`, `short`); None unless each names another one."""
    picks = []
    for css in _ADDRESSES[name]:
        texts = [_resolved(each, _pick(css)) for each in samples.pages]
        if all(texts) and len(set(texts)) == len(texts):
            picks.append(_pick(css))
    if not picks:
        return None
    evidence = ("each page names an address of its own",)
    return Choice(name=name, field=Field(picks=tuple(picks)), score=1.0, evidence=evidence)


def propose_images(samples: Samples, body: Choice | None) -> Choice | None:
    """Return where the pictures are: the one that is shown to others, and those in the text."""
    picks: list[Pick] = []
    if any(read(each, Field(picks=(_pick(_PICTURES),))) for each in samples.pages):
        picks.append(_pick(_PICTURES))
    box = body.field.picks[0].css.removesuffix(" > p") if body is not None else ""
    if box and any(each.tree.root.css_first(f"{box} img") is not None for each in samples.pages):
        picks.append(pick_of(f"{box} img"))
    if not picks:
        return None
    return Choice(
        name="images",
        field=Field(picks=tuple(picks)),
        score=1.0,
        evidence=("pictures stand there",),
    )


def beside(choices: Sequence[Choice | None], samples: Samples) -> Body:
    """Return the body once more, without the elements that hold other fields."""
    nodes = []
    for choice in choices:
        for pick in choice.field.picks if choice is not None else ():
            if pick.css and not pick.is_page_wide:
                hits = ((each, each.tree.root.css_first(pick.css)) for each in samples.pages)
                nodes += [hit for each, hit in hits if hit is not None and hit.mem_id in each.words]
    return Body(samples, nodes)


def _pick(css: str) -> Pick:
    if css.startswith("::ld("):
        return pick_of(css)
    css, _, attribute = css.partition("::attr(")
    return pick_of(css, attribute.removesuffix(")"))


def _all(samples: Samples, pick: Pick, *, pattern: str) -> bool:
    field = Field(picks=(pick,), pattern=compiled(pattern))
    return all(read(each, field) for each in samples.pages)


def _resolved(each: Sample, pick: Pick) -> str:
    url = each.tree.resolve(read(each, Field(picks=(pick,))))
    return url if url is not None and each.tree.is_own(url) else ""
