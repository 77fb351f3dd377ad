"""Propose selectors for a site from a few of its pages. Pure; fetches, writes and applies nothing."""

from monitor.core.learning.proposal import Lesson, Proposal, learn, more_pages
from monitor.core.learning.written import written

__all__ = ["Lesson", "Proposal", "learn", "more_pages", "written"]
