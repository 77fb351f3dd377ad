from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.identity import belongs, canonicalise, identify
from monitor.core.identity.url import read_address
from monitor.core.patterns import compile_pattern
from monitor.model import Field, ListingSelectors, Pick, Selectors
from monitor.model.selectors import ArticleSelectors


def selectors(site, hosts, article_id=None):
    link = Field(picks=(Pick(source="a::attr(href)", css="a", attribute="href"),))
    return Selectors(
        site=site,
        hosts=frozenset(hosts),
        timezone=ZoneInfo("Asia/Bishkek"),
        listing=ListingSelectors(row="li", link=link),
        article=ArticleSelectors(fields={}),
        article_id=compile_pattern(article_id) if article_id else None,
    )


SITES = {
    "24.kg": selectors("24.kg", {"24.kg", "127.0.0.1"}, r"/(?:[a-z_]+/)*(\d+)(?:_[^/]*)?/?$"),
    "kaktus": selectors("kaktus.media", {"kaktus.media"}, r"/doc/(\d+)"),
    "akipress": selectors(
        "akipress.org",
        {"akipress.org", "*.akipress.org", "tazabek.kg", "*.tazabek.kg"},
        r"/news:(\d+)",
    ),
    "akipress.com": selectors("akipress.com", {"akipress.com"}, r"/news:(\d+)"),
    "azattyk": selectors(
        "rus.azattyk.org",
        {"rus.azattyk.org", "mirror.example.net"},
        r"/(?:a|amp)/(?:[^/]+/)?(\d+)\.html",
    ),
    "sputnik": selectors("sputnik.kg", {"sputnik.kg"}, r"-(\d+)\.html$|/\d{8}(\d+)-"),
    "generic": selectors("generic.example", {"generic.example"}),
}

