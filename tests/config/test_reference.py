"""docs/configuration.md names every key with its true default, and no other key."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import load
from monitor.config.faults import Refused
from monitor.config.schema import TABLES, Document, RuleDocument
from monitor.config.units import parse_duration, parse_size
from monitor.errors import ConfigError
from monitor.model import RecheckStep

PAGE = Path(__file__).parent.parent.parent / "docs" / "configuration.md"
ROW = re.compile(
    r"\| `(?P<key>[a-z_]+)` \| (?P<type>.+?) \| (?P<default>.+?) \| (?P<meaning>.+) \|"
)
SECTIONS = [name for name, table in TABLES.items() if table not in (Document, RuleDocument)]


def rows(section):
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")
    body = rest.partition("\n## ")[0]
    return {row["key"]: row for row in map(ROW.fullmatch, body.splitlines()) if row}


def told_default(row, like):
    """Return what the page says in the form that the schema has it in."""
    default = row["default"]
    if not default.startswith("`") or default == "as `[politeness]`":
        return default
    value = tomllib.loads(f"value = {default.strip('`')}")["value"]
    return read(value, like, row["type"])


def read(value, like, kind):
    if isinstance(like, tuple):
        return tuple(read(item, like[0] if like else "", kind) for item in value)
    if isinstance(like, RecheckStep):
        age, every = value.split(":")
        return RecheckStep(younger_than=parse_duration(age), every=parse_duration(every))
    if isinstance(like, timedelta):
        return parse_duration(value)
    if isinstance(like, ZoneInfo):
        return ZoneInfo(value)
    return parse_size(value) if kind.startswith("size") else value


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_has_the_keys_of_the_table_in_their_order(section):
    assert list(rows(section)) == list(TABLES[section].readers)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_tells_the_true_defaults(section):
    for key, row in rows(section).items():
        default = vars(TABLES[section]).get(key)
        told = told_default(row, default)
        if key in TABLES[section].required:
            assert (key, told) == (key, "required")
        elif default is None or default == {}:
            assert told in ("none", "as `[politeness]`", "required for a webhook")
        else:
            assert (key, told) == (key, default)


def test_every_table_of_the_file_has_its_section():
    headings = re.findall(r"^## (\[.+\])$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == SECTIONS
    assert {name.strip("[]") for name in SECTIONS if "." not in name} == set(Document.readers)


def test_the_lists_on_the_page_come_to_the_query_beside_them(write):
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("These two ask the same:")
    lists, query = re.findall(r"```toml\n(.+?)```", rest, re.DOTALL)[:2]
    sink = '[[sink]]\nid = "log"\nkind = "console"\n'
    came = [load(write(each + sink), {}).rules[0].query for each in (lists, query)]
    assert came[0] == came[1]


def test_the_examples_of_faults_are_in_the_words_of_the_program(write):
    text = PAGE.read_text(encoding="utf-8").partition("told at once:\n\n```\n")[2]
    expected = text.partition("```")[0].splitlines()
    path = write(
        '[[source]]\nid = "24kg-ru"\nsite = "example.com"\nlisting = "https://example.com/"\n'
        'evry = "2m"\n[[rule]]\nid = "vakunov"\nquery = "Vakunov"\nsinks = ["dsk"]\n'
        '[[sink]]\nid = "desk"\nkind = "console"\n[fetch]\ntimeout = 20\n'
    )
    path.write_text(path.read_text().replace("[monitor]", '[monitor]\nrules = "rules/*.toml"'))
    (path.parent / "rules").mkdir()
    (path.parent / "rules" / "embassy.toml").write_text(
        '[[rule]]\nid = "visa"\nany = ["visa", ""]\nsinks = ["desk"]\n'
    )
    with pytest.raises(ConfigError) as refusal:
        load(path, {})
    assert str(refusal.value).splitlines() == expected


BOUNDED = [
    (section, key, row["type"])
    for section in SECTIONS
    for key, row in rows(section).items()
    if " to " in row["type"]
]


@pytest.mark.parametrize(("section", "key", "kind"), BOUNDED)
def test_the_bounds_on_the_page_are_taken_and_nothing_beyond(section, key, kind):
    least, most = re.search(r"(\w+) to (\w+)", kind).groups()
    read_key, many = TABLES[section].readers[key], kind.startswith("list")
    read_key(spelled(least, many=many))
    read_key(spelled(most, many=many))
    with pytest.raises(Refused):
        read_key(spelled(beyond(most), many=many))


def spelled(text, *, many):
    value = int(text) if text.isdigit() else text
    return [value] if many else value


def beyond(text):
    number, unit = re.fullmatch(r"(\d+)(\w*)", text).groups()
    return f"{int(number) + 1}{unit}"
