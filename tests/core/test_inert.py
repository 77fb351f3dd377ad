import json

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.inert import inert, json_of

ANY = st.text(st.characters(), max_size=40) | st.text("\x00\x1b\x7f\x9b\u2028\u202e\ud800\ufeffa\n")


@given(ANY)
def test_what_is_parsed_is_what_was_written(text):
    assert json.loads(json_of({"said": text})) == {"said": text}


@given(ANY)
def test_nothing_of_it_moves_a_terminal_or_ends_a_line(text):
    written = json_of(text)

    assert not any(
        one < " " or "\x7f" <= one <= "\x9f" or one in "\u2028\u2029\u202e\ufeff" for one in written
    )
    assert written.encode()


def test_words_stay_as_they_are():
    assert inert('"Вакунов — €"') == '"Вакунов — €"'
