"""`monitor views`: the counter of an article as a table and as a picture."""

import json
import struct
import xml.etree.ElementTree as ET

import pytest

from monitor.export import InTheWay

SVG = "{http://www.w3.org/2000/svg}"


def test_every_reading_is_shown_and_the_one_that_is_not_believed_said_to_be_so(story):
    said = story.run("views", "24.kg#1").stdout

    rows = [line for line in said.splitlines() if line.startswith("20")]
    assert len(rows) == 10
    (doubted,) = [row for row in rows if "not believed" in row]
    assert doubted.split()[2] == "100"


def test_the_series_is_shown_as_json(story):
    result = story.run("views", "24.kg#1", "--json")

    found = json.loads(result.stdout)
    assert [reading["views"] for reading in found["doubted"]] == [100]
    assert len(found["readings"]) == 9
    assert len(found["paces"]) == 8
    assert all(pace["views_per_hour"] >= 0 for pace in found["paces"])
    assert found["rise"] == pytest.approx(3, rel=0.01)
    gained = found["readings"][-1]["views"] - found["readings"][0]["views"]
    assert found["growth"]["promoted"] + found["growth"]["organic"] == pytest.approx(gained)
    assert found["growth"]["promoted"] > found["growth"]["organic"] > 0


def test_the_curve_is_drawn_with_all_that_is_known(story, tmp_path):
    result = story.run("views", "24.kg#1", "--plot", str(tmp_path / "views.svg"))

    root = ET.parse(tmp_path / "views.svg").getroot()
    ids = {group.get("id") for group in root.iter(f"{SVG}g")}
    dots = {
        id_: len(list(root.find(f".//{SVG}g[@id='{id_}']").iter(f"{SVG}use")))
        for id_ in ("readings", "doubted")
    }
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert result.exit_code == 0
    assert dots == {"readings": 9, "doubted": 1}
    assert {"usual", "usual-band", "paces", "mark-1", "mark-2"} <= ids
    assert [id_ for id_ in ids if id_ and id_.startswith("stay-listing")] != []
    assert "Посол Вакунов: погибли пятеро" in texts
    assert any("headline changed" in text and "number changed" in text for text in texts)


def test_a_png_has_the_size_that_is_asked_for(story, tmp_path):
    file = tmp_path / "views.PNG"

    result = story.run("views", "24.kg#2", "--plot", str(file), "--size", "800x600")

    assert result.exit_code == 0
    assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", file.read_bytes()[16:24]) == (800, 600)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--plot", "views.pdf"), ".svg"),
        (("--plot", "views.svg", "--size", "10x10"), "600x500"),
        (("--plot", "views.svg", "--size", "99999x99999"), "10000x10000"),
        (("--plot", "views.svg", "--size", "large"), "600x500"),
    ],
)
def test_a_picture_that_cannot_be_made_is_refused(story, words, fault):
    result = story.run("views", "24.kg#1", *words)

    assert result.exit_code == 2
    assert fault in result.stderr


def test_a_picture_overwrites_nothing_unasked(story, tmp_path):
    (tmp_path / "views.svg").write_text("mine")
    words = ("views", "24.kg#1", "--plot", str(tmp_path / "views.svg"))

    with pytest.raises(InTheWay):
        story.run(*words)
    kept = (tmp_path / "views.svg").read_text()
    forced = story.run(*words, "--force")

    assert (kept, forced.exit_code) == ("mine", 0)
    assert "<svg" in (tmp_path / "views.svg").read_text()


def test_without_a_counter_there_is_nothing_to_show(story):
    result = story.run("views", "24.kg#3")

    assert result.exit_code == 1
    assert "no view counter" in result.stderr


async def test_without_matplotlib_the_remedy_is_named(story, tmp_path):
    file = tmp_path / "views.svg"

    code, _, err = await story.program(
        "views", "24.kg#1", "--plot", str(file), lacking="matplotlib"
    )

    assert code == 1
    assert "pip install '.[charts]'" in err
    assert "Traceback" not in err
    assert not file.exists()
