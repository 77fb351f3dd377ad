"""The command line: parses, calls the runtime, prints. One file a command; each is loaded only when it is used.

Exit codes: 0 good, 1 not done or a bug, 2 usage or configuration, 3 the database, 4 partly failed, 5 nothing worked,
6 the database is damaged.
"""

import importlib
import os
import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from monitor import __version__
from monitor.errors import ConfigError, MonitorError, StoreDamaged, StoreError

EXIT_CONFIG = 2
EXIT_STORE = 3
EXIT_DAMAGED = 6

# Where each command lives. Loading them all would cost a second at every `monitor --help`.
_COMMANDS = {
    "init": "monitor.cli.init:init",
    "check": "monitor.cli.check:check",
    "crawl": "monitor.cli.crawl:crawl",
    "run": "monitor.cli.run:run",
    "worker": "monitor.cli.worker:worker",
    "serve": "monitor.cli.serve:serve",
    "show": "monitor.cli.show:show",
    "views": "monitor.cli.views:views",
    "report": "monitor.cli.report:report",
    "export": "monitor.cli.export:export",
    "replay": "monitor.cli.replay:replay",
    "reread": "monitor.cli.reread:reread",
    "silence": "monitor.cli.silence:silence",
    "ack": "monitor.cli.ack:ack",
    "rule": "monitor.cli.rule:rule",
    "sink": "monitor.cli.sink:sink",
    "source": "monitor.cli.source:source",
    "selectors": "monitor.cli.selectors:selectors",
    "access": "monitor.cli.access:access",
    "doctor": "monitor.cli.doctor:doctor",
    "backup": "monitor.cli.backup:backup",
    "restore": "monitor.cli.restore:restore",
    "migrate": "monitor.cli.migrate:migrate",
    "completion": "monitor.cli.completion:completion",
    "demo": "monitor.cli.demo:demo",
}
_HELP = {
    "init": "Write a commented monitor.toml here.",
    "check": "Try the configuration or a page; nothing is stored.",
    "crawl": "Poll the sources once, follow what they name, tell what matches.",
    "run": "Watch until told to stop (the service).",
    "worker": "Take a share of the work of a `monitor run`, on a database of PostgreSQL.",
    "serve": "Answer people in a browser, and programs, beside a daemon or without one.",
    "show": "Show what is held: sources, articles, edits, alerts, coverage, attention.",
    "views": "Show or draw how an article's view counter grows.",
    "export": "Write articles, observations, alerts, events as tables, sources as OPML, kept pages as WARC.",
    "report": "Write what was seen in some days as one file to be sent on.",
    "replay": "Send anew what was given up, sent, or muted.",
    "reread": "Read kept pages again by mended selectors; tell late what was owed.",
    "silence": "Mute alerts for a while: add, list, expire.",
    "ack": "Say that somebody took note of an alert.",
    "rule": "Try rules, say why they match, arm them over the past.",
    "sink": "Try whether a sink takes what it is sent.",
    "source": "Make [[source]] blocks of a feed reader's list.",
    "selectors": "Learn where the fields are on a site's pages; try that; find them again after a redesign.",
    "access": "Say who may see the pages and use the API.",
    "doctor": "Look whether all is well: configuration, database, sinks, machine.",
    "backup": "Copy the database, also while the daemon runs.",
    "restore": "Put a backup in the database's place; what was there is kept.",
    "migrate": "Copy the database's file into a database of PostgreSQL.",
    "completion": "Print what makes a shell finish the words of this program.",
    "demo": "Watch a simulated news site for a minute.",
}


class _LazyGroup(click.Group):
    """Knows its commands by name and help; imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is ours
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell may finish a word with; the commands stay where they are."""
        names = [name for name in _COMMANDS if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=_HELP[name]) for name in names), *options]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
@click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The configuration file.  [default: monitor.toml here, then the one that MONITOR_CONFIG names]",
)
@click.pass_context
def cli(ctx: click.Context, config_path: Path | None) -> None:
    """Watch news sites and tell a webhook within seconds when a rule matches."""
    here = Path("monitor.toml")
    elsewhere = os.environ.get("MONITOR_CONFIG", "")
    ctx.obj = config_path or (Path(elsewhere) if elsewhere and not here.exists() else here)


def main() -> None:
    """Run the command line and exit with the documented code; no traceback reaches a user by a foreseen error."""
    try:
        # Without click's own ending, `ctx.exit(code)` comes back as a value.
        code = cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        _show(error)
        sys.exit(_exit_code(error))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); say nothing more to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _show(error: MonitorError) -> None:
    for line in f"monitor: {error}".split("\n"):
        click.echo(_printable(line), err=True)
    if error.hint:
        click.echo(f"  → {_printable(error.hint)}", err=True)


def _printable(text: str) -> str:
    """Return `text` without what could move the terminal; not `screen.plain`, whose room takes long to load."""
    return "".join(one if one.isprintable() else " " for one in text)


def _exit_code(error: MonitorError) -> int:
    if isinstance(error, ConfigError):
        return EXIT_CONFIG
    if isinstance(error, StoreDamaged):
        return EXIT_DAMAGED
    return EXIT_STORE if isinstance(error, StoreError) else 1
