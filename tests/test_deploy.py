"""The unit files, as systemd itself judges them; the container, as far as that can be told without one."""

import json
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

import monitor
from monitor.cli import _COMMANDS
from monitor.config import Config, load

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "monitor.service"
SERVICES = ["monitor.service", "monitor-web.service", "monitor-worker@.service"]

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60
    )


def settings(unit: str) -> dict[str, str]:
    """Return the settings of a unit; of one that is given several times the last."""
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


@needs_systemd
def test_the_units_are_sound(tmp_path):
    # The program is not installed where the units expect it, so copies point to one that is.
    copies = []
    for name in [*SERVICES, "monitor-web.socket"]:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        copies.append(tmp_path / name)
        copies[-1].write_text(text.replace("/opt/monitor/bin/monitor", "/bin/true"))

    answer = analyze("verify", "--man=no", *map(str, copies))

    about_us = [line for line in answer.stderr.splitlines() if "monitor" in line]
    assert about_us == []
    assert answer.returncode == 0


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_a_unit_is_hardened(service):
    answer = analyze("security", "--offline=true", "--threshold=11", str(DEPLOY / service))

    assert answer.returncode == 0, answer.stdout[-400:]
    assert "1.1 OK" in answer.stdout.splitlines()[-1]


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_a_unit_that_is_softer_is_told_from_it(tmp_path, service):
    softer = tmp_path / service
    text = (DEPLOY / service).read_text(encoding="utf-8")
    softer.write_text(text.replace("ProtectHome=", "# ProtectHome="), encoding="utf-8")

    answer = analyze("security", "--offline=true", "--threshold=11", str(softer))

    assert answer.returncode != 0


def test_the_pages_and_the_daemon_share_a_user_and_a_folder_and_no_address():
    names = ["monitor.service", "monitor-web.service", "monitor-web.socket"]
    daemon, pages, place = map(settings, names)
    shared = ("User", "DynamicUser", "StateDirectory", "StateDirectoryMode", "UMask")

    assert [daemon[key] for key in shared] == [pages[key] for key in shared]
    assert pages["Requires"] == "monitor-web.socket"
    # `inherited` looks for the socket of this name.
    assert place["FileDescriptorName"] == "web"
    assert place["ListenStream"] == "127.0.0.1:8788"
    assert "WatchdogSec" not in pages


def test_a_worker_differs_from_the_daemon_by_its_command_alone():
    daemon, worker = map(settings, ["monitor.service", "monitor-worker@.service"])
    named = ("Description", "After", "ExecStart")
    (command,) = re.findall(r"bin/monitor (\w+)", worker["ExecStart"])

    assert command in _COMMANDS
    assert worker["ExecStart"].replace(f"monitor {command}", "monitor run") == daemon["ExecStart"]
    assert {key: worker[key] for key in worker if key not in named} == {
        key: daemon[key] for key in daemon if key not in named
    }


# prctl(2): memory that is written is never executed, as the unit's MemoryDenyWriteExecute wants it.
UNDER_MDWE = """
import ctypes, importlib, mmap, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0):
    sys.exit(77)
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)
except OSError:
    pass
else:
    sys.exit(78)
for name in sys.argv[1:]:
    importlib.import_module(name)
from monitor.core.patterns import compile_pattern
from selectolax.lexbor import LexborHTMLParser
import brotli, sqlite3, zstandard
assert compile_pattern(r"(?i)\\b(виз\\w+)").groups_in("ВИЗА") == ("ВИЗА",)
assert LexborHTMLParser("<p>a</p>").css_first("p").text() == "a"
assert brotli.decompress(brotli.compress(b"a")) == b"a"
assert zstandard.decompress(zstandard.compress(b"a")) == b"a"
assert sqlite3.connect(":memory:").execute("select 1").fetchone() == (1,)
"""


def runtime_modules() -> list[str]:
    """Return what the running program may import: its own modules, and with them every dependency."""
    own = pkgutil.walk_packages(monitor.__path__, "monitor.")
    optional = [
        "apprise",
        "matplotlib.figure",
        "pyarrow",
        "apscheduler.schedulers.asyncio",
        "tzdata",
    ]
    return [module.name for module in own if module.name != "monitor.__main__"] + optional


def test_all_that_is_loaded_lives_without_memory_that_is_written_and_executed():
    words = [sys.executable, "-c", UNDER_MDWE, *runtime_modules()]

    answer = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)

    if answer.returncode == 77:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_unit_outlasts_the_drain_and_does_not_restart_a_faulty_configuration():
    text = UNIT.read_text(encoding="utf-8")

    stop = int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1])
    assert stop > 10
    assert "Type=notify" in text
    assert "RestartPreventExitStatus=2" in text


# A Dockerfile's instructions, each with its words; a line that ends with a backslash goes on.
def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n\s*", " ", bare).splitlines()
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines) if word
    ]


