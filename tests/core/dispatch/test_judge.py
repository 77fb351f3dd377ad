"""What becomes of deliveries that wait: muted, out at once, held, together."""

import json
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.dispatch import FLOODED, Desk, group_of, judge, matcher_of
from monitor.core.dispatch.digest import MOST_TOLD
from monitor.core.dispatch.judge import COLLECT
from monitor.model import (
    AT_ONCE,
    AlertKind,
    Flood,
    Gather,
    GroupBy,
    GroupState,
    Held,
    Hold,
    Holding,
    Mute,
    QuietHours,
    Release,
    Silence,
    SinkPast,
    Waiting,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NOTHING = SinkPast(groups={})
NIGHT = QuietHours(begins=time(11), ends=time(14))
BY_RULE = Holding(group_by=(GroupBy.RULE,), wait=30 * SECOND, interval=5 * MINUTE)


def one(id_: int, rule: str = "vakunov", at: datetime = NOW, **changes: object) -> Waiting:
    facts = {
        "id": id_,
        "sink": "desk",
        "alert": f"msg_{id_}",
        "kind": AlertKind.MATCHED,
        "rule": rule,
        "source": "24kg-en",
        "story": id_,
        "created_at": at,
        "payload": json.dumps(
            {"data": {"article": {"title": f"Title {id_}", "url": "https://a/"}}}
        ),
    }
    return Waiting(**{**facts, **changes})  # type: ignore[arg-type]


def desk(holding: Holding = AT_ONCE, **changes: object) -> Desk:
    return Desk(holding=holding, zone=UTC, **changes)  # type: ignore[arg-type]


def past(**groups: GroupState) -> SinkPast:
    return SinkPast(groups={f"rule={rule}": state for rule, state in groups.items()})


def test_what_nobody_wants_held_goes_out_each_by_itself():
    ruled = judge([one(1), one(2)], NOTHING, desk(), NOW)

    assert ruled == (Release(deliveries=(1, 2), group=""),)


def test_the_first_of_a_group_waits_for_others():
    ruled = judge([one(1), one(2, "visa-free", NOW - 10 * SECOND)], NOTHING, desk(BY_RULE), NOW)

    assert ruled == (
        Hold(deliveries=(1,), until=NOW + 30 * SECOND, why=Held.GROUP, group="rule=vakunov"),
        Hold(deliveries=(2,), until=NOW + 20 * SECOND, why=Held.GROUP, group="rule=visa-free"),
    )


def test_a_later_one_waits_with_those_that_wait():
    state = GroupState(opens_at=NOW + 7 * SECOND)
    ruled = judge([one(3)], past(vakunov=state), desk(BY_RULE), NOW)

    assert ruled == (
        Hold(deliveries=(3,), until=NOW + 7 * SECOND, why=Held.GROUP, group="rule=vakunov"),
    )


def test_a_group_whose_wait_is_over_is_told_by_one_digest():
    early = NOW - MINUTE
    waiting = [one(n, at=early + n * SECOND, held=Held.GROUP, group="rule=vakunov") for n in (1, 2)]
    (ruled,) = judge(waiting, past(vakunov=GroupState()), desk(BY_RULE), NOW)

    assert isinstance(ruled, Gather)
    assert (ruled.deliveries, ruled.why, ruled.group) == ((1, 2), Held.GROUP, "rule=vakunov")
    told = json.loads(ruled.digest.payload)
    assert (told["type"], told["data"]["why"]) == ("monitor.digest", "group")
    assert (told["data"]["group"], told["data"]["count"]) == ({"rule": "vakunov"}, 2)
    assert [line["alert"] for line in told["data"]["alerts"]] == ["msg_1", "msg_2"]
    assert told["data"]["alerts"][0]["title"] == "Title 1"
    assert told["data"]["alert"] == ruled.digest.id
    assert ruled.digest.sinks == ("desk",)


def test_a_group_of_one_goes_as_it_is():
    waiting = [one(1, at=NOW - MINUTE, held=Held.GROUP, group="rule=vakunov")]

    assert judge(waiting, NOTHING, desk(BY_RULE), NOW) == (
        Release(deliveries=(1,), group="rule=vakunov"),
    )


def test_between_two_messages_of_a_group_lies_its_interval():
    state = GroupState(told_at=NOW - 2 * MINUTE)
    (ruled,) = judge([one(1)], past(vakunov=state), desk(BY_RULE), NOW)

    assert ruled == Hold(
        deliveries=(1,), until=NOW + 3 * MINUTE, why=Held.GROUP, group="rule=vakunov"
    )


def test_a_digest_waits_for_its_time_of_day_and_has_everything():
    daily = Holding(digest_at=(time(18), time(8)))
    (held,) = judge([one(1), one(2, "visa-free")], NOTHING, desk(daily), NOW)

    assert held == Hold(deliveries=(1, 2), until=NOW.replace(hour=18), why=Held.DIGEST, group="")

    waiting = [one(n, held=Held.DIGEST, group="") for n in (1, 2)]
    (told,) = judge(waiting, NOTHING, desk(daily), NOW.replace(hour=18))
    assert isinstance(told, Gather)
    assert (told.deliveries, told.why) == ((1, 2), Held.DIGEST)


def test_quiet_hours_hold_and_then_tell_together():
    quiet = desk(Holding(quiet=(NIGHT,)))
    morning = NOW.replace(hour=14)
    (held,) = judge([one(1), one(2)], NOTHING, quiet, NOW)

    assert held == Hold(deliveries=(1, 2), until=morning, why=Held.QUIET, group="")

    waiting = [one(n, held=Held.QUIET, group="") for n in (1, 2)]
    (told,) = judge(waiting, NOTHING, quiet, morning)
    assert isinstance(told, Gather)
    assert (told.deliveries, told.why) == ((1, 2), Held.QUIET)


def test_what_joins_others_in_quiet_hours_waits_for_their_end_too():
    morning = NOW.replace(hour=14)
    held = SinkPast(groups={"": GroupState(opens_at=morning)})
    wanted = Hold(deliveries=(3,), until=morning, why=Held.QUIET, group="")
    collecting = Holding(quiet=(NIGHT,), wait=MINUTE)
    eve = NOW.replace(hour=10, minute=59, second=30)

    assert judge([one(3)], held, desk(Holding(quiet=(NIGHT,))), NOW) == (wanted,)
    assert judge([one(3, at=eve)], held, desk(collecting), eve) == (wanted,)


def test_a_group_that_would_be_told_in_the_night_waits_for_the_morning():
    holding = Holding(group_by=(GroupBy.RULE,), wait=MINUTE, quiet=(NIGHT,))
    before = NOW.replace(hour=10, minute=59, second=30)
    (held,) = judge([one(1, at=before)], NOTHING, desk(holding), before)

    assert held == Hold(
        deliveries=(1,), until=NOW.replace(hour=14), why=Held.QUIET, group="rule=vakunov"
    )


def test_an_urgent_rule_waits_for_nothing():
    holding = Holding(quiet=(NIGHT,), digest_at=(time(8),), flood=Flood(most=1, within=MINUTE))
    ruled = judge(
        [one(n) for n in range(9)], NOTHING, desk(holding, urgent=frozenset({"vakunov"})), NOW
    )

    assert ruled == (Release(deliveries=tuple(range(9))),)


def silence(*matchers: str) -> Silence:
    return Silence(
        id="sil_1",
        matchers=tuple(map(matcher_of, matchers)),
        author="anna",
        reason="known",
        begins_at=NOW,
        ends_at=NOW + MINUTE,
    )


def test_a_silence_mutes_even_what_is_urgent_and_leaves_the_rest():
    silenced = desk(urgent=frozenset({"vakunov"}), silences=(silence("rule=vakunov"),))
    ruled = judge([one(1), one(2, "visa-free")], NOTHING, silenced, NOW)

    assert ruled == (
        Mute(deliveries=(1,), silence="sil_1"),
        Release(deliveries=(2,), group=""),
    )
    assert judge([one(1)], NOTHING, silenced, NOW + MINUTE) == (Release(deliveries=(1,)),)


FLOOD = Holding(flood=Flood(most=3, within=10 * MINUTE))


def flooded(opens_at: datetime | None = None, told_at: datetime | None = None, messages: int = 0):
    return SinkPast(
        groups={FLOODED: GroupState(opens_at=opens_at, told_at=told_at)}, messages=messages
    )


def test_few_are_no_flood():
    ruled = judge([one(1), one(2)], flooded(messages=1), desk(FLOOD), NOW)

    assert ruled == (Release(deliveries=(1,), group=""), Release(deliveries=(2,), group=""))


def test_one_more_than_the_most_is_a_flood_that_is_watched_a_little():
    (ruled,) = judge([one(1), one(2)], flooded(messages=2), desk(FLOOD), NOW)

    assert ruled == Hold(deliveries=(1, 2), until=NOW + COLLECT, why=Held.FLOOD, group=FLOODED)


def test_what_comes_while_a_flood_is_held_waits_with_it():
    opens_at = NOW + 20 * SECOND
    (ruled,) = judge([one(9)], flooded(opens_at=opens_at), desk(FLOOD), NOW)

    assert ruled == Hold(deliveries=(9,), until=opens_at, why=Held.FLOOD, group=FLOODED)


def test_a_flood_is_told_by_one_digest_with_those_that_just_came():
    waiting = [one(n, held=Held.FLOOD, group=FLOODED) for n in (1, 2)] + [one(3)]
    (ruled,) = judge(waiting, flooded(), desk(FLOOD), NOW)

    assert isinstance(ruled, Gather)
    assert (sorted(ruled.deliveries), ruled.why, ruled.group) == ([1, 2, 3], Held.FLOOD, FLOODED)


def test_while_a_flood_lasts_there_is_one_digest_a_window():
    told_at = NOW - 4 * MINUTE
    (ruled,) = judge([one(9)], flooded(told_at=told_at, messages=50), desk(FLOOD), NOW)

    assert ruled == Hold(
        deliveries=(9,), until=told_at + 10 * MINUTE, why=Held.FLOOD, group=FLOODED
    )
    assert judge([one(9)], flooded(told_at=told_at), desk(FLOOD), NOW) == (
        Release(deliveries=(9,), group=""),
    )


def test_a_digest_names_all_however_many():
    waiting = [one(n, held=Held.FLOOD, group=FLOODED) for n in range(MOST_TOLD + 50)]
    (ruled,) = judge(waiting, flooded(), desk(FLOOD), NOW)

    assert isinstance(ruled, Gather)
    told = json.loads(ruled.digest.payload)["data"]
    named = [line["alert"] for line in told["alerts"]] + told["more"]
    assert named == [each.alert for each in waiting]
    assert told["count"] == len(waiting)


def test_the_same_members_make_the_same_digest_whoever_asks():
    waiting = [one(n, held=Held.FLOOD, group=FLOODED) for n in (1, 2, 3)]
    (first,) = judge(waiting, flooded(), desk(FLOOD), NOW)
    (again,) = judge(waiting[::-1], flooded(), desk(FLOOD), NOW + MINUTE)
    (other,) = judge(waiting[:2], flooded(), desk(FLOOD), NOW)

    assert isinstance(first, Gather)
    assert isinstance(again, Gather)
    assert isinstance(other, Gather)
    assert first.digest.id == again.digest.id != other.digest.id


def test_a_story_is_a_group_and_what_is_about_no_article_is_another():
    holding = Holding(group_by=(GroupBy.STORY, GroupBy.SOURCE), wait=MINUTE)

    assert group_of(one(1, story=5), holding) == "story=5,source=24kg-en"
    assert group_of(one(1, story=None, source=""), holding) == "story=,source="


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["vakunov", "visa-free", "urgent"]),
            st.integers(0, 4000),
            st.sampled_from([None, *Held]),
        ),
        min_size=1,
        max_size=30,
    ),
    st.builds(
        Holding,
        group_by=st.sampled_from([(), (GroupBy.RULE,), (GroupBy.STORY, GroupBy.SOURCE)]),
        wait=st.sampled_from([timedelta(), MINUTE]),
        interval=st.sampled_from([timedelta(), 10 * MINUTE]),
        digest_at=st.sampled_from([(), (time(13),)]),
        quiet=st.sampled_from([(), (NIGHT,)]),
        flood=st.sampled_from([None, Flood(most=3, within=10 * MINUTE)]),
    ),
    st.integers(0, 20),
    st.booleans(),
)
def test_each_is_ruled_upon_once_and_held_only_until_later(
    specs: list[tuple[str, int, Held | None]], holding: Holding, messages: int, is_silenced: bool
):
    waiting = [
        one(n, rule, NOW - age * SECOND, held=held) for n, (rule, age, held) in enumerate(specs)
    ]
    silences = (silence("rule=visa-free"),) if is_silenced else ()
    ruled = judge(
        waiting,
        SinkPast(groups={}, messages=messages),
        desk(holding, urgent=frozenset({"urgent"}), silences=silences),
        NOW,
    )

    assert sorted(id_ for each in ruled for id_ in each.deliveries) == [w.id for w in waiting]
    assert all(each.until > NOW for each in ruled if isinstance(each, Hold))
    assert all(len(each.deliveries) > 1 for each in ruled if isinstance(each, Gather))


def test_a_clock_that_was_ahead_holds_nothing_longer():
    later = NOW + 3652 * timedelta(days=1)
    state = GroupState(told_at=later)

    (ruled,) = judge([one(1, at=later)], past(vakunov=state), desk(BY_RULE), NOW)

    assert isinstance(ruled, Hold)
    assert ruled.until == NOW + 30 * SECOND


def test_an_hour_that_comes_twice_has_one_digest():
    holding = Holding(digest_at=(time(18),))
    told = SinkPast(groups={"": GroupState(told_at=NOW.replace(hour=18, second=1))})

    (ruled,) = judge([one(1)], told, desk(holding), NOW)

    assert isinstance(ruled, Hold)
    assert ruled.until == NOW.replace(day=24, hour=18)


def test_a_digest_of_years_ahead_keeps_none_of_today():
    holding = Holding(digest_at=(time(18),))
    told = SinkPast(groups={"": GroupState(told_at=NOW.replace(year=2036))})

    (ruled,) = judge([one(1)], told, desk(holding), NOW)

    assert isinstance(ruled, Hold)
    assert ruled.until == NOW.replace(hour=18)
