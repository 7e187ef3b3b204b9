"""The cache folder: what lies in it, what clearing takes, what it remembers of sources, and what it says of its files."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from explorer import checksums
from explorer.errors import CacheError, DiskFullError, ExplorerError, FilterError
from explorer.store import Cache
from explorer.store import cache as module
from explorer.store.cache import foreseen, read_json, write_json, write_over


def fill(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "deep" / "named"))
    cache = Cache.default()
    assert cache.root == tmp_path / "deep" / "named"
    assert sorted(path.name for path in cache.root.iterdir()) == [
        "builds", "datasets", "exports", "remote", "sources", "tokenisers", "unpacked", "uploads",
    ]  # fmt: skip
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in (cache.root, *cache.root.iterdir()))
    assert (cache.scratch, cache.tokenisers) == (cache.root / "unpacked", cache.root / "tokenisers")
    assert cache.folder("builds") == cache.root / "builds" and cache.dataset("f") == cache.root / "datasets" / "f"
    monkeypatch.setenv("EXPLORER_CACHE", "~/of mine")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Cache.default().root == tmp_path / "of mine"
    monkeypatch.delenv("EXPLORER_CACHE")
    monkeypatch.setattr(module.platformdirs, "user_cache_path", lambda name: tmp_path / "users" / name)
    assert Cache.default().root == tmp_path / "users" / "sft-explorer"
    monkeypatch.chdir(tmp_path)
    assert Cache.at(Path("beside")).root == tmp_path / "beside"
    (tmp_path / "file").touch()
    with pytest.raises(CacheError, match=f"{tmp_path / 'file'} cannot be used") as caught:
        Cache.at(tmp_path / "file")
    assert "EXPLORER_CACHE" in caught.value.hint


def test_folders_that_others_could_read_are_closed_and_leftovers_swept(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path / "c")
    cache.folder("uploads").chmod(0o755)
    Cache.at(tmp_path / "c")
    assert stat.S_IMODE(cache.folder("uploads").stat().st_mode) == 0o700


def test_what_is_in_it_and_what_clearing_takes(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path / "c")
    assert cache.usage() == []
    fill(cache.dataset("large") / "rows" / "part.parquet", 5_000)
    write_json(cache.dataset("large") / "about.json", {"name": "my data"})
    fill(cache.dataset("small") / "part.parquet", 100)
    fill(cache.scratch / "a.plain", 300)
    fill(cache.folder("exports") / "deep" / "e.jsonl", 200)
    fill(cache.root / "datasets" / "stray", 9)
    for path, age in (
        (cache.dataset("large"), 10),
        (cache.dataset("large") / "about.json", 30),
        (cache.dataset("small"), 20),
    ):
        os.utime(path, (age, age))
    about = (cache.dataset("large") / "about.json").stat().st_size
    found = cache.usage()
    assert [(entry.key, entry.name, entry.bytes) for entry in found] == [
        ("large", "my data", 5_000 + about), ("unpacked", "unpacked copies", 300), ("exports", "exports", 200), ("small", "small", 100),
    ]  # fmt: skip
    assert (found[0].last_used, found[3].last_used) == (30.0, 20.0)
    with pytest.raises(CacheError, match="holds nothing named 'none'") as caught:
        cache.clear("none")
    assert caught.value.hint
    assert cache.clear("small") == 100 and not cache.dataset("small").exists()
    assert cache.clear("unpacked") == 300 and list(cache.scratch.iterdir()) == []
    assert [entry.key for entry in cache.usage()] == ["large", "exports"]
    fill(cache.folder("sources") / "s.json", 1)
    fill(cache.folder("builds") / "b.log", 1)
    fill(cache.tokenisers / "ranks", 7)
    assert cache.clear() == 5_000 + about + 200 and cache.usage() == []
    assert {p.name for p in cache.root.rglob("*") if p.is_file()} == {"ranks", "stray"}
    assert cache.folder("sources").is_dir() and cache.folder("builds").is_dir()


def test_of_two_that_clear_it_at_once_neither_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache.at(tmp_path / "c")
    fill(cache.dataset("f") / "part.parquet", 10)
    found = cache.usage()
    monkeypatch.setattr(Cache, "usage", lambda self: found)
    assert cache.clear("f") == cache.clear("f") == cache.clear() == 10 and not cache.dataset("f").exists()


def test_files_are_known_by_what_they_are_now(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path / "c")
    path, other = tmp_path / "a.jsonl", tmp_path / "b\udcff.jsonl"
    fill(path, 10)
    fill(other, 10)
    key = cache.source_key([path])
    assert len(key) == 32 and key == cache.source_key([path])
    assert len({key, cache.source_key([other]), cache.source_key([path, other]), cache.source_key([other, path])}) == 4
    (tmp_path / "c.jsonl").hardlink_to(path)  # the same file by another name
    assert cache.source_key([tmp_path / "c.jsonl"]) != cache.source_key([path])
    os.utime(path, (5, 5))
    assert cache.source_key([path]) != key
    with pytest.raises(OSError, match="none"):
        cache.source_key([tmp_path / "none"])


def test_what_was_remembered_is_recalled_while_its_dataset_is_there(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path / "c")
    path = tmp_path / "a.jsonl"
    fill(path, 10)
    key = cache.source_key([path])
    assert cache.recall(key) is None
    cache.remember(key, [path], {"fingerprint": "f", "name": "a"})
    assert cache.recall(key) is None  # its layers were cleared
    cache.dataset("f").mkdir()
    facts = cache.recall(key) or {}
    assert (facts["fingerprint"], facts["name"]) == ("f", "a") and facts["seen"] > 1e9
    cache.remember("stale", [path], {"fingerprint": "f"})  # just written, and no longer what was looked at
    assert cache.recall("stale") is None
    os.utime(path, (5, 5))
    cache.remember("old", [path], {"fingerprint": "f"})
    assert cache.recall("old") is not None


def test_what_was_opened_last(tmp_path: Path) -> None:
    cache = Cache.at(tmp_path / "c")
    paths = [tmp_path / f"{n}.jsonl" for n in range(15)]
    for n, path in enumerate(paths):
        fill(path, 1)
        facts = {"paths": [str(path)], "seen": n, **({"name": f"data {n}"} if n else {})}
        write_json(cache.root / "sources" / f"k{n}.json", facts)
    write_json(cache.root / "sources" / "twice.json", {"paths": [str(paths[3])], "seen": 20, "name": "again"})
    write_json(cache.root / "sources" / "older.json", {"paths": [str(paths[4])], "seen": 2, "name": "before"})
    write_json(cache.root / "sources" / "gone.json", {"paths": [str(paths[5]), str(tmp_path / "no")], "seen": 30})
    write_json(cache.root / "sources" / "none.json", {"seen": 40})
    (cache.root / "sources" / "torn.json").write_bytes(b"{")
    found = cache.recent()
    assert len(found) == 12 and found[0] == ("again", [str(paths[3])]) and found[1] == ("data 14", [str(paths[14])])
    assert ("data 4", [str(paths[4])]) in found and len({tuple(p) for _, p in found}) == 12
    assert cache.recent(2) == found[:2]
    paths[14].unlink()
    assert cache.recent(20)[-1][0] == "data 1" and len(cache.recent(20)) == 13
    write_json(cache.root / "sources" / "plain.json", {"paths": [str(paths[0]), str(paths[1])], "seen": 50})
    assert cache.recent(1) == [("0.jsonl", [str(paths[0]), str(paths[1])])]


def test_what_is_said_of_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    own = FilterError("wrong")
    assert foreseen(own) is own and foreseen(ValueError()) is None
    (tmp_path / "deep").mkdir()
    full = foreseen(OSError(errno.ENOSPC, "full", str(tmp_path / "deep" / "x")))
    assert isinstance(full, DiskFullError) and f"in {tmp_path / 'deep'} " in full.message
    assert isinstance(foreseen(OSError(errno.ENOSPC, "full")), DiskFullError)
    gone = foreseen(FileNotFoundError(errno.ENOENT, "gone", str(tmp_path / "x")))
    assert isinstance(gone, CacheError) and "removed" in gone.message and isinstance(gone, ExplorerError) and gone.hint
    assert foreseen(FileNotFoundError(errno.ENOENT, "gone", "/elsewhere/x")) is None
    assert foreseen(PermissionError(errno.EACCES, "no", str(tmp_path / "x"))) is None


def test_facts_are_said_to_be_damaged_and_those_of_other_versions_are_not(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "facts.json"
    write_json(path, {"a": "线"})
    assert read_json(path) == {"a": "线"} and read_json(tmp_path / "none") is None
    write_over(path, {"b": 1})
    assert read_json(path) == {"b": 1}
    write_over(tmp_path / "none", {"b": 1})
    assert not (tmp_path / "none").exists()
    before = checksums.since(0)[0]
    path.write_bytes(b'{"b": 1}')
    assert read_json(path) is None and checksums.since(before)[1] == []
    write_json(path, {"a": 1})
    path.write_bytes(path.read_bytes().replace(b"1}}", b"2}}"))
    assert read_json(path) is None
    said = "A file of the cache was damaged and is made again: folder/facts.json."
    assert checksums.since(before)[1] == [said]
    write_json(path, [1])
    assert read_json(path) is None and checksums.since(before)[1] == [said]
