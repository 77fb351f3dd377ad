"""A few redesigns, and that each promise of the harness can be seen to be broken."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.harmless import HARMLESS
from benchmarks.torture.markups import Redesign
from benchmarks.torture.redesign_stage import Story
from benchmarks.torture.redesigns import torture, violations
from benchmarks.torture.tally import Size

CHANGE = Redesign(name="a change", breaks={"article": frozenset({"body"})})
PLAIN = Redesign(name="an advertisement")
BODY = frozenset({"body"})
CONTROL = Story(name="nothing")
TOLD = Story(
    name="a change",
    alerts=Counter({"source.broken": 1, "source.recovered": 1}),
    named={"article": BODY},
    broken={"article": BODY},
    looks={"article": 2},
    raised_by="article",
)
DOCTORED = {
    "it is not noticed": ({"alerts": Counter(), "raised_by": None}, "told nothing"),
    "it is noticed late": ({"looks": {"article": 3}}, "only at 3 pages"),
    "it is told twice": ({"alerts": Counter({"source.broken": 2})}, "instead of one breakage"),
    "silence is told on top": (
        {"alerts": TOLD.alerts + Counter({"source.silent": 1})},
        "instead of one breakage",
    ),
    "its end is not told": ({"alerts": Counter({"source.broken": 1})}, "instead of one breakage"),
    "it names another field": ({"named": {"article": BODY | {"views"}}}, "names article views"),
    "a field is never found": ({"broken": {}}, "article body is never called broken"),
    "an article is edited by it": ({"events": Counter({"edited": 1})}, "without an act"),
    "an article is withdrawn by it": ({"events": Counter({"withdrawn": 1})}, "without an act"),
    "a wording is stored": ({"wordings": 1}, "second wordings"),
    "a rule is told of it": ({"told": {("24.kg#1", "visas")}}, "a healthy site would not"),
}


def test_a_story_as_it_should_be_breaks_no_promise():
    assert list(violations(CHANGE, TOLD, CONTROL)) == []
    assert list(violations(PLAIN, Story(name="an advertisement"), CONTROL)) == []


@pytest.mark.parametrize("doctor", DOCTORED)
def test_each_broken_promise_is_seen(doctor):
    changes, said = DOCTORED[doctor]

    assert said in "\n".join(violations(CHANGE, replace(TOLD, **changes), CONTROL))


def test_an_alert_of_a_harmless_change_is_seen():
    (said,) = violations(PLAIN, replace(TOLD, alerts=Counter({"source.broken": 1})), CONTROL)

    assert said == "an advertisement: source.broken is told of a harmless change"


def test_there_are_thirty_of_each_and_no_two_of_a_name():
    names = [change.name for change in (*REDESIGNS, *HARMLESS)]

    assert (len(REDESIGNS) >= 30, len(HARMLESS) >= 30) == (True, True)
    assert len(set(names)) == len(names)


def test_a_few_redesigns_break_no_promise():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert (tally.counts["redesigns"], tally.counts["noticed"]) == (2, 2)
