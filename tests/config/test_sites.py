from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config.sites import load_site, load_sites, shipped_folder
from monitor.errors import ConfigError
from monitor.model import Field, Pick

GOOD = """site = "example.com"
hosts = ["Example.com", "*.example.com", "127.0.0.1:8080"]
timezone = "Asia/Bishkek"
article_id = '/(\\d+)'
article_url = "https://www.example.com/news/{id}/"
[listing]
row = "li"
link = "a::attr(href)"
[article]
title = ["h1", "title::text"]
body = { css = "p", many = true, drop = ".ad" }
language = { css = ["html::attr(lang)", "::url"], pattern = "(..)" }
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "example.com.toml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def faults(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ConfigError) as caught:
        load_site(path)
    prefix = f"{path.parent.name}/{path.name}"
    return [(f.where.removeprefix(f"{prefix}: "), f.what, f.hint) for f in caught.value.faults]


def test_a_file_becomes_selectors(write):
    selectors = load_site(write(GOOD))

    assert selectors.hosts == {"example.com", "*.example.com", "127.0.0.1:8080"}
    assert selectors.timezone == ZoneInfo("Asia/Bishkek")
    assert selectors.article_url == "https://www.example.com/news/{id}/"
    assert selectors.article.required == {"title"}
    assert selectors.article.fields["title"] == Field(
        picks=(
            Pick(source="h1", css="h1"),
            Pick(source="title::text", css="title", is_page_wide=True),
        )
    )
    assert selectors.article.fields["body"] == Field(
        picks=(Pick(source="p", css="p"),), many=True, drop=".ad"
    )
    assert selectors.article.fields["language"].picks == (
        Pick(source="html::attr(lang)", css="html", attribute="lang", is_page_wide=True),
        Pick(source="::url", css="", is_url=True),
    )


def test_the_zone_is_utc_where_none_is_given(write):
    assert load_site(write(GOOD.replace('timezone = "Asia/Bishkek"', ""))).timezone == ZoneInfo(
        "UTC"
    )


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "hint"),
    [
        ("[article]", "[article]\nviewz = 'i'", "article.viewz", "unknown key", 'did you mean "views"?'),
        ("drop", "dropp", "article.body.dropp", "unknown key", 'did you mean "drop"?'),
        ("[listing]", "[listing]\nrows = 'a'", "listing.rows", "unknown key", 'did you mean "row"?'),
        ('"li"', '"li["', "listing.row", '"li[" is not a CSS selector', ""),
        ('row = "li"', "", "listing.row", "is missing", ""),
        ('row = "li"', "row = 1", "listing.row", "wants a string, not a whole number", ""),
        *(
            ('"li"', f'"{css}"', "listing.row", f'"{css}" has a bracket, a quote or a comment that is not closed', "")
            for css in ("[href", "a:is(b", "a /* b", "a[b=c", "a:not([href]")
        ),
        ('"a::attr(href)"', '"a::before"', "listing.link", 'knows no "::before"', "known: ::text, ::attr(name), ::url"),
        ('"a::attr(href)"', '"a::attr(h), b::attr(x)"', "listing.link", "is not a CSS", "several selectors are a list"),
        ('"a::attr(href)"', '""', "listing.link", "empty", ""),
        ('"a::attr(href)"', "[]", "listing.link", "wants a selector or a list", ""),
        ('"(..)"', '"("', "article.language.pattern, line 12, column 62", "opens a group", "put ) behind it"),
        ('"(..)"', '".."', "article.language.pattern", "has no group", "put what is wanted in (…)"),
        ("'/(\\d+)'", "'x'", "article_id", "has no group", "put what is wanted in (…)"),
        ("many = true", "many = 1", "article.body.many", "wants true or false", ""),
        ("Asia/Bishkek", "Asia/Bishkeck", "timezone", "there is no time zone", 'did you mean "Asia/Bishkek"?'),
        ("Asia/Bishkek", "Asia", "timezone", "there is no time zone", ""),
        ('"Example.com"', '"https://example.com/"', "hosts", "is not a host", ""),
        (GOOD[GOOD.index("[article]") :], "", "article_url", "needs [article] beside it", ""),
        ("[listing]", "[listing]\npage = '?{offset}'", "listing.step", "and {offset} in page need each other", ""),
        ("[listing]", "[listing]\nstep = 0", "listing.step", "wants a whole number above 0", ""),
        ("[listing]", "[listing]\nbody = 'p'", "listing.body", "is read from the article's own page", "without"),
        ("[listing]", "[listing]\npage = 'p'", "listing.page", "has no {page}, {offset} or {day} in it", ""),
        ("[listing]", "[listing]\npage = '{page}'\nnext = 'a'", "listing.page", "stands beside next", ""),
        ("[article]", "[article]\nrequired = ['bodi']", "article.required", "is no field here", 'did you mean "body"?'),
        ("[article]", "[article]\nrequired = 'body'", "article.required", "wants a list, not a string", ""),
        ('site = "example.com"', 'site = "other"', "site", 'is "other" in a file named', ""),
        ('"p"', '"::attr(x)"', "article.body.css", "is not a CSS selector", ""),
        ('"::url"', '"a::url"', "article.language.css", "stands alone", ""),
        ('["h1", "title::text"]', '["h1", 3]', "article.title", "wants selectors", ""),
        ("{id}", "id", "article_url", "wants {id} in it, once", ""),
        ("{id}", "{id}/{id}", "article_url", "wants {id} in it, once", ""),
        ("www.example.com", "example.org", "article_url", "leads to none of the hosts", "one of hosts"),
        ("https://www", "ftp://www", "article_url", "leads to none of the hosts", ""),
        ("https://www.example.com/", "/", "article_url", "leads to none of the hosts", ""),
        ("news/{id}", "7/{id}", "article_url", "is none that article_id finds the id in", ""),
        ("news/{id}/", "news/?id={id}", "article_url", "is none that article_id finds the id in", ""),
        ("article_id", "article_ids", "article_url", "needs article_id beside it", ""),
        ('"https://www.example.com/news/{id}/"', '" "', "article_url", "is empty", ""),
        ('"https://www.example.com/news/{id}/"', "7", "article_url", "wants a string", ""),
        ("[listing]", "[listings]", "listings", "unknown key", 'did you mean "listing"?'),
    ],
)  # fmt: skip
def test_a_fault_says_where_and_what_and_what_is_near(write, old, new, where, what, hint):
    assert old in GOOD
    found = faults(write(GOOD.replace(old, new, 1)))

    assert [
        fault for fault in found if fault[0] == where and what in fault[1] and hint in fault[2]
    ], found


def test_a_defect_of_article_id_is_not_told_of_article_url_too(write):
    text = GOOD.replace("'/(\\d+)'", "'('")

    assert [where for where, _, _ in faults(write(text))] == ["article_id, line 4, column 15"]


def test_every_fault_is_told_at_once(write):
    text = (
        GOOD.replace('"li"', '"li["')
        .replace('"(..)"', '".."')
        .replace("Asia/B", "Asia/X")
        .replace("drop", "drip")
    )

    assert [where for where, _, _ in faults(write(text))] == [
        "timezone",
        "listing.row",
        "article.body.drip",
        "article.language.pattern",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("site = ", "is not TOML"),
        ("", "is missing"),
        ("a = " + "[" * 20_000, ""),
        (f"a = {'9' * 5_000}", "a number is too long"),
    ],
)
def test_a_file_that_is_none_is_a_fault(write, text, what):
    assert any(what in found for _, found, _ in faults(write(text)))


def test_a_defect_of_syntax_has_the_folder_the_line_and_the_column(tmp_path):
    (tmp_path / "selectors").mkdir()
    path = tmp_path / "selectors" / "24.kg.toml"
    path.write_text("site = '24.kg'\nhosts = [\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_site(path)
    (fault,) = caught.value.faults
    assert fault.where == "selectors/24.kg.toml: line 3, column 1"


def test_a_file_that_is_not_there_or_not_utf_8_is_a_fault(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b"site = '\xff'")

    assert "cannot be read" in faults(tmp_path / "gone.toml")[0][1]
    assert "is not UTF-8" in faults(tmp_path / "latin.toml")[0][1]


def test_a_folder_is_loaded_whole_or_refused_with_the_faults_of_all(write):
    good = write(GOOD)
    assert list(load_sites(good.parent)) == ["example.com"]

    write("site = 'b'", "a.toml")
    write("x", "b.toml")
    with pytest.raises(ConfigError) as caught:
        load_sites(good.parent)
    assert {fault.where.rpartition("/")[2].partition(":")[0] for fault in caught.value.faults} == {
        "a.toml",
        "b.toml",
    }


def test_the_files_that_ship_are_found():
    assert (shipped_folder() / "24.kg.toml").is_file()


def test_a_fault_of_a_pattern_that_stands_there_twice_gives_its_own_column(write):
    text = GOOD.replace('"(..)"', "'('").replace("'/(\\d+)'", "'('")

    assert [where for where, _, _ in faults(write(text))] == [
        "article_id, column 1 of it",
        "article.language.pattern, column 1 of it",
    ]


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        (
            'cut_before = "aside"\nwithin = "main"',
            ("is not the beginning of a tag", 'write it like "<aside"'),
        ),
        (
            'cut_before = "<aside"',
            ("needs within beside it", "only behind a box that is closed is cut"),
        ),
    ],
)
def test_a_cut_is_a_tag_behind_a_box(write, keys, fault):
    path = write(GOOD.replace("[article]\n", f"[article]\n{keys}\n"))

    assert faults(path) == [("article.cut_before", *fault)]
