"""Where a table goes: a file is there whole or not at all."""

import pytest

from monitor.export import InTheWay, new_file


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_when_it_is_whole(tmp_path):
    with new_file(tmp_path / "all.csv", force=False) as file:
        file.write(b"half")
        assert "all.csv" not in names(tmp_path)

    assert names(tmp_path) == ["all.csv"]
    assert (tmp_path / "all.csv").read_bytes() == b"half"


def test_a_failure_leaves_nothing_behind(tmp_path):
    def fail_halfway():
        with new_file(tmp_path / "all.csv", force=False) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert names(tmp_path) == []


def test_a_failure_leaves_the_old_file_alone(tmp_path):
    (tmp_path / "all.csv").write_text("old")

    with pytest.raises(RuntimeError), new_file(tmp_path / "all.csv", force=True):
        raise RuntimeError

    assert (tmp_path / "all.csv").read_text() == "old"


def test_nothing_is_overwritten_unasked(tmp_path):
    (tmp_path / "all.csv").write_text("old")

    with pytest.raises(InTheWay) as refused, new_file(tmp_path / "all.csv", force=False):
        pass

    assert "--force" in refused.value.hint
    with new_file(tmp_path / "all.csv", force=True) as file:
        file.write(b"new")
    assert (tmp_path / "all.csv").read_text() == "new"


def test_a_file_that_came_meanwhile_is_kept(tmp_path):
    with pytest.raises(InTheWay), new_file(tmp_path / "all.csv", force=False):
        (tmp_path / "all.csv").write_text("of another")

    assert (tmp_path / "all.csv").read_text() == "of another"
    assert names(tmp_path) == ["all.csv"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "all.csv").symlink_to(tmp_path / "real" / "all.csv")

    with new_file(tmp_path / "all.csv", force=False) as file:
        file.write(b"x")

    assert (tmp_path / "all.csv").is_symlink()
    assert (tmp_path / "real" / "all.csv").read_bytes() == b"x"


@pytest.mark.parametrize("place", ["folder", "missing/all.csv", "/dev/null"])
def test_a_place_that_holds_no_file_is_refused(tmp_path, place):
    (tmp_path / "folder").mkdir()

    with pytest.raises(InTheWay), new_file(tmp_path / place, force=True):
        pass
