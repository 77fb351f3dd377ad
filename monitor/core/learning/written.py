"""A proposal as a selectors file, with what speaks for each line. Owns the spelling of TOML; judges nothing."""

import json
import re
from collections.abc import Iterator, Sequence

from monitor.core.learning.blocks import BlockChoice
from monitor.core.learning.boxes import BoxChoice
from monitor.core.learning.choice import Choice
from monitor.core.learning.listing import ListingChoice
from monitor.core.learning.proposal import Proposal
from monitor.core.learning.rates import RateChoice

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
# Where no listing was shown, or none that lists what was learned from: the file needs one to be a file.
_NO_LISTING = (
    "# No rows that lead to the articles: name a page that lists them with --listing, or write these by hand.",
    'row = "article"',
    'link = "a::attr(href)"',
)
# A field without which a page is not the article is one that every page had.
_SURE = 0.95


def written(proposal: Proposal) -> str:
    """Return the text of the selectors file."""
    parts = [
        _head(proposal),
        _listing(proposal.listing),
        _article(proposal.fields, proposal.box),
        *map(_block, proposal.blocks),
        _rates(proposal.rates),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def text_of(value: str) -> str:
    """Return a TOML string, the one that needs no escapes where there is one."""
    if "'" not in value and not _UNFIT.search(value):
        return f'"{value}"' if '"' not in value and "\\" not in value else f"'{value}'"
    return json.dumps(_UNFIT.sub(" ", value), ensure_ascii=False)


def _head(proposal: Proposal) -> Iterator[str]:
    pages = "one page" if proposal.pages == 1 else f"{proposal.pages} pages"
    yield f"# {proposal.site}: proposed by `monitor selectors learn` on {proposal.learned_at:%Y-%m-%d} from {pages}."
    yield "# Look it over: `monitor check page URL` shows what each selector finds on a page."
    yield "#"
    yield "# right      the mean over the pages learned from, by the evidence that is named"
    yield "# held back  the share of pages on which selectors learned from the other pages found the same"
    yield ""
    yield f"site = {text_of(proposal.site)}"
    yield f"hosts = [{', '.join(map(text_of, proposal.hosts))}]"
    if proposal.clock is not None:
        yield f"# By the pages: {_plain(proposal.clock.evidence)}. Summer time, if there is any, they do not tell."
    yield f"timezone = {text_of(str(proposal.zone))}"
    if proposal.id_rule is not None:
        yield f"# Tells {_counted(proposal.id_rule.tried, 'link')} apart."
        yield f"article_id = {text_of(proposal.id_rule.spelled)}"
    else:
        yield "# No number in the links tells articles apart: each is known by its whole link."
    yield ""


def _listing(listing: ListingChoice | None) -> Iterator[str]:
    yield "[listing]"
    if listing is None:
        yield from _NO_LISTING
    else:
        yield f"# {_percent(listing.score)} right: {'; '.join(map(_plain, listing.evidence))}."
        for key in ("row", "link", "title", "time", "day", "next", "page"):
            value = getattr(listing, key)
            if value is not None:
                yield f"{key} = {text_of(value)}"
    yield ""


def _article(fields: Sequence[Choice], box: BoxChoice | None) -> Iterator[str]:
    yield "[article]"
    if box is not None:
        yield "# The smallest box that holds all that is read of an article."
        yield f"within = {text_of(box.within)}"
    if box is not None and box.cut_before is not None:
        yield f"# Behind it stands nothing of the article: {_percent(box.spared)} of a page that need not be parsed."
        yield f"cut_before = {text_of(box.cut_before)}"
    sure = {
        choice.name for choice in fields if choice.score >= _SURE and choice.unseen in {None, 1.0}
    }
    if "published" in sure:
        yield 'required = ["title", "published"]'
    for choice in sorted(fields, key=_is_table):
        yield ""
        yield from _comments(choice)
        yield from _field(choice)


def _block(block: BlockChoice) -> Iterator[str]:
    yield ""
    yield f"# Links under words that say so, on {_counted(block.pages, 'page')}; on the others there are none."
    yield f"[article.{block.name}]"
    yield f"within = {text_of(block.within)}"
    if block.heading is not None and block.pattern is not None:
        yield f"heading = {{ css = {text_of(block.heading)}, pattern = {text_of(block.pattern)} }}"
    yield f"row = {text_of(block.row)}"
    yield f"link = {text_of(block.link)}"


def _rates(rates: RateChoice | None) -> Iterator[str]:
    if rates is not None:
        yield ""
        yield f"# {', '.join(rates.currencies)}, on every page."
        yield "[article.rates]"
        for key in ("row", "currency", "value"):
            yield f"{key} = {text_of(getattr(rates, key))}"


def _is_table(choice: Choice) -> bool:
    return bool(choice.pattern or choice.field.drop or choice.field.many)


def _comments(choice: Choice) -> Iterator[str]:
    held = "" if choice.unseen is None else f", {_percent(choice.unseen)} held back"
    yield f"# {choice.name}: {_percent(choice.score)} right{held}: {'; '.join(map(_plain, choice.evidence))}."
    if choice.others:
        told = ", ".join(f"{_plain(css)} ({_percent(score)})" for css, score in choice.others)
        yield f"# Not taken: {told}"


def _field(choice: Choice) -> Iterator[str]:
    sources = [text_of(pick.source) for pick in choice.field.picks]
    css = sources[0] if len(sources) == 1 else f"[{', '.join(sources)}]"
    if not _is_table(choice):
        yield f"{choice.name} = {css}"
        return
    yield f"[article.{choice.name}]"
    yield f"css = {css}"
    if choice.pattern:
        yield f"pattern = {text_of(choice.pattern)}"
    if choice.field.drop:
        yield f"drop = {text_of(choice.field.drop)}"
    if choice.field.many:
        yield "many = true"


def _plain(text: str) -> str:
    """Return what may stand in a comment: one line."""
    return _UNFIT.sub(" ", text)[:160]


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
