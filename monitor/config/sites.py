"""From a selectors file to `Selectors`. Owns the file's shape, and where the files that ship lie; reads no page."""

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import monitor
from monitor.config.document import parse_document, read_source
from monitor.config.faults import Place, Report, nearest, show
from monitor.config.layout_names import named_after
from monitor.config.site_table import SiteFile, SiteTable
from monitor.core.identity import belongs, identify
from monitor.errors import ConfigError, Fault
from monitor.model import (
    ArticleSelectors,
    BlockSelectors,
    Field,
    ListingSelectors,
    RateSelectors,
    Selectors,
)
from monitor.model.selectors import Layout

_SITE_KEYS = frozenset(
    {
        "site",
        "hosts",
        "timezone",
        "article_id",
        "article_id_ignores_case",
        "article_url",
        "listing",
        "article",
        "layout",
    }
)
_LAYOUT_KEYS = frozenset({"name", "valid_until", "listing", "article"})
# What a row says beside its link, its title and its time.
_TOLD = ("body", "author", "section", "views", "images")
_LISTING_KEYS = frozenset(
    {"row", "link", "title", "time", "day", "next", "page", "step", "newest_last", *_TOLD}
)
_PLACES = ("{page}", "{offset}", "{day}")
_FIELDS = (
    "title", "body", "published", "modified", "language", "section", "author", "canonical", "short", "views",
    "images",
)  # fmt: skip
_BLOCKS = ("related", "popular", "latest")
_ARTICLE_KEYS = frozenset({*_FIELDS, *_BLOCKS, "within", "cut_before", "required", "rates"})
_BLOCK_KEYS = frozenset({"row", "link", "title", "time", "day", "within", "heading"})
_RATE_KEYS = frozenset({"row", "currency", "value"})
_TAG = re.compile(r"<[A-Za-z]")
_HOST = re.compile(
    r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::[0-9]{1,5})?|\[[0-9a-f:.]+\](?::[0-9]{1,5})?"
)


def shipped_folder() -> Path:
    """Return the folder of the selectors files that come with the program, installed or in a checkout."""
    package = Path(monitor.__file__).resolve().parent
    installed = package / "site_files"
    return installed if installed.is_dir() else package.parent / "selectors"


def load_sites(folder: Path) -> Mapping[str, Selectors]:
    """Return the selectors of every `*.toml` in `folder` by site. Raises ConfigError with the faults of all files."""
    faults: list[Fault] = []
    selectors_by_site: dict[str, Selectors] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            selectors = load_site(path)
        except ConfigError as error:
            faults.extend(error.faults)
        else:
            selectors_by_site[selectors.site] = selectors
    if faults:
        raise ConfigError(faults)
    return selectors_by_site


def load_site(path: Path) -> Selectors:
    """Return the selectors of one file, every selector and pattern compiled. Raises ConfigError with all its faults."""
    shown = f"{path.parent.name}/{path.name}"
    return read_site(read_source(path, shown), path.stem, shown)


def read_site(source: str, site: str, shown: str = "") -> Selectors:
    """Return the selectors of the text of the file of `site`, which faults call `shown`, as `load_site` does."""
    report = Report()
    place = Place(shown or f"{site}.toml")
    file = SiteFile(source=source, report=report)
    selectors = _build(parse_document(source, place.file), site, place, file)
    if report.faults:
        raise ConfigError(report.faults)
    return selectors


def _build(values: dict[str, object], stem: str, place: Place, file: SiteFile) -> Selectors:
    table = SiteTable(values, place, file, _SITE_KEYS)
    site = table.text("site", needed=True) or stem
    if site != stem:
        table.fault("site", f"is {show(site)} in a file named {show(f'{stem}.toml')}")
    zone = _zone(table)
    has_pages = table.says("article")
    selectors = Selectors(
        site=site,
        hosts=_hosts(table),
        timezone=zone,
        article_id=table.pattern("article_id"),
        article_id_ignores_case=table.flag("article_id_ignores_case"),
        article_url=table.text("article_url"),
        listing=_listing(table.table("listing", _LISTING_KEYS), has_pages=has_pages),
        article=_article(table.table("article", _ARTICLE_KEYS)),
        layouts=_layouts(table.tables("layout", _LAYOUT_KEYS), zone, has_pages=has_pages),
    )
    if selectors.article_url is not None:
        _check_article_url(table, selectors, selectors.article_url)
    return selectors


def _layouts(tables: list[SiteTable], zone: ZoneInfo, *, has_pages: bool) -> tuple[Layout, ...]:
    layouts: list[Layout] = []
    for table in tables:
        until = table.moment("valid_until", zone)
        if until is None:
            continue
        if any(each.valid_until == until for each in layouts):
            table.fault("valid_until", "is that of another layout")
        name = table.text("name") or f"{until:%Y-%m-%d}"
        listing = table.table("listing", _LISTING_KEYS)
        article = table.table("article", _ARTICLE_KEYS)
        if listing is None and article is None:
            table.fault(
                "article", "is missing", "a layout has [layout.article], [layout.listing] or both"
            )
        rows = _listing(listing, has_pages=has_pages)
        layouts.append(
            Layout(
                name=name,
                valid_until=until,
                listing=named_after(name, rows) if rows is not None else None,
                article=named_after(name, _article(article)) if article is not None else None,
            )
        )
    return tuple(sorted(layouts, key=lambda layout: layout.valid_until, reverse=True))


