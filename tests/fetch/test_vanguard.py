"""The scout that is forked off a program: what it has of it, how it ends, and where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A scout that says what it is, and ends as it is told over its link.
PROGRAM = """
import json, os, select, signal, socket, threading, time
from monitor.fetch.mark import Mark, new_memory
from monitor.fetch.vanguard import send_ahead


def serve(link, mark):
    Mark(mark).number = os.getpid()
    with socket.socket(fileno=link) as told:
        files = sorted(kind(n) for n in os.listdir("/proc/self/fd") if int(n) > 2)
        told.sendall(json.dumps({"in": os.readlink("/proc/self/fd/0"), "files": files}).encode())
        match told.recv(10).decode():
            case "raise":
                raise ValueError("a bug of ours")
            case "exit":
                os._exit(7)
            case "abort":
                os.kill(os.getpid(), signal.SIGSEGV)


def kind(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}").split(":")[0]
    except FileNotFoundError:
        return ""


def at_post(vanguard):
    ours, theirs = socket.socketpair()
    memory = new_memory()
    scout = vanguard.take_post(theirs.fileno(), memory)
    theirs.close()
    return scout, ours, memory


secret = open("pyproject.toml")
"""


def said(program: str) -> object:
    """Return what a program that begins as above prints."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("word", "code"), {"good": 0, "raise": 1, "exit": 7, "abort": -11}.items())
def test_a_vanguard_has_nothing_of_the_program_and_ends_as_any_other_scout(word, code):
    told = said(f"""
scout, link, memory = at_post(send_ahead(lambda: serve))
facts = json.loads(link.recv(1_000))
marked = Mark(memory).number == scout.pid
link.sendall(b"{word}")
print(json.dumps([facts, marked, scout.wait(), scout.kill()]))
""")

    # The nameless one is the listing itself.
    facts = {"in": "/dev/null", "files": ["", "/memfd", "socket"]}
    assert told == [facts, True, code, None]


def test_there_is_one_vanguard_and_its_post_is_kept_when_it_is_dismissed():
    told = said("""
vanguard = send_ahead(lambda: serve)
scout, link, memory = at_post(vanguard)
vanguard.dismiss()
other = at_post(vanguard)[0]
link.recv(1_000)
try:
    scout.wait(0)
except TimeoutError:
    pass
except Exception as error:
    late = type(error).__name__
scout.kill()
print(json.dumps([other, late, scout.wait()]))
""")

    assert told == [None, "TimeoutExpired", -9]


def test_a_vanguard_that_is_no_more_takes_no_post():
    told = said("""
vanguard = send_ahead(lambda: serve)
vanguard._forked.kill()
os.waitid(os.P_PIDFD, vanguard._forked._handle, os.WEXITED | os.WNOWAIT)
print(json.dumps([at_post(vanguard)[0] for _ in range(2)]))
vanguard.dismiss()
""")

    assert told == [None, None]


@pytest.mark.parametrize("posted", [False, True])
def test_a_vanguard_ends_with_the_program(posted):
    told = said(f"""
reading, writing = os.pipe()
if not (program := os.fork()):
    vanguard = send_ahead(lambda: serve)
    if {posted}:
        _, link, _ = at_post(vanguard)
        link.recv(1_000)
    os.write(writing, json.dumps(vanguard._forked.pid).encode())
    signal.pause()
end = os.pidfd_open(json.loads(os.read(reading, 1_000)))
os.kill(program, signal.SIGKILL)
select.select([end], [], [])
print(json.dumps("gone"))
""")

    assert told == "gone"


def test_beside_another_thread_there_is_no_vanguard():
    told = said("""
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(json.dumps(send_ahead(lambda: serve)))
""")

    assert told is None
