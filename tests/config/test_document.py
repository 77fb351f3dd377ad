"""Files that are no configuration at all: each is one fault with a place, never a traceback."""

import os

import pytest

from monitor.config.document import read_document
from monitor.errors import ConfigError


def refusal(path):
    with pytest.raises(ConfigError) as refused:
        read_document(path)
    return refused.value.faults[0]


def test_a_missing_file_names_the_command_that_writes_one(tmp_path):
    fault = refusal(tmp_path / "monitor.toml")
    assert fault.where == str(tmp_path / "monitor.toml")
    assert fault.what == "there is no such file"
    assert "monitor init" in fault.hint


def test_another_file_that_is_missing_has_its_own_name_and_no_such_advice(tmp_path):
    with pytest.raises(ConfigError) as refused:
        read_document(tmp_path / "a.toml", "rules/a.toml")
    assert str(refused.value) == "rules/a.toml: cannot be read: No such file or directory"


def test_a_folder_cannot_be_read(tmp_path):
    assert refusal(tmp_path).what == "cannot be read: Is a directory"


def test_a_defect_of_syntax_has_line_and_column(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text('[monitor]\ntimezone = "UTC"\nevery = 2 minutes\n')
    assert refusal(path).where == "monitor.toml: line 3, column 11"


def test_an_unfinished_file_has_the_place_of_its_end(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text("a = [1,\n  2")
    assert refusal(path).where == "monitor.toml: line 2, column 4"


def test_bytes_that_are_not_utf_8_have_their_line(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_bytes("a = 1\nb = 'Бишкек'\n".encode("cp1251"))
    assert refusal(path).where == "monitor.toml: line 2"
    assert refusal(path).what == "is not UTF-8"


def test_a_byte_order_mark_is_taken(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_document(path) == {"a": 1}


def test_a_number_of_five_thousand_digits_is_a_fault(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text(f"a = {'9' * 5_000}")
    assert refusal(path).what == "is not TOML: a number is too long"


def test_brackets_twenty_thousand_deep_are_a_fault(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text("a = " + "[" * 20_000)
    assert refusal(path).where.startswith("monitor.toml")


def test_a_file_of_the_size_of_a_database_is_a_fault(tmp_path):
    path = tmp_path / "monitor.toml"
    path.touch()
    os.truncate(path, 5_000_000)
    assert refusal(path).what == "is too large for a configuration"
