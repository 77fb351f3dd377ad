"""Which story a text belongs to, and when its article appeared."""

from datetime import UTC, datetime, timedelta

from monitor.core.story import appeared_at, kin_of
from monitor.model import Beginning, Story, StoryText
from tests.core.story.texts import article, reworded, shortened

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def story(row: int, *bodies: str, site: str = "24.kg", minutes_ago: int = 30) -> Story:
    began = Beginning(
        article=row,
        name=f"{site}#{row}",
        source=site,
        title=f"Title {row}",
        url=f"https://{site}/{row}",
        first_seen_at=NOW - minutes_ago * MINUTE,
    )
    return Story(beginning=began, texts=tuple(StoryText(site=site, body=body) for body in bodies))


def row_of(kin) -> int | None:
    return None if kin is None else kin[0].beginning.article


def test_an_edited_copy_joins_and_says_how_much_it_took():
    kin = kin_of(shortened(article(1), 0.4) + "\nOur own lead.", "kaktus", [story(1, article(1))])

    assert kin is not None
    assert kin[0].beginning.article == 1
    assert 0.8 < kin[1] <= 1


def test_another_article_on_the_same_things_does_not_join():
    stories = [story(row, article(row)) for row in range(1, 60)]

    assert kin_of(article(99), "kaktus", stories) is None


def test_an_article_that_has_more_to_say_than_it_took_begins_a_story_of_its_own():
    notice = "\n".join(article(1).split("\n")[:5])
    report = notice + "\n" + article(2)

    assert kin_of(report, "kaktus", [story(1, notice)]) is None
    assert row_of(kin_of(notice, "kaktus", [story(2, report)])) == 2


def test_within_a_site_a_follow_up_repeats_its_background_and_is_no_copy():
    background = "\n".join(article(1).split("\n")[:10])
    follow_up = "\n".join(article(2).split("\n")[:5]) + "\n" + background

    assert kin_of(follow_up, "24.kg", [story(1, background)]) is None
    assert row_of(kin_of(follow_up, "kaktus", [story(1, background)])) == 1
    assert row_of(kin_of(reworded(background, 0.02), "24.kg", [story(1, background)])) == 1


def test_of_two_stories_the_one_that_has_more_of_the_text_is_taken():
    text = article(1)
    half = "\n".join(text.split("\n")[:15])

    assert row_of(kin_of(text, "kaktus", [story(1, half, minutes_ago=90), story(2, text)])) == 2


def test_of_equals_the_story_that_began_first_is_taken():
    text = article(1)
    stories = [story(1, text, minutes_ago=10), story(2, text, minutes_ago=20)]

    assert row_of(kin_of(text, "kaktus", stories)) == 2


def test_a_copy_of_a_copy_joins_by_the_copy():
    first, copy = article(1), shortened(article(1), 0.5) + "\n" + article(2, 10)
    again = "\n".join(copy.split("\n")[8:])

    assert kin_of(again, "zanoza", [story(1, first)]) is None
    assert row_of(kin_of(again, "zanoza", [story(1, first, copy)])) == 1


def test_an_article_appeared_when_it_says_within_what_was_seen():
    seen, absent = NOW, NOW - 10 * MINUTE

    assert appeared_at(NOW - 5 * MINUTE, seen, absent) == NOW - 5 * MINUTE
    assert appeared_at(NOW - 5 * MINUTE, seen, None) == NOW - 5 * MINUTE
    assert appeared_at(None, seen, absent) == seen
    assert appeared_at(NOW + MINUTE, seen, absent) == seen
    assert appeared_at(NOW - 60 * MINUTE, seen, absent) == absent
    assert appeared_at(NOW - 60 * MINUTE, seen, seen + MINUTE) == seen
