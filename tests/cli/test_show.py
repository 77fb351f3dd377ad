"""What `monitor show` says of a story after it was published."""

import json
from datetime import timedelta

import pytest

from monitor.core.difference import DiffLine, trimmed
from tests.cli.story import BODIES, TITLES


def objects(result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_an_article_shows_what_became_of_it(story):
    said = story.run("show", "article", "24.kg#1").stdout

    for line in (
        "3001 views",
        "times the views usual at its age",
        "faster than",
        "in a prominent place",
        "flaw: counter backwards",
        "2 wordings",
        f"headline changed: {TITLES[0]} → {TITLES[1]}",
        "number changed: 3 → 5: Погибли 5 человек.",
        "not yet there at",
    ):
        assert line in said
    assert any(bar in said for bar in "▁▂▃▄▅▆▇█")


def test_an_article_shows_where_it_stood_and_how_long(story):
    said = story.run("show", "article", "24.kg#1").stdout

    (stay,) = [line.split() for line in said.splitlines() if line.startswith("  listing")]
    assert stay[1] == "24kg-ru"
    assert stay[-4:-1] == ["600", "#1", "#11"]


def test_an_article_as_json_has_all_that_is_held(story):
    (found,) = objects(story.run("show", "article", "24.kg#1", "--json"))

    assert found["flaws"] == ["counter_backwards"]
    assert [stay["best"] for stay in found["stays"]] == [1]
    assert [event["kind"] for event in found["events"]][-2:] == [
        "number_changed",
        "counter_backwards",
    ]
    assert len(found["observations"]) == 10


def test_an_article_that_was_never_edited_shows_no_more_than_there_is(story):
    said = story.run("show", "article", "24.kg#2").stdout

    assert "1 wording\n" in said
    assert "flaw" not in said
    assert "happened besides" not in said


def test_a_difference_shows_the_words_that_changed_and_what_that_is(story):
    said = story.run("show", "diff", "24.kg#1", "--context", "0").stdout

    lines = said.splitlines()
    assert "wording 1 of" in lines[1]
    assert any(line.startswith("  headline changed:") for line in lines)
    assert any(line.startswith("  number changed: 3 → 5") for line in lines)
    assert "- Посол Вакунов: погибли [-трое-]" in lines
    assert "+ Посол Вакунов: погибли {+пятеро+}" in lines
    assert [line for line in lines if line.startswith(("- Погибли", "+ Погибли"))] != []
    assert "Дороги" not in said
    assert lines[-1] == "  …"


def test_a_difference_as_json_rebuilds_both_wordings(story):
    (found,) = objects(story.run("show", "diff", "24.kg#1", "--json"))

    def wording(sign: str) -> list[str]:
        kept = [line for line in found["lines"] if line["sign"] in (" ", sign)]
        return ["".join(text for text, _ in line["pieces"]) for line in kept]

    assert wording("-") == [TITLES[0], *BODIES[0].split("\n")]
    assert wording("+") == [TITLES[1], *BODIES[1].split("\n")]
    assert (found["from"]["number"], found["to"]["number"]) == (1, 2)
    assert "headline_changed" in {change["kind"] for change in found["changes"]}


def test_a_difference_may_be_asked_for_backwards(story):
    (found,) = objects(story.run("show", "diff", "24.kg#1", "--from", "2", "--to", "1", "--json"))

    assert (found["from"]["number"], found["to"]["number"]) == (2, 1)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("24.kg#2",), "1 wording"),
        (("24.kg#1", "--to", "9"), "no wording 8"),
        (("24.kg#1", "--to", "1"), "no wording 0"),
        (("24.kg#99",), "no article"),
    ],
)
def test_a_difference_that_is_not_there_is_said_to_be_so(story, words, fault):
    result = story.run("show", "diff", *words)

    assert result.exit_code == 1
    assert fault in result.stderr


def test_context_is_kept_around_each_change_and_the_rest_is_left_out():
    def line(sign: str, text: str) -> DiffLine:
        return DiffLine(sign=sign, pieces=((text, False),))

    lines = [line(" ", "a"), line(" ", "b"), line("-", "c"), line(" ", "d"), line(" ", "e")]

    assert [each and each.pieces[0][0] for each in trimmed(lines, 1)] == [None, "b", "c", "d", None]
    assert [each and each.sign for each in trimmed(lines, 0)] == [None, "-", None]
    assert list(trimmed(lines, 9)) == lines
    assert list(trimmed(lines[:2], 1)) == [None]


