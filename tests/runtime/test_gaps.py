"""The numbers that no listing named are asked for, once, and only when they are old enough to be gaps."""

from datetime import timedelta

from monitor.config import load
from monitor.model import Plan
from monitor.runtime.gaps import SETTLED, seek_gaps
from tests.store.desk import EN, NOW, Desk, opened

CONFIG = """
[[source]]
id = "24kg-en"
site = "24.kg"
listing = "https://24.kg/english/"
[[sink]]
id = "log"
kind = "console"
"""


def configured(folder):
    path = folder / "monitor.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return load(path, {})


async def publish(desk: Desk, *numbers: int) -> None:
    await desk.adopt(desk.source(EN))
    listing = await desk.claim_listing()
    found = tuple(desk.new(number) for number in numbers)
    await desk.store.commit(Plan(target=listing, next=desk.next(), found=found))


async def test_a_number_missing_for_a_day_is_asked_for_once(tmp_path):
    config = configured(tmp_path)
    numbers = [number for number in range(100, 121) if number != 110]
    async with opened(tmp_path / "monitor.db") as desk:
        await publish(desk, *numbers)
        later = NOW + SETTLED + timedelta(hours=1)

        assert await seek_gaps(desk.store, config, NOW + timedelta(hours=1)) == 0
        assert await seek_gaps(desk.store, config, later) == 1
        assert await seek_gaps(desk.store, config, later) == 0

        urls = [target.url for target in await desk.claim(now=later)]
    assert "https://24.kg/110/" in urls
