"""What stands in the place of a page, by its fields, its address and its bytes."""

import pytest

from benchmarks.torture.near_misses import DETOURS, PAGES
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


@pytest.mark.parametrize(("name", "path", "page"), DETOURS)
def test_an_article_is_one_wherever_the_site_led(name, path, page):
    assert seen(page, final_url=f"https://example.kg{path}") is None


@pytest.mark.parametrize(
    "page",
    [
        "<title>24.kg</title><p>The owner of this site has decided so: your IP address was blocked.</p>",
        "<title>Технические работы</title><p>На сайте ведутся технические работы. Приносим извинения.</p>",
        "<title>Страница не найдена</title><h1>404</h1><p>К сожалению, такой страницы нет. Вернитесь на главную.</p>",
        "<title>Барак табылган жок</title><p>Кечиресиз, сиз издеген барак бул сайтта жок болуп чыкты.</p>",
        "<title>Attention</title><h1>Attention</h1><p>Please verify you are human.</p><form></form>",
        "<title>News</title><h1>News</h1><p>Please verify you are human.</p><form class='h-captcha'></form>",
        "<title>Ошибка</title><h1>24.kg новости</h1><p>Доступ для вас ограничен владельцем ресурса.</p>",
        "<title>Капча</title><p>Чтобы читать дальше, введите код.</p>",
        "<title>Maintenance</title><meta http-equiv='refresh' content='30'><p>The systems of the portal are down.</p>",
        '<title>Access denied</title><meta name="robots" content="noindex"><p>The policy of the owner forbids it.</p>',
        '<title>24.kg</title><div class="cf-turnstile"></div><p>Verifying that you are human takes a while.</p>',
    ],
)
def test_words_and_a_second_sign_are_a_wall(page):
    assert seen(page) is not None


def test_words_beside_another_status_are_a_wall():
    page = "<title>A notice</title><p>The main server of the site is undergoing maintenance.</p>"

    assert seen(page) is None
    assert seen(page, status=503) is not None


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
