"""Words by which fields are announced, in English, Russian and Kyrgyz, and what elements are called. Data, mostly."""

import re

from selectolax.lexbor import LexborNode

from monitor.core.text import clean_line

# Patterns: what their forms have in common.
VIEWS = (
    r"просмотр\w*", r"прочит\w*", r"прочт\w*", r"көр[үгс]\w*", r"карал\w*", r"окул\w*", r"окуган\w*",
    r"views?", r"viewed", r"reads?", r"hits", r"visits",
)  # fmt: skip
AUTHORS = r"автор\w*|текст|подготовил\w*|жазган|даярдаган|кабарчы|by|author|reporter"
EDITED = re.compile(r"обновл|измен|правк|updated|modified|edited|жаңыр|өзгөр|оңдо", re.IGNORECASE)
PUBLISHED = re.compile(r"опубл|publish|posted|created|жарыя|дата|date|күнү", re.IGNORECASE)

VIEWED = re.compile(
    r"view|hit|eye|read(?!-?more|-?also)|counter|prosmotr|visit|stat", re.IGNORECASE
)
OTHER_COUNTS = re.compile(
    r"comment|like|share|vote|rating|repost|коммент|пикир|лайк", re.IGNORECASE
)
DATED = re.compile(r"date|time|publish|posted|created|stamp|when|data\b|vremya", re.IGNORECASE)
SIGNED = re.compile(
    r"author|byline|avtor|writer|journalist|reporter|signature|creator", re.IGNORECASE
)
FILED = re.compile(
    r"section|rubri[ck]|categor|\bcat\b|breadcrumb|crumb|topic|razdel|kicker|tag\b", re.IGNORECASE
)
MENU = re.compile(r"menu|\bnav|navig|sidebar|top-?bar|footer|header", re.IGNORECASE)
# The head of an article is no head of the site.
_OWN = re.compile(
    r"entry|article|post|news|node|story|page-header|__header|material", re.IGNORECASE
)

CLOCK = re.compile(
    r"\d{1,2}:\d{2}|назад|ago|мурун|вчера|сегодня|yesterday|today|бүгүн|кечээ|\d{4}", re.IGNORECASE
)

_NAMING = (
    "class",
    "id",
    "itemprop",
    "rel",
    "title",
    "aria-label",
    "name",
    "data-testid",
    "data-field",
    "property",
)


def names_of(node: LexborNode) -> str:
    """Return all that the element is called, in its attributes."""
    attributes = node.attributes
    said = [attributes.get(name) or "" for name in _NAMING]
    return " ".join([*said, *(name for name in attributes if name.startswith("data-"))])


def surroundings(node: LexborNode) -> str:
    """Return what the element, its box, and the icon before it are called, and the words right before it."""
    found = [names_of(node)]
    if node.parent is not None and node.parent.tag not in {"body", "html"}:
        found.append(names_of(node.parent))
    before = node.prev
    for _ in range(2):
        if before is None:
            break
        words = clean_line((before.text_content if before.tag == "-text" else before.text()) or "")
        if words and len(words) <= 40:
            found.append(words)
        if not (before.tag or "-").startswith("-"):
            found.append(names_of(before))
        before = before.prev
    first = node.first_child
    if first is not None and not (first.tag or "-").startswith("-"):
        found.append(names_of(first))
    return " ".join(found)


def is_in_menu(node: LexborNode) -> bool:
    """Say whether the element stands in a menu, in the head of the site or at its foot."""
    box = node.parent
    for _ in range(12):
        if box is None or box.tag in {"body", "html", "article", "main"}:
            return False
        called = f"{box.attributes.get('class') or ''} {box.attributes.get('id') or ''}"
        if box.tag in {"nav", "footer"} or (MENU.search(called) and not _OWN.search(called)):
            return True
        box = box.parent
    return False
