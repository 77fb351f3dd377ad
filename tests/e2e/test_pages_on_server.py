"""Kept pages of a database on a server: kept by a crawl, and read by all commands that read them from a file."""

from click.testing import CliRunner

from monitor.cli import cli
from monitor.demo import Newsroom
from tests.postgres import Server
from tests.program import Program
from tests.store.looking import rows

NAMED = "SELECT count(*) FROM revision JOIN page ON page.id = revision.page"


async def test_pages_are_kept_on_the_server_and_read_again(
    tmp_path, receiver, nursery, server: Server
):
    url = server.empty()
    async with Newsroom(articles=5, seed=7, page_size=15) as newsroom:
        program = Program(tmp_path, newsroom, receiver, nursery)
        text = program.path.read_text("utf-8").replace("state/monitor.db", url)
        program.path.write_text(f"{text}\n[archive]\n", "utf-8")
        code, _, err = await program.run("crawl")
        assert code == 0, err
    ((page,), *others) = rows(url, "SELECT page FROM revision")

    def said(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, [*words, "--config", str(program.path)])
        assert done.exit_code == code, done.output
        return done.output

    assert rows(url, NAMED) == [(1 + len(others),)]
    assert str(page)[:12] in said("show", "pages")
    assert "newsTitle" in said("show", "page", str(page), "--body")
    assert f"{1 + len(others)} in " in said("doctor")
    said("export", "warc", "--output", str(tmp_path / "pages.warc.gz"))
    assert (tmp_path / "pages.warc.gz").stat().st_size > 1_000
    # A dry run has a loop of its own.
    code, dry, err = await program.run("reread", "--since", "1d", "--dry-run")
    assert (code, dry) == (0, "0 pages would correct something; nothing was changed\n"), err
    refused = CliRunner().invoke(
        cli, ["backup", "--pages", str(tmp_path / "copy.db"), "--config", str(program.path)]
    )
    assert "files of SQLite" in str(refused.exception)
