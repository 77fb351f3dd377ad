"""What a new wording of an article changed: which sentences, what kind of change, and whether to believe it.

Owns the judgement of two wordings side by side. Never stores, never tells; a page that did not change is none of
its business.
"""

from monitor.core.difference.changes import changes
from monitor.core.difference.compare import compare
from monitor.core.difference.lines import lines, trimmed
from monitor.core.difference.nouns import (
    Believed,
    Change,
    Difference,
    DiffLine,
    Doubted,
    Hunk,
    Muted,
    Verdict,
)
from monitor.core.difference.sentences import sentences
from monitor.core.difference.sift import sift

__all__ = [
    "Believed",
    "Change",
    "DiffLine",
    "Difference",
    "Doubted",
    "Hunk",
    "Muted",
    "Verdict",
    "changes",
    "compare",
    "lines",
    "sentences",
    "sift",
    "trimmed",
]
