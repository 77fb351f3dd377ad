"""The languages of the pages."""

import re
from importlib.resources import files

import pytest

from monitor.web.speech import load_speeches, wanted

PHRASE = re.compile(r"""\bt\(\s*(?:"([^"]+)"|'([^']+)')""")


@pytest.mark.parametrize(
    ("chosen", "accepted", "code"),
    [
        (None, "", "en"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "fr, de;q=0.9", "en"),
        (None, "en;q=0.2, ky;q=0.9", "ky"),
        (None, "ru;q=0, ky;q=x", "en"),
        ("ky", "ru", "ky"),
        ("xx", "ru", "ru"),
    ],
)
def test_a_reader_gets_the_language_they_want(chosen, accepted, code):
    assert wanted(chosen, accepted) == code


def test_every_phrase_of_the_templates_is_there_in_every_language():
    folder = files("monitor.web").joinpath("templates")
    used = {
        one or other
        for template in folder.iterdir()
        for one, other in PHRASE.findall(template.read_text(encoding="utf-8"))
    }
    speeches = load_speeches()

    assert used
    for code in ("ru", "ky"):
        assert sorted(used - set(speeches[code].phrases)) == []
