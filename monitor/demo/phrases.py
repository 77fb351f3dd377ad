"""What a language's articles are made of. Owns the shape of a phrasebook; the sentences stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrasebook:
    """Templates of one language. `{slot}` is drawn from `slots`, once per article; `{n…}` is a number.

    `mentions` has sentences that mention a topic, by topic; `headlines` the same for titles.
    `traps` look like a mention and are none.
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
