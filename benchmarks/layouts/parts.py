"""What stands around articles on every site, and misleads: menus, adverts, neighbours, comments, counters of others."""

from collections.abc import Iterable

from benchmarks.layouts.story import SECTIONS, Story


def document(story: Story | None, head: str, body: str, lang: str = "") -> str:
    """Return a page; without `lang` it does not say its language."""
    said = f' lang="{lang}"' if lang else ""
    title = (
        f"<title>{story.title} | Example News</title>" if story else "<title>Example News</title>"
    )
    return f'<!doctype html><html{said}><head><meta charset="utf-8">{title}{head}</head><body>{body}</body></html>'


def graph(story: Story, *, suffix: str = "", time: bool = False) -> str:
    """Return the OpenGraph metas of an article."""
    metas = (
        f'<meta property="og:title" content="{story.title}{suffix}"><meta property="og:site_name" content="Example News">'
        f'<meta property="og:image" content="/images/{story.article.id}.jpg"><link rel="canonical" href="{story.url}">'
    )
    if time:
        metas += f'<meta property="article:published_time" content="{story.at.isoformat()}">'
    return metas


def menu(edition: str, css: str = "menu") -> str:
    """Return the sections of the site as its menu."""
    names = SECTIONS[edition]
    items = "".join(f'<li><a href="/{path}/">{name}</a></li>' for path, name in names.items())
    return f'<ul class="{css}"><li><a href="/">Example</a></li>{items}<li><a href="/about/">?</a></li></ul>'


def anchors(stories: Iterable[Story], css: str = "") -> str:
    """Return links to articles, one a line."""
    said = f' class="{css}"' if css else ""
    return "".join(f'<div{said}><a href="{s.path}">{s.title}</a></div>' for s in stories)


def list_of(stories: Iterable[Story]) -> str:
    """Return a list of links to articles."""
    return "<ul>" + "".join(f'<li><a href="{s.path}">{s.title}</a></li>' for s in stories) + "</ul>"


def advert(css: str = "adv") -> str:
    """Return an advert, the same on every page."""
    return f'<div class="{css}"><p>Скидки до конца месяца на всю мебель, звоните нам по телефону 0312 555 555 уже сегодня.</p></div>'


def paragraphs(story: Story, css: str = "", *, between: str = "", after: int = 1) -> str:
    """Return the text in paragraphs, with something in between."""
    said = f' class="{css}"' if css else ""
    parts = [f"<p{said}>{text}</p>" for text in story.paragraphs]
    return "".join((*parts[: after + 1], between, *parts[after + 1 :]))


def comments(story: Story) -> str:
    """Return what readers wrote under an article."""
    said = "".join(
        f'<div class="comment"><b>Reader {number}</b><p>{story.views % 97 + number}: {other.article.paragraphs[0]}</p></div>'
        for number, other in enumerate(story.beside[:2])
    )
    return f'<div id="comments"><h3>Комментарии ({story.comments})</h3>{said}</div>'


def footer() -> str:
    """Return the foot of the site."""
    return (
        '<div class="footer"><p>© 2026 Example News. Любое использование материалов допускается только при наличии '
        "гиперссылки. Редакция не несет ответственности за содержание рекламы.</p></div>"
    )
