"""Shell completion: the script is one that the shell reads, and it asks the program."""

import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from monitor.cli import _COMMANDS, cli

BASH = shutil.which("bash")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell):
    result = CliRunner().invoke(cli, ["completion", shell])

    assert result.exit_code == 0
    assert f"_MONITOR_COMPLETE={shell}_complete" in result.output


@pytest.mark.skipif(BASH is None, reason="there is no bash on this machine")
def test_bash_reads_its_script():
    script = CliRunner().invoke(cli, ["completion", "bash"]).output

    answer = subprocess.run(
        [BASH, "-euc", f"{script}\ncomplete -p monitor"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stderr == ""
    assert "_monitor_completion" in answer.stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("monitor s", ["serve", "show", "silence", "sink", "source", "selectors"]),
        ("monitor rule l", ["lint"]),
    ],
)
def test_the_program_finishes_words(words, found):
    asked = {
        "_MONITOR_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    answer = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import cli; cli(prog_name='monitor')"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stdout.split() == [f"plain,{word}" for word in found]


def test_finishing_a_command_loads_none():
    code = (
        "import sys; from monitor.cli import cli\n"
        "import click; group = cli.shell_complete(click.Context(cli), '')\n"
        "print(*[each.value for each in group if not each.value.startswith('-')])\n"
        "assert not [m for m in sys.modules if m.startswith('monitor.cli.')], sys.modules"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == list(_COMMANDS)
