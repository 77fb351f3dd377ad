"""What a lexicon remembers, and that it forgets in time."""

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.core.rules.lexicon import LONGEST_RUN, Lexicon
from monitor.core.rules.logic import slots
from monitor.model import Rule

RULE = compile_rule(Rule(id="r", query='"visa free" OR Oman'))


def test_its_memory_is_bounded_and_begins_anew():
    lexicon = Lexicon(slots(RULE.expression), most_letters=100)
    book = Rulebook((RULE,), lexicon)
    for number in range(50):
        assert book.match(Document(title="Oman", body=f"word{number} visa free, again{number}"))
        _, memory = lexicon.look_up([])
        assert memory.letters <= 150


def test_a_text_without_spaces_is_worked_out_and_forgotten():
    lexicon = Lexicon(slots(RULE.expression))
    body = "visa,free,of," * LONGEST_RUN
    (found,) = Rulebook((RULE,), lexicon).match(Document(body=body))
    _, memory = lexicon.look_up([])
    assert found.hits[1].start == len("visa,free,of,")
    assert memory.letters == 0


def test_a_rulebook_of_counting_rules_shares_what_is_remembered():
    rule = compile_rule(Rule(id="r", query="visa views:>5"))
    lexicon = Lexicon(slots(rule.expression))
    Rulebook((rule,), lexicon).counting.match(Document(body="visa"))
    assert lexicon.look_up([])[1].slots_by_run
