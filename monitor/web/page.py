"""The HTML of the pages. Every value that comes from outside is escaped here, and nowhere else."""

from html import escape
from urllib.parse import urlsplit

from monitor.web.desk import Notice

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; line-height: 1.3; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dt { opacity: 0.7; }
dd { margin: 0; overflow-wrap: anywhere; }
label { display: block; margin-top: 1rem; }
input, textarea, button { font: inherit; width: 100%; box-sizing: border-box; padding: 0.5rem; }
button { margin-top: 1.25rem; cursor: pointer; font-weight: 600; }
:focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }
.said { border-left: 4px solid #188038; padding-left: 0.75rem; }
.trouble { border-left: 4px solid #c5221f; padding-left: 0.75rem; }
"""


def ack_page(notice: Notice, trouble: str = "") -> str:
    """Return the page of one alert: what it is about, and a form, or who took note of it."""
    facts = "\n".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>"
        for name, value in (
            ("Rule", notice.rule),
            ("Source", notice.source),
            ("Matched", notice.made_at),
            ("Alert", notice.alert),
        )
    )
    said = f'<p class="trouble" role="alert">{escape(trouble)}</p>' if trouble else ""
    return _page(
        notice.title,
        f"<h1>{_title(notice)}</h1>\n<dl>\n{facts}\n</dl>\n{said}\n{_noted(notice) or _FORM}",
    )


def sorry_page() -> str:
    """Return the page of a link that is not good. It does not say whether there is such an alert."""
    return _page(
        "Not found",
        "<h1>This link is not good</h1>\n<p>It may have been cut off, or its key was changed. "
        "The alert has a new one, or <code>monitor ack</code> takes the note.</p>",
    )


_FORM = """\
<form method="post">
<label for="author">Your name</label>
<input id="author" name="author" required maxlength="100" autocomplete="name">
<label for="note">What is done about it (optional)</label>
<textarea id="note" name="note" rows="3" maxlength="1000"></textarea>
<button>I take note</button>
</form>"""


def _noted(notice: Notice) -> str:
    if not notice.noted_at:
        return ""
    note = f"<br>{escape(notice.note)}" if notice.note else ""
    who = f"<strong>{escape(notice.noted_by)}</strong> took note at {escape(notice.noted_at)}."
    return f'<p class="said" role="status">{who}{note}</p>'


def _title(notice: Notice) -> str:
    # Only what is a web address is ever a link.
    if urlsplit(notice.url).scheme not in ("http", "https"):
        return escape(notice.title)
    return f'<a href="{escape(notice.url)}" rel="noopener noreferrer">{escape(notice.title)}</a>'


def _page(title: str, body: str) -> str:
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · monitor</title>
<link rel="stylesheet" href="../style.css">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
