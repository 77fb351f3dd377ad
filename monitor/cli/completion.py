"""`monitor completion`: what makes a shell finish the words of this program."""

import click
from click.shell_completion import get_completion_class

from monitor.errors import MonitorError

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what SHELL reads to finish commands and options of monitor.

    \b
    bash: monitor completion bash > ~/.local/share/bash-completion/completions/monitor
    zsh:  monitor completion zsh > a folder of $fpath, as _monitor
    fish: monitor completion fish > ~/.config/fish/completions/monitor.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise MonitorError(f"this click does not know {shell}")
    click.echo(kind(ctx.find_root().command, {}, "monitor", "_MONITOR_COMPLETE").source())
