"""What a text's triples and its sketch are: the same everywhere, blind to typesetting, and small."""

import subprocess
import sys

import pytest

from monitor.core.story.shingles import share_of, sketch_of, telling_of, triples_of
from tests.core.story.texts import article, reworded, shortened

TEXT = article(1)


def share(own: str, other: str) -> float:
    return share_of(telling_of(own), triples_of(other))


def test_typesetting_does_not_count():
    typeset = TEXT.upper().replace("\n", "\u00a0\n\n— ").replace("VA", "V\u00adA")

    assert share(typeset, TEXT) > 0.99
    assert share("Посо́л Ёлкин, «Ош»… " * 9, "посол Елкин Ош " * 9) == 1
    assert sketch_of(TEXT.replace(" ", "\u00a0 ")) == sketch_of(TEXT)


def test_a_text_has_the_same_sketch_in_every_run():
    code = (
        "from monitor.core.story import sketch_of; from tests.core.story.texts import article;"
        "print(sketch_of(article(1)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(sketch_of(TEXT))
    assert sketch_of(TEXT)[:2] == (2197306, 2808699)


def test_a_sketch_is_bounded_and_sorted():
    sketches = [sketch_of(article(2, sentences)) for sentences in (3, 25, 200)]
    sketches.append(sketch_of(" ".join(f"A{number}" for number in range(1_000_000))))

    assert [len(sketch) for sketch in sketches] == [12, 15, 18, 18]
    assert all(list(sketch) == sorted(set(sketch)) for sketch in sketches)
    assert all(sketch[0] >= 0 and sketch[-1] < 2**31 for sketch in sketches)


def test_a_short_text_has_no_sketch():
    assert sketch_of("Vakunov is in Bishkek.\n" * 3) == ()
    assert sketch_of("") == ()


@pytest.mark.parametrize(
    "copy",
    [TEXT, reworded(TEXT, 0.1), shortened(TEXT, 0.4), "\n".join(TEXT.split("\n")[:4])],
    ids=["whole", "reworded", "shortened and shuffled", "an excerpt"],
)
def test_copies_share_part_of_their_sketch(copy):
    assert len({*sketch_of(copy)} & {*sketch_of(TEXT)}) >= 2


def test_the_share_is_of_the_own_text():
    excerpt = "\n".join(TEXT.split("\n")[:5])

    assert share(excerpt, TEXT) > 0.95
    assert 0.1 < share(TEXT, excerpt) < 0.3


def test_words_around_other_names_and_figures_are_no_common_text():
    form = (
        "The office of {} said that the water of {} will be off for {} hours because of works. " * 9
    )
    one = form.format(*("Osh", "Naryn", 3) * 9)
    two = form.format(*("Talas", "Karakol", 5) * 9)

    assert share(one, two) < 0.3
    plain = triples_of(two) - telling_of(two)
    assert len(plain & triples_of(one)) > 3


def test_a_script_without_capitals_is_compared_whole():
    one = " ".join(f"სიტყვა{number}ა" for number in range(100)).translate(
        {ord(str(digit)): chr(ord("ა") + digit) for digit in range(10)}
    )

    assert share(one, one) == 1
    assert len(sketch_of(one)) == 12


def test_hostile_texts_are_bounded():
    assert len(sketch_of("A" * 3_000_000 + " B c 1" * 1_000_000)) <= 18
    assert sketch_of("\u0301" * 100_000) == ()