# Every group: a site and spellings of one article; spellings of different groups of a site are different articles.
GROUPS = [
    (
        "24.kg",
        "https://24.kg/english/363188_Envoy_speaks/",
        "http://24.kg/english/363188_Envoy_speaks/",
        "https://www.24.kg/english/363188_Envoy_speaks",
        "https://24.kg/english/363188/",
        "https://24.kg/vlast/363188__Other_slug__/",
        "HTTPS://24.KG:443/english/363188_Envoy_speaks/?utm_source=tg#top",
        "//24.kg/english/363188_Envoy_speaks/",
        "https://24.kg/english/363188_%d0%b0/?fbclid=x&amp;gclid=y",
        "http://127.0.0.1:8080/english/363188_Envoy_speaks/",
    ),
    ("24.kg", "https://24.kg/english/363189_Envoy_speaks/", "https://24.kg/363189/"),
    ("24.kg", "https://24.kg/kyrgyzcha/363187_Elchi/", "https://24.kg/kyrgyzcha/./x/../363187/"),
    ("24.kg", "https://24.kg/english/", "https://24.kg/english", "http://www.24.kg/english/#x"),
    ("24.kg", "https://24.kg/kyrgyzcha/"),
    ("24.kg", "https://24.kg/English/"),
    ("24.kg", "https://24.kg/english/page_2/", "https://24.kg/english/page_2"),
    ("24.kg", "https://24.kg/", "http://www.24.kg", "https://24.kg/?utm_campaign=a"),
    ("24.kg", "https://elsewhere.example/english/363188_Envoy_speaks/"),
    ("24.kg", "https://24.kg.example/english/363188/"),
    ("24.kg", "https://not24.kg/english/363188/"),
    (
        "kaktus",
        "https://kaktus.media/doc/510001_posol_rasskazal.html",
        "https://kaktus.media/doc/510001_novyy_zagolovok.html?from=rss",
        "http://www.kaktus.media/doc/510001_posol_rasskazal.html#comments",
    ),
    ("kaktus", "https://kaktus.media/doc/510002_posol_rasskazal.html"),
    ("kaktus", "https://kaktus.media/?lable=8&date=2026-11-01", "https://kaktus.media?lable=8&date=2026-11-01"),
    ("kaktus", "https://kaktus.media/?lable=8&date=2026-11-02"),
    ("kaktus", "https://kaktus.media/?lable=9&date=2026-11-01"),
    (
        "akipress",
        "https://kg.akipress.org/news:2536067",
        "https://www.tazabek.kg/news:2536067?from=rss",
        "https://tazabek.kg/news:2536067",
        "http://www.tazabek.kg/news:2536067/",
        "//svodka.akipress.org/news:2536067/?from=portal&place=last&b=1",
        "https://m.akipress.org/news:2536067:Slug/?f=cp",
        "https://akipress.org/news:2536067",
    ),
    ("akipress", "https://akipress.com/news:2536067"),
    ("akipress", "https://kg.akipress.org/news:2536068"),
    ("akipress", "https://fakeakipress.org/news:2536067"),
    (
        "akipress.com",
        "https://akipress.com/news:700001:Ministers_meet/",
        "https://www.akipress.com/news:700001",
    ),
    ("akipress.com", "https://akipress.org/news:700001"),
    (
        "azattyk",
        "https://rus.azattyk.org/a/33100200.html",
        "https://rus.azattyk.org/a/slug-here/33100200.html",
        "https://rus.azattyk.org/amp/33100200.html",
        "https://rus.azattyk.org/amp/slug-here/33100200.html",
        "https://mirror.example.net/a/33100200.html",
    ),
    ("azattyk", "https://azattyk.org/a/33100200.html"),
    ("azattyk", "https://rus.azattyk.org/a/33100201.html"),
    ("azattyk", "https://rus.azattyk.org/z/4795?p=1"),
    ("azattyk", "https://rus.azattyk.org/z/4795?p=2"),
    (
        "sputnik",
        "https://sputnik.kg/20261122/elchi-1090001.html",
        "https://sputnik.kg/20261122/elchi-okuya-1090001.html?ysclid=1",
        "https://sputnik.kg/politics/202611221090001-elchi/",
    ),
    ("sputnik", "https://sputnik.kg/20261122/elchi-1090002.html"),
    ("sputnik", "https://ru.sputnik.kg/20261122/elchi-1090001.html"),
    (
        "generic",
        "https://generic.example/news/Visa-rules/",
        "http://generic.example/news/Visa-rules",
        "https://WWW.Generic.example:443/news/Visa%2Drules/",
        "http://generic.example.:80/news/./a/../Visa-rules/?yclid=1&place=2&from=mail",
        "  https://generic.example/news/%56isa-rules#comments\n",
        "https://generic.example/news/Visa-rules/?",
    ),
    ("generic", "https://generic.example/news/visa-rules/"),
    ("generic", "https://generic.example/Visa-rules/"),
    ("generic", "https://generic.example/news/Visa-rules.html", "https://generic.example/news/Visa-rules.html/"),
    ("generic", "https://generic.example:8443/news/Visa-rules/"),
    ("generic", "https://m.generic.example/news/Visa-rules/"),
    ("generic", "https://generic.example/news/Visa-rules/?id=1", "https://generic.example/news/Visa-rules?id=1&utm_id=4"),
    ("generic", "https://generic.example/news/Visa-rules/?id=2"),
    ("generic", "https://generic.example/news/Visa-rules/?ID=1"),
    ("generic", "https://generic.example/news/Visa-rules/?p=1"),
    ("generic", "https://generic.example/news/Visa-rules/?start=1"),
    ("generic", "https://generic.example/news/Visa-rules/?from=1"),
    ("generic", "https://generic.example/news/Visa-rules/?from=2026-11-01"),
    ("generic", "https://generic.example/news/Visa-rules/?f=rss"),
    ("generic", "https://generic.example/x?a=1&b=2", "https://generic.example/x/?a=1&amp;b=2", "https://generic.example/x?a=1&utm_medium=z&&amp;b=2"),
    ("generic", "https://generic.example/x?b=2&a=1"),
    ("generic", "https://generic.example/x?a=1%26b=2"),
    ("generic", "https://generic.example/%D0%B2%D0%B8%D0%B7%D0%B0/", "https://generic.example/виза", "https://generic.example/%d0%b2%d0%b8%d0%b7%d0%b0"),
    ("generic", "https://generic.example/Виза"),
    ("generic", "https://generic.example/a%2Fb", "https://generic.example/a%2fb/"),
    ("generic", "https://generic.example/a/b"),
    ("generic", "https://generic.example/a b", "https://generic.example/a%20b/"),
    ("generic", "https://generic.example/a+b"),
    ("generic", "https://generic.example/?q[t]=1", "https://generic.example/?q%5bt%5D=1"),
    ("generic", "https://пример.kg/статья", "https://xn--e1afmkfd.kg/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F/", "https://ПРИМЕР.KG/статья"),
    ("generic", "http://[::1]:8080/a", "http://[0:0:0:0:0:0:0:1]:8080/a/"),
]  # fmt: skip