def _check_article_url(table: SiteTable, selectors: Selectors, template: str) -> None:
    """Report what keeps an address by an id alone from naming the article of that id."""
    if not table.says("article_id"):
        table.fault("article_url", "needs article_id beside it")
        return
    if selectors.article.is_on_listing:
        table.fault("article_url", "needs [article] beside it: articles on listings have no page")
        return
    if template.count("{id}") != 1:
        table.fault("article_url", "wants {id} in it, once")
        return
    url = template.replace("{id}", _SOME_ID)
    identity = identify(url, selectors)
    if not belongs(url, selectors.hosts):
        table.fault("article_url", "leads to none of the hosts", "https://, then one of hosts")
    elif selectors.article_id is not None and (
        identity is None or identity.name != f"{selectors.site}#{_SOME_ID}"
    ):
        table.fault("article_url", "is none that article_id finds the id in")


def _hosts(table: SiteTable) -> frozenset[str]:
    hosts = [host.strip().lower() for host in table.texts("hosts")]
    for host in hosts:
        if not _HOST.fullmatch(host):
            table.fault(
                "hosts", f"{show(host)} is not a host", "a name as in a link, without https://"
            )
    return frozenset(hosts)


def _zone(table: SiteTable) -> ZoneInfo:
    name = table.text("timezone") or "UTC"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = nearest(name, available_timezones())
        table.fault("timezone", f"there is no time zone {show(name)}", hint)
        return ZoneInfo("UTC")


def _listing(table: SiteTable | None, *, has_pages: bool) -> ListingSelectors | None:
    if table is None:
        return None
    page, step = table.text("page"), table.number("step")
    if page is not None and not any(place in page for place in _PLACES):
        table.fault("page", "has no {page}, {offset} or {day} in it")
    if page is not None and ("{offset}" in page) is not table.says("step"):
        table.fault("step", "and {offset} in page need each other")
    following = table.field("next")
    if page is not None and following is not None:
        table.fault("page", "stands beside next: give one of them")
    return ListingSelectors(
        row=table.css("row", needed=True) or "",
        link=table.field("link", needed=True, of_row=True) or _NO_FIELD,
        title=table.field("title", of_row=True),
        time=table.field("time", of_row=True),
        day=table.css("day"),
        next=following,
        page=page,
        step=step,
        fields=_told(table, has_pages=has_pages),
        is_newest_last=table.flag("newest_last"),
    )


def _told(table: SiteTable, *, has_pages: bool) -> dict[str, Field]:
    """Return what rows say of articles that have no pages of their own."""
    read = {name: table.field(name, of_row=True) for name in _TOLD}
    fields = {name: field for name, field in read.items() if field is not None}
    # A counter may stand in the listing only.
    for name in fields.keys() - {"views"} if has_pages else ():
        hint = "without a table [article] rows are articles, and are read here"
        table.fault(name, "is read from the article's own page", hint)
    return fields


def _article(table: SiteTable | None) -> ArticleSelectors:
    if table is None:
        return ArticleSelectors(fields={}, is_on_listing=True)
    read = {name: table.field(name, needed=name == "title") for name in _FIELDS}
    fields = {name: field for name, field in read.items() if field is not None}
    blocks = {name: table.table(name, _BLOCK_KEYS) for name in _BLOCKS}
    rates = table.table("rates", _RATE_KEYS)
    return ArticleSelectors(
        fields=fields,
        within=table.css("within"),
        cut_before=_cut_before(table),
        required=_required(table, fields),
        blocks={name: _block(block) for name, block in blocks.items() if block is not None},
        rates=_rates(rates) if rates is not None else None,
    )


def _cut_before(table: SiteTable) -> bytes | None:
    mark = table.text("cut_before")
    if mark is None:
        return None
    if not _TAG.match(mark) or not mark.isascii():
        table.fault("cut_before", "is not the beginning of a tag", 'write it like "<aside"')
    elif not table.says("within"):
        table.fault(
            "cut_before", "needs within beside it", "only behind a box that is closed is cut"
        )
    return mark.encode()


def _required(table: SiteTable, fields: Mapping[str, Field]) -> frozenset[str]:
    names = table.texts("required")
    for name in names:
        if name not in fields:
            table.fault(
                "required", f"names {show(name)}, which is no field here", nearest(name, fields)
            )
    return frozenset(("title", *names))


def _block(table: SiteTable) -> BlockSelectors:
    return BlockSelectors(
        row=table.css("row", needed=True) or "",
        link=table.field("link", needed=True, of_row=True) or _NO_FIELD,
        title=table.field("title", of_row=True),
        time=table.field("time", of_row=True),
        day=table.css("day"),
        within=table.css("within"),
        heading=table.field("heading"),
    )


def _rates(table: SiteTable) -> RateSelectors:
    return RateSelectors(
        row=table.css("row", needed=True) or "",
        currency=table.field("currency", needed=True, of_row=True) or _NO_FIELD,
        value=table.field("value", needed=True, of_row=True) or _NO_FIELD,
    )


# As long as ids are.
_SOME_ID = "123456"
# Stands where a fault is reported: the file as a whole is refused.
_NO_FIELD = Field(picks=())
