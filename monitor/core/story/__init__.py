"""Stories: articles whose text was taken from one another, found and judged by the words that they share."""

from monitor.core.story.judge import OPEN_FOR, appeared_at, kin_of
from monitor.core.story.shingles import sketch_of

__all__ = ["OPEN_FOR", "appeared_at", "kin_of", "sketch_of"]
