"""What stands in the place of a page, by its fields, its address and its bytes."""

import pytest

from benchmarks.torture.near_misses import PAGES
from benchmarks.torture.walls import walls
from monitor.core.blockpage import recognise
from monitor.core.blockwords import BlockKind, kind_of_headline

WHERE = "https://example.kg/news/1_title/"


def seen(body: str, *, status: int = 200, final_url: str = WHERE, **fields: str):
    return recognise(
        status,
        lambda name: fields.get(name.replace("-", "_"), ""),
        body.encode(),
        url=WHERE,
        final_url=final_url,
    )


@pytest.mark.parametrize("wall", [w for w in walls() if "own" not in w.name], ids=lambda w: w.name)
def test_a_wall_is_recognised_before_it_is_parsed(wall):
    fields = {name.replace("-", "_"): value for name, value in wall.fields}

    assert seen(wall.body, status=wall.status, **fields) is not None


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_a_good_page_is_not(name, page):
    assert seen(page) is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/login?next=/news/1", BlockKind.WALL),
        ("/consent", BlockKind.CONSENT),
        ("/showcaptcha?retpath=x", BlockKind.CAPTCHA),
    ],
)
def test_a_redirect_to_a_wall_is_one(path, kind):
    found = seen("", final_url=f"https://example.kg{path}")

    assert found is not None
    assert found.kind == kind


def test_what_gave_it_away_is_said():
    assert str(seen("<title>Page not found | 24.kg</title>")) == (
        "missing: headed 'Page not found | 24.kg'"
    )


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Just a moment...", BlockKind.CHALLENGE),
        ("404 » 24.kg", BlockKind.MISSING),
        ("СТРАНИЦА НЕ НАЙДЕНА", BlockKind.MISSING),
        ("Барак табылган жок!", BlockKind.MISSING),
        ("Access denied: how the court ruled", None),
        ("404 — how many schools were built this year", None),
        ("", None),
        ("|", None),
    ],
)
def test_a_headline_is_a_wall_only_as_a_whole(headline, kind):
    assert kind_of_headline(headline) == kind
