"""The newsroom's author: repeatable, various, honest about what it mentions."""

from datetime import timedelta

import pytest

from monitor.demo import Newsroom
from monitor.demo.addresses import article_id, leaked_path, listed_path, slug, typeset
from monitor.demo.archive import Archive, Commission
from monitor.demo.article import TOPICS
from monitor.demo.phrases_en import ENGLISH_PHRASES
from monitor.demo.writing import PHRASEBOOKS


def test_the_same_seed_writes_the_same_articles(clock):
    def write(seed):
        archive = Archive(articles=60, seed=seed, editions=("en", "ru", "ky"), now=clock)
        return [article.truth() for article in archive.articles.values()]

    assert write(7) == write(7)
    assert write(7) != write(8)


def test_titles_differ_and_ids_grow_with_time_over_all_editions(clock):
    archive = Archive(articles=2000, seed=1, editions=("en", "ru", "ky"), now=clock)
    articles = list(archive.articles.values())
    assert len({article.title for article in articles}) == 2000
    assert [a.id for a in articles] == sorted(a.id for a in articles)
    assert [a.published_at for a in articles] == sorted(a.published_at for a in articles)
    assert {article.edition for article in articles} == {"en", "ru", "ky"}


def test_mentions_are_found_in_every_form_and_language(clock):
    archive = Archive(articles=3000, seed=1, editions=("en", "ru", "ky"), now=clock)
    forms = {mention.form for article in archive.articles.values() for mention in article.mentions}
    assert forms >= {
        "Vakunov",
        "Vakunov's",
        "VAKUNOV",
        "Вакунов",
        "Вакунова",
        "Вакуновым",
        "Вакуновдун",
        "visa-free",
        "visa free",
        "visa\u2011free",
        "безвизовый",
        "визасыз",
    }


@pytest.mark.parametrize("topic", sorted(TOPICS))
@pytest.mark.parametrize("edition", ["en", "ru", "ky"])
def test_a_topic_that_is_asked_for_is_mentioned(clock, edition, topic):
    archive = Archive(articles=0, seed=1, editions=(edition,), now=clock)
    article = archive.publish(Commission(edition=edition, topics=[topic]))
    assert {mention.topic for mention in article.mentions} == {topic}
    assert archive.publish(Commission(edition=edition, topics=())).mentions == ()


@pytest.mark.parametrize("edition", sorted(PHRASEBOOKS))
def test_traps_and_plain_sentences_mention_nothing(edition):
    book = PHRASEBOOKS[edition]
    plain = (
        *book.titles,
        *book.leads,
        *book.sentences,
        *book.quotes,
        *book.traps,
        *book.follow_ups,
        *book.speeches,
        *book.people,
        *(named for named, _ in book.witnesses),
        *book.additions,
        *book.notes,
        *book.tails,
        *(text for texts in book.churn.values() for text in texts),
    )
    assert [text for text in plain for topic in TOPICS.values() if topic.search(text)] == []
    assert any("advisable" in trap for trap in ENGLISH_PHRASES.traps)


def test_slugs_glue_short_words_and_leak_the_no_break_space():
    title = typeset("Возвращение в школу: «Надолго»", "ru")
    assert slug(title) == "Vozvraschenie_vshkolu__Nadolgo_"
    assert slug(title, nbsp="nbsp") == "Vozvraschenie_vnbspshkolu__Nadolgo_"


def test_every_spelling_names_the_same_id(clock):
    archive = Archive(articles=50, seed=3, editions=("en", "ru", "ky"), now=clock)
    for article in archive.articles.values():
        assert listed_path(article) != leaked_path(article)
        assert article_id(listed_path(article)) == article_id(leaked_path(article)) == article.id


def test_view_counters_only_grow(clock):
    newsroom = Newsroom(articles=30, now=clock)
    article = next(iter(newsroom.articles.values()))
    seen = []
    for _ in range(50):
        seen.append(newsroom.views(article))
        clock.advance(timedelta(minutes=37))
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]
