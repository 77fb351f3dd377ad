"""What every store promises of a source: its state, its rhythm, its hours, its alarm, and how its articles count."""

import asyncio
import math
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    HOURS_OF_WEEK,
    Alarm,
    AlarmKind,
    Alert,
    AlertKind,
    Committed,
    FoundBy,
    Lesson,
    Norm,
    NormKey,
    NormSample,
    Plan,
    Problem,
    ProblemKind,
    Rate,
    Reason,
    Rhythm,
    RhythmCell,
    SourceHour,
    SourceState,
    SourceUpdate,
)
from monitor.store.connection import CONTRADICTIONS
from monitor.store.rows import to_text
from tests.store.desk import EN, MINUTE, NOW, RU, Desk
from tests.store.looking import rows

HOUR = timedelta(hours=1)
# The hour that has begun, in UTC.
OCLOCK = NOW.replace(minute=0, second=0, microsecond=0)


async def note(desk: Desk, **parts: object) -> None:
    await desk.poll(source=SourceUpdate(**parts))  # type: ignore[arg-type]


async def state(desk: Desk) -> SourceState:
    return (await desk.known()).source


async def test_the_state_of_a_source_is_known(desk: Desk):
    await desk.adopt()
    assert await state(desk) == SourceState()
    await note(desk, seeded_at=NOW, polled_at=NOW)
    problem = Problem(field="time", kind=ProblemKind.UNREADABLE, detail="32:00")
    await desk.poll(
        source=SourceUpdate(failures=2, reason=Reason.TIMEOUT),
        problems=(problem,),
        rates=(Rate(currency="USD", value=87.45),),
    )

    assert await state(desk) == SourceState(seeded_at=NOW, polled_at=NOW, failures=2)
    assert (await desk.known(target=desk.listing(RU))).source == SourceState()


async def test_what_was_learned_of_a_rhythm_is_known_and_a_lesson_changes_its_cells_alone(
    desk: Desk,
):
    await desk.adopt()
    first = (RhythmCell(hour=0, posts=1.5, hours=2.0), RhythmCell(hour=167, posts=0.0, hours=1.0))
    await note(desk, lesson=Lesson(cells=first, heat=3.25, heat_at=NOW))
    second = (RhythmCell(hour=0, posts=4.0, hours=2.5),)
    await note(desk, lesson=Lesson(cells=second, heat=1.0, heat_at=NOW + MINUTE))
    await note(desk)

    posts, hours = [0.0] * HOURS_OF_WEEK, [0.0] * HOURS_OF_WEEK
    posts[0], hours[0], hours[167] = 4.0, 2.5, 1.0
    assert (await state(desk)).rhythm == Rhythm(
        posts=tuple(posts), hours=tuple(hours), heat=1.0, heat_at=NOW + MINUTE
    )


async def test_what_checks_add_to_an_hour_is_summed_up(desk: Desk):
    await desk.adopt()
    added = SourceHour(
        hour_at=OCLOCK,
        proven=timedelta(minutes=20, milliseconds=7),
        polls=2,
        failed=1,
        found=3,
        longest_wait=timedelta(minutes=5),
    )
    await note(desk, hours=(added,))
    await note(desk, hours=(replace(added, longest_wait=timedelta(minutes=2)),))

    assert (await state(desk)).hours == (
        SourceHour(
            hour_at=OCLOCK,
            proven=timedelta(minutes=40, milliseconds=14),
            polls=4,
            failed=2,
            found=6,
            longest_wait=timedelta(minutes=5),
        ),
    )


async def test_no_more_of_an_hour_is_proven_than_there_is(desk: Desk):
    await desk.adopt()
    added = SourceHour(hour_at=OCLOCK, proven=timedelta(minutes=45))
    for _ in range(2):
        await note(desk, hours=(added,))
    first = (await state(desk)).hours
    await note(desk, hours=(SourceHour(hour_at=OCLOCK - HOUR, proven=2 * HOUR),))

    assert [hour.proven for hour in first] == [HOUR]
    assert [hour.proven for hour in (await state(desk)).hours] == [HOUR, HOUR]


async def test_the_last_two_days_of_hours_are_known(desk: Desk):
    await desk.adopt()
    ages = [0, 47, 48, 1, 900]
    await note(desk, hours=tuple(SourceHour(hour_at=OCLOCK - age * HOUR, polls=1) for age in ages))

    hours = (await state(desk)).hours
    assert [(OCLOCK - hour.hour_at) / HOUR for hour in hours] == [47, 1, 0]


async def test_an_alarm_stands_until_a_check_says_otherwise(desk: Desk):
    await desk.adopt()
    alarms = [
        Alarm(kind=AlarmKind.SILENT, since=NOW, expected=12.5, found=0),
        Alarm(kind=AlarmKind.FAILING, since=NOW + MINUTE),
        None,
    ]
    seen = []
    for alarm in alarms:
        await note(desk, alarm=alarm)
        seen.append((await state(desk)).alarm)

    assert seen == alarms


