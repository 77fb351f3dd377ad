"""Pictures of view curves: the data are in them, whatever the title says."""

import io
import struct
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import matplotlib as mpl
import pytest

from monitor.charts import SMALLEST, Curve, Mark
from monitor.charts.curve import draw_curve
from monitor.model import Block, CounterReading, Stay
from monitor.model.report import Pace, Usual

NOW = datetime(2026, 11, 22, 4, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIZE = (1200, 800)
SVG = "{http://www.w3.org/2000/svg}"


def readings(*views: int) -> tuple[CounterReading, ...]:
    return tuple(CounterReading(at=NOW + hour * HOUR, views=n) for hour, n in enumerate(views))


def curve(**changes) -> Curve:
    plain = {
        "title": "Посол Вакунов: визасыз режим үчүн Өзгөн",
        "caption": "24.kg#363188",
        "zone": ZoneInfo("Asia/Bishkek"),
        "readings": readings(10, 400, 700, 900, 1000),
    }
    return Curve(**(plain | changes))


def svg(drawn: Curve, size=SIZE) -> ET.Element:
    into = io.BytesIO()
    draw_curve(drawn, into, "svg", size)
    return ET.fromstring(into.getvalue())


def texts(root: ET.Element) -> list[str]:
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


def group(root: ET.Element, id_: str) -> ET.Element | None:
    return root.find(f".//{SVG}g[@id='{id_}']")


def dots(root: ET.Element, id_: str) -> list[tuple[float, float]]:
    found = group(root, id_)
    assert found is not None
    return [(float(use.get("x")), float(use.get("y"))) for use in found.iter(f"{SVG}use")]


def test_every_reading_is_a_dot_and_more_views_stand_higher():
    places = dots(svg(curve()), "readings")

    assert len(places) == 5
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_a_reading_that_is_not_believed_is_a_dot_of_another_kind():
    root = svg(curve(doubted=(CounterReading(at=NOW + 2.5 * HOUR, views=300),)))

    assert len(dots(root, "doubted")) == 1
    assert len(dots(root, "readings")) == 5
    assert group(svg(curve()), "doubted") is None


def test_what_is_only_doubted_is_drawn_too():
    root = svg(curve(readings=(), doubted=readings(500)))

    assert len(dots(root, "doubted")) == 1
    assert group(root, "readings") is None


def test_nothing_cannot_be_drawn():
    with pytest.raises(ValueError, match="reading"):
        svg(curve(readings=()))


def test_the_title_is_text_in_its_own_letters():
    assert curve().title in texts(svg(curve()))


def test_a_title_is_no_formula_and_no_markup():
    title = r"From $5 to $6, \frac{1}{2} & <b>more</b> 🙂"

    assert title in texts(svg(curve(title=title)))


def test_a_long_title_is_cut_where_the_page_ends():
    shown = texts(svg(curve(title="Министерство иностранных дел " * 20)))

    lines = [text for text in shown if text.startswith(("Министерство", "иностранных", "дел"))]
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_times_are_of_the_zone():
    root = svg(curve())

    assert "time in Asia/Bishkek" in texts(root)
    assert "11:00" in texts(root)


def test_a_mark_is_numbered_and_explained():
    marks = tuple(Mark(at=NOW + n * HOUR, text=f"number changed: {n} → {n + 1}") for n in range(3))

    root = svg(curve(marks=marks))

    assert all(group(root, f"mark-{place}") is not None for place in (1, 2, 3))
    assert "2 · 11-22 11:02 · number changed: 1 → 2" in texts(root)


def test_more_marks_than_there_is_room_for_are_counted():
    marks = tuple(Mark(at=NOW + n * HOUR / 10, text="headline changed") for n in range(30))

    shown = [
        text for text in texts(svg(curve(marks=marks))) if "headline" in text or "more" in text
    ]

    assert len(shown) == 10
    assert shown[-1] == "… and 21 more"


def test_a_stay_is_a_band_with_its_best_place():
    stays = (
        Stay(block=Block.LISTING, began_at=NOW, ended_at=NOW + 3 * HOUR, best=1, last=9, sightings=5),
        Stay(block=Block.POPULAR, began_at=NOW + HOUR, ended_at=NOW + HOUR, best=4, last=4, sightings=1),
    )  # fmt: skip

    root = svg(curve(stays=stays))

    assert group(root, "stay-listing-20261122T040200") is not None
    assert group(root, "stay-popular-20261122T050200") is not None
    assert "best #1" in texts(root)
    assert "best #4" not in texts(root)
    assert {"listing", "popular"} <= set(texts(root))


def test_what_is_usual_and_the_pace_are_drawn_where_they_are_known():
    usual = tuple(Usual(at=r.at, views=300, low=200, high=400) for r in readings(1, 2, 3))
    paces = (Pace(since=NOW, until=NOW + HOUR, views_per_hour=390),)

    root = svg(curve(usual=usual, paces=paces))

    assert all(group(root, id_) is not None for id_ in ("usual", "usual-band", "paces"))
    assert all(group(svg(curve()), id_) is None for id_ in ("usual", "usual-band", "paces"))


@pytest.mark.parametrize("size", [SIZE, SMALLEST])
def test_a_png_is_as_large_as_it_is_asked_for(size):
    into = io.BytesIO()

    draw_curve(curve(), into, "png", size)

    assert into.getvalue()[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", into.getvalue()[16:24]) == size


def test_the_same_curve_is_the_same_file_and_leaves_no_trace():
    settings = dict(mpl.rcParams)
    first, second = io.BytesIO(), io.BytesIO()

    draw_curve(curve(), first, "svg", SIZE)
    draw_curve(curve(), second, "svg", SIZE)

    assert first.getvalue() == second.getvalue()
    assert dict(mpl.rcParams) == settings
