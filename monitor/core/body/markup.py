"""How chats spell plain text, strong words and links, and how much text they take. Knows no alert.

Slack: https://docs.slack.dev/messaging/formatting-message-text. Discord and Mattermost speak Markdown
(https://spec.commonmark.org/0.31.2/#backslash-escapes), each a dialect of it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from monitor.core.body.notice import MOST_URL, TAKE_NOTE, Line, Notice, Piece
from monitor.noun import dataclass

ELLIPSIS = "…"
# Stands behind an @, so that no name follows it.
_NO_WIDTH = "\u200b"
_INLINE = re.compile(r"([\\`*_~|\[\]])")
# A heading, a quotation, a list, numbered or not.
_OPENING = re.compile(r"^(\s*\d*)([-+#=.)])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """One chat's spelling. `escape` makes any text plain; `link` takes a text that is escaped already."""

    escape: Callable[[str], str]
    strong: str
    link: Callable[[str, str], str]

    def line(self, line: Line) -> str:
        """Return a line in this spelling."""
        return "".join(map(self._piece, line))

    def _piece(self, piece: Piece) -> str:
        text = self.escape(piece.text)
        if piece.url:
            return self.link(text, piece.url)
        return self.bold(text) if piece.is_strong else text

    def bold(self, escaped: str) -> str:
        """Return an escaped text in strong letters. Spaces at its ends stay outside, where the chats want them."""
        core = escaped.strip()
        return escaped.replace(core, f"{self.strong}{core}{self.strong}") if core else escaped

    def clip(self, text: str, most: int) -> str:
        """Return `text` escaped, and cut so that it is not longer than `most` then."""
        whole = self.escape(text)
        if length(whole) <= most:
            return whole

        def spelled(count: int) -> str:
            return self.escape(text[:count] + ELLIPSIS)

        count = bisect_right(range(len(text)), most, key=lambda count: length(spelled(count)))
        return spelled(max(count - 1, 0))

    def title(self, notice: Notice, most: int) -> str:
        """Return the title as a link, of which at most `most` characters can be seen."""
        text = self.clip(notice.title, most)
        return self.link(text, notice.url) if notice.url else text

    def lines(self, notice: Notice) -> list[str]:
        """Return the lines, and a last one that says how many there are more, if there are."""
        more = [f"… and {notice.more} more"] if notice.more else []
        return [*map(self.line, notice.lines), *more]

    def foot(self, notice: Notice, most: int) -> str:
        """Return the facts, not longer than `most`, and the link by which somebody takes note."""
        facts = self.clip(" · ".join(notice.facts), most)
        note = self.link(TAKE_NOTE, notice.acknowledge) if notice.acknowledge else ""
        return " · ".join(filter(None, (facts, note)))


def length(text: str) -> int:
    """Return the length in UTF-16 units: no receiver counts more."""
    return len(text.encode("utf-16-le")) // 2


def _slack_escape(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # The one mark that reaches over the end of a line.
    return plain.replace("```", "'''")


def _markdown_escape(text: str) -> str:
    marked = _OPENING.sub(r"\1\\\2", _INLINE.sub(r"\\\1", text))
    return marked.replace("@", f"@{_NO_WIDTH}")


def _discord_escape(text: str) -> str:
    return _markdown_escape(text).replace("<", "\\<").replace(">", "\\>")


def _mattermost_escape(text: str) -> str:
    # It reads Slack's <!channel> and <url|text> as well, but no backslash before them.
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _markdown_escape(plain)


def _slack_link(text: str, url: str) -> str:
    address = url.replace("&", "&amp;")
    return f"<{address}|{text}>" if len(address) <= MOST_URL else text


def _markdown_link(text: str, url: str) -> str:
    return f"[{text}]({url})"


SLACK = Markup(escape=_slack_escape, strong="*", link=_slack_link)
DISCORD = Markup(escape=_discord_escape, strong="**", link=_markdown_link)
MATTERMOST = Markup(escape=_mattermost_escape, strong="**", link=_markdown_link)
