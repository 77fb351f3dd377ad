"""The three editions of the newsroom. Owns their addresses, calendars and labels; never their articles."""

from datetime import datetime, timedelta, timezone

from monitor.noun import dataclass

# Asia/Bishkek: no daylight saving since 2005.
ZONE = timezone(timedelta(hours=6))
BRAND = "24.demo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """The fixed words of an edition's pages."""

    views: str
    read_also: str
    related: str
    popular: str
    business: str
    latest: str
    print: str
    share: str
    comments: str
    search: str
    clock: str
    byline: str
    ticker: tuple[str, ...]
    promo: str
    about: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One language of the site. `root` is its listing; `sections` are (path word, name) pairs."""

    code: str
    root: str
    html_lang: str
    sections: tuple[tuple[str, str], ...]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day_format: str
    date_format: str
    labels: Labels

    def day_header(self, at: datetime) -> str:
        """Return the header above a day's rows, which has no year."""
        return self._spell(self.day_format, at)

    def byline_date(self, at: datetime) -> str:
        """Return time and date as an article shows them."""
        return self._spell(self.date_format, at)

    def section_name(self, section: str) -> str:
        """Return how a section calls itself."""
        return dict(self.sections)[section]

    def article_root(self, section: str) -> str:
        """Return the folder of an article's address: the section's for Russian, else the edition's."""
        return f"/{section}/" if self.root == "/" else self.root

    def _spell(self, form: str, at: datetime) -> str:
        local = at.astimezone(ZONE)
        return form.format(
            at=local, month=self.months[local.month - 1], weekday=self.weekdays[local.weekday()]
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = Edition(
    code="en",
    root="/english/",
    html_lang="en",
    sections=(("news", "News"),),
    months=_words(
        "January February March April May June July August September October November December"
    ),
    weekdays=_words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    day_format="{at.day} {month}, {weekday}",
    date_format="{at:%H:%M}, {at:%d} {month} {at:%Y}",
    labels=Labels(
        views="views",
        read_also="Read also",
        related="Related",
        popular="Popular",
        business="Business",
        latest="Latest news",
        print="Print",
        share="Share",
        comments="Comments are closed for this article.",
        search="Search the site",
        clock="Bishkek time",
        byline=", Bishkek - {brand} news agency, by ",
        ticker=(
            "Visa-free travel: the full list of countries",
            "It is advisable to check visa-free rules before you fly",
        ),
        promo="Visa-free weekend tours: book now, pay later",
        about="A simulated news site: every name and event on it is made up.",
    ),
)

RUSSIAN = Edition(
    code="ru",
    root="/",
    html_lang="ru",
    sections=(
        ("vlast", "Власть"),
        ("obschestvo", "Общество"),
        ("ekonomika", "Экономика"),
        ("proisshestvija", "Происшествия"),
        ("biznes_info", "Бизнес"),
        ("sport", "Спорт"),
    ),
    months=_words(
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    ),
    weekdays=_words("понедельник вторник среда четверг пятница суббота воскресенье"),
    day_format="{at.day} {month}, {weekday}",
    date_format="{at:%H:%M}, {at:%d} {month} {at:%Y}",
    labels=Labels(
        views="просмотров",
        read_also="Читайте по теме",
        related="Материалы по теме",
        popular="Популярные новости",
        business="Бизнес",
        latest="Последние новости",
        print="Распечатать",
        share="Поделиться",
        comments="Комментарии к этому материалу закрыты.",
        search="Поиск по сайту",
        clock="Бишкекское время",
        byline=", Бишкек - {brand}, ",
        ticker=(
            "Безвизовый режим (visa-free): полный список стран",
            "Советуем (advisable) заранее узнать о безвизовом въезде",
        ),
        promo="Безвизовые туры (visa-free) на выходные: скидки до конца месяца",
        about="Учебный новостной сайт: все имена и события вымышлены.",
    ),
)

KYRGYZ = Edition(
    code="ky",
    root="/kyrgyzcha/",
    html_lang="ky-KG",
    sections=(("zhanylyktar", "Жаңылыктар"),),
    months=_words(
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
    ),
    weekdays=_words("дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби"),
    day_format="{at.day}-{month}, {weekday}",
    date_format="{at:%H:%M}, {at:%d} {month} {at:%Y}",
    labels=Labels(
        views="көрүүлөр",
        read_also="Тема боюнча окуңуз",
        related="Тема боюнча материалдар",
        popular="Популярдуу жаңылыктар",
        business="Бизнес",
        latest="Акыркы жаңылыктар",
        print="Басып чыгаруу",
        share="Бөлүшүү",
        comments="Бул макалага пикирлер жабык.",
        search="Сайттан издөө",
        clock="Бишкек убактысы",
        byline=", Бишкек - {brand}, ",
        ticker=(
            "Визасыз (visa-free) сапар: өлкөлөрдүн толук тизмеси",
            "Визасыз кирүү эрежелерин (advisable) алдын ала тактаңыз",
        ),
        promo="Дем алыш күндөрү визасыз турлар (visa-free): орундар чектелүү",
        about="Окуу үчүн жасалган сайт: бардык ысымдар жана окуялар ойдон чыгарылган.",
    ),
)

EDITIONS = {edition.code: edition for edition in (ENGLISH, RUSSIAN, KYRGYZ)}
