"""`python -m benchmarks.crash`: so many kills, then every promise held against what is left. Exit code 1: one broke."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.crash.checks import CHECKS, violations
from benchmarks.crash.moment import Moment
from benchmarks.crash.nursery import Nursery, open_nursery
from benchmarks.crash.receivers import FAULTS
from benchmarks.crash.record import Record
from benchmarks.crash.stage import staged
from benchmarks.crash.storm import COLD, record_of, storm


async def perform(
    folder: Path, nursery: Nursery, kills: int, seed: int, *, cold: float = COLD, scouts: int = 0
) -> Record:
    """Return the record of one storm in `folder`."""
    async with staged(folder, seed, nursery, scouts=scouts) as stage:
        await storm(stage, kills, cold=cold)
        return record_of(stage)


async def lanes_of(
    folder: Path, nursery: Nursery, kills: int, lanes: int, seed: int
) -> list[Record]:
    """Return the records of several storms side by side, which share the kills."""
    shares = [kills // lanes + (lane < kills % lanes) for lane in range(lanes)]
    return await asyncio.gather(
        *(
            # One lane with a scout: it comes up in few lives, and must end with each.
            perform(folder / f"lane-{lane}", nursery, share, seed + lane, scouts=int(lane == 0))
            for lane, share in enumerate(shares)
        )
    )


async def _storms(folder: Path, kills: int, lanes: int, seed: int) -> list[Record]:
    with open_nursery() as nursery:
        return await lanes_of(folder, nursery, kills, lanes, seed)


def _table(record: Record) -> str:
    matched = sum(alert.kind == "article.matched" for alert in record.alerts)
    lines = [
        f"kills {record.kills}, articles published {len(record.published)}, stored {len(record.stored)}",
        f"matches owed {len(record.owed)}, in the ledger {matched}; alerts with edits {len(record.alerts)}",
        f"attempts cut off by a kill and written down {record.interrupted}",
        "",
        f"{'sink':8}{'messages':>10}{'taken':>8}{'alerts':>8}{'lost':>6}{'again':>7}",
    ]
    for sink in FAULTS:
        came = [receipt for receipt in record.receipts if receipt.sink == sink]
        taken = [receipt.alert for receipt in came if receipt.is_taken]
        lost = len({alert.id for alert in record.alerts} - set(taken))
        again = len(taken) - len(set(taken))
        lines.append(f"{sink:8}{len(came):10}{len(taken):8}{len(set(taken)):8}{lost:6}{again:7}")
    return "\n".join(lines)


def _moments(records: list[Record]) -> str:
    counts = Counter[str]()
    for record in records:
        counts.update(record.moments)
    return "\n".join(f"  {moment.value:34}{counts[moment.value]:7}" for moment in Moment)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--lanes", type=int, default=6, help="storms side by side")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave databases and logs in this folder")
    wanted = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.keep or Path(temporary)
        records = asyncio.run(_storms(folder, wanted.kills, wanted.lanes, wanted.seed))
    broken = [sentence for record in records for sentence in violations(record)]
    print("\n\n".join(map(_table, records)))
    print(f"\nWhat the daemon was doing when it was killed:\n{_moments(records)}")
    print(f"\n{len(CHECKS)} promises, {len(broken)} violations, {time.monotonic() - began:.0f} s")
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
