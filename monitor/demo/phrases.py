"""What a language's articles are made of. Owns the shape of a phrasebook; the sentences stand beside it."""

from collections.abc import Mapping

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrasebook:
    """Templates of one language. `{slot}` is drawn from `slots`, once per article; `{n…}` is a number.

    `mentions` has sentences that mention a topic, by topic; `headlines` the same for titles.
    `traps` look like a mention and are none. `speeches` hold a quotation.

    `witnesses` are the same sentence with a `{person}` and without. The rest is what an edit may bring: `tails` of a
    headline, `additions` that hold neither name nor number, `notes` of correction. `churn` has templates by kind of
    churn, and more than one where it rotates.
    """

    titles: tuple[str, ...]
    leads: tuple[str, ...]
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    authors: tuple[str, ...]
    mentions: Mapping[str, tuple[str, ...]]
    headlines: Mapping[str, tuple[str, ...]]
    traps: tuple[str, ...]
    follow_ups: tuple[str, ...]
    people: tuple[str, ...]
    witnesses: tuple[tuple[str, str], ...]
    speeches: tuple[str, ...]
    tails: tuple[str, ...]
    additions: tuple[str, ...]
    notes: tuple[str, ...]
    churn: Mapping[str, tuple[str, ...]]