def spellings():
    return [(site, url, number) for number, (site, *urls) in enumerate(GROUPS) for url in urls]


def pairs():
    """Every pair of spellings of one article, and of each two articles of a site one pair."""
    together = [
        (site, one, other, True)
        for site, *urls in GROUPS
        for i, one in enumerate(urls)
        for other in urls[i + 1 :]
    ]
    apart = [
        (site, urls[0], others[-1], False)
        for i, (site, *urls) in enumerate(GROUPS)
        for other_site, *others in GROUPS[i + 1 :]
        if site == other_site
    ]
    return together + apart


def test_the_corpus_of_pairs_is_large():
    kinds = [is_same for _, _, _, is_same in pairs()]
    assert min(kinds.count(True), kinds.count(False)) >= 100


@pytest.mark.parametrize(("site", "one", "other", "is_same"), pairs())
def test_links_collapse_exactly_when_they_name_one_article(site, one, other, is_same):
    keys = [identify(url, SITES[site]).key for url in (one, other)]
    assert (keys[0] == keys[1]) is is_same


@pytest.mark.parametrize(("site", "url", "number"), spellings())
def test_the_clean_link_has_the_identity_it_was_read_from(site, url, number):
    identity = identify(url, SITES[site])
    assert identify(identity.url, SITES[site]) == identity


def test_an_article_of_the_site_is_named_by_site_and_id():
    identity = identify("http://www.24.kg/english/363188_Envoy?utm_source=x#a", SITES["24.kg"])
    assert identity.name == "24.kg#363188"
    assert len(identity.key) == 16
    assert identity.url == "http://www.24.kg/english/363188_Envoy"


def test_a_key_is_the_same_on_every_machine():
    identity = identify("https://24.kg/english/363188/", SITES["24.kg"])
    assert identity.key.hex() == "9c09687b8aa555721a15dc146ded93ce"


def test_an_article_without_an_id_is_named_by_its_canonical_form():
    identity = identify("http://www.generic.example/a", SITES["generic"])
    assert identity.name == "https://generic.example/a/"


def test_a_plain_http_site_on_a_port_keeps_a_link_that_works():
    identity = identify("/english/x", SITES["generic"], "http://127.0.0.1:8080/english/")
    assert identity.url == "http://127.0.0.1:8080/english/x"


def test_the_host_of_the_listing_counts_as_the_sites():
    url = "http://staging.example:81/english/363188/"
    assert identify(url, SITES["24.kg"]).name == "https://staging.example:81/english/363188/"
    listing = "http://staging.example:81/english/"
    assert identify(url, SITES["24.kg"], listing=listing).name == "24.kg#363188"


