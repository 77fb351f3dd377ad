"""An alert as a title and plain text, for mails and receivers with a markup that is not known. Escapes no markup."""

import re

from monitor.core.body.notice import TAKE_NOTE, Line, Notice, Piece

# Together they fit into one message of Telegram (4,096 characters).
MOST_TITLE = 250
MOST_TEXT = 3_500
# @everyone, <@123>, <!channel>: a mark without width takes the life out of a mention, wherever it is read as one.
_MENTION = re.compile(r"@(?=\w)|<(?=[@!#])")


def plain_text(notice: Notice) -> tuple[str, str]:
    """Return title and text of a notice, cut to `MOST_TITLE` and `MOST_TEXT`; no mention in them is live."""
    text = _written(notice)
    while notice.lines and len(text) > MOST_TEXT:
        notice = notice.shorter()
        text = _written(notice)
    return _lifeless(notice.headline)[:MOST_TITLE], text[:MOST_TEXT]


def _written(notice: Notice) -> str:
    parts = [
        *map(_line, notice.lines),
        f"… and {notice.more} more" if notice.more else "",
        notice.url,
        _lifeless(" · ".join(notice.facts)),
        f"{TAKE_NOTE}: {notice.acknowledge}" if notice.acknowledge else "",
    ]
    # A mail or a message without text is none to some receivers.
    return "\n".join(filter(None, parts)) or notice.label


def _line(line: Line) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    text = _lifeless(piece.text)
    return f"{text} {piece.url}" if piece.url else text


def _lifeless(text: str) -> str:
    return _MENTION.sub(lambda hit: f"{hit[0]}\u200b", text)
