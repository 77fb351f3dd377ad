"""`monitor report`: one file that says what was seen, and needs nothing and nobody to be read."""

import asyncio
import re
from pathlib import Path

import pytest

from monitor.export import InTheWay
from monitor.runtime import printing
from tests.cli.story import EVIL, Story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    told = Story(tmp_path_factory.mktemp("told"))
    asyncio.run(told.tell())
    return told


def report(story: Story, *words: str) -> str:
    result = story.run("report", *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_says_what_was_told_what_rose_what_changed_and_how_it_was_watched(story: Story):
    said = report(story)

    assert re.search(r"<h3>vakunov\s*<span class=\"count\">1</span>", said)
    assert "Посол Вакунов: погибли трое</del> → <ins>Посол Вакунов: погибли пятеро" in said
    assert "<polyline points=" in said
    row = said.partition('<th scope="row">24kg-ru</th>')[2].partition("</tr>")[0]
    assert re.findall(r'<td class="n">([^<]*)</td>', row)[1:] == ["1"]


def test_it_is_one_file_that_asks_for_nothing_and_escapes_what_sites_say(story: Story):
    said = report(story)

    assert EVIL not in said
    assert "=HYPERLINK(&#34;" in said
    for word in ("<script", "<img", "<link", "@import", "url(", " src=", "srcset"):
        assert word not in said
    assert "default-src 'none'; style-src 'unsafe-inline'" in said


def test_nothing_of_before_is_in_it(story: Story):
    said = report(story, "--since", "1h")

    assert '<span class="count">0</span>' in said
    assert "No article was changed in what it says, and none withdrawn." in said


@pytest.mark.parametrize(("language", "title"), [("ru", "Что было видно"), ("ky", "Эмне көрүндү")])
def test_it_speaks_the_language_of_its_reader(story: Story, language: str, title: str):
    said = report(story, "--language", language)

    assert f'<html lang="{language}">' in said
    assert f"<h1>{title}</h1>" in said
    assert "What " not in said


def test_a_file_is_not_overwritten_unasked(story: Story):
    place = story.elsewhere / "report.html"
    report(story, "--out", str(place))
    with pytest.raises(InTheWay, match="is there already"):
        story.run("report", "--out", str(place))

    assert "<h1>What was seen</h1>" in place.read_text(encoding="utf-8")


def test_a_pdf_is_printed_by_what_is_named_so(story: Story, tmp_path: Path, monkeypatch):
    """By a stand-in: the browser itself is tried in `tests/web/browser`."""
    browser = tmp_path / "chromium"
    browser.write_text(
        '#!/bin/sh\nfor each; do case $each in --print-to-pdf=*) echo "%PDF of $0" > "${each#*=}";; esac; done\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    place = story.elsewhere / "report.pdf"
    report(story, "--out", str(place))

    assert place.read_text() == f"%PDF of {browser}\n"


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        (None, "apt-get install chromium"),
        ("exit 7", "exit status 7"),
        ("exit 0", "No such file"),
    ],
)
def test_without_a_browser_it_says_what_to_do(
    story: Story, tmp_path: Path, monkeypatch, browser: str | None, words: str
):
    monkeypatch.setenv("PATH", str(tmp_path))
    if browser is not None:
        (tmp_path / "chromium").write_text(f"#!/bin/sh\n{browser}\n")
        (tmp_path / "chromium").chmod(0o755)
    with pytest.raises(printing.CannotPrint) as raised:
        printing.printed("<p>Hello</p>")

    assert words in f"{raised.value} {raised.value.hint}"
    assert "--format html" in str(raised.value.hint)


def test_a_pdf_is_not_for_a_terminal(story: Story):
    result = story.run("report", "--format", "pdf")

    assert result.exit_code == 2
    assert "--out" in result.output
