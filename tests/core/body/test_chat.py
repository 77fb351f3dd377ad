"""Messages for chats: their form, their limits, and that nothing of a page is markup in them."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.body import render
from monitor.model import BodyForm
from tests.core.body.conftest import digest, matched

FORMS = list(BodyForm)
# Letters that mean something to some receiver, and whole calls.
HOSTILE = st.lists(
    st.sampled_from(
        [
            *'@<>|&*_~`\\[]()#-!}"\n Ж😀',
            *("everyone", "here", "channel", "lt;", "1. ", "```", "**a**", "https://evil.example/"),
            *("<!channel>", "<@U1>", "@everyone", "[a](https://evil.example/)"),
        ]
    ),
    max_size=60,
).map("".join)
TEXTS = st.one_of(HOSTILE, st.text(max_size=300), HOSTILE.map(lambda text: text * 40))


def made(form, payload):
    return json.loads(render(form, payload))


def shape(document):
    """Return the document with every text of it blank."""
    if isinstance(document, dict):
        return {key: shape(each) for key, each in document.items()}
    if isinstance(document, list):
        return [shape(each) for each in document]
    return "" if isinstance(document, str) else document


def strings(document):
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return [text for each in document for text in strings(each)]
    return [document] if isinstance(document, str) else []


def units(text):
    return len(text.encode("utf-16-le")) // 2


def unmarked(text):
    """Return Markdown without what a backslash makes plain."""
    return re.sub(r"\\[^A-Za-z0-9\s]", "", text)


@pytest.mark.parametrize("form", FORMS)
def test_every_type_has_a_message(form, payload):
    document = made(form, payload)

    assert within_limits(form, document)
    assert any(strings(document))


@pytest.mark.parametrize("form", FORMS)
def test_a_body_is_the_same_at_every_attempt(form, payload):
    assert render(form, payload) == render(form, payload)


def test_without_a_form_the_payload_is_what_is_sent(payload):
    assert render(None, payload) == payload


@pytest.mark.parametrize("form", FORMS)
@given(title=TEXTS, before=TEXTS, after=TEXTS)
def test_nothing_that_a_page_says_is_more_than_text(form, title, before, after):
    said = matched(title=f"T{title}", snippet=(f"B{before}", "hit", f"{after}A"))
    document = made(form, said)

    assert shape(document) == shape(made(form, matched(snippet=("B", "hit", "A"))))
    assert within_limits(form, document)
    for text in strings(document):
        assert live_mentions(form, text) == []
    assert links(form, document) == links(form, made(form, matched()))
    assert marks(form, document) == marks(form, made(form, matched()))


def within_limits(form, document):
    match form:
        case BodyForm.SLACK:
            sections = [block["text"]["text"] for block in document["blocks"] if "text" in block]
            return (
                units(document["text"]) <= 40_000
                and len(document["blocks"]) <= 50
                and all(1 <= units(text) <= 3_000 for text in sections)
            )
        case BodyForm.MATTERMOST:
            return units(document["text"]) <= 16_383
        case BodyForm.DISCORD:
            (embed,) = document["embeds"]
            return (
                units(document["content"]) <= 2_000
                and units(embed["title"]) <= 256
                and units(embed.get("description", "")) <= 4_096
            )
        case BodyForm.TEAMS:
            return len(json.dumps(document, ensure_ascii=False).encode()) <= 28_000


def live_mentions(form, text):
    match form:
        case BodyForm.SLACK:
            return re.findall(r"<[!@#]", text)
        case BodyForm.MATTERMOST:
            return re.findall(r"@\w|<[!@#]", text)
        case BodyForm.DISCORD:
            return re.findall(r"@\w|(?<!\\)<[@#!]", text)
        case BodyForm.TEAMS:
            return []


def links(form, document):
    """Return what can be clicked for all that the message's own markup says."""
    texts = strings(document)
    match form:
        case BodyForm.SLACK:
            return [hit for text in texts for hit in re.findall(r"<([^|>]*)\|?[^>]*>", text)]
        case BodyForm.TEAMS:
            return [text for text in texts if text.startswith("https://24.kg")]
        case _:
            return [url for text in texts for url in re.findall(r"\]\(([^)]*)\)", unmarked(text))]


def marks(form, document):
    """Return every mark of Markdown that is none of a link."""
    if form in (BodyForm.SLACK, BodyForm.TEAMS):
        return []
    texts = [re.sub(r"\]\([^)]*\)", "]", unmarked(text)) for text in strings(document)]
    return [
        mark
        for text in texts
        if not text.startswith("https://24.kg")
        for mark in re.findall(r"[*_~`|\\]", text)
    ]


def test_a_mention_in_slack_is_words():
    (heading, excerpt, _) = made(
        BodyForm.SLACK, matched(title="<!channel> & <@U1>", snippet=("a < b ", "hit", " > c"))
    )["blocks"]

    assert heading["text"]["text"].endswith("|&lt;!channel&gt; &amp; &lt;@U1&gt;>")
    assert excerpt["text"]["text"] == "a &lt; b *hit* &gt; c"
    assert heading["text"]["verbatim"] is True


def test_a_mention_in_discord_calls_nobody():
    document = made(BodyForm.DISCORD, matched(title="@everyone **now** <@123>"))

    assert document["allowed_mentions"] == {"parse": []}
    assert document["embeds"][0]["title"] == "@\u200beveryone \\*\\*now\\*\\* \\<@\u200b123\\>"
    assert document["embeds"][0]["url"] == "https://24.kg/english/363188_Title/"
    assert document["embeds"][0]["description"] == "Ambassador **Vakunov** arrives"


def test_mattermost_reads_neither_its_own_marks_nor_those_of_slack():
    text = made(BodyForm.MATTERMOST, matched(title="# <!channel> [a](b) @all"))["text"]

    assert text.splitlines()[1] == (
        "[\\# &lt;!channel&gt; \\[a\\](b) @\u200ball](https://24.kg/english/363188_Title/)"
    )


def test_teams_gets_text_that_is_no_markup():
    document = made(BodyForm.TEAMS, matched(title="**now** [a](https://evil.example/)"))
    card = document["attachments"][0]["content"]
    blocks = card["body"]

    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    assert blocks[1]["inlines"][0]["text"] == "**now** [a](https://evil.example/)"
    assert [run.get("weight") for run in blocks[2]["inlines"]] == [None, "Bolder", None]
    assert [action["url"] for action in card["actions"]] == ["https://24.kg/english/363188_Title/"]


@pytest.mark.parametrize("form", FORMS)
def test_a_digest_that_is_too_long_loses_lines_and_counts_them(form):
    payload = digest(30, url="https://24.kg/" + "x" * 1_900 + "{}", title="T" * 480 + "{}")
    document = made(form, payload)

    assert within_limits(form, document)
    counted = [re.search(r"… and (\d+) more", text) for text in strings(document)]
    (more,) = [int(hit[1]) for hit in counted if hit]
    told = len(re.findall("T" * 480, " ".join(strings(document))))
    assert more == 30 - told
    assert 0 < told <= 20


def test_slack_has_room_for_a_digest_of_twenty():
    blocks = made(BodyForm.SLACK, digest(20, title="T" * 80 + "{}"))["blocks"]
    text = "\n".join(block["text"]["text"] for block in blocks if "text" in block)

    assert len(re.findall(r"\|T{80}\d+>", text)) == 20
    assert "more" not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_link_to_take_note_is_there(form):
    document = made(form, matched(acknowledge="https://desk.example.org/ack/msg_1?key=abc"))

    assert "https://desk.example.org/ack/msg_1?key=abc" in " ".join(strings(document))
