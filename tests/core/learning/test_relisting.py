"""A listing found again after a redesign by who stood there; and that each thing that speaks against rows is heard."""

import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.healing_cases import Case, links_of
from benchmarks.healing_listings import perform, visit_of
from benchmarks.layouts import KNOWN, NOW
from benchmarks.learning import front_of, learned
from monitor.config.healed import healed_text
from monitor.config.sites import read_site
from monitor.core.learning.healing import heal, healed
from monitor.core.learning.lineup import out_of_order
from monitor.model.healing import Lineup, ListingVisit, Stood
from tests.pages.snippets import page

SITE = """site = "s"
hosts = ["24.kg"]
timezone = "Asia/Bishkek"
article_id = '/news/(\\d+)'
[listing]
row = ".gone"
link = ".head a::attr(href)"
title = ".head"
time = ".time"
[article]
title = "h1"
"""
SELECTORS = read_site(SITE, "s")
COUNT = 9
BEGAN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def published(number: int) -> datetime:
    return BEGAN + timedelta(minutes=5 * number)


def title(number: int) -> str:
    return f"The headline of article {number}"


def row(number: int, css: str = "card", *, words: str = "", at: datetime | None = None) -> str:
    local = (at or published(number)) + timedelta(hours=6)
    return (
        f'<div class="{css}"><div class="head"><a href="/news/{number}/x/">{words or title(number)}</a></div>'
        f'<span class="time">{local:%d.%m.%Y %H:%M}</span></div>'
    )


STOOD = tuple(range(100 + COUNT, 100, -1))
NEWS = (111, 110)
SHOWN = (*NEWS, *STOOD[:-2])


def rows(*numbers: int, css: str = "card") -> str:
    return "".join(row(number, css) for number in numbers)


def lineup(
    others: tuple[int, ...] = (), *, those=STOOD, name="s#{}", url="https://24.kg/news/{}/"
) -> Lineup:
    stood = tuple(
        Stood(
            names=(name.format(number),),
            url=url.format(number),
            title=title(number),
            published_at=published(number),
        )
        for number in those
    )
    return Lineup(stood=stood, others=tuple(map(name.format, others)))


def look(html: str, *, who: Lineup | None = None, selectors=SELECTORS):
    visit = ListingVisit(page=page(html, "https://24.kg/"), lineup=who or lineup())
    broken = ("listing.row", "listing.link")
    return {each.field: each for each in heal((), selectors, broken, NOW, visit)}


def doubt_of(html: str, **how) -> str:
    found = look(html, **how)
    assert not any(each.is_sure for each in found.values())
    return found["listing.row"].doubt


def test_who_stood_there_marks_the_rows():
    found = look(f'<ul class="list">{rows(*SHOWN)}</ul>')

    assert {name: each.selectors for name, each in found.items()} == {"listing.row": (".card",)}
    remedy = found["listing.row"]
    assert (remedy.is_sure, remedy.right, remedy.asked) == (True, len(STOOD) - 2, len(STOOD) - 2)


def test_what_is_read_of_the_rows_is_found_along_with_them():
    html = rows(*SHOWN).replace('"head"', '"name"').replace('"time"', '"clock"')
    found = look(html)
    mended = healed(SELECTORS, tuple(found.values()))
    read = links_of(page(html, "https://24.kg/"), mended, NOW)

    assert set(found) == {"listing.row", "listing.link", "listing.title", "listing.time"}
    assert all(each.is_sure for each in found.values())
    assert [link.title for link in read] == [title(number) for number in SHOWN]
    assert [link.published_at for link in read] == [published(number) for number in SHOWN]


def test_links_are_known_under_any_spelling():
    html = (
        rows(*SHOWN)
        .replace("/news/", "https://www.24.kg/sport/news/")
        .replace("/x/", "_y.html?utm_source=x")
    )

    assert look(html)["listing.row"].is_sure


def test_times_that_cannot_be_found_are_left_and_the_rows_are_not():
    html = rows(*SHOWN).replace('class="time"', 'class="when"').replace("2026", "")
    found = look(html)

    assert found["listing.row"].is_sure
    assert "listing.time" not in found or not found["listing.time"].is_sure


NAMELESS = "".join(
    f'<article><h3><a href="/news/{number}/">{title(number)}</a></h3></article>' for number in SHOWN
)
OLD = (7, 6, 5, 4)
OTHERS = (901, 902, 903, 904)


