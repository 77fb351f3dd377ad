"""A database on a server: named by a URL, which is never a path and never holds a password."""

import pytest

from monitor.config import describe, load
from monitor.errors import ConfigError

MINIMAL = '[monitor]\ndatabase = "{}"\n\n[[source]]\nid = "a"\nsite = "24.kg"\nlisting = "https://24.kg/english/"\n'


def test_a_url_stays_as_it_is_and_wishes_lie_where_a_file_would(tmp_path):
    url = "postgresql://monitor@/monitor?host=/run/postgresql"
    path = tmp_path / "monitor.toml"
    path.write_text(MINIMAL.format(url))

    config = load(path, {})

    assert config.database == url
    assert config.letterbox == tmp_path / "state" / "monitor.db.wishes"
    assert f'database = "{url}"' in describe(config)


def test_wishes_lie_beside_a_file(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text(MINIMAL.format("news/news.db"))

    assert load(path, {}).letterbox == tmp_path / "news" / "news.db.wishes"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://monitor:hunter2@db.example.net/monitor",
        "postgres://monitor@db.example.net/monitor?password=hunter2",
        "postgresql://monitor:hunter2@[/monitor",
        "postgresql+psycopg://monitor:hunter2@db.example.net/monitor",
    ],
)
def test_a_password_is_refused_and_not_repeated(tmp_path, url: str):
    path = tmp_path / "monitor.toml"
    path.write_text(MINIMAL.format(url))

    with pytest.raises(ConfigError) as caught:
        load(path, {})

    assert "hunter2" not in str(caught.value)
