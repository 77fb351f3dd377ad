"""What makes an output inert, one check an output, each able to say no. Makes no output."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from monitor.model import BodyForm

_MARKS = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SLACK_LINK = re.compile(r"<https?://[^<>|\s]*\|[^<>]*>")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\(https?://[^\s()]*\)")
_MENTION = re.compile(r"@\w|<[@!#]")


def live_in(text: str) -> set[str]:
    """Return the characters of an output that a terminal or a reader of lines would act on."""
    return {one for one in text if not (one.isprintable() or one == "\n") and _acts(one)}


def _acts(one: str) -> bool:
    return one < " " or "\x7f" <= one <= "\x9f" or one in _MARKS


def table_fault(text: str, expected: Sequence[str]) -> str:
    """Return what is wrong with a printed table, in which each of `expected` must be read as it is; "" if nothing."""
    if live := live_in(text):
        return f"holds {sorted(live)!r}"
    folded = "".join(text.split())
    missing = [each for each in expected if "".join(each.split()) not in folded]
    return f"does not say {missing[0]!r}" if missing else ""


def json_lines_fault(text: str, key: str, expected: Sequence[str]) -> str:
    """Return what is wrong with lines of JSON whose values under `key` must be `expected`, in any order."""
    if live := live_in(text):
        return f"holds {sorted(live)!r}"
    try:
        found = [json.loads(line) for line in text.split("\n") if line]
    except ValueError as error:
        return f"is not JSON: {error}"
    values = sorted(str(_at(each, key)) for each in found if _at(each, key) is not None)
    lost = sorted(expected) != values
    return f"says {len(values)} values, not the {len(expected)} that were stored" if lost else ""


def _at(value: object, path: str) -> object:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def csv_fault(text: str, titles: Sequence[str]) -> str:
    """Return what is wrong with a CSV whose column "title" must be `titles`, apostrophes apart."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for name, cell in row.items():
            if cell.startswith(_FORMULA) and not re.fullmatch(r"[+-]?[\d.]+(?:e-?\d+)?", cell):
                return f"has a cell {name} that begins with {cell[:10]!r}"
    found = sorted(row["title"].removeprefix("'") for row in rows)
    return "" if found == sorted(title.removeprefix("'") for title in titles) else "lost a title"


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the elements of a page in order, each with the names of its attributes."""
    nodes = LexborHTMLParser(html).css("*")
    return [(node.tag, tuple(sorted(node.attributes))) for node in nodes]


def html_fault(page: str, harmless: str) -> str:
    """Return what a page has that the same page about something harmless has not."""
    found, expected = skeleton(page), skeleton(harmless)
    odd = [element for element in found if element not in expected]
    if odd or len(found) != len(expected):
        return f"has {len(found)} elements, not {len(expected)}: {odd[:2]}"
    links = [node.attributes.get("href") or "" for node in LexborHTMLParser(page).css("a")]
    wrong = [link for link in links if not link.startswith(("http://", "https://"))]
    return f"links to {wrong[0]!r}" if wrong else ""


def chat_fault(form: BodyForm, text: str) -> str:
    """Return what lives in the JSON text of a chat's message: a mention, a markup, a link that is not ours."""
    if live := live_in(text):
        return f"holds {sorted(live)!r}"
    document = json.loads(text)
    if form is BodyForm.TEAMS:
        kinds = {kind for key, kind in strings(document) if key == "type"}
        return "" if kinds <= _TEAMS_TYPES else f"has parts of types {sorted(kinds - _TEAMS_TYPES)}"
    if form is BodyForm.DISCORD and document.get("allowed_mentions") != {"parse": []}:
        return "lets names be mentioned"
    for key, said in strings(document):
        if key in _READ[form] and (fault := _said_fault(form, said)):
            return fault
    return ""


# Under which keys a chat reads markup; a footer of Discord is plain by itself.
_READ = {
    BodyForm.SLACK: {"text"},
    BodyForm.MATTERMOST: {"text"},
    BodyForm.DISCORD: {"title", "description", "content"},
}
_TEAMS_TYPES = frozenset({"message", "AdaptiveCard", "RichTextBlock", "TextRun", "Action.OpenUrl"})


def _said_fault(form: BodyForm, text: str) -> str:
    if form is BodyForm.SLACK:
        left = _SLACK_LINK.sub("", text)
        return f"has {text!r}" if set("<>") & set(left) else ""
    left = _MARKDOWN_LINK.sub(r"\1", _ESCAPED.sub("x", text)).replace("**", "")
    lives = set("*_~`|[]<") & set(left) or _MENTION.search(left)
    opens = any(
        line.lstrip().startswith(("#", ">", "- ", "+ ", "```")) for line in left.split("\n")
    )
    return f"has {text!r}" if lives or opens else ""


def plain_fault(title: str, text: str) -> str:
    """Return what lives in a message of plain words."""
    if live := live_in(title + text):
        return f"holds {sorted(live)!r}"
    found = _MENTION.search(re.sub(r"https?://\S+", "", f"{title}\n{text}"))
    return f"mentions {found[0]!r}" if found else ""


def strings(document: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string of a JSON document with the key that it stands under."""
    if isinstance(document, str):
        yield key, document
    elif isinstance(document, dict):
        for name, each in document.items():
            yield from strings(each, name)
    elif isinstance(document, list):
        for each in document:
            yield from strings(each, key)
