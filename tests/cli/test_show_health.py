"""What `monitor show health` says of a source whose article pages broke today."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.core.health.remedies import tell_healing
from monitor.model import (
    Alert,
    AlertKind,
    Basis,
    Breakage,
    BrokenField,
    Gain,
    Glance,
    Harvest,
    HealthUpdate,
    TargetKind,
)
from monitor.model.healing import Healing, Remedy
from tests.cli.story import CONFIG, RU
from tests.store.desk import Desk, opened

TODAY = datetime.now(UTC).replace(microsecond=0)
YESTERDAY = TODAY - timedelta(days=1)
BODY = BrokenField(
    page=TargetKind.ARTICLE,
    field="body",
    gain=Gain.MISSING,
    selectors=("div.cont",),
    before=0.98,
    now=0.0,
    since=TODAY,
    lost_at=TODAY,
    witnesses=(1, 2),
)
TOLD = Alert(id="msg_broken", kind=AlertKind.SOURCE_BROKEN, rule="", sinks=("log",), payload="{}")

HEALING = Healing(
    since=TODAY,
    at=TODAY,
    sought=("title", "body"),
    remedies=(Remedy(field="body", selectors=(".prose",), right=5, asked=5, is_sure=True),),
    file="selectors/24.kg.toml",
    undo="rm selectors/24.kg.toml",
)
LOOKED = tell_healing(Desk.source(RU, "https://24.kg/"), HEALING, ())


def harvest(field: str, selector: str, count: int) -> Harvest:
    gain = Gain.HIT if selector else Gain.MISSING
    return Harvest(field=field, basis=Basis.HELD, gain=gain, selector=selector, count=count)


def update(at: datetime, *harvests: Harvest, **changes) -> HealthUpdate:
    glance = Glance(page=TargetKind.ARTICLE, subject=1, at=at, hit=frozenset())
    facts = {"glance": glance, "harvests": harvests, "breakage": None, "expects": None}
    return HealthUpdate(**(facts | changes))


async def tell(path) -> None:
    async with opened(path) as desk:
        await desk.adopt(Desk.source(RU, "https://24.kg/"))
        before = (harvest("title", "h1.main", 99), harvest("body", "div.cont", 98))
        await desk.poll(YESTERDAY, health=update(YESTERDAY, *before))
        after = (harvest("title", "h1", 9), harvest("body", "", 9))
        breakage = Breakage(since=TODAY, fields=(BODY,))
        await desk.poll(TODAY, health=update(TODAY, *after, breakage=breakage, alerts=(TOLD,)))
        await desk.store.tell([LOOKED], TODAY, source=RU)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("health")
    (made / "monitor.toml").write_text(CONFIG)
    asyncio.run(tell(made / "monitor.db"))
    return made


def run(folder, *words):
    config = str(folder / "monitor.toml")
    return CliRunner().invoke(cli, ["show", "health", *words, "--config", config])


def test_what_is_broken_is_shown_with_the_selector_a_page_and_advice(folder):
    said = run(folder, "24kg-ru").stdout

    assert "24kg-ru broken since" in said
    assert "as msg_broken" in said
    (body,) = [line for line in said.splitlines() if line.startswith("article  body")]
    assert ("0 %" in body, "98 %" in body, "no more div.cont" in body) == (True, True, True)
    assert "article body is not on https://24.kg/" in said
    assert "try: monitor check page https://24.kg/" in said


@pytest.mark.parametrize(
    ("page", "field", "is_advised"),
    [
        (TargetKind.ARTICLE, "body", True),
        (TargetKind.ARTICLE, "canonical", False),
        (TargetKind.LISTING, "row", True),
    ],
)
def test_healing_is_advised_where_it_may_find_something(tmp_path, page, field, is_advised):
    broken = replace(BODY, page=page, field=field)

    async def breaks():
        async with opened(tmp_path / "monitor.db") as desk:
            await desk.adopt(Desk.source(RU, "https://24.kg/"))
            breakage = Breakage(since=TODAY, fields=(broken,))
            await desk.poll(TODAY, health=update(TODAY, harvest("body", "", 9), breakage=breakage))

    asyncio.run(breaks())
    (tmp_path / "monitor.toml").write_text(CONFIG)

    said = run(tmp_path, "24kg-ru").stdout
    assert ("try: monitor selectors heal 24kg-ru" in said) is is_advised


def test_what_was_found_of_it_is_shown_with_the_way_back(folder):
    said = run(folder, "24kg-ru").stdout

    assert f"told as {LOOKED.id}" in said.replace("\n", " ")
    assert "title: nowhere to be found" in said
    assert "body: .prose (right on 5 of 5 held back): sure" in said
    assert "written: selectors/24.kg.toml" in said
    assert "undo: rm selectors/24.kg.toml" in said


def test_a_selector_that_took_over_is_shown_beside_the_dead_one(folder):
    said = run(folder).stdout

    (title,) = [line for line in said.splitlines() if line.startswith("article  title")]
    assert ("switched" in title, "h1, no more h1.main" in title) == (True, True)


def test_health_as_json_has_a_line_a_source(folder):
    (line,) = run(folder, "--json").stdout.splitlines()

    found = json.loads(line)
    assert (found["source"], found["alert"]) == ("24kg-ru", "msg_broken")
    assert [(f["field"], f["state"]) for f in found["fields"]] == [
        ("body", "broken"),
        ("title", "switched"),
    ]


def test_the_health_of_an_unknown_source_is_said_to_be_so(folder):
    result = run(folder, "25kg")

    assert (result.exit_code, "25kg" in result.stderr) == (1, True)
