"""Sites that never were, in markup as different as real sites': what the learner and the healer are tried on."""

from benchmarks.layouts.held_out import HELD_OUT
from benchmarks.layouts.known import KNOWN
from benchmarks.layouts.story import HOST, NOW, ZONE, Layout, Story

__all__ = ["HELD_OUT", "HOST", "KNOWN", "NOW", "ZONE", "Layout", "Story"]
