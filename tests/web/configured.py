"""The monitor.toml of the tests of the pages: two editions of a newsroom on loopback, what is looked for, a secret."""

from pathlib import Path

_SECRET = "whsec_" + "YSBrZXkgb2YgdGhlIGRlc2ssIDMyIGJ5dGVzIGxvbmch\n"
_HEAD = """
[monitor]
database = "{database}"
timezone = "Asia/Bishkek"

[web]
listen = "127.0.0.1:8787"
secret_file = "desk.secret"

[fetch]
scouts = 0
allow_addresses = ["{address}"]

[politeness]
delay = "0s"
{politeness}
"""
_EDITION = """
[[source]]
id = "24kg-{edition}"
site = "24.kg"
listing = "http://{address}/{path}"
language = "{edition}"
{first_run}
"""
_SINK = """
[[sink]]
id = "{sink}"
kind = "console"
"""


def configured(
    folder: Path,
    address: str,
    rules: str,
    *,
    sink: str,
    database: str = "monitor.db",
    politeness: str = "",
    first_run: str = "",
) -> Path:
    """Write a monitor.toml and its secret into `folder`, and return it. The newsroom is at `address`."""
    editions = (
        _EDITION.format(edition=edition, path=path, address=address, first_run=first_run)
        for edition, path in (("en", "english/"), ("ru", ""))
    )
    head = _HEAD.format(database=database, address=address, politeness=politeness)
    toml = folder / "monitor.toml"
    toml.write_text("".join((head, *editions, rules, _SINK.format(sink=sink))), encoding="utf-8")
    secret = folder / "desk.secret"
    secret.write_text(_SECRET, encoding="utf-8")
    secret.chmod(0o600)
    return toml
