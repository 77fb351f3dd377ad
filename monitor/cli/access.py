"""`monitor access`: who may see the pages and use the API."""

from __future__ import annotations

import sys
from secrets import token_bytes, token_urlsafe
from typing import TYPE_CHECKING, TypeVar

import click

from monitor.cli.options import config_option, load_config
from monitor.cli.screen import plain
from monitor.core.access import digest_of, hashed
from monitor.model.access import Access, Scope, Token, User
from monitor.noun import replace
from monitor.runtime.access import AccessFile

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_PASSWORD = 10
_PREFIX = "mon_"

N = TypeVar("N", User, Token)


@click.group()
def access() -> None:
    """Say who may see the pages and use the API. It takes effect at once."""


@access.command()
@config_option
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_context
def user(ctx: click.Context, name: str, password_stdin: bool) -> None:
    """Give NAME a password, or another one, which ends their sessions."""
    file = _file(ctx)
    password = (
        sys.stdin.readline().rstrip("\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    if len(password) < _LEAST_PASSWORD:
        raise click.ClickException(f"a password has at least {_LEAST_PASSWORD} characters")
    made = User(name=_named(name), password=hashed(password, token_bytes(16)))
    held = file.read()
    file.write(replace(held, users=(*_without(held.users, name), made)))
    click.echo(f"{plain(name)} may log in.")


@access.command()
@config_option
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    default=["read"],
    show_default=True,
    help="What it is good for; may be given twice.",
)
@click.pass_context
def token(ctx: click.Context, name: str, scopes: tuple[str, ...]) -> None:
    """Make a token NAME and print it: it is shown this once, and kept as a hash."""
    file = _file(ctx)
    held = file.read()
    if any(each.name == name for each in held.tokens):
        raise click.ClickException(f"there is a token {plain(name)}: revoke it first")
    made = _PREFIX + token_urlsafe(32)
    kept = Token(name=_named(name), digest=digest_of(made), scopes=frozenset(map(Scope, scopes)))
    file.write(replace(held, tokens=(*held.tokens, kept)))
    click.echo(made)


@access.command()
@config_option
@click.argument("name")
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """Let the user or the token NAME in no more. Exit code 1: there is none."""
    file = _file(ctx)
    held = file.read()
    kept = Access(users=_without(held.users, name), tokens=_without(held.tokens, name))
    if kept == held:
        raise click.ClickException(f"nobody is called {plain(name)}")
    file.write(kept)
    click.echo(f"{plain(name)} is let in no more.")


@access.command("list")
@config_option
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List who may come in."""
    held = _file(ctx).read()
    for one in held.users:
        click.echo(f"user   {plain(one.name)}")
    for each in held.tokens:
        click.echo(f"token  {plain(each.name)}  {', '.join(sorted(each.scopes))}")
    if held == Access():
        click.echo("Nobody: `monitor access user NAME`, `monitor access token NAME`.")


def _file(ctx: click.Context) -> AccessFile:
    config = load_config(ctx, show_warnings=False)
    if config.web is None:
        raise click.ClickException("there are no pages: the configuration has no [web]")
    return AccessFile(config.path.parent / config.web.access)


def _named(name: str) -> str:
    if not name or len(name) > 100 or not name.isprintable() or ":" in name:
        raise click.ClickException("a name has 1 to 100 printable characters and no colon")
    return name


def _without(held: Iterable[N], name: str) -> tuple[N, ...]:
    return tuple(each for each in held if each.name != name)
