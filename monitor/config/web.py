"""From the [web] table to where the daemon answers people, and the secret of its links. Listens nowhere."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config.draft import Entry
from monitor.config.faults import Report
from monitor.config.schema import WebTable
from monitor.config.secret import secrets_of
from monitor.model import Web


def build_web(
    entry: Entry[WebTable], folder: Path, environ: Mapping[str, str], report: Report
) -> Web | None:
    """Return where the daemon answers; None if the file has no [web], or a faulty one."""
    table, place = entry.table, entry.place
    if not any(map(entry.gives, WebTable.readers)):
        return None
    if not entry.gives("listen"):
        report.fault(
            place.key("listen"), "is missing", 'write an address and a port: "127.0.0.1:8787"'
        )
    if not (entry.gives("secret_file") or entry.gives("secret")):
        hint = "it signs the links by which people take note of alerts: secret_file or secret"
        report.fault(place.key("secret_file"), "is missing", hint)
    secrets = secrets_of(table.secret_file, table.secret, folder, environ, place, report)
    if table.listen is None or not secrets:
        return None
    url = table.url or f"http://{table.listen}"
    return Web(listen=table.listen, url=url.rstrip("/"), secrets=secrets, access=table.access)
