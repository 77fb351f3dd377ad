"""What happens to articles after they are published is reported, whole and without inventions, by the engine itself.

The small sister of `benchmarks/afterlife.py`: real HTTP, a real database, virtual time.
"""

from datetime import timedelta

from benchmarks.afterlife import Scenario, run
from monitor.model import EventKind


async def test_all_that_is_done_to_articles_is_reported_and_nothing_else(tmp_path):
    scenario = Scenario(
        articles=45,
        per_hour=6,
        tail=timedelta(hours=28),
        budget=60,
        editions=("en",),
        tick=timedelta(minutes=5),
    )

    verdict = await run(scenario, tmp_path)

    assert verdict.faults == []
    told = {kind for kind, row in verdict.rows.items() if row.told}
    assert told == set(EventKind) - {EventKind.MATCHED}
