"""The table of what must match what: hyphens, forms, names, operators, fields, numbers."""

import json
from pathlib import Path

import pytest

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.model import Rule

CASES = json.loads((Path(__file__).parent / "cases" / "match-cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}: {case['why']}")
def test_the_case_is_decided_as_the_table_says(case):
    document = Document(
        title=case.get("title", ""),
        body=case["text"],
        language=case["lang"],
        source=case.get("source", ""),
        views=case.get("views"),
    )
    rulebook = Rulebook((compile_rule(Rule(id="r", query=case["rule"], sinks=())),))
    assert bool(rulebook.match(document)) == case["match"]
