"""Text in parts: nothing of it is lost, and what rules hit is marked, overlapping or not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import CounterReading
from monitor.web import spark
from monitor.web.marked import Part, Span, marked, paragraphs

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
SPANS = st.builds(
    Span,
    start=st.integers(-3, 30),
    end=st.integers(-3, 30),
    rule=st.sampled_from(["visa", "vakunov"]),
)


def test_hits_of_two_rules_may_overlap():
    parts = marked(
        "no visa-free stay",
        [Span(start=3, end=7, rule="visa"), Span(start=3, end=12, rule="free")],
    )

    assert parts == (
        Part(text="no "),
        Part(text="visa", rules=("free", "visa")),
        Part(text="-free", rules=("free",)),
        Part(text=" stay"),
    )


@given(st.text(max_size=25), st.lists(SPANS, max_size=6))
def test_nothing_of_a_text_is_lost_and_every_character_has_its_rules(text, spans):
    parts = marked(text, spans)

    assert "".join(part.text for part in parts) == text
    found = [part.rules for part in parts for _ in part.text]
    assert found == [
        tuple(sorted({span.rule for span in spans if span.start <= at < span.end}))
        for at in range(len(text))
    ]


def test_a_hit_may_reach_over_the_end_of_a_line():
    parts = marked("one\n\ntwo three", [Span(start=2, end=8, rule="visa")])

    assert paragraphs(parts) == (
        (Part(text="on"), Part(text="e", rules=("visa",))),
        (Part(text="two", rules=("visa",)), Part(text=" three")),
    )


@pytest.mark.parametrize("views", [[], [7]])
def test_a_counter_that_was_hardly_read_has_no_line(views):
    assert spark.points([CounterReading(at=NOW, views=each) for each in views]) == ""


def test_a_line_goes_from_the_lower_left_to_the_upper_right():
    hour = timedelta(hours=1)
    readings = [CounterReading(at=NOW + n * hour, views=10 * n) for n in range(300)]
    places = [tuple(map(float, place.split(","))) for place in spark.points(readings).split()]

    assert (places[0], places[-1]) == ((1.0, spark.HEIGHT - 1), (spark.WIDTH - 1, 1.0))
    assert len(places) <= 96
    assert spark.points([CounterReading(at=NOW + n * hour, views=5) for n in (0, 1)]) != ""
