"""Compression and character encodings; what holds no rows is refused."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from pathlib import Path

import pytest
import zstandard

from explorer import sources
from explorer.errors import SourceError

from .loading import ROWS, jsonl, load, written

COMPRESS = {"gzip": gzip.compress, "zstd": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("name", COMPRESS)
@pytest.mark.parametrize("members", [1, 2])
def test_compressed_files_by_content(tmp_path: Path, name: str, members: int) -> None:
    path = written(tmp_path, COMPRESS[name](jsonl().encode()) * members)
    loaded = load(path)
    assert loaded.values == ROWS * members
    assert loaded.file.compression == name
    assert Path(loaded.file.plain).parent == tmp_path / "scratch"
    before = Path(loaded.file.plain).stat().st_mtime_ns
    assert Path(load(path).file.plain).stat().st_mtime_ns == before, "the copy is made once"
    assert not list((tmp_path / "scratch").glob("*.part"))


@pytest.mark.parametrize("name", COMPRESS)
def test_truncated_compressed_file_shows_what_is_left(tmp_path: Path, name: str) -> None:
    rng = random.Random(1)
    text = jsonl([{"a": "".join(rng.choices("abcdefghij", k=200))} for _ in range(10_000)])
    packed = COMPRESS[name](text.encode(), **({"preset": 0} if name == "xz" else {}))
    loaded = load(written(tmp_path, packed[: len(packed) * 2 // 3]))
    assert 100 < len(loaded.values) < 10_000
    assert "The compressed file is truncated after " in loaded.file.notes[0]


def test_gzip_cut_at_its_beginning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cut short"):
        load(written(tmp_path, gzip.compress(jsonl().encode())[:9]))


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("utf-16", "utf-16-le", "déjà 问题"),
        ("utf-16-be", "utf-16-be", "déjà 问题"),
        ("utf-16-le", "utf-16-le", "déjà 问题"),
        ("utf-32", "utf-32-le", "déjà 问题"),
        ("gb18030", "gb18030", "请用五句话描述人工智能在医疗领域中的应用，并说明它的优点和不足。"),
        ("big5", "big5", "請用五句話描述人工智慧在醫療領域中的應用，並說明它的優點和不足。"),
        ("shift_jis", "shift_jis", "日本語の文章を英語に翻訳してください。"),
        ("euc_kr", "euc_kr", "다음 문장을 영어로 번역하십시오."),
        ("cp1251", "cp1251", "Переведите следующее предложение."),
        ("latin-1", "latin-1", "Où êtes-vous allé l'été dernier ?"),
        ("cp1252", "cp1252", "Œuvre — “déjà” vu…"),
    ],
)
def test_other_encodings_are_decoded(tmp_path: Path, codec: str, name: str, text: str) -> None:
    rows = [{"text": text, "n": n} for n in range(5)]
    loaded = load(written(tmp_path, jsonl(rows).encode(codec)))
    assert loaded.values == rows
    assert loaded.file.encoding == name
    assert loaded.file.notes[0].startswith("Decoded from ")


def test_both_compressed_and_encoded(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, gzip.compress(jsonl().encode("utf-16"))))
    assert loaded.values == ROWS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"PK\x03\x04rest", "is a ZIP archive"),
        (b"%PDF-1.7", "is a PDF document"),
        (bytes(range(1, 32)) * 100, "is not a data file"),
        (b"PAR1" + b"x" * 100, "truncated Parquet"),
        (b"PAR1PAR1", "not a Parquet file"),
        (b"PARE" + b"x" * 100 + b"PARE", "encrypted"),
        (b"PAR1" + b"x" * 100 + b"\xff\xff\xff\x7fPAR1", "footer is longer"),
        (b"PAR1" + b"x" * 100 + b"\x40\x00\x00\x00PAR1", "damaged Parquet"),
    ],
)
def test_what_holds_no_rows_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        load(written(tmp_path, content))


def test_missing_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        sources.open_file(tmp_path / "no.jsonl", tmp_path)
    with pytest.raises(SourceError, match="is a folder"):
        sources.open_file(tmp_path, tmp_path)


def test_white_space_only_has_no_rows(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "\n  \n\n"))
    assert (loaded.values, loaded.records.blank) == ([], 3)
