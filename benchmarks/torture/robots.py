"""robots.txt after RFC 9309, case by case: what a file, an answer or a silence allows. Over real sockets."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from benchmarks.torture.loopback import Hurried, answer, fetching, serving, target
from benchmarks.torture.tally import Size, Tally
from monitor.model import Fetched, Reason, Refused

ALLOWED, DENIED, UNREACHABLE = "allowed", "disallowed", "unreachable"
_PAGE = answer("<p>a page</p>", content_type="text/html")
_OURS = "User-agent: monitor\n"
_ALL = "User-agent: *\n"
_CAP = 500 << 10
# A hostile file of full size may take as long as this to be read.
_MOST_SECONDS = 2.0


class Case(NamedTuple):
    """What a server says to /robots.txt, which path we want then, and what must come of it."""

    name: str
    robots: bytes
    path: str
    expected: str


def _file(name: str, text: str | bytes, path: str, expected: str) -> Case:
    return Case(name, answer(text, content_type="text/plain"), path, expected)


def _status(status: str, expected: str, **fields: str) -> Case:
    robots = answer(_ALL + "Disallow: /\n", status, **fields)
    return Case(f"status {status} {''.join(fields.values())}", robots, "/a", expected)


FILES = (
    _file("nothing in it", "", "/a", ALLOWED),
    _file("everything is denied", _ALL + "Disallow: /\n", "/a", DENIED),
    _file("an empty rule denies nothing", _ALL + "Disallow:\n", "/a", ALLOWED),
    _file("our group goes before everybody's", _ALL + "Disallow: /\n\n" + _OURS + "Allow: /\n", "/a", ALLOWED),
    _file("everybody's does not count beside ours", _OURS + "Disallow: /b\n\n" + _ALL + "Disallow: /\n", "/a", ALLOWED),
    _file("two groups of ours are one", _OURS + "Disallow: /a\n\n" + _OURS + "Disallow: /b\n", "/a", DENIED),
    _file("two groups of everybody's are one", _ALL + "Disallow: /a\n\n" + _ALL + "Disallow: /b\n", "/a", DENIED),
    _file("a group of several agents", "User-agent: x\nUser-agent: monitor\nDisallow: /\n", "/a", DENIED),
    _file("another's group", "User-agent: other\nDisallow: /\n", "/a", ALLOWED),
    _file("our token in capitals", "User-agent: MoNiToR\nDisallow: /\n", "/a", DENIED),
    _file("our token with a version", "User-agent: monitor/2.0\nDisallow: /\n", "/a", DENIED),
    _file("a longer token is another's", "User-agent: monitorbot\nDisallow: /\n", "/a", ALLOWED),
    _file("a shorter token is another's", "User-agent: mon\nDisallow: /\n", "/a", ALLOWED),
    _file("a group without rules", _OURS, "/a", ALLOWED),
    _file("rules before any group", "Disallow: /\n" + _OURS + "Allow: /\n", "/a", ALLOWED),
    _file("the longest rule wins", _ALL + "Disallow: /a\nAllow: /a/b\n", "/a/b/c", ALLOWED),
    _file("the longest rule wins, the other way", _ALL + "Allow: /a\nDisallow: /a/b\n", "/a/b/c", DENIED),
    _file("order does not matter", _ALL + "Allow: /a/b\nDisallow: /a\n", "/a/b/c", ALLOWED),
    _file("of equal rules the allowing one wins", _ALL + "Disallow: /a\nAllow: /a\n", "/a", ALLOWED),
    _file("a rule matches from the beginning", _ALL + "Disallow: /b\n", "/a/b", ALLOWED),
    _file("a rule matches what goes on", _ALL + "Disallow: /a\n", "/abc", DENIED),
    _file("a path is told from its capitals", _ALL + "Disallow: /A\n", "/a", ALLOWED),
    _file("a star in the middle", _ALL + "Disallow: /a/*/c\n", "/a/b/c", DENIED),
    _file("a star at the beginning", _ALL + "Disallow: *.pdf\n", "/x/y.pdf", DENIED),
    _file("a star that meets nothing", _ALL + "Disallow: /a*b\n", "/ab", DENIED),
    _file("a star over slashes", _ALL + "Disallow: /a*z\n", "/a/b/c/z", DENIED),
    _file("a dollar ends the path", _ALL + "Disallow: /a$\n", "/ab", ALLOWED),
    _file("a dollar at the very end", _ALL + "Disallow: /a$\n", "/a", DENIED),
    _file("a star and a dollar", _ALL + "Disallow: /*.php$\n", "/x.php?y", ALLOWED),
    _file("a query counts", _ALL + "Disallow: /*?id=\n", "/a?id=1", DENIED),
    _file("a rule escaped, the path escaped", _ALL + "Disallow: /%D0%B0\n", "/%D0%B0", DENIED),
    _file("a rule in letters, the path escaped", _ALL + "Disallow: /а\n", "/%D0%B0", DENIED),
    _file("escapes in small letters", _ALL + "Disallow: /%d0%b0\n", "/%D0%B0", DENIED),
    _file("a letter escaped for nothing", _ALL + "Disallow: /%61\n", "/a", DENIED),
    _file("an escaped slash is no slash", _ALL + "Disallow: /a%2Fb\n", "/a/b", ALLOWED),
    _file("a byte order mark", b"\xef\xbb\xbf" + (_ALL + "Disallow: /\n").encode(), "/a", DENIED),
    _file("lines end in CRLF", (_ALL + "Disallow: /\n").replace("\n", "\r\n"), "/a", DENIED),
    _file("lines end in CR", (_ALL + "Disallow: /\n").replace("\n", "\r"), "/a", DENIED),
    _file("the last line does not end", _ALL + "Disallow: /", "/a", DENIED),
    _file("remarks", "# x\nUser-agent: * # all\n# y\nDisallow: /a # that\n", "/a", DENIED),
    _file("blanks around everything", "  User-agent :  *  \n\tDisallow :\t/a  \n", "/a", DENIED),
    _file("keys in capitals", "USER-AGENT: *\nDISALLOW: /\n", "/a", DENIED),
    _file("an unknown line between agents and rules", "User-agent: *\nX: y\nSitemap: z\nDisallow: /\n", "/a", DENIED),
    _file("bytes that are no UTF-8", b"\xff\xfe\x80\n" + (_ALL + "Disallow: /\n").encode(), "/a", DENIED),
    _file("NULs", b"\0\0\n" + (_ALL + "Disallow: /\n").encode(), "/a", DENIED),
    _file("a page in place of a file", "<!doctype html><p>hello", "/a", ALLOWED),
    _file("what lies beyond 500 KiB", "#" * (_CAP + 1) + "\n" + _ALL + "Disallow: /\n", "/a", ALLOWED),
    _file("what lies within 500 KiB", "#" * (_CAP - 100) + "\n" + _ALL + "Disallow: /\n", "/a", DENIED),
    _file("many rules", _ALL + "Disallow: /x\n" * 35_000 + "Disallow: /a\n", "/a", DENIED),
    _file("many stars", _ALL + f"Disallow: /{'a*' * 200}b$\n" * 50, "/" + "a" * 2_000, ALLOWED),
)  # fmt: skip
ANSWERS = (
    _status("403 No", ALLOWED),
    _status("404 Not Found", ALLOWED),
    _status("429 Slow", ALLOWED),
    _status("500 Oops", UNREACHABLE),
    _status("503 Busy", UNREACHABLE),
    Case("no answer at all", b"", "/a", UNREACHABLE),
    _status("302 Found", ALLOWED, location="/robots.txt"),
)


def torture(size: Size) -> Tally:
    """Return how many cases came out as the RFC says. Both sizes are the same: it takes seconds."""
    del size
    return asyncio.run(_all())


async def _all() -> Tally:
    began = time.process_time()
    wrong = await judged((*FILES, *ANSWERS))
    walks = (_over_authorities, _gap_is_kept_and_capped, _a_copy_ages)
    wrong += [sentence for walk in walks if (sentence := await walk())]
    cases = len(FILES) + len(ANSWERS) + len(walks)
    counts = {
        "cases": cases,
        "as RFC 9309 says": cases - len(wrong),
        "CPU in all, s": f"{time.process_time() - began:.1f}",
    }
    return Tally(name="robots", counts=counts, broken=tuple(wrong))


async def judged(cases: Sequence[Case]) -> list[str]:
    """Return a sentence for each case that came out otherwise, or took too long."""
    wrong = []
    for case in cases:
        began = time.process_time()
        found = await _found(case)
        if found != case.expected:
            wrong.append(f"{case.name}: {found}, not {case.expected}")
        elif time.process_time() - began > _MOST_SECONDS:
            wrong.append(f"{case.name}: took {time.process_time() - began:.1f} s")
    return wrong


async def _found(case: Case) -> str:
    async with (
        serving({"/robots.txt": case.robots, "*": _PAGE}) as stage,
        fetching({stage.address}, Hurried(), robots=True) as fetcher,
    ):
        return _told(await fetcher.get(target(stage.url(case.path))))


def _told(outcome: object) -> str:
    match outcome:
        case Fetched():
            return ALLOWED
        case Refused(reason=Reason.ROBOTS):
            return DENIED
        case Refused(reason=Reason.ROBOTS_UNREACHABLE):
            return UNREACHABLE
    return repr(outcome)


async def _over_authorities() -> str:
    """A file that is found on another authority holds for the one that led there (§2.3.1.2)."""
    file = answer(_ALL + "Disallow: /a\n", content_type="text/plain")
    async with serving({"/elsewhere.txt": file}) as other:
        lead = answer("", "301 Moved", location=other.url("/elsewhere.txt"))
        async with (
            serving({"/robots.txt": lead, "*": _PAGE}) as stage,
            fetching({stage.address, other.address}, Hurried(), robots=True) as fetcher,
        ):
            found = [_told(await fetcher.get(target(stage.url(path)))) for path in ("/a", "/b")]
    return "" if found == [DENIED, ALLOWED] else f"a file on another authority: {found}"


async def _gap_is_kept_and_capped() -> str:
    """Crawl-delay is no part of the RFC: it is kept as a gap, of a minute at most."""
    for told, gap in ((7, 7), (86_400, 60)):
        clock = Hurried()
        file = answer(f"{_ALL}Crawl-delay: {told}\n", content_type="text/plain")
        async with (
            serving({"/robots.txt": file, "*": _PAGE}) as stage,
            fetching({stage.address}, clock, robots=True) as fetcher,
        ):
            await fetcher.get(target(stage.url("/a")))
            before = clock.slept
            await fetcher.get(target(stage.url("/b")))
        waited = clock.slept - before
        if not timedelta(seconds=gap) <= waited <= timedelta(seconds=1.2 * gap + 1):
            return f"a Crawl-delay of {told} s: waited {waited}"
    return ""


async def _a_copy_ages() -> str:
    """A copy is renewed within a day; while the host is down the old one serves, for a day at most (§2.4)."""
    clock = Hurried()
    async with (
        serving({"/robots.txt": answer(_ALL + "Disallow: /a\n"), "*": _PAGE}) as stage,
        fetching({stage.address}, clock, robots=True) as fetcher,
    ):
        found = [_told(await fetcher.get(target(stage.url("/b"))))]
        stage.answers["/robots.txt"] = answer("", "503 Busy")
        for hours in (13, 10, 2):
            await clock.sleep(timedelta(hours=hours))
            found.append(_told(await fetcher.get(target(stage.url("/b")))))
        stage.answers["/robots.txt"] = answer(_ALL + "Disallow: /b\n")
        await clock.sleep(timedelta(hours=2))
        found.append(_told(await fetcher.get(target(stage.url("/b")))))
    expected = [ALLOWED, ALLOWED, ALLOWED, UNREACHABLE, DENIED]
    return "" if found == expected else f"a copy that ages: {found}"
