"""One robots.txt as RFC 9309 reads it. Parsing and matching are protego's; the choice of groups is made exact here."""

import re
from datetime import timedelta
from typing import Self

from protego import Protego

from monitor.egress import Url

# Crawl-delay is no part of the RFC; a longer one would mean "go away", for which there is Disallow.
_LONGEST_GAP = 60.0
_AGENT_LINE = re.compile(r"^([ \t]*user-?agent[ \t]*:)([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"\s*([A-Za-z_-]+)")
# A group for somebody else: no product token holds a dot.
_STRANGER = " not.us"


class Rules:
    """What one file says to one product token."""

    def __init__(self, parsed: Protego, token: str) -> None:
        self._parsed = parsed
        self._token = token

    @classmethod
    def parse(cls, text: str, token: str) -> Self:
        """Return the rules of `text`, whatever it holds: a line that is no rule says nothing (§2.2)."""
        return cls(Protego.parse(_with_exact_agents(text, token)), token)

    def allows(self, url: Url) -> bool:
        """Say whether the URL may be asked (§2.2.2)."""
        return self._parsed.can_fetch(url.text, self._token)

    @property
    def gap(self) -> timedelta:
        """The Crawl-delay, 60 seconds at most."""
        return timedelta(seconds=min(self._parsed.crawl_delay(self._token) or 0.0, _LONGEST_GAP))


def product_token(agent: str) -> str:
    """Return the name by which robots.txt calls us (§2.2.1): the agent's first word, without its version."""
    return re.split(r"[/\s]", agent.strip(), maxsplit=1)[0]


def _with_exact_agents(text: str, token: str) -> str:
    """Make each group ours, everybody's or a stranger's.

    The RFC matches a product token whole and without its version; protego takes "mon" for "monitor", and
    "monitor/2" for somebody else.
    """

    def exact(line: re.Match[str]) -> str:
        name = line[2].strip()
        if name.startswith("*"):
            return f"{line[1]} *"
        found = _TOKEN.match(name)
        is_ours = found is not None and found[1].lower() == token.lower()
        return f"{line[1]} {token}" if is_ours else line[1] + _STRANGER

    return _AGENT_LINE.sub(exact, text)
