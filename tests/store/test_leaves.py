"""Long lists a leaf at a time: nothing twice, nothing left out, and a place that nobody gave is the beginning."""

import pytest

from monitor.model.report import ArticleFilter
from monitor.store.reading import open_archive
from tests.store.desk import Database, Desk


@pytest.fixture
async def archive(desk: Desk, path: Database):
    await desk.claim_articles(*map(desk.new, range(1, 8)))
    with open_archive(path) as archive:
        yield archive


def walked(archive, which: ArticleFilter, limit: int) -> list[str]:
    leaf = archive.article_leaf(which, limit=limit)
    names = [line.name for line in leaf.items]
    while leaf.after:
        leaf = archive.article_leaf(which, after=leaf.after, limit=limit)
        names += [line.name for line in leaf.items]
    return names


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
async def test_leaves_hold_every_article_once(archive, limit):
    names = walked(archive, ArticleFilter(), limit)

    assert len(names) == 7
    assert len(set(names)) == 7


async def test_the_last_leaf_names_none_behind_it(archive):
    assert archive.article_leaf(limit=7).after == ""
    assert archive.article_leaf(limit=6).after != ""


@pytest.mark.parametrize(
    "after", ["x", "💥", "W10", "WyJhIl0", "WzEsMl0", "W3RydWUsIDFd", "ey", "=" * 9]
)
async def test_a_place_that_nobody_gave_harms_nothing(archive, after):
    for leaf in (archive.article_leaf, archive.alert_leaf, archive.delivery_leaf):
        assert len(leaf(after=after).items) in (0, 7)
