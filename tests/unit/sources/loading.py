"""Files written on the spot and read as the product reads them, with every record accounted for."""

from __future__ import annotations

import csv
import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer import sources

ROWS = [{"instruction": f"问题 {n}", "output": f'a "quoted" {n}\nline, two', "n": n} for n in range(10)]


@dataclass
class Loaded:
    file: sources.SourceFile
    spans: list[sources.Span]
    records: sources.Records

    @property
    def values(self) -> list[Any]:
        return self.records.values

    @property
    def reasons(self) -> list[str]:
        return [reject.reason for reject in self.records.rejects]

    @property
    def notes(self) -> set[str]:
        return {note for said in self.records.notes.values() for note in said}


def load(path: Path, span_bytes: int = 8 << 20) -> Loaded:
    file = sources.open_file(path, path.parent / "scratch")
    file = pickle.loads(pickle.dumps(file))
    assert sources.SourceFile.from_dict(json.loads(json.dumps(file.as_dict()))) == file
    spans = list(sources.plan(file, 0, span_bytes))
    parts = []
    first = 0
    for number, span in enumerate(spans):
        part = sources.read(file, span)
        assert (span.number, span.first) == (number, first)
        assert span.count == len(part.values) + part.blank + len(part.rejects)
        assert len(part.values) == len(part.lines) == len(part.offsets) == len(part.lengths)
        first += span.count
        parts.append(part)
    records = sources.joined(parts)
    if not any("huge" in str(row)[:50] for row in records.values):
        again = sources.read_values(file, list(records.lines), list(records.offsets), list(records.lengths))
        assert repr(again) == repr(records.values)
    return Loaded(file, spans, records)


def written(folder: Path, content: bytes | str, name: str = "data.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def jsonl(rows: list[Any] = ROWS, **options: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, **options) + "\n" for row in rows)


def as_csv(rows: list[dict[str, Any]], **options: Any) -> str:
    import io

    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), **options)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
