"""What the pages of all layouts tell: articles of the newsroom's author, with a counter and neighbours."""

import html
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.demo.archive import Archive
from monitor.demo.article import Article

ZONE = ZoneInfo("Asia/Bishkek")
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HOST = "https://news.example.kg"
GENITIVE = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
KYRGYZ = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """An article as a page shows it. `path` is its address on the site, `beside` are others of the site."""

    article: Article
    views: int
    path: str
    comments: int
    beside: "tuple[Story, ...]" = ()

    @property
    def title(self) -> str:
        """Return the headline, fit for markup."""
        return html.escape(self.article.title)

    @property
    def author(self) -> str:
        """Return the author's name."""
        return html.escape(self.article.author)

    @property
    def section(self) -> str:
        """Return the section as its address spells it."""
        return self.article.section

    @property
    def section_name(self) -> str:
        """Return the section as readers see it."""
        return SECTIONS.get(self.article.edition, {}).get(self.section, self.section.capitalize())

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs, fit for markup."""
        return [html.escape(text) for text in self.article.paragraphs]

    @property
    def at(self) -> datetime:
        """Return when it was published, by the clock of the site."""
        return self.article.published_at.astimezone(ZONE)

    @property
    def url(self) -> str:
        """Return its whole address."""
        return HOST + self.path

    def linked(self, **more: object) -> str:
        """Return its JSON-LD."""
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.article.title,
            **more,
        }
        return (
            f'<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>'
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One site's markup. `gives` are the fields that its pages show; dates without a time are `is_daily`.

    `path` makes an article's address, `page` its page, `front` the listing.
    """

    name: str
    edition: str
    path: Callable[[Article], str]
    page: Callable[[Story], str]
    front: Callable[[Sequence[Story]], str]
    gives: frozenset[str] = field(
        default=frozenset({"title", "body", "published", "author", "section", "views"})
    )
    is_daily: bool = False
    rounds: Callable[[int], int] = int

    def stories(self, count: int, seed: int = 1) -> list[Story]:
        """Return so many articles of the site, the newest first; the same for the same seed."""
        archive = Archive(articles=count + 12, seed=seed, editions=(self.edition,), now=lambda: NOW)
        chance = random.Random(f"{self.name}/{seed}")
        articles = list(archive.latest(self.edition))[: count + 6]
        # Days apart, so that a date without a time tells two of them apart.
        aged = [_older(article, number, chance) for number, article in enumerate(articles)]
        plain = [
            Story(article=a, views=chance.choice((chance.randint(40, 900), chance.randint(1_000, 48_000))),
                  path=self.path(a), comments=chance.randint(0, 30))
            for a in aged
        ]  # fmt: skip
        told = []
        for number, story in enumerate(plain[:count]):
            others = (*plain[:number], *plain[number + 1 :])
            told.append(_with(story, tuple(chance.sample(others, 5))))
        return told


SECTIONS = {
    "ru": {"vlast": "Власть", "obschestvo": "Общество", "ekonomika": "Экономика", "sport": "Спорт"},
    "ky": {"sayasat": "Саясат", "koom": "Коом"},
    "en": {"politics": "Politics", "society": "Society", "economy": "Economy"},
}


def _older(article: Article, number: int, chance: random.Random) -> Article:
    sections = {
        "ru": ("vlast", "obschestvo", "ekonomika", "sport"),
        "ky": ("sayasat", "koom"),
        "en": ("politics", "society", "economy"),
    }
    at = article.published_at - timedelta(hours=17 * number + chance.randint(0, 5))
    return replace(
        article, published_at=at, listed_at=at, section=chance.choice(sections[article.edition])
    )


def _with(story: Story, beside: tuple[Story, ...]) -> Story:
    return replace(story, beside=beside)


def ru_date(at: datetime) -> str:
    """Return "27 ноября 2026"."""
    return f"{at.day} {GENITIVE[at.month - 1]} {at.year}"


def ky_date(at: datetime) -> str:
    """Return "27-ноябрь, 2026-жыл"."""
    return f"{at.day}-{KYRGYZ[at.month - 1]}, {at.year}-жыл"


def en_date(at: datetime) -> str:
    """Return "November 27, 2026"."""
    return f"{ENGLISH[at.month - 1]} {at.day}, {at.year}"


def grouped(number: int, mark: str) -> str:
    """Return the number with its thousands parted."""
    return f"{number:,}".replace(",", mark)


def thousands(number: int) -> str:
    """Return "1.2K" for what has four digits."""
    return f"{number / 1000:.1f}K" if number >= 1_000 else str(number)


def in_thousands(number: int) -> int:
    """Return what is left of a number that is told in thousands."""
    return round(round(number / 1000, 1) * 1000) if number >= 1_000 else number


def slug(text: str) -> str:
    """Return words of a link."""
    table = str.maketrans(
        "абвгдезийклмнопрстуфыэөүңё", "abvgdezijklmnoprstufyeouno"[:26].ljust(26, "o")
    )
    plain = text.lower().translate(table)
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in plain).split()
    return "-".join(words[:7]) or "news"
