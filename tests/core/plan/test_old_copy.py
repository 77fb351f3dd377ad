"""Old copies from caches: no edit, no return, no withdrawal, no reading; and what is believed all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.core.plan.old_copy import BELIEVED_AFTER
from monitor.model import (
    CounterReading,
    EventKind,
    Failed,
    ProblemKind,
    Reason,
    Suspect,
    Validators,
)
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    listing_reading,
    listing_target,
    watch,
)

MINUTE = timedelta(minutes=1)
OLD = "The minister met Vakunov in Bishkek on Monday.\nThey spoke about flights."
NEW = "The minister met the envoy in Bishkek on Monday.\nThey spoke about trains and ships."
SEEN_AT = NOW - 10 * MINUTE
# An article that was edited from OLD to NEW, and was read ten minutes ago.
EDITED = held(
    revision=held_revision(body=NEW, number=2),
    earlier=frozenset({held_revision(body=OLD).fingerprint}),
    views=100,
    viewed_at=SEEN_AT,
    readings=(CounterReading(at=SEEN_AT, views=100),),
    published_at=NOW - timedelta(hours=3),
)
STALE_BEFORE = {"reason": Reason.STALE_COPY, "failures": BELIEVED_AFTER}


def visit(article, *, at=NOW, target=None, made_at=None, last_modified=None, **page):
    outcome = replace(fetched("https://24.kg/english/100_Title/"), at=at, made_at=made_at)
    if last_modified:
        dated = replace(outcome.page, validators=Validators(last_modified=last_modified))
        outcome = replace(outcome, page=dated)
    return decide(
        target or article_target(),
        outcome,
        article_reading(**page),
        known(article),
        watch(),
        now=at,
        jitter=0.5,
    )


def gone(article, *, at=NOW, made_at=None, newest=None, **target):
    outcome = Failed(
        reason=Reason.NOT_FOUND, detail="", at=at, took=timedelta(), status=404, made_at=made_at
    )
    before = {"failures": 2, "reason": Reason.NOT_FOUND, "made_at": newest}
    of_it = article_target(**before | target)
    return decide(of_it, outcome, None, known(article), watch(), now=at, jitter=0.5)


def kinds(plan):
    return [event.kind for event in plan.events]


def assert_refused(plan):
    assert plan.next.reason is Reason.STALE_COPY
    assert (plan.events, plan.revision, plan.observation, plan.article) == ((), None, None, None)
    assert plan.next.due_at is not None


def test_a_wording_that_it_had_before_is_no_edit_at_first():
    assert_refused(visit(EDITED, body=OLD, views=100))
    assert_refused(visit(EDITED, body=OLD, views=None))


def test_more_readers_than_any_copy_can_know_of_prove_a_revert():
    made = visit(EDITED, body=OLD, views=101)

    assert EventKind.EDITED in kinds(made)
    assert made.revision.number == 3


def test_a_later_modification_proves_a_revert():
    modified = replace(EDITED, modified_at=SEEN_AT)

    assert EventKind.EDITED in kinds(visit(modified, body=OLD, views=100, modified_at=NOW))


def test_what_comes_so_often_and_nothing_else_is_a_revert():
    assert_refused(
        visit(
            EDITED,
            body=OLD,
            views=None,
            target=article_target(reason=Reason.STALE_COPY, failures=BELIEVED_AFTER - 1),
        )
    )
    made = visit(EDITED, body=OLD, views=None, target=article_target(**STALE_BEFORE))
    assert EventKind.EDITED in kinds(made)
    assert (made.next.reason, made.next.failures) == (None, 0)


def test_a_revert_that_was_believed_and_is_doubted_as_churn_is_not_refused_again():
    suspect = Suspect(
        fingerprint=held_revision(body=OLD).fingerprint, slots=(b"x",), seen_at=SEEN_AT
    )
    made = visit(replace(EDITED, suspect=suspect), body=OLD, views=None)

    assert made.next.reason is None


def test_other_failures_do_not_count_as_sightings_of_an_old_copy():
    made = visit(
        EDITED, body=OLD, views=None, target=article_target(reason=Reason.TIMEOUT, failures=9)
    )

    assert_refused(made)
    assert made.next.failures == 1


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        ({"made_at": NOW - 20 * MINUTE}, "made at 2026-11-22 11:40:00, older than one of"),
        ({"last_modified": "Sun, 22 Nov 2026 11:00:00 GMT"}, "last modified at 2026-11-22 11:00"),
        ({"modified_at": NOW - 30 * MINUTE}, "modified at 2026-11-22 11:30:00, before"),
        ({"views": 99}, "99 views, of 100"),
    ],
)
def test_a_copy_that_is_older_than_one_seen_is_no_edit_whatever_it_says(sign, said):
    last = Validators(last_modified="Sun, 22 Nov 2026 11:50:00 GMT")
    target = article_target(made_at=SEEN_AT, validators=last)
    never_seen = visit(
        replace(EDITED, modified_at=SEEN_AT),
        target=target,
        **{"body": "A wording between.", "views": 100} | sign,
    )

    assert_refused(never_seen)
    assert said in never_seen.next.detail
    assert never_seen.next.made_at == SEEN_AT
    assert never_seen.next.validators == last


def test_of_an_old_copy_of_our_words_only_the_words_are_read():
    made = visit(EDITED, body=NEW, views=97, published_at=NOW - timedelta(hours=5))

    assert kinds(made) == []
    assert made.observation.views is None
    assert made.next.reason is None
    (problem,) = made.problems
    assert (problem.field, problem.kind) == ("views", ProblemKind.STALE)


def test_the_same_copy_again_is_no_reading():
    made = visit(
        EDITED, body=NEW, views=100, made_at=SEEN_AT, target=article_target(made_at=SEEN_AT)
    )

    assert (made.observation.views, made.next.reason) == (None, None)


def test_a_date_that_is_days_behind_is_that_of_a_clock():
    target = article_target(made_at=SEEN_AT)
    made = visit(EDITED, body=NEW, views=101, made_at=NOW - timedelta(days=3), target=target)

    assert made.observation.views == 101
    assert made.next.made_at == NOW - timedelta(days=3)


def test_a_counter_that_is_low_for_longer_than_copies_live_fell():
    made = visit(EDITED, body=NEW, views=97, at=SEEN_AT + timedelta(hours=1))

    assert kinds(made) == [EventKind.COUNTER_BACKWARDS]


def test_an_old_copy_does_not_mute_a_wording_that_is_doubted():
    suspect = Suspect(fingerprint=b"other", slots=(), seen_at=SEEN_AT)
    made = visit(
        replace(EDITED, suspect=suspect),
        body=NEW,
        made_at=SEEN_AT - 20 * MINUTE,
        target=article_target(made_at=SEEN_AT),
    )

    assert_refused(made)


def test_the_page_as_it_was_before_its_withdrawal_is_no_return_within_the_hour():
    withdrawn = replace(EDITED, withdrawn_at=SEEN_AT)

    assert_refused(visit(withdrawn, body=NEW, views=100))
    # It may have found more readers before it was withdrawn.
    assert_refused(visit(withdrawn, body=NEW, views=102))
    later = SEEN_AT + timedelta(hours=1)
    assert kinds(visit(withdrawn, body=NEW, views=100, at=later)) == [EventKind.RETURNED]


def test_that_it_was_gone_before_it_returned_is_no_withdrawal_within_the_hour():
    returned = replace(EDITED, returned_at=SEEN_AT)

    assert_refused(gone(returned))
    assert kinds(gone(returned, at=SEEN_AT + timedelta(hours=1))) == [EventKind.WITHDRAWN]
    assert kinds(gone(EDITED)) == [EventKind.WITHDRAWN]


def test_an_answer_that_it_is_gone_may_be_an_old_copy_too():
    assert_refused(gone(EDITED, made_at=NOW - 20 * MINUTE, newest=SEEN_AT))


def test_old_copies_between_do_not_add_up_to_a_withdrawal():
    made = gone(EDITED, reason=Reason.STALE_COPY, failures=2)

    assert (kinds(made), made.next.failures) == ([], 1)


def test_the_newest_copy_that_was_believed_is_remembered():
    assert visit(EDITED, body=NEW, made_at=NOW).next.made_at == NOW
    assert visit(EDITED, body=NEW, target=article_target(made_at=SEEN_AT)).next.made_at == SEEN_AT


def test_a_time_that_is_still_to_come_proves_nothing():
    target = article_target(made_at=NOW + MINUTE)
    made = visit(EDITED, body=f"{NEW} More.", views=101, made_at=NOW, target=target)

    assert EventKind.EDITED in kinds(made)
    assert made.next.made_at == NOW


def poll(numbers, known_, *, made_at=None, newest=None):
    return decide(
        listing_target(made_at=newest),
        replace(fetched(), made_at=made_at),
        listing_reading(*numbers),
        known_,
        watch(),
        now=NOW,
        jitter=0.5,
    )


def standing(*numbers, since):
    articles = [held(number, id=number) for number in numbers]
    return replace(known(*articles), standing=numbers, standing_since=dict.fromkeys(numbers, since))


def test_a_listing_without_what_came_within_the_hour_may_be_an_old_copy():
    recent = standing(105, 104, 103, 102, 101, since=SEEN_AT)
    made = poll((104, 103, 102, 101), recent)

    assert (made.events, made.fronts, made.source.polled_at) == ((), (), None)
    assert made.hasten == (105,)
    assert made.problems[0].kind is ProblemKind.STALE
    assert made.next.reason is None


def test_no_old_copy_shows_what_is_new():
    recent = standing(105, 104, 103, 102, 101, since=SEEN_AT)

    assert kinds(poll((106, 104, 103, 102, 101), recent)) == [EventKind.UNLISTED]


def test_no_copy_is_so_old_that_it_lacks_what_came_longer_ago():
    settled = standing(105, 104, 103, 102, 101, since=NOW - timedelta(hours=2))

    assert kinds(poll((104, 103, 102, 101), settled)) == [EventKind.UNLISTED]


def test_an_article_on_an_old_copy_is_not_back():
    left = held(104, id=104, unlisted_at=SEEN_AT)
    articles = known(held(105, id=105), left, held(103, id=103))
    made = poll((105, 104, 103), replace(articles, standing=(105, 103)))

    assert (made.events, made.fronts) == ((), ())


def test_a_listing_that_was_made_before_the_last_is_no_poll_but_its_articles_are_taken():
    settled = standing(105, 104, 103, 102, 101, since=NOW - timedelta(hours=2))
    made = poll((106, 104, 103, 102, 101), settled, made_at=SEEN_AT - MINUTE, newest=SEEN_AT)

    assert (made.events, made.fronts, made.source.polled_at) == ((), (), None)
    assert len(made.found) == 1
    assert made.next.made_at == SEEN_AT
