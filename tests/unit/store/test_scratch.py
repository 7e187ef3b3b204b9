"""The database that passes share: nothing of one pass is left for the next."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from explorer.store import scratch
from explorer.store.scratch import scratch_connection


@pytest.fixture(autouse=True)
def _none_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_idle", [])


def test_what_one_pass_makes_is_gone_for_the_next(tmp_path: Path) -> None:
    with scratch_connection(tmp_path) as connection:
        connection.execute("CREATE TABLE made AS SELECT 1 AS a")
        connection.register("given", pa.table({"b": [2]}))
    (kept,) = scratch._idle
    with scratch_connection(tmp_path, "50MB") as connection:
        assert not scratch._idle, "the same one serves again"
        for name in ("made", "scratch.made", "given"):
            with pytest.raises(duckdb.Error):
                connection.execute(f"SELECT * FROM {name}")
        connection.execute("CREATE TABLE made AS SELECT 3 AS c")
        set_so = connection.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchone()
        assert set_so == ("47.6 MiB", str(tmp_path))
    assert scratch._idle == [kept]


def test_passes_at_the_same_time_do_not_meet(tmp_path: Path) -> None:
    with scratch_connection(tmp_path) as one, scratch_connection(tmp_path) as other:
        one.execute("CREATE TABLE made AS SELECT 1 AS a")
        with pytest.raises(duckdb.Error):
            other.execute("SELECT * FROM made")
    assert len(scratch._idle) == 1


def test_after_an_error_a_new_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), scratch_connection(tmp_path) as connection:
        connection.execute("CREATE TABLE made AS SELECT 1 AS a")
        raise RuntimeError
    assert not scratch._idle


def test_one_that_has_spilled_is_not_kept(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        with scratch_connection(folder, "60MB") as connection:
            connection.execute(
                "CREATE TABLE wide AS SELECT range AS a, repeat('x', 60) || range AS b FROM range(1500000)"
            )
            connection.execute("CREATE TABLE ordered AS SELECT * FROM wide ORDER BY b")
            assert any(folder.iterdir()), "it has spilled here"
        assert not scratch._idle and not any(folder.iterdir())
