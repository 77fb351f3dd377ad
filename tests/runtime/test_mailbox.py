"""How a command asks the daemon for something that writes."""

from datetime import UTC, datetime

import pytest

from monitor.model import Acknowledgement, DeliveryState, Replay
from monitor.model.wish import Armed, ArmWish, ExpireWish, Noted, Replayed, Silenced, SilenceWish
from monitor.runtime.mailbox import Mailbox, refused

WISH = ArmWish(rule="vakunov", since=datetime(2026, 11, 1, tzinfo=UTC))


def test_a_wish_is_taken_once(tmp_path):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")

    name = mailbox.put(WISH)

    assert mailbox.take() == (name, WISH)
    assert mailbox.take() is None


def test_what_is_not_taken_yet_goes_on_waiting(tmp_path):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")
    names = {mailbox.put(WISH), mailbox.put(WISH)}

    (first, _) = mailbox.take()

    assert len(mailbox.waiting()) == 1
    (second, _) = Mailbox(tmp_path / "monitor.db.wishes").take()
    assert {first, second} == names


def test_an_answer_is_collected_once(tmp_path):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")
    name = mailbox.put(WISH)

    assert mailbox.collect(name) is None
    mailbox.answer(name, Armed(articles=9, matches=2, alerts=1))

    assert mailbox.collect(name) == Armed(articles=9, matches=2, alerts=1)
    assert mailbox.collect(name) is None


@pytest.mark.parametrize(
    "replay",
    [
        Replay(),
        Replay(
            state=DeliveryState.SENT,
            alert="msg_1",
            rule="vakunov",
            sink="desk",
            since=WISH.since,
            until=datetime(2026, 11, 2, tzinfo=UTC),
        ),
    ],
)
def test_a_replay_can_be_wished_for(tmp_path, replay):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")
    name = mailbox.put(replay)

    assert mailbox.take() == (name, replay)
    mailbox.answer(name, Replayed(deliveries=3))
    assert mailbox.collect(name) == Replayed(deliveries=3)


@pytest.mark.parametrize(
    ("wish", "granted"),
    [
        (
            SilenceWish(
                matchers=("rule=visa-*",),
                author="Aida",
                reason="Тишина",
                begins_at=WISH.since,
                ends_at=datetime(2026, 11, 2, tzinfo=UTC),
            ),
            Silenced(silence="sil_1"),
        ),
        (ExpireWish(silence="sil_1"), Silenced(silence="sil_1")),
        (Acknowledgement(alert="msg_1", author="Aida", note="seen"), Noted()),
    ],
)
def test_what_people_say_of_alerts_can_be_wished_for(tmp_path, wish, granted):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")
    name = mailbox.put(wish)

    assert mailbox.take() == (name, wish)
    mailbox.answer(name, granted)
    assert mailbox.collect(name) == granted


def test_a_refusal_answers_in_the_form_of_its_wish():
    assert refused(WISH, "no") == Armed(trouble="no")
    assert refused(Replay(), "no") == Replayed(trouble="no")


def test_a_wish_can_be_taken_back(tmp_path):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")

    mailbox.withdraw(mailbox.put(WISH))

    assert mailbox.take() is None


def test_a_file_that_is_no_wish_is_dropped_and_harms_nothing(tmp_path):
    mailbox = Mailbox(tmp_path / "monitor.db.wishes")
    name = mailbox.put(WISH)
    folder = tmp_path / "monitor.db.wishes"
    (folder / "bad.wish.json").write_text("{")
    (folder / "list.wish.json").write_text("[1]")
    (folder / "other.wish.json").write_text('{"rule": "x", "since": 5}')

    assert mailbox.take() == (name, WISH)
    assert mailbox.take() is None
    assert list(folder.iterdir()) == []


def test_without_a_folder_there_is_no_wish(tmp_path):
    assert Mailbox(tmp_path / "monitor.db.wishes").take() is None
