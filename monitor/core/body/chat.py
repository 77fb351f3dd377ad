"""The messages of Slack, Mattermost, Discord and Teams, within what each of them takes. Escapes by `markup` only.

Slack: https://docs.slack.dev/reference/block-kit/blocks. Mattermost: https://developers.mattermost.com/integrate/webhooks/incoming.
Discord: https://docs.discord.com/developers/resources/webhook#execute-webhook. Teams: Adaptive Cards 1.2,
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from monitor.core.body.markup import DISCORD, MATTERMOST, SLACK, length
from monitor.core.body.notice import TAKE_NOTE, Line, Notice, Piece
from monitor.model import BodyForm

Document = dict[str, Any]

_SLACK_BLOCK = 3_000
# Of 40,000 and fifty blocks as much as a person takes.
_SLACK_TEXT = 12_000
_MATTERMOST_TEXT = 16_383
_DISCORD_CONTENT = 2_000
_DISCORD_TITLE = 256
_DISCORD_DESCRIPTION = 4_096
_DISCORD_FOOTER = 2_048
# Teams says "about 28 kB"; what surrounds the card on its way counts too.
_TEAMS_BYTES = 25_000
# As much as anyone reads of a title, and of the facts at the foot.
_TITLE = 600
_FOOT = 600
_LABEL = 200


def document_of(form: BodyForm, notice: Notice) -> Document:
    """Return the message that tells `notice`, with as many of its lines as the receiver takes."""
    write, fits = _WRITERS[form]
    document = write(notice)
    while notice.lines and not fits(document):
        notice = notice.shorter()
        document = write(notice)
    return document


def _slack(notice: Notice) -> Document:
    label = SLACK.bold(SLACK.clip(notice.label, _LABEL))
    sections = [f"{label}\n{SLACK.title(notice, _TITLE)}", *_packed(SLACK.lines(notice))]
    foot = SLACK.foot(notice, _FOOT)
    blocks: list[Document] = [{"type": "section", "text": _mrkdwn(text)} for text in sections]
    if foot:
        blocks.append({"type": "context", "elements": [_mrkdwn(foot)]})
    return {
        # What notifications show.
        "text": SLACK.clip(notice.headline, _SLACK_BLOCK),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _packed(lines: Iterable[str]) -> list[str]:
    """Return the lines in as few texts as Slack's blocks have room for."""
    texts: list[str] = []
    for line in lines:
        if texts and length(f"{texts[-1]}\n{line}") <= _SLACK_BLOCK:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def _mrkdwn(text: str) -> Document:
    # Verbatim: Slack looks for no names, channels and addresses by itself.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _slack_fits(document: Document) -> bool:
    sections = [block["text"]["text"] for block in document["blocks"] if "text" in block]
    is_whole = sum(map(length, sections)) <= _SLACK_TEXT
    return is_whole and all(length(text) <= _SLACK_BLOCK for text in sections)


def _mattermost(notice: Notice) -> Document:
    parts = [
        MATTERMOST.bold(MATTERMOST.clip(notice.label, _LABEL)),
        MATTERMOST.title(notice, _TITLE),
        *MATTERMOST.lines(notice),
        MATTERMOST.foot(notice, _FOOT),
    ]
    return {"text": "\n".join(filter(None, parts))}


def _mattermost_fits(document: Document) -> bool:
    return length(document["text"]) <= _MATTERMOST_TEXT


def _discord(notice: Notice) -> Document:
    note = DISCORD.link(TAKE_NOTE, notice.acknowledge) if notice.acknowledge else ""
    embed = {
        "title": DISCORD.clip(notice.title, _DISCORD_TITLE),
        "url": notice.url,
        "description": "\n".join(filter(None, (*DISCORD.lines(notice), note))),
        # A footer is plain by itself.
        "footer": {"text": " · ".join(notice.facts)[:_FOOT]} if notice.facts else None,
    }
    return {
        "content": DISCORD.clip(notice.label, _LABEL),
        "embeds": [{key: each for key, each in embed.items() if each}],
        "allowed_mentions": {"parse": []},
    }


def _discord_fits(document: Document) -> bool:
    return length(document["embeds"][0].get("description", "")) <= _DISCORD_DESCRIPTION


def _teams(notice: Notice) -> Document:
    """Return a card of text runs, in which Teams reads no markup at all."""
    title = (Piece(text=notice.title[:_TITLE], is_strong=True, url=notice.url),)
    more = ((Piece(text=f"… and {notice.more} more"),),) if notice.more else ()
    blocks = [
        _runs([(Piece(text=notice.label[:_LABEL]),)], isSubtle=True),
        _runs([title], size="Medium"),
        *(_runs([line]) for line in (*notice.lines, *more)),
        *(
            [_runs([(Piece(text=" · ".join(notice.facts)[:_FOOT]),)], isSubtle=True)]
            if notice.facts
            else []
        ),
    ]
    links = (("Open", notice.url), (TAKE_NOTE.capitalize(), notice.acknowledge))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": blocks,
        "actions": [
            {"type": "Action.OpenUrl", "title": name, "url": url} for name, url in links if url
        ],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _runs(lines: Iterable[Line], **style: object) -> Document:
    runs = [_run(piece, style) for line in lines for piece in line]
    return {"type": "RichTextBlock", "inlines": runs}


def _run(piece: Piece, style: Document) -> Document:
    run = {"type": "TextRun", "text": piece.text, **style}
    if piece.is_strong:
        run["weight"] = "Bolder"
    if piece.url:
        run["selectAction"] = {"type": "Action.OpenUrl", "url": piece.url}
    return run


def _teams_fits(document: Document) -> bool:
    return len(json.dumps(document, ensure_ascii=False).encode()) <= _TEAMS_BYTES


_WRITERS: dict[BodyForm, tuple[Callable[[Notice], Document], Callable[[Document], bool]]] = {
    BodyForm.SLACK: (_slack, _slack_fits),
    BodyForm.MATTERMOST: (_mattermost, _mattermost_fits),
    BodyForm.DISCORD: (_discord, _discord_fits),
    BodyForm.TEAMS: (_teams, _teams_fits),
}
