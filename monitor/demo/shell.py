"""A site whose pages are empty until their script has run. Owns the shell and its script; never what they show."""

from monitor.demo.faults import Fault, Honest
from monitor.demo.messages import Request, Response
from monitor.demo.server import Answer
from monitor.noun import dataclass

SCRIPT = "/app.js"
# By which the script asks for what the page says.
PART = "part"
_SHELL = b"""<!doctype html>
<html><head><meta charset="utf-8"><title>News</title><link rel="stylesheet" href="/app.css"></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="app"></div>
<script src="/app.js" defer></script></body></html>
"""
_CODE = f"""
const parts = await fetch(location.pathname + "?{PART}");
const page = new DOMParser().parseFromString(await parts.text(), "text/html");
document.head.append(...page.head.querySelectorAll("meta[property], link[rel=canonical]"));
document.title = page.title;
document.querySelector("#app").append(...page.body.childNodes);
"""
_CODE_FIELDS = (("Content-Type", "text/javascript"), ("Cache-Control", "max-age=3600"))
_PROGRAM = f"(async () => {{{_CODE}}})();\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scripted:
    """The page as a shell, which asks for what it says and shows it; what is no page is as ever."""

    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        if request.path == SCRIPT:
            return Response(headers=_CODE_FIELDS, body=(_PROGRAM.encode(),))
        page = honest()
        is_page = any(
            value.startswith("text/html") for name, value in page.headers if name == "Content-Type"
        )
        if page.status != 200 or not is_page:
            return page
        return Response(headers=(("Content-Type", "text/html; charset=utf-8"),), body=(_SHELL,))


def by_script(request: Request) -> Fault | None:
    """Return what each request meets on such a site; to be a newsroom's `weather`."""
    return None if request.query == PART else Scripted()
