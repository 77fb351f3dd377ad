"""A document of the user's own: what stands in its strings, and that its structure stays."""

import json

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.body import PLACEHOLDERS, in_words, placeholders_in, render
from monitor.model import OwnBody
from tests.core.body.conftest import alarm, matched


def made(document, payload=None):
    body = OwnBody(path="desk.json", document=json.dumps(document))
    return json.loads(render(body, payload or matched()))


def test_a_string_is_filled_and_a_key_is_not():
    assert made({"{rule.id}": ["{rule.id}: {article.title}!", 1, None, True]}) == {
        "{rule.id}": ["vakunov: Ambassador Vakunov arrives!", 1, None, True]
    }


def test_a_lone_placeholder_keeps_the_type_of_what_it_stands_for():
    assert made(["{article.views}", "{article.author}", "{late}", "{article.views_per_hour}"]) == [
        12,
        None,
        None,
        240.5,
    ]


def test_within_a_text_a_number_is_spelled_and_null_is_nothing():
    assert made("{article.views} by {article.author}, {late}") == "12 by , "


def test_what_a_payload_does_not_have_is_null():
    assert made(["{article.title}", "{alarm.found}", "{source.id}"], alarm()) == [
        None,
        0,
        "24kg-en",
    ]


def test_braces_that_are_doubled_or_no_placeholder_mean_themselves():
    assert made("{{rule.id}} {} { x } {{{rule.id}}}") == "{rule.id} {} { x } {vakunov}"


def test_the_first_match_and_the_words_for_people_can_be_had():
    title, text = in_words(matched())

    assert made(["{match.words}", "{match.field}", "{title}", "{text}"]) == [
        "Vakunov",
        "body",
        title,
        text,
    ]


def test_why_it_is_late_stands_for_late():
    assert made("{late}", matched(late={"why": "gap", "since": None, "until": None})) == "gap"


def test_every_placeholder_can_be_filled_from_every_payload(payload):
    filled = made({name: f"{{{name}}}" for name in PLACEHOLDERS}, payload)

    assert list(filled) == list(PLACEHOLDERS)
    assert filled["type"] == json.loads(payload)["type"]


def test_placeholders_are_found_where_they_stand():
    document = {"a": ["x", {"b": "{one} {{two}} {three.four}"}], "{key}": 1}

    assert list(placeholders_in(document)) == [
        (("a", 1, "b"), "one"),
        (("a", 1, "b"), "three.four"),
    ]


@given(title=st.text(max_size=200), words=st.text(max_size=50))
def test_nothing_that_a_page_says_changes_the_document(title, words):
    document = {"text": "{article.title}", "more": ["<{match.words}>", {"n": 1}]}

    assert made(document, matched(title=title, snippet=("", words, ""))) == {
        "text": title,
        "more": [f"<{words}>", {"n": 1}],
    }


def test_a_text_without_end_is_cut():
    assert len(made("{article.title}", matched(title="x" * 9_000))) == 4_000