def test_the_container_is_made_of_what_there_is_and_of_nothing_else():
    steps = instructions()
    known = {
        "FROM",
        "WORKDIR",
        "ARG",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "VOLUME",
        "EXPOSE",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    copied = [rest.split()[:-1] for word, rest in steps if word == "COPY" and "--from" not in rest]
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }

    assert {word for word, _ in steps} <= known
    assert [rest.split()[0] for word, rest in steps if word == "FROM"] == ["python:3.11-slim"] * 2
    assert {name for names in copied for name in names} == let_in
    assert [name for name in let_in if not (ROOT / name).exists()] == []
    assert "://" not in "".join(rest for word, rest in steps if word != "HEALTHCHECK")


def test_the_container_runs_as_nobody_in_particular():
    steps = instructions()
    last = dict(steps)

    assert last["USER"] == "10001:10001"
    # Nothing is done as root after that.
    assert "RUN" not in [word for word, _ in steps[[word for word, _ in steps].index("USER") :]]
    assert json.loads(last["ENTRYPOINT"]) == ["monitor"]
    assert json.loads(last["CMD"])[0] in _COMMANDS


def test_the_health_check_of_the_container_asks_what_is_answered():
    (check,) = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    words = json.loads(check.partition("CMD ")[2])

    assert words[:2] == ["python", "-c"]
    compile(words[2], "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:8787/healthz" in words[2]


def composition(name: str) -> dict:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "service"),
    [("compose.yml", "monitor"), ("compose.fleet.yml", "monitor"), ("compose.fleet.yml", "worker")],
)
def test_a_composition_is_tight_and_fits_the_container(name, service):
    ours = composition(name)["services"][service]

    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["security_opt"] == ["no-new-privileges:true"]
    assert ours.get("ports", []) == (["127.0.0.1:8787:8787"] if service == "monitor" else [])
    assert int(ours["stop_grace_period"].removesuffix("s")) > 10
    assert (DEPLOY / ours["build"]["context"]).resolve() == ROOT
    assert (ROOT / ours["build"]["dockerfile"]).exists()


def test_the_composition_of_one_keeps_the_database_in_its_volume():
    ours = composition("compose.yml")["services"]["monitor"]
    volumes = dict(volume.split(":")[:2] for volume in ours["volumes"])

    assert volumes["database"] == dict(instructions())["VOLUME"]
    assert (DEPLOY / "container" / "monitor.toml").exists()
    assert volumes["./container/monitor.toml"] in dict(instructions())["ENV"]


def test_the_composition_of_a_fleet_is_of_one_configuration_and_one_database(tmp_path):
    whole = composition("compose.fleet.yml")
    database, leader, worker = (
        whole["services"][name] for name in ("database", "monitor", "worker")
    )
    name = urlsplit(configured("monitor.fleet.toml", tmp_path).database)

    assert worker["command"][0] in _COMMANDS
    assert "command" not in leader
    assert leader["environment"] == worker["environment"]
    asked = leader["environment"]["MONITOR_CONFIG"]
    mounted = f"./container/monitor.fleet.toml:{asked}:ro"
    assert mounted in leader["volumes"]
    assert mounted in worker["volumes"]
    # Wishes are left beside the configuration, and only the volume can be written.
    assert str(Path(asked).parent) == dict(instructions())["VOLUME"]
    assert f"/{database['environment']['POSTGRES_DB']}" == name.path
    assert database["environment"]["POSTGRES_USER"] == name.username
    assert name.hostname == "database"
    assert "ports" not in database
    used = {secret for each in (database, leader, worker) for secret in each["secrets"]}
    assert used == set(whole["secrets"])
    wanted = set(leader["build"]["args"]["EXTRAS"].split(","))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "postgres" in wanted
    assert wanted <= set(project["optional-dependencies"])


def configured(name: str, folder: Path) -> Config:
    """Return what a configuration of `deploy/container` says, with a secret of its own."""
    text = (DEPLOY / "container" / name).read_text(encoding="utf-8")
    secret = folder / "web"
    secret.write_text("whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI=")
    secret.chmod(0o600)
    path = folder / "monitor.toml"
    path.write_text(text.replace("/run/secrets/web", str(secret)), encoding="utf-8")
    return load(path, {})


@pytest.mark.parametrize("name", ["monitor.toml", "monitor.fleet.toml"])
def test_a_configuration_of_a_container_is_sound(name, tmp_path):
    config = configured(name, tmp_path)

    assert config.web is not None
    assert config.web.listen == "0.0.0.0:8787"
    assert Path(config.web.access).parent == Path("/var/lib/monitor")


def test_the_container_of_one_keeps_its_database_where_it_may_write(tmp_path):
    assert configured("monitor.toml", tmp_path).database == Path("/var/lib/monitor/monitor.db")
