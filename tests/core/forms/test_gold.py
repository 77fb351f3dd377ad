"""Recall and false hits on the gold lists. `pytest -s` prints the figures."""

from collections import Counter

import pytest

from monitor.core.forms import keys_of

_LEAST_RECALL = 0.99


@pytest.mark.parametrize(("name", "least"), [("forms-tuning", 600), ("forms-held-out", 500)])
def test_at_least_99_percent_of_the_forms_are_found(gold, name, least):
    cases = gold.read(name)
    missed = [case for case in cases if not gold.accepts(case.rule, case.token)]
    recall = 1 - len(missed) / len(cases)
    found = Counter(case.language for case in cases) - Counter(case.language for case in missed)
    print(f"\n{name}: {len(cases)} forms, recall {recall:.4f}, found by language {dict(found)}")
    assert len(cases) >= least
    assert recall >= _LEAST_RECALL, [f"{case.rule}: {case.token}" for case in missed]


def test_no_near_miss_is_taken_for_a_form(gold):
    cases = gold.read("near-misses")
    wrong = [case for case in cases if gold.accepts(case.rule, case.token)]
    print(f"\nnear-misses: {len(cases)} words, {len(wrong)} false hits")
    assert len(cases) >= 350
    assert [f"{case.rule}: {case.token}" for case in wrong] == []


@pytest.mark.parametrize("name", ["forms-tuning", "forms-held-out"])
def test_every_form_leads_to_its_rule_word_through_the_index(gold, name):
    lost = [
        case
        for case in gold.read(name)
        if keys_of(gold.normalise(case.token)).isdisjoint(gold.forms(case.rule).keys)
    ]
    assert lost == []


def test_naming_the_language_of_a_rule_loses_none_of_its_forms(gold):
    cases = [case for case in gold.read("forms-tuning") if case.language != "en"]
    missed = [case for case in cases if not gold.accepts(case.rule, case.token, case.language)]
    assert missed == []
