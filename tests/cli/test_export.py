"""`monitor export`: whole tables as files that other programs read."""

import csv
import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyarrow import parquet

from monitor.model.report import ExportTable
from monitor.store.reading import columns_of
from tests.cli.story import EVIL, TITLES

TABLES = [table.value for table in ExportTable]


def csv_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("table", TABLES)
def test_every_format_says_the_same(story, tmp_path, table):
    file = tmp_path / "table.parquet"
    as_csv = csv_of(story.run("export", table).stdout)
    as_json = [
        json.loads(line)
        for line in story.run("export", table, "--format", "jsonl").stdout.splitlines()
    ]
    story.run("export", table, "--output", str(file))
    as_parquet = parquet.read_table(file).to_pylist()

    assert len(as_csv) == len(as_json) == len(as_parquet) > 0
    for line, plain, typed in zip(as_csv, as_json, as_parquet, strict=True):
        assert list(line) == list(plain) == list(typed) == list(columns_of(ExportTable(table)))
        for name, value in typed.items():
            spelled = value.isoformat() if isinstance(value, datetime) else value
            assert plain[name] == spelled
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(line[name]) == value


def test_parquet_has_real_times_and_numbers(story, tmp_path):
    file = tmp_path / "observations.parquet"

    story.run("export", "observations", "--output", str(file))

    table = parquet.read_table(file)
    first = table.to_pylist()[0]
    assert str(table.schema.field("seen_at").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("views").type) == "int64"
    assert table.num_rows == 20
    assert first["views"] == 146
    assert first["seen_at"].astimezone(UTC) > story.began


def test_a_title_from_a_foreign_site_is_no_formula_in_a_spreadsheet(story):
    titles = [line["title"] for line in csv_of(story.run("export", "articles").stdout)]

    assert titles == [TITLES[1], "'" + EVIL, "Unread"]


def test_the_mark_of_excel_is_written_where_it_is_asked_for(story):
    assert story.run("export", "events", "--bom").stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    assert story.run("export", "events", "--format", "jsonl", "--bom").exit_code == 2


def test_rows_may_be_asked_for_by_source_rule_and_time(story):
    def count(*words: str) -> int:
        return len(csv_of(story.run("export", *words).stdout))

    assert count("articles", "--rule", "vakunov") == 1
    assert count("articles", "--source", "24kg-ru") == 3
    assert count("articles", "--source", "24kg-en") == 0
    assert count("alerts", "--rule", "vakunov") == 1
    assert count("observations", "--rule", "vakunov") == 10
    assert count("events", "--since", "1h") == 0
    assert count("events", "--until", "1h") == 4


def test_a_file_is_there_whole_and_nothing_is_overwritten(story, tmp_path):
    file = tmp_path / "events.jsonl"

    written = story.run("export", "events", "--output", str(file))

    assert written.exit_code == 0
    assert written.stdout == ""
    assert "4 events" in written.stderr
    assert len(file.read_text().splitlines()) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["events.jsonl"]


async def test_a_file_in_the_way_is_kept(story, tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("mine")

    code, _, err = await story.program("export", "events", "--output", str(file))
    kept = file.read_text()
    forced = story.run("export", "events", "--output", str(file), "--force")

    assert (code, kept, forced.exit_code) == (1, "mine", 0)
    assert "--force" in err
    assert file.read_text().startswith("id,")


def test_parquet_does_not_go_to_a_terminal(story):
    result = story.run("export", "articles", "--format", "parquet")

    assert result.exit_code == 2
    assert "--output" in result.stderr


async def test_without_pyarrow_the_remedy_is_named(story, tmp_path):
    file = tmp_path / "articles.parquet"

    code, _, err = await story.program(
        "export", "articles", "--output", str(file), lacking="pyarrow"
    )

    assert code == 1
    assert "pip install '.[parquet]'" in err
    assert not file.exists()


async def test_a_reader_that_goes_away_is_no_failure(story):
    reader, writer = os.pipe()
    os.close(reader)

    code, _, err = await story.program("export", "articles", stdout=writer)
    os.close(writer)

    assert (code, err) == (0, "")


async def test_a_full_disk_behind_standard_output_is_said_to_be_so(story):
    full = os.open("/dev/full", os.O_WRONLY)

    code, _, err = await story.program("export", "articles", stdout=full)
    os.close(full)

    assert code == 1
    assert "No space left" in err
    assert "Traceback" not in err


async def test_without_an_archive_nothing_is_written(story, tmp_path):
    config = tmp_path / "monitor.toml"
    config.write_text(story.config.read_text())
    file = tmp_path / "articles.csv"

    code, _, err = await story.program(
        "--config", str(config), "export", "articles", "--output", str(file)
    )

    assert code == 3
    assert "monitor crawl" in err
    assert not file.exists()


@pytest.mark.parametrize("words", [("--help",), ("views", "24.kg#1")])
async def test_heavy_libraries_are_loaded_by_those_that_need_them_only(story, words):
    loaded = await story.loaded_by(*words)

    assert "click" in loaded
    # (numpy is not among them: sqlite-utils loads it wherever it is installed.)
    assert loaded & {"matplotlib", "pyarrow"} == set()


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_and_no_other(table):
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    section = page.split(f"### {table}\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (`.*?`) \|", section, re.MULTILINE)

    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(columns_of(ExportTable(table)))
