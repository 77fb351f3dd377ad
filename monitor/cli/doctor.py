"""`monitor doctor`: is all well with the configuration, the database, the work and the machine?"""

import json
import os
from collections.abc import Collection
from dataclasses import asdict

import click

from monitor.cli.options import config_option
from monitor.cli.screen import row, screen, table
from monitor.model import Finding, Health, Part
from monitor.runtime.clock import SystemClock
from monitor.runtime.doctor import diagnose

EXIT_ILL = 4
# What a part that is bad ends the command with; the first that applies.
_EXITS = {Part.CONTENT: 6, Part.DATABASE: 3, Part.CONFIGURATION: 2}


@click.command()
@config_option
@click.option("--deep", is_flag=True, help="Read every row of the database; takes its time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def doctor(ctx: click.Context, deep: bool, as_json: bool) -> None:
    """Look at everything, beside the daemon or without it; nothing is changed.

    Exit code 0: all good, perhaps with notes. 2: faults in the configuration. 3: the database cannot be used.
    6: it is damaged. 4: something else is doubtful or bad.
    """
    findings = list(diagnose(ctx.obj, os.environ, SystemClock().now(), deep=deep))
    if as_json:
        for finding in findings:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
    else:
        _show(findings)
    ctx.exit(_exit_code(findings))


def _show(findings: Collection[Finding]) -> None:
    shown = table("health", "part", "what", "is", "remedy")
    for finding in findings:
        row(shown, finding.health, finding.part, finding.what, finding.detail, finding.hint)
    screen().print(shown)


def _exit_code(findings: Collection[Finding]) -> int:
    bad = {finding.part for finding in findings if finding.health is Health.BAD}
    for part, code in _EXITS.items():
        if part in bad:
            return code
    return EXIT_ILL if bad or any(each.health is Health.DOUBTFUL for each in findings) else 0
