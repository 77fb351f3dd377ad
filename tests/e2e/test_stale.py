"""Old copies from caches before a real newsroom: the engine tells each act once, and nothing that was not done."""

from datetime import timedelta

import pytest

from benchmarks.torture.blockpages import staged
from monitor.demo.caches import Caches

TOLD = """
SELECT kind FROM event JOIN article ON article.id = event.article WHERE article.name = ?
    AND kind IN ('edited', 'withdrawn', 'returned', 'unlisted', 'relisted', 'counter_backwards') ORDER BY event.id
"""


@pytest.mark.parametrize("says_age", [True, False])
async def test_an_edit_behind_caches_that_take_turns_is_told_once(tmp_path, says_age):
    async with staged(tmp_path) as stage:
        newsroom = stage.newsroom
        article = newsroom.publish(edition="en", topics=())
        lives = (timedelta(), timedelta(minutes=50), timedelta(minutes=25))
        newsroom.script("/english/*", Caches(now=stage.now, lives=lives, says_age=says_age))
        await stage.pass_time(6)
        newsroom.edit(article.id, title="The council has met", paragraphs=["It met.", "It left."])
        reasons = set()
        for _ in range(14):
            await stage.pass_time(1)
            reasons.add(stage.sight(article.id).reason)

        assert reasons == {None, "stale_copy"}
        assert stage.rows(TOLD, f"24.kg#{article.id}") == [("edited",)]
