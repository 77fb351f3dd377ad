"""Rules in files of their own: which files are read, in which order, and how their faults are placed."""

import os

import pytest

from monitor.config import load, rule_files
from monitor.errors import ConfigError

SOURCE = '[[source]]\nid = "a"\nsite = "24.kg"\nlisting = "http://127.0.0.1/"\n'
LOG = '[[sink]]\nid = "log"\nkind = "console"\n'


def rule(name, more='query = "visa"'):
    return f'[[rule]]\nid = "{name}"\n{more}\nsinks = ["log"]\n'


@pytest.fixture
def write(tmp_path):
    """Write a file below the folder of monitor.toml."""

    def write_file(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write_file


@pytest.fixture
def main(tmp_path, write):
    """Write monitor.toml, which names its files of rules by `patterns`. Return its path."""

    def write_main(patterns='"rules/*.toml"', own=""):
        write("monitor.toml", f"[monitor]\nrules = {patterns}\n{SOURCE}{LOG}{own}")
        return tmp_path / "monitor.toml"

    return write_main


def ids(path):
    return [each.id for each in load(path, {}).rules]


def faults(path):
    with pytest.raises(ConfigError) as refusal:
        load(path, {})
    return [str(fault).partition("\n")[0] for fault in refusal.value.faults]


def test_the_rules_of_the_main_file_come_first_then_those_of_the_files_in_order(main, write):
    write("rules/b.toml", rule("b2") + rule("b1"))
    write("rules/a.toml", rule("a"))
    assert ids(main(own=rule("z"))) == ["z", "a", "b2", "b1"]


def test_a_pattern_goes_out_of_the_folder_or_is_absolute(main, write, tmp_path):
    write("below/monitor.toml", "")
    write("beside/a.toml", rule("a"))
    write("c.toml", rule("c"))
    patterns = f'["below/../beside/*.toml", "{tmp_path}/c.toml"]'
    assert ids(main(patterns)) == ["c", "a"]


def test_two_stars_go_down_into_folders(main, write):
    write("rules/a.toml", rule("a"))
    write("rules/x/y/b.toml", rule("b"))
    assert ids(main('"rules/**/*.toml"')) == ["a", "b"]


def test_a_folder_of_odd_letters_is_no_pattern(write, tmp_path):
    write("[a]*/rules/a.toml", rule("a"))
    write("[a]*/monitor.toml", f'[monitor]\nrules = "rules/?.toml"\n{SOURCE}{LOG}')
    assert ids(tmp_path / "[a]*" / "monitor.toml") == ["a"]


def test_a_file_that_several_patterns_and_links_name_is_read_once(main, write, tmp_path):
    write("rules/a.toml", rule("a"))
    (tmp_path / "rules" / "b.toml").symlink_to("a.toml")
    assert ids(main('["rules/*.toml", "./rules/a.toml"]')) == ["a"]


def test_folders_pipes_and_hidden_files_are_passed_over(main, write, tmp_path):
    write("rules/a.toml", rule("a"))
    write("rules/.#a.toml", "an editor's")
    (tmp_path / "rules" / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "rules" / "pipe.toml")
    assert ids(main()) == ["a"]


def test_a_link_to_nowhere_and_a_circle_are_faults(main, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "gone.toml").symlink_to("nowhere")
    (tmp_path / "rules" / "round.toml").symlink_to("round.toml")
    assert faults(main()) == [
        "rules/gone.toml: cannot be read: No such file or directory",
        "rules/round.toml: cannot be read: Too many levels of symbolic links",
    ]


def test_a_pattern_that_matches_no_file_is_a_warning(main, write):
    write("rules/a.toml", rule("a"))
    warnings = load(main('["rules/*.toml", "ruels/*.toml"]'), {}).warnings
    assert warnings == ('monitor.toml: monitor.rules: "ruels/*.toml" matches no file',)


def test_a_sink_that_only_a_file_names_is_not_idle(main, write):
    write("rules/a.toml", rule("a"))
    assert load(main(), {}).warnings == ()


def test_faults_have_the_name_of_their_file_and_all_come_at_once(main, write):
    write(
        "rules/embassy.toml", rule("visa", 'query = "visa OR"') + rule("entry", 'any = ["(", "x"]')
    )
    write("rules/syntax.toml", "[[rule]]\nid = \n")
    write("rules/sinks.toml", rule("c").replace("log", "lgo"))
    assert faults(main()) == [
        "rules/syntax.toml: line 2, column 6: is not TOML: invalid value",
        'rules/embassy.toml: rule[1].query ("visa"): column 8: OR needs something after it',
        'rules/embassy.toml: rule[2].any[1] ("entry"): column 2: something is missing at the end',
        'rules/sinks.toml: rule[1].sinks[1] ("c"): there is no sink "lgo" (did you mean "log"?)',
    ]


def test_a_file_of_rules_holds_rules_only(main, write):
    write("rules/a.toml", rule("a") + '[[rules]]\nid = "b"\n')
    write("rules/b.toml", SOURCE)
    write("rules/c.toml", 'id = "c"\nquery = "visa"\n')
    write("rules/d.toml", '[rule]\nid = "d"\n')
    assert faults(main()) == [
        'rules/a.toml: rules: unknown key (did you mean "rule"?)',
        "rules/b.toml: source: unknown key (it belongs in the top of monitor.toml)",
        "rules/c.toml: id: unknown key (it belongs in [[source]] or [[rule]] or [[sink]])",
        "rules/c.toml: query: unknown key (it belongs in [[rule]])",
        "rules/d.toml: rule: must be a list, not a table",
    ]


def test_an_id_is_unique_over_all_files(main, write):
    write("rules/a.toml", rule("a") + rule("visa"))
    write("rules/b.toml", rule("a") + rule("b") + rule("b"))
    assert faults(main(own=rule("visa"))) == [
        'rules/a.toml: rule[2].id ("visa"): is also the id of monitor.toml: rule[1]',
        'rules/b.toml: rule[1].id ("a"): is also the id of rules/a.toml: rule[1]',
        'rules/b.toml: rule[3].id ("b"): is also the id of rule[2]',
    ]


def test_a_name_that_could_paint_the_terminal_is_escaped(main, write):
    write("rules/\x1b[31m.toml", "x")
    (fault,) = faults(main())
    assert fault.startswith(r"'rules/\x1b[31m.toml': line 1")


def test_a_name_in_another_charset_is_a_name(main, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / os.fsdecode(b"\xe0.toml")).write_text("x")
    (fault,) = faults(main())
    assert fault.startswith(r"'rules/\udce0.toml': line 1")


def test_more_files_than_a_person_writes_are_a_fault(main, write, monkeypatch):
    monkeypatch.setattr(rule_files, "_MOST_FILES", 2)
    for name in "ab":
        write(f"rules/{name}.toml", rule(name))
    assert ids(main()) == ["a", "b"]
    write("rules/c.toml", rule("c"))
    assert faults(main()) == ["monitor.toml: monitor.rules: names more than 2 files"]


def test_more_rules_than_a_person_writes_are_a_fault(main, write, monkeypatch):
    monkeypatch.setattr(rule_files, "_MOST_RULES", 3)
    write("rules/a.toml", rule("a") + rule("b"))
    assert ids(main(own=rule("z"))) == ["z", "a", "b"]
    write("rules/b.toml", rule("c"))
    assert faults(main(own=rule("z"))) == [
        "monitor.toml: monitor.rules: leads to more than 3 rules"
    ]