@pytest.mark.parametrize(
    ("html", "doubt"),
    [
        (rows(*SHOWN[:6]), "only 4 of the articles"),
        (rows(*SHOWN[:7], *OTHERS, 905), "only 5 of 12 rows"),
        (rows(*SHOWN) + '<div class="card"><a href="/tags/">All that is said of it</a></div>', "no article"),
        (rows(*SHOWN, SHOWN[3]), "the same article"),
        (rows(*SHOWN).replace("21:00</span>", '21:00</span><a href="/news/105/">.</a>'), "several articles"),
        (f'<div class="lead">{rows(STOOD[0], css="big")}</div>{rows(*STOOD[1:])}', "in none of its rows"),
        (rows(*NEWS, STOOD[0], *STOOD[4:]), "3 articles that stood there"),
        (rows(*STOOD[1:]), "the newest of those who stood there is gone"),
        (f'<nav class="top">{rows(901, css="big")}</nav>{rows(*SHOWN)}', "above its rows"),
        (rows(*NEWS, *STOOD[-3::-1]), "another order"),
        (rows(*NEWS, *STOOD[:4], 901, *STOOD[4:-3]), "stand others"),
        (rows(*SHOWN, 901), "below those who stood there"),
        (rows(*STOOD[:5]), "no news have pushed them off"),
        (f'<nav class="top">{rows(*SHOWN)}</nav>', "in a menu"),
        (f"<h3>Самое читаемое</h3>{rows(*SHOWN)}", "popular or related"),
        (f'<div class="most-read">{rows(*SHOWN)}</div>', "popular or related"),
        (f'<div class="lead">{rows(901, css="big")}</div>{rows(*SHOWN)}', "above its rows"),
        (rows(*SHOWN) + rows(901, *OLD, css="big"), "may be news"),
        (rows(*SHOWN) + rows(7, css="big"), "an article apart"),
        (rows(7, css="big") + rows(*SHOWN), "above its rows"),
        (NAMELESS, "tags alone"),
        ("".join(row(number, words=f"Read all of {number}") for number in SHOWN), "headlines"),
        (rows(*SHOWN).replace(title(111), "<img>"), "headlines"),
        (rows(111, *STOOD[:6]) + rows(*STOOD[6:], css="big"), "in none of its rows"),
        ("".join(row(number, at=NOW) for number in SHOWN), "times"),
    ],
)  # fmt: skip
def test_what_speaks_against_rows_leaves_them_to_a_person(html, doubt):
    assert doubt in doubt_of(html)


@pytest.mark.parametrize(
    ("above", "doubt"),
    [
        ("".join(row(number, at=BEGAN) for number in OTHERS[:2]), "that are older"),
        (rows(*OTHERS).replace('class="time"', 'class="when"'), "more articles"),
    ],
)
def test_news_have_pushed_others_off_or_say_when_they_are_of(above, doubt):
    assert doubt in doubt_of(above + rows(*STOOD))


def test_a_list_of_old_articles_below_the_rows_is_no_news():
    assert look(rows(*SHOWN) + rows(*OLD, css="big"))["listing.row"].is_sure


def test_rows_are_about_as_many_as_before():
    those = tuple(range(112, 100, -1))
    older = tuple(range(50, 40, -1))

    assert "it has 6 rows" in doubt_of(rows(113, *those[:5]), who=lineup(those=those))
    assert "it has 15 rows" in doubt_of(rows(*STOOD, *older[:6]), who=lineup(older))


def test_older_articles_may_stand_below_and_not_above():
    older = (41, 40, 39)

    far = (*older, 38, 37, 36, 35, 30)
    assert look(rows(*STOOD, *older), who=lineup(older))["listing.row"].is_sure
    assert "another list" in doubt_of(rows(*STOOD, 30), who=lineup(far))
    assert "older articles" in doubt_of(
        rows(*older, *STOOD).replace('class="time"', 'class="when"'), who=lineup(older)
    )


