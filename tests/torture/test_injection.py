"""Texts that act through the whole program in its short form, and that each check of an output can fail."""

import json

import pytest

from benchmarks.torture import injection
from benchmarks.torture.inertness import (
    chat_fault,
    csv_fault,
    html_fault,
    json_lines_fault,
    plain_fault,
    table_fault,
)
from benchmarks.torture.payloads import PAYLOADS
from benchmarks.torture.tally import Size
from monitor.model import BodyForm


def test_what_acts_elsewhere_is_text_in_every_output():
    tally = injection.torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["outputs inert"] == tally.counts["outputs"] >= 30


def test_there_are_two_hundred_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 200


@pytest.mark.parametrize("text", ["a\x1b[2J", "a\x9b2J", "a\u202eb", "a\rb", "other"])
def test_a_table_that_acts_or_lacks_a_title_is_told(text):
    assert table_fault(text, ["a title"])


@pytest.mark.parametrize(
    "text", ['{"title": "a\u2028"}', '{"title": "b"}', "{", '{"title": "a"}\n{"title": "a"}']
)
def test_json_that_acts_or_says_other_than_was_stored_is_told(text):
    assert json_lines_fault(text, "title", ["a"])


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@x", '"\tx"', '"\rx"', "lost"])
def test_a_cell_that_a_spreadsheet_would_run_is_told(cell):
    assert csv_fault(f"title,x\r\n{cell},1\r\n", ["other"])


def test_numbers_below_nought_are_no_formulas():
    assert csv_fault("title,x\r\na,-1.5\r\n", ["a"]) == ""


@pytest.mark.parametrize(
    "page",
    [
        "<p>a</p><script>1</script>",
        "<p onclick=1>a</p>",
        '<p>a</p><a href="javascript:1">b</a>',
    ],
)
def test_an_element_or_an_attribute_of_a_payload_is_told(page):
    harmless = '<p>a</p><a href="http://x/">b</a>' if "href" in page else "<p>a</p>"

    assert html_fault(page, harmless)


@pytest.mark.parametrize(
    ("form", "document"),
    [
        (BodyForm.SLACK, {"text": "<!channel>"}),
        (BodyForm.MATTERMOST, {"text": "@all"}),
        (BodyForm.MATTERMOST, {"text": "a\n# b"}),
        (BodyForm.MATTERMOST, {"text": "*b*"}),
        (BodyForm.DISCORD, {"content": "<@1>", "allowed_mentions": {"parse": []}}),
        (BodyForm.DISCORD, {"content": "a"}),
        (BodyForm.DISCORD, {"content": "||a||", "allowed_mentions": {"parse": []}}),
        (BodyForm.TEAMS, {"type": "TextBlock", "text": "a"}),
        (BodyForm.TEAMS, {"text": "a\x1b"}),
    ],
)
def test_what_lives_in_a_chat_is_told(form, document):
    text = json.dumps(document, ensure_ascii=False).replace("\\u001b", "\x1b")

    assert chat_fault(form, text)


def test_a_mention_in_plain_words_is_told():
    assert plain_fault("a", "hello @everyone")
    assert plain_fault("<@1>", "")
