"""The API held to its own description, by cases that are made of it; over a real server and a real archive."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from monitor.config import load
from monitor.core.access import EVERYTHING, digest_of
from monitor.model.access import Access, Token
from monitor.runtime.access import AccessFile
from monitor.web import app_of
from monitor.web.api import table_of
from monitor.web.api.description import described
from monitor.web.api.stream import AlertStream
from tests.web.conftest import archive_desk

TOKEN = "a token of the tests"
TABLE = table_of(AlertStream(None))
# A stream has no end to be looked at.
DESCRIPTION = described([each for each in TABLE if each.name != "streamAlerts"], "http://127.0.0.1")
OPERATIONS = {
    operation.ok().label: operation.ok()
    for operation in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()
}


@pytest.fixture(scope="module")
def address(archive_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a copy of the archive, for this module alone."""
    folder = copytree(archive_folder, tmp_path_factory.mktemp("described") / "archive")
    config = load(folder / "monitor.toml", {})
    token = Token(name="tests", digest=digest_of(TOKEN), scopes=EVERYTHING)
    AccessFile(folder / config.web.access).write(Access(tokens=(token,)))
    # As the world sees it: nobody is let in without a token.
    desk = archive_desk(replace(config, web=replace(config.web, url="https://desk.example.org")))
    server = uvicorn.Server(
        uvicorn.Config(app_of(desk), host="127.0.0.1", port=0, lifespan="off", log_config=None)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api"
    server.should_exit = True
    thread.join()
    desk.close()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_keeps_its_word(address: str, label: str, mode):
    @settings(
        max_examples=3,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def keeps_its_word(case: schemathesis.Case) -> None:
        # Which words spell a cursor no schema can say.
        given_cursor = "after" in (case.query or {})
        case.call_and_validate(
            base_url=address,
            headers={"Authorization": f"Bearer {TOKEN}"},
            excluded_checks=[positive_data_acceptance] if given_cursor else [],
        )

    keeps_its_word()
