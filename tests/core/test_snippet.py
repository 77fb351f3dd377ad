from hypothesis import given
from hypothesis import strategies as st

from monitor.core.snippet import snippet

TEXT = "Bishkek and Muscat agreed on a visa-free regime for holders of service passports, officials said."


def shown(text, words, width):
    start = text.index(words)
    return snippet(text, start, start + len(words), width)


def test_a_short_text_is_shown_whole():
    piece = shown("Visa rules change.", "rules", 160)
    assert (piece.text, piece.text[piece.start : piece.end]) == ("Visa rules change.", "rules")


def test_a_long_text_is_cut_at_words_on_both_sides():
    piece = shown(TEXT, "visa-free", 50)
    assert piece.text == "…Muscat agreed on a visa-free regime for holders…"
    assert piece.text[piece.start : piece.end] == "visa-free"


def test_a_hit_at_the_end_gives_its_room_to_what_stands_before():
    piece = shown(TEXT, "said", 40)
    assert piece.text == "…of service passports, officials said."


def test_a_hit_at_the_beginning_gives_its_room_to_what_follows():
    assert shown(TEXT, "Bishkek", 40).text == "Bishkek and Muscat agreed on a visa-free…"


def test_a_hit_longer_than_the_width_is_shown_whole():
    assert shown(TEXT, "visa-free regime for holders", 10).text == "…visa-free regime for holders…"


def test_line_breaks_become_spaces():
    assert shown("One.\nTwo visa\r\nthree.", "visa", 80).text == "One. Two visa  three."


@given(st.text(), st.integers(-5, 60), st.integers(-5, 60), st.integers(0, 40))
def test_the_hit_is_always_found_in_its_snippet(text, start, end, width):
    piece = snippet(text, start, end, width)
    start = min(max(start, 0), len(text))
    hit = text[start : max(min(end, len(text)), start)]
    shown_hit = piece.text[piece.start : piece.end]
    assert ["" if c.isspace() else c for c in shown_hit] == ["" if c.isspace() else c for c in hit]
    assert len(piece.text) <= max(width, len(hit)) + 2
