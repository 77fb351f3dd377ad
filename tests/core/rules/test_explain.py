"""Why a rule matches, or does not: clause by clause."""

from datetime import timedelta

from monitor.core.rules import Document, compile_rule
from monitor.model import Rule

DOCUMENT = Document(
    title="Oman lifts the visa",
    body="Vakunov’s letter came.",
    author="Maria Orlova",
    language="en",
    source="24kg-en",
    views=410,
    age=timedelta(minutes=90),
)


def explain(query):
    return compile_rule(Rule(id="r", query=query)).explain(DOCUMENT)


def outline(explanation):
    return [(part.clause, part.is_met) for part in explanation.parts]


def test_every_clause_says_whether_it_is_met():
    found = explain('visa AND (Oman OR Qatar) -football "letter came"')
    assert found.is_met
    assert outline(found) == [
        ("visa", True),
        ("Oman OR Qatar", True),
        ("-football", True),
        ('"letter came"', True),
    ]
    assert outline(found.parts[1]) == [("Oman", True), ("Qatar", False)]
    assert outline(found.parts[2]) == [("football", False)]


def test_a_clause_that_is_met_shows_its_words():
    (vakunov, orlova) = explain("Vakunov author:Orlova").parts
    assert [(hit.field, hit.start, hit.end, hit.words) for hit in vakunov.hits] == [
        ("body", 0, 9, "Vakunov’s")
    ]
    assert [(hit.field, hit.words) for hit in orlova.hits] == [("author", "Orlova")]


def test_the_first_clause_that_failed_is_named():
    assert (
        explain("visa AND (Oman OR Qatar) AND title:Vakunov AND chess").failure.clause == "Vakunov"
    )
    assert explain("visa -(letter came)").failure.clause == "-(letter came)"
    assert explain("visa (chess OR football)").failure.clause == "chess OR football"
    assert explain("visa").failure is None


def test_a_number_and_a_label_say_what_they_were():
    parts = explain("visa views:>1000 views_h:>5 age_h:<6 lang:ru source:24kg-en words:=3").parts
    assert [(part.clause, part.is_met, part.actual) for part in parts[1:]] == [
        ("views:>1000", False, "410"),
        ("views_h:>5", False, "unknown"),
        ("age_h:<6", True, "1.5"),
        ("lang:ru", False, "en"),
        ("source:24kg-en", True, "24kg-en"),
        ("words:=3", True, "3"),
    ]


def test_a_rank_is_explained_by_the_number_and_what_it_is_more_than():
    document = Document(
        title="visa",
        views=1500,
        views_rank=89.96,
        views_per_hour=320.4,
        views_per_hour_rank=97.2,
        rise=3.24,
        position=2,
    )
    query = "visa views/h > p95 views:>p90 rise:>3 position:<=3"
    found = compile_rule(Rule(id="r", query=query)).explain(document)
    assert [(part.clause, part.is_met, part.actual) for part in found.parts[1:]] == [
        ("views/h > p95", True, "320 views an hour, faster than 97.2 % of its section at its age"),
        ("views:>p90", False, "1500 views, more than 90 % of its section at its age"),
        ("rise:>3", True, "3.2 times the expected views"),
        ("position:<=3", True, "2"),
    ]


def test_a_rank_that_is_not_known_is_explained_by_the_number_alone():
    (_, known, unknown) = explain("visa views:>p90 views_h:>p90").parts
    assert (known.is_met, unknown.is_met) == (False, False)
    assert known.actual == "410 views, and too few articles like it are known to rank it"
    assert unknown.actual == "unknown"


def test_lists_are_explained_as_the_query_that_says_the_same():
    found = compile_rule(Rule(id="r", any=("visa", "entry permit"), none=("chess",))).explain(
        DOCUMENT
    )
    assert found.clause == '(visa OR "entry permit") AND NOT chess'
    assert outline(found) == [('visa OR "entry permit"', True), ("NOT chess", True)]