def test_an_article_id_pattern_without_a_group_names_nothing():
    site = selectors("s", {"s.example"}, r"\d+")
    assert identify("https://s.example/12", site).name == "https://s.example/12/"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("/b", "https://h.example/b/"),
        ("c", "https://h.example/a/c/"),
        ("?p=2", "https://h.example/a/list/?p=2"),
        ("//other.example/x", "https://other.example/x/"),
        ("../../../b", "https://h.example/b/"),
        ("http://h.example/%7euser/%2e%2e/b", "https://h.example/b/"),
        ("https://h.example/100%", "https://h.example/100%25/"),
        ("https://h.example/a//b", "https://h.example/a//b/"),
        ("https://www.kg/x", "https://www.kg/x/"),
    ],
)
def test_a_link_is_read_against_its_page(url, canonical):
    assert canonicalise(url, "http://www.h.example/a/list") == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "#",
        "#top",
        "javascript:window.print();",
        "mailto:desk@h.example",
        "tel:+996",
        "data:text/html,x",
        "ftp://h.example/a",
        "file:///etc/passwd",
        "https://user@h.example/a",
        "https://user:word@h.example/a",
        "https://@h.example/a",
        "https://h.example@evil.example/",
        "https://h.example\\@evil.example/",
        "https:\\\\h.example\\a",
        "https://h.example/a\nb",
        "https://h.example/a\tb",
        "https://h.example/\x00",
        "https://h.example/\x7f",
        "https://",
        "https:///a",
        "http:/h.example/a",
        "https://h..example/a",
        "https://h.example:99999/a",
        "https://h.example:0/a",
        "https://h.example:http/a",
        "https://[::1/a",
        "https://[fe80::1%25eth0]/a",
        "https://[nonsense]/a",
        "https://h%2eexample%2f/a",
        "https://h example/a",
        "https://a<b>.example/",
        "https://h.example/\ud800",
        "https://" + "a" * 64 + "ж.example/",
        "https://h.example/" + "a" * 9000,
    ],
)
def test_what_names_no_page_is_refused(url):
    assert canonicalise(url) is None
    assert identify(url, SITES["24.kg"]) is None


def test_a_relative_link_without_a_page_is_refused():
    assert canonicalise("/english/1/") is None


@pytest.mark.parametrize(
    ("url", "hosts", "expected"),
    [
        ("https://24.kg/x", {"24.kg"}, True),
        ("https://www.24.kg/x", {"24.kg"}, True),
        ("https://24.kg/x", {"WWW.24.kg"}, True),
        ("https://eng.24.kg/x", {"24.kg"}, False),
        ("https://24.kg.evil.example/x", {"24.kg"}, False),
        ("http://127.0.0.1:8080/x", {"127.0.0.1"}, True),
        ("http://127.0.0.1:8080/x", {"127.0.0.1:8080"}, True),
        ("http://127.0.0.1:8081/x", {"127.0.0.1:8080"}, False),
        ("https://a.b.kg/x", {"*.b.kg"}, True),
        ("https://b.kg/x", {"*.b.kg"}, False),
        ("https://ab.kg/x", {"*.b.kg"}, False),
        ("javascript:x", {"24.kg"}, False),
        ("https://24.kg/x", set(), False),
    ],
)
def test_a_link_belongs_to_its_host_alone(url, hosts, expected):
    assert belongs(url, hosts) is expected


LINK_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("htps:/?#&=;%.@[]\\w24amp5eE0ж "), st.characters()),
    max_size=60,
)
LINKS = st.one_of(
    LINK_TEXT,
    LINK_TEXT.map("https://24.kg/".__add__),
    LINK_TEXT.map("http://www.h.example?".__add__),
    LINK_TEXT.map("https://".__add__),
)


@given(LINKS, st.sampled_from(["", "https://b.example/list/", "not a base", "http://[", "//"]))
def test_canonicalising_never_raises_and_is_idempotent(url, base):
    canonical = canonicalise(url, base)
    assert canonical is None or canonicalise(canonical) == canonical


@given(LINKS)
def test_the_clean_link_of_any_link_keeps_its_identity(url):
    identity = identify(url, SITES["24.kg"])
    assert identity is None or identify(identity.url, SITES["24.kg"]) == identity


@pytest.mark.parametrize("length", range(8_150, 8_195))
def test_a_link_at_the_length_limit_is_read_again_or_refused_at_once(length):
    for start in ("http://www.h.example/", "http://h.example/"):
        identity = identify(start + "a" * (length - len(start)), SITES["generic"])
        assert identity is None or identify(identity.url, SITES["generic"]) == identity
        assert identity is None or canonicalise(identity.name) == identity.name


@given(
    st.from_regex(
        r"https?://([a-z0-9_-]{1,5}\.){1,3}[a-z]{2,3}(:[0-9]{1,5})?/[A-Za-z0-9_~./-]{0,20}",
        fullmatch=True,
    )
)
def test_a_plain_link_reads_as_it_does_the_long_way(url):
    # A blank around it is nothing to a reader, and keeps it from the short way.
    assert read_address(url) == read_address(f" {url}")