def test_events_are_the_newest_first_and_may_be_asked_for_by_kind(story):
    found = objects(story.run("show", "events", "--hours", "48", "--json"))
    (number,) = objects(
        story.run("show", "events", "--hours", "48", "--kind", "number_changed", "--json")
    )

    assert found[0]["event"]["kind"] == "counter_backwards"
    assert len(found) == 4
    assert (number["event"]["before"], number["event"]["after"]) == ("3", "5")
    assert number["name"] == "24.kg#1"


def test_events_of_long_ago_are_not_shown(story):
    assert objects(story.run("show", "events", "--hours", "1", "--json")) == []
    assert "number changed: 3 → 5" in story.run("show", "events", "--hours", "48").stdout


def test_an_unknown_kind_of_event_is_refused(story):
    assert "headline_changed" in story.run("show", "events", "--kind", "explosion").stderr


def test_what_rises_is_shown_with_its_part_of_the_whole(story):
    found = objects(story.run("show", "rising", "--json"))
    said = story.run("show", "rising", "--limit", "1").stdout

    assert [line["line"]["name"] for line in found] == ["24.kg#1", "24.kg#2"]
    assert [line["share"] for line in found] == [0.8, 0.2]
    assert "80%" in said
    assert "24.kg#2" not in said


def test_where_no_page_fails_none_is_shown(story):
    assert objects(story.run("show", "failing", "--json")) == []
    assert story.run("show", "failing", "--reason", "crashed").exit_code == 0
    assert "is not one of" in story.run("show", "failing", "--reason", "mood").stderr


def test_coverage_counts_the_hours_that_are_proven(story):
    (found,) = objects(story.run("show", "coverage", "24kg-ru", "--json"))

    states = [hour["state"] for hour in found["hours"]]
    # The story began within an hour: from the next one on, nine or ten are proven by a poll every half hour.
    assert set(states[:9]) == {"complete"}
    assert states.count("late") == 2
    assert states.count("hole") in (2, 3)
    assert states[-1] == "open"
    assert found["whole"]["complete"] == states.count("complete")
    assert sum(found["whole"].values()) == len(states) - 1
    assert len(found["holes"]) == 1


def test_coverage_is_a_grid_with_its_reasons(story):
    said = story.run("show", "coverage").stdout

    (found,) = objects(story.run("show", "coverage", "--json"))
    marks = "".join(line[12:] for line in said.splitlines() if line[:3] in DAYS)
    for mark, state in (("■", "complete"), ("□", "late"), ("×", "hole"), ("·", "open")):
        assert marks.count(mark) == [hour["state"] for hour in found["hours"]].count(state)
    complete = found["whole"]["complete"] + found["whole"]["late"]
    assert f"{complete} of {sum(found['whole'].values())} hours complete (2 known late)" in said
    assert "20 pages back did not reach" in said
    assert "proven by a poll 3 h after the one before" in said
    assert "1 poll failed" in said


DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}


def test_coverage_of_fewer_days_begins_later(story):
    (one,) = objects(story.run("show", "coverage", "--days", "1", "--json"))
    (week,) = objects(story.run("show", "coverage", "--json"))

    assert len(one["hours"]) <= 24
    assert week["hours"][-len(one["hours"]) :] == one["hours"]


def test_coverage_of_an_unknown_source_is_said_to_be_so(story):
    result = story.run("show", "coverage", "25kg")

    assert result.exit_code == 1
    assert "25kg" in result.stderr


def test_attention_tells_the_budget_and_the_waits(story):
    (found,) = objects(story.run("show", "attention", "--json"))
    said = story.run("show", "attention").stdout

    assert found["budget"] == 240
    assert found["expected"] == pytest.approx(240)
    assert found["host"]["listings"] == 1
    (source,) = found["sources"]
    assert timedelta(seconds=source["waits"]["listing"]) <= timedelta(minutes=30)
    assert len(source["posts_per_hour"]) == 168
    assert "budget 240" in said
    assert "requests today: 0, 0.0 MB came\n" in said
    assert "1 listing, 3 articles" in said


def test_the_rhythm_is_darkest_where_most_is_posted(story):
    said = story.run("show", "attention").stdout

    (found,) = objects(story.run("show", "attention", "--json"))
    busiest = max(range(24), key=found["sources"][0]["posts_per_hour"].__getitem__)
    (monday,) = [line[6:] for line in said.splitlines() if line.startswith("  Mon")]
    assert busiest == 9
    assert monday[2 * busiest : 2 * busiest + 2] == "██"
    assert monday.count("█") == 2
