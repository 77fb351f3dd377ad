"""Scouts that are forked: the camp of a program of its own, asked by a few lines of it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# A scout that says what it is, and ends as it is told over its link.
PROGRAM = """
import json, os, select, signal, socket, threading, time
from pathlib import Path
from monitor.fetch.camp import pitch
from monitor.fetch.mark import Mark, new_memory


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


def born(camp):
    ours, theirs = socket.socketpair()
    memory = new_memory()
    scout = camp.send_out(theirs.fileno(), memory)
    theirs.close()
    assert Mark(memory).number in (0, scout.pid)
    return scout, ours


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


"""


def said(program: str) -> dict[str, object]:
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


def test_a_scout_is_a_child_of_the_program_and_ends_as_any_other():
    told = said("""
secret = open("pyproject.toml")
camp = pitch(serve)
scouts = [born(camp) for _ in range(5)]
parents = {parent_of(scout.pid) == os.getpid() for scout, _ in scouts}
facts = [json.loads(link.recv(1_000)) for _, link in scouts]
for (scout, link), word in zip(scouts, ("good", "raise", "exit", "abort", "none")):
    if word == "none":
        scout.kill()
    else:
        link.sendall(word.encode())
codes = [scout.wait() for scout, _ in scouts]
for scout, _ in scouts:
    scout.kill()
camp.close()
print(json.dumps([list(parents), facts[0]["in"], facts[4]["files"], codes]))
""")

    # Of the program's files a scout has none.
    assert told == [[True], "/dev/null", ["", "/memfd", "socket"], [0, 1, 7, -11, -9]]


def test_a_camp_that_is_gone_is_struck_and_its_scouts_stay():
    told = said("""
camp = pitch(serve)
scout, link = born(camp)
os.kill(camp._pid, signal.SIGKILL)
os.waitid(os.P_PID, camp._pid, os.WEXITED | os.WNOWAIT)
ours, theirs = socket.socketpair()
others = [camp.send_out(theirs.fileno(), new_memory()) for _ in range(2)]
link.recv(1_000)
link.sendall(b"good")
print(json.dumps([others, scout.wait()]))
camp.close()
""")

    assert told == [[None, None], 0]


def test_the_camp_and_its_scouts_end_with_the_program():
    told = said("""
reading, writing = os.pipe()
if not (program := os.fork()):
    camp = pitch(serve)
    scout, link = born(camp)
    link.recv(1_000)
    os.write(writing, json.dumps([camp._pid, scout.pid]).encode())
    signal.pause()
family = [os.pidfd_open(pid) for pid in json.loads(os.read(reading, 1_000))]
os.kill(program, signal.SIGKILL)
for end in family:
    select.select([end], [], [])
print(json.dumps("gone"))
""")

    assert told == "gone"


def test_beside_another_thread_there_is_no_camp():
    told = said("""
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(json.dumps(pitch(serve)))
""")

    assert told is None