def test_a_day_above_the_rows_is_found_with_them_or_they_are_not_sure():
    source = SITE.replace('time = ".time"', 'time = ".time"\nday = ".day"')
    selectors = read_site(source, "s")
    plain = rows(*SHOWN).replace("22.11.2026 ", "")
    headed = '<h4 class="feed-day">22 ноября, воскресенье</h4>' + plain
    now = datetime(2026, 11, 22, 16, tzinfo=UTC)

    def doubts(html: str) -> dict[str, str]:
        visit = ListingVisit(page=page(html, "https://24.kg/"), lineup=lineup())
        return {each.field: each.doubt for each in heal((), selectors, ("listing.row",), now, visit)}  # fmt: skip

    assert doubts(headed) == {"listing.row": "", "listing.day": ""}
    assert "the day of its rows" in doubts(plain)["listing.row"]
    # Where rows tell their day themselves, nothing above them need be found.
    assert doubts(rows(*SHOWN)) == {"listing.row": ""}


def test_what_hangs_on_a_single_row_is_not_sure():
    those = tuple(range(112, 100, -1))
    html = rows(*those).replace('"head"', '"name"')
    # One headline stands elsewhere: eleven of twelve are enough, and without some of them they are not.
    odd = html.replace(title(105), f"More</a></div><b>{title(105)}</b><div><a>")

    assert look(html, who=lineup(those=those))["listing.title"].is_sure
    assert "learned from the others" in doubt_of(odd, who=lineup(those=those))


def test_articles_without_a_page_are_left_to_a_person():
    selectors = read_site(SITE[: SITE.index("[article]")], "s")

    assert "say more" in doubt_of(rows(*SHOWN), selectors=selectors)


def test_rows_that_say_more_are_not_sure():
    selectors = read_site(SITE.replace('time = ".time"', 'time = ".time"\nviews = ".seen"'), "s")

    assert "say more" in doubt_of(rows(*SHOWN), selectors=selectors)


@pytest.mark.parametrize(
    "html", ["", "<rss><channel></channel></rss>", rows(*OTHERS, 905, 906), rows(*STOOD[:2])]
)
def test_where_nobody_stands_who_stood_there_nothing_is_found(html):
    assert look(html) == {}


def test_a_site_without_ids_knows_its_articles_by_how_their_links_are_made():
    text = SITE.replace("article_id = '/news/(\\d+)'\n", "")
    selectors = read_site(text, "s")
    link = "https://24.kg/news/{}/x/"
    who = lineup(name=link, url=link)

    assert look(rows(*SHOWN), who=who, selectors=selectors)["listing.row"].is_sure
    tagged = rows(*SHOWN) + '<div class="card"><a href="/tags/">All that is said of it</a></div>'
    assert "no article" in doubt_of(tagged, who=who, selectors=selectors)


def test_a_listing_drawn_anew_as_that_of_another_site_is_read_right():
    layouts = {layout.name: layout for layout in KNOWN}
    before, after = layouts["portal"], layouts["one line"]
    stories = before.stories(16)
    case = Case(
        name="x",
        selectors=learned(before, stories[4:])[1],
        before=front_of(before, stories[4:]),
        after=front_of(after, stories[2:14]),
        later=front_of(after, stories[:12]),
        truth=links_of(front_of(before, stories[:12]), learned(before, stories)[1], NOW),
    )

    assert perform(case).word == "right"
    assert len(visit_of(case, case.truth).lineup.stood) == 12


def test_the_file_keeps_the_listing_of_before_as_a_layout_and_reads_both():
    found = tuple(look(rows(*SHOWN)).values())
    text = healed_text(SITE, "s", found, BEGAN)
    before, after = tomllib.loads(SITE), tomllib.loads(text)
    selectors = read_site(text, "s")
    old = page(rows(*STOOD, css="gone"), "https://24.kg/")

    assert after["layout"] == [{"valid_until": BEGAN, "listing": before["listing"]}]
    assert after["listing"] == {**before["listing"], "row": ".card"}
    assert after["article"] == before["article"]
    assert len(links_of(old, selectors, NOW)) == len(STOOD)
    assert len(links_of(page(rows(*SHOWN), "https://24.kg/"), selectors, NOW)) == len(SHOWN)
    # What is healed later of the same redesign joins the same layout.
    (row_only,) = found
    again = tomllib.loads(healed_text(text, "s", (row_only,), BEGAN))
    assert again["layout"] == after["layout"]


@pytest.mark.parametrize(
    ("places", "count"), [((), 0), ((1, 2, 5), 0), ((3, 1, 2), 1), ((3, 2, 1), 2)]
)
def test_as_few_as_can_be_are_out_of_order(places, count):
    assert out_of_order(places) == count