async def test_an_articles_check_is_told_no_more_of_the_source_than_it_needs(desk: Desk):
    await desk.adopt()
    lesson = Lesson(cells=(RhythmCell(hour=0, posts=1, hours=1),), heat=1.0, heat_at=NOW)
    update = SourceUpdate(
        seeded_at=NOW,
        polled_at=NOW,
        lesson=lesson,
        hours=(SourceHour(hour_at=OCLOCK),),
        alarm=Alarm(kind=AlarmKind.FLOOD, since=NOW),
    )
    await desk.poll(source=update, found=(desk.new(1),))
    (target,) = [t for t in await desk.claim() if t.article is not None]

    assert (await desk.known(target=target)).source == SourceState(seeded_at=NOW, polled_at=NOW)


async def test_an_alarm_is_told_though_it_is_about_no_article(desk: Desk):
    await desk.adopt()
    alert = Alert(
        id="msg_silent", kind=AlertKind.SOURCE_SILENT, rule="", sinks=("log",), payload="{}"
    )
    first, again = [await desk.poll(alerts=(alert,)) for _ in range(2)]
    due = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 9})

    assert (first.alerts, first.deliveries, again.alerts) == (1, 1, 0)
    assert [delivery.alert for delivery in due] == ["msg_silent"]


# Native numbers, and the gaps between them


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("24.kg#363188", 363188),
        ("24.kg#007", 7),
        ("24.kg#9" + "0" * 17, 9 * 10**17),
        ("24.kg#9" + "0" * 18, None),
        ("24.kg#a7", None),
        ("24.kg#7a", None),
        ("24.kg#", None),
        ("24.kg#٣", None),
        ("https://24.kg/7", None),
        ("https://24.kg/1#2", None),
        ("#7", None),
    ],
)
async def test_a_number_is_what_stands_behind_the_sites_name(
    desk: Desk, name: str, number: int | None
):
    await desk.adopt()
    new = desk.new(1)
    await desk.poll(found=(replace(new, identity=replace(new.identity, name=name)),))

    expected = [] if number is None else [number]
    assert await desk.store.numbers("24.kg", NOW) == expected


async def test_the_numbers_of_a_site_are_those_of_all_its_sources_since_a_time(desk: Desk):
    other = replace(desk.source("other", "https://other.example/"), site="other.example")
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"), other)
    listings = {t.source: t for t in await desk.claim()}
    found = {EN: (5, 2), RU: (3, 9), "other": (4,)}
    for source, numbers in found.items():
        plan = Plan(
            target=listings[source],
            next=desk.next(at=NOW + len(numbers) * MINUTE),
            found=tuple(map(desk.new, numbers)),
        )
        await desk.store.commit(plan)
    await desk.store.seek(EN, [desk.new(1)], NOW)

    assert await desk.store.numbers("24.kg", NOW) == [1, 2, 3, 5, 9]
    assert await desk.store.numbers("24.kg", NOW + MINUTE) == [2, 3, 5, 9]
    assert await desk.store.numbers("nobody.example", NOW) == []


async def test_articles_that_no_listing_named_are_sought_and_due_at_their_time(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    await desk.store.commit(Plan(target=listing, next=desk.next(None), found=(desk.new(1),)))
    sought = [
        replace(desk.new(number, due_at=NOW + MINUTE), found_by=FoundBy.GAP, title="")
        for number in (1, 2)
    ]
    new = await desk.store.seek(EN, sought, NOW)
    known = await desk.known([desk.identity(1).key, desk.identity(2).key])

    assert new == 1
    assert [held.found_by for held in known.articles.values()] == [FoundBy.LISTING, FoundBy.GAP]
    assert [t.due_at for t in await desk.claim(now=NOW + MINUTE)] == [NOW, NOW + MINUTE]
    assert await desk.store.seek(EN, sought, NOW) == 0


async def test_rates_and_samples_of_pages_that_are_stored_together_are_as_if_one_came_by_one(
    desk: Desk, path
):
    targets = await desk.claim_articles(*map(desk.new, range(5)))
    key = NormKey(section="Society", daypart=2, age=3)
    values = (87.4, 87.4, 87.5, 87.4, 87.4)
    plans = [
        Plan(
            target=target,
            next=desk.next(at=NOW + n * MINUTE),
            rates=(Rate(currency="USD", value=value),),
            samples=(NormSample(key=key, log_views=float(n), pace=n % 2),),
        )
        for n, (target, value) in enumerate(zip(targets, values, strict=True))
    ]
    await asyncio.gather(*map(desk.store.commit, plans))
    rates = rows(path, "SELECT seen_at, value FROM rate ORDER BY seen_at")
    norm = (await desk.known(norms=[key])).norms[key]

    assert rates == [(to_text(NOW + n * MINUTE), values[n]) for n in (0, 2, 3)]
    assert norm == Norm(articles=5.0, log_sum=10.0, log_squares=30.0, paces=((0, 3.0), (1, 2.0)))


async def test_a_rate_that_cannot_be_stored_costs_its_own_check_and_no_other(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(3)))
    plans = [
        desk.wording(target, 1, rates=(Rate(currency="USD", value=value),))
        for target, value in zip(targets, (87.4, math.nan, 87.5), strict=True)
    ]
    results = await asyncio.gather(*map(desk.store.commit, plans), return_exceptions=True)

    assert [isinstance(result, Committed) for result in results] == [True, False, True]
    assert isinstance(results[1], CONTRADICTIONS)
