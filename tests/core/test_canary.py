"""The canary's pages: read by its own selectors, met by its own rule, and new at every poll."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import load_site, shipped_folder
from monitor.core.canary import SITE, canary_page, canary_rule, canary_source
from monitor.core.extract import read_article, read_listing
from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.model import Canary

SELECTORS = load_site(shipped_folder() / f"{SITE}.toml")
CANARY = Canary(every=timedelta(hours=1), sinks=("desk",))
LISTING = canary_source(CANARY).listing


def named(every: timedelta, now: datetime):
    page = canary_page(LISTING, every, now)
    (link,) = read_listing(page, SELECTORS, first_page=page.url, page_number=1, now=now).candidates
    return link


@given(
    st.integers(1_500_000_000, 4_000_000_000),
    st.integers(1, 86_400),
    st.floats(0, 0.5),
)
def test_two_polls_find_two_articles_and_one_moment_finds_one(at, seconds, drift):
    now, every = datetime.fromtimestamp(at, UTC), timedelta(seconds=seconds)
    first, again = named(every, now), named(every, now)
    later = named(every, now + every * (1 + drift))

    assert first == again
    assert first.url != later.url
    assert first.published_at <= now


@pytest.mark.parametrize("every", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)])
def test_its_article_has_all_that_is_required_and_meets_its_rule(every):
    now = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    link = named(every, now)
    read = read_article(canary_page(link.url, every, now), SELECTORS, now=now)
    rulebook = Rulebook((compile_rule(canary_rule(CANARY)),))

    assert read.problems == ()
    assert (read.title, read.published_at) == (link.title, link.published_at)
    assert rulebook.match(Document(title=read.title or "", body=read.body or ""))
