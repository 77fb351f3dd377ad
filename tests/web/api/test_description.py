"""The API held to its own description, by cases that are made of it; over a real server and a real archive."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import httpx
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
from monitor.web.api.schema import Schemas
from monitor.web.api.stream import AlertStream
from monitor.web.rehearsals import Rehearsals
from tests.web.conftest import archive_desk

TOKEN = "a token of the tests"
TABLE = table_of(AlertStream(None), Rehearsals(None))
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


SHOWN = {"Authorization": f"Bearer {TOKEN}"}
# Which words these hold is said by a grammar of ours, which no schema can tell.
OWN_GRAMMAR = {"after", "query", "matchers", "ends_at"}


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
        said = {*(case.query or {}), *(case.body if isinstance(case.body, dict) else {})}
        unsure = [positive_data_acceptance] if said & OWN_GRAMMAR else []
        case.call_and_validate(base_url=address, headers=SHOWN, excluded_checks=unsure)

    keeps_its_word()


@pytest.fixture(scope="module")
def held(address: str) -> dict[str, str]:
    """An id of each kind that the archive holds, by the first part of its address."""
    with httpx.Client(base_url=address, headers=SHOWN) as client:
        alert = client.get("/v1/alerts").json()["items"][0]
    article = str(alert["article"])
    ids = {"articles": article, "stories": article, "alerts": alert["id"]}
    return {**ids, "sources": alert["source"], "rules": alert["rule"]}


@pytest.mark.parametrize(
    "label", [each for each in OPERATIONS if each.startswith("GET") and "{id}" in each]
)
def test_what_is_held_is_told_as_it_is_described(address: str, held: dict[str, str], label: str):
    id_ = held[label.split("/")[2]]
    answer = (
        OPERATIONS[label]
        .Case(path_parameters={"id": id_})
        .call_and_validate(base_url=address, headers=SHOWN)
    )

    assert answer.status_code == 200


def test_the_description_is_served(address: str):
    answer = httpx.get(f"{address}/v1/openapi.json", headers=SHOWN)
    names = [each.name for each in TABLE]

    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["servers"] == [{"url": "https://desk.example.org/api"}]
    assert set(answer.json()["paths"]) == {each.path for each in TABLE}
    assert len(set(names)) == len(names)


def test_what_is_no_noun_is_not_described():
    with pytest.raises(TypeError, match="no noun"):
        Schemas().of(object)


def test_the_document_names_every_route_and_no_other():
    text = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([A-Z]+) /api(/\S+)`", text, re.MULTILINE)

    assert sorted(named) == sorted(
        [("GET", "/v1/openapi.json"), *((e.method, e.path) for e in TABLE)]
    )
