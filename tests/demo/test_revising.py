"""The editor's edits: what each changes, in every language, and what it says should be told of it."""

import pytest

from monitor.demo import Newsroom
from monitor.model import WORDING_EVENTS, EventKind


@pytest.fixture(scope="module")
def desk():
    return Newsroom(articles=400, seed=3)


def after(desk, edition, kind):
    """Return an article before and after an edit of the kind, and the event that is expected beside EDITED."""
    before = next(
        one for one in desk.listed(edition) if one.revision == 1 and kind in desk.occasions(one.id)
    )
    edited, *also = desk.revise(before.id, kind).expects
    assert edited.kind is EventKind.EDITED
    assert [one.kind for one in also] == [kind] * (kind is not EventKind.EDITED)
    return before, desk.articles[before.id], also[0] if also else None


editions = pytest.mark.parametrize("edition", ["en", "ru", "ky"])


@editions
def test_every_kind_of_edit_finds_its_occasion(desk, edition):
    kinds = [desk.occasions(article.id) for article in desk.listed(edition)]
    assert frozenset.union(*kinds) == WORDING_EVENTS
    assert frozenset.intersection(*kinds) < WORDING_EVENTS


@editions
def test_a_headline_changes_and_can_change_again(desk, edition):
    before, now, told = after(desk, edition, EventKind.HEADLINE_CHANGED)
    assert (told.before, told.after) == (before.title, now.title)
    assert now.paragraphs == before.paragraphs
    desk.revise(now.id, EventKind.HEADLINE_CHANGED)
    third = desk.articles[now.id]
    assert len({before.title, now.title, third.title}) == 3
    assert len(third.title) < len(before.title) + 40


@editions
def test_one_number_changes_in_its_place(desk, edition):
    before, now, told = after(desk, edition, EventKind.NUMBER_CHANGED)
    changed = [
        pair for pair in zip(before.paragraphs, now.paragraphs, strict=True) if len({*pair}) == 2
    ]
    assert len(changed) == 1
    old, new = (text.split() for text in changed[0])
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [(told.before, told.after)]


@editions
def test_a_name_comes_that_was_not_there(desk, edition):
    before, now, told = after(desk, edition, EventKind.NAME_ADDED)
    (name,) = told.words
    assert name not in before.body
    assert name in now.body


@editions
def test_a_name_goes_and_its_sentence_stays(desk, edition):
    before, now, told = after(desk, edition, EventKind.NAME_REMOVED)
    (name,) = told.words
    assert name in before.body
    assert name not in now.body
    assert len(now.paragraphs) == len(before.paragraphs)


@editions
def test_a_quotation_goes(desk, edition):
    before, now, told = after(desk, edition, EventKind.QUOTE_REMOVED)
    (gone,) = set(before.paragraphs) - set(now.paragraphs)
    assert told.words[0] in gone
    assert not any(told.words[0] in text for text in now.paragraphs)


@editions
def test_a_note_says_what_was_corrected(desk, edition):
    before, now, told = after(desk, edition, EventKind.CORRECTION_ADDED)
    assert now.paragraphs == (*before.paragraphs, *told.words)


@editions
def test_a_slip_of_the_pen_is_corrected_once(desk, edition):
    before, now, told = after(desk, edition, EventKind.TYPO_FIXED)
    assert sorted(told.before) == sorted(told.after)
    assert told.before != told.after
    assert before.body.replace(told.before, told.after) == now.body
    assert EventKind.TYPO_FIXED not in desk.occasions(now.id)


@editions
def test_a_sentence_is_added_and_nothing_else(desk, edition):
    before, now, told = after(desk, edition, EventKind.EDITED)
    assert told is None
    (pair,) = [p for p in zip(before.paragraphs, now.paragraphs, strict=True) if len({*p}) == 2]
    assert pair[1].startswith(f"{pair[0]} ")
    assert now.title == before.title


def test_without_an_occasion_an_edit_is_refused(desk):
    article = desk.publish(edition="en", title="Short", paragraphs=["Nothing here."])
    for kind in (EventKind.NUMBER_CHANGED, EventKind.QUOTE_REMOVED, EventKind.TYPO_FIXED):
        with pytest.raises(ValueError, match=f"no occasion for {kind}"):
            desk.revise(article.id, kind)
    assert desk.articles[article.id].revision == 1


def test_the_same_seed_makes_the_same_edits():
    def edit():
        desk = Newsroom(articles=40, seed=5)
        for article in list(desk.articles.values()):
            for kind in sorted(desk.occasions(article.id)):
                if kind in desk.occasions(article.id):
                    desk.revise(article.id, kind)
        return [(a.title, a.paragraphs) for a in desk.articles.values()]

    assert edit() == edit()
