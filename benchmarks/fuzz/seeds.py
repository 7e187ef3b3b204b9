"""Valid rows of every dialect, and files of every container that hold them: what inputs are mutated from."""

from __future__ import annotations

import bz2
import csv
import functools
import gzip
import io
import json
import lzma
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

_TALK = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "2+2?"},
    {"role": "assistant", "content": "4"},
]

ROWS: tuple[dict[str, Any], ...] = (
    {"prompt": "Name a colour.", "chosen": "Blue.", "rejected": "No."},
    {"prompt": _TALK[:2], "chosen": [_TALK[2]], "rejected": [{"role": "assistant", "content": "5"}]},
    {"messages": _TALK, "label": True},
    {"prompt": "a", "completion": "b", "kto_tag": False},
    {"prompt": {"text": "a", "role": "prompter", "replies": [{"text": "b", "role": "assistant", "replies": []}]}},
    {"prompt": "Solve.", "completions": ["First 1.", "Then 2."], "labels": [True, False]},
    {"instruction": "Add.", "instances": [{"input": "1, 2", "output": "3"}]},
    {"messages": _TALK, "tools": '[{"name": "f"}]'},
    {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": "a.png"}}]},
            {"role": "assistant", "content": None, "reasoning_content": "Hm.", "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "name": "f", "content": "7"},
            {"role": "assistant", "content": "7", "weight": 1},
        ]
    },
    {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "<think>\nHm\n</think>\n\nHello"}], "system": "s"},
    {"conversation": [{"human": "Hi", "assistant": "Hello"}, {"human": "Bye", "assistant": "Bye"}]},
    {"items": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], "system": "s"},
    {"instruction": "Translate.", "input": "算法很快。", "output": "It is fast.", "history": [["a", "b"]], "category": "x"},
    {"question": "What is 1+1?", "answer": "2", "context": "Sums.", "options": ["1", "2"]},
    {"problem": "Prove it.", "solution": "Done.", "level": 3},
    {"prompt": "p", "response": "```python\nprint(1)\n```", "score": 0.5},
    {"turns": ["First?", "Second?"], "reference": ["1", "2"], "category": "math"},
    {"text": "Human: Hi\n\nAssistant: Hello"},
    {"text": "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>"},
    {"text": "### Instruction:\nAdd 1 and 2.\n\n### Response:\n3"},
    {"text": "Once upon a time."},
    {"odd": 1, "things": [1, 2]},
)  # fmt: skip
"""A row or more of each of `formats.FORMATS`, and one that is none."""

_FLAT = [
    {"prompt": f"q {n}", "response": f'a "{n}",\nsecond', "score": n / 2, "tag": ["x", None, "算法"][n % 3]}
    for n in range(9)
]


def jsonl(rows: Any) -> bytes:
    """Rows as JSON lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _csv(delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(_FLAT[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(_FLAT)
    return text.getvalue().encode()


def _parquet(**options: Any) -> bytes:
    table = pa.Table.from_pylist([{**row, "turns": [{"role": "user", "content": row["prompt"]}]} for row in _FLAT])
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    return target.getvalue()


def _arrow(make: Any) -> bytes:
    table = pa.Table.from_pylist(_FLAT)
    target = io.BytesIO()
    with make(target, table.schema) as writer:
        writer.write_table(table, max_chunksize=4)
    return target.getvalue()


@functools.cache
def text_files() -> dict[str, bytes]:
    """Name of a kind of file -> the bytes of a small valid one: containers that are read in this process."""
    lines = jsonl(ROWS)
    made = {
        "rows.jsonl": lines,
        "crlf.jsonl": jsonl(ROWS[:6]).replace(b"\n", b"\r\n"),
        "blank.jsonl": b"\n".join(jsonl([row]) for row in ROWS[:8]),
        "utf16.jsonl": jsonl(ROWS[12:15]).decode().encode("utf-16"),
        "gb.jsonl": jsonl(ROWS[12:13] * 4).decode().encode("gb18030"),
        "array.json": json.dumps(ROWS, ensure_ascii=False).encode(),
        "pretty.json": json.dumps(ROWS[:5], indent=2).encode(),
        "wrapped.json": json.dumps({"version": 1, "data": list(ROWS[:9])}).encode(),
        "squad.json": json.dumps({"data": [{"title": "t", "paragraphs": [{"context": "c", "qas": [{"question": "q", "answers": []}]}]}]}).encode(),
        "columns.json": json.dumps({"prompt": ["a", "b"], "response": ["c", "d"]}).encode(),
        "one.json": json.dumps(ROWS[0]).encode(),
        "comma.csv": _csv(","),
        "semicolon.csv": _csv(";"),
        "tab.tsv": _csv("\t"),
        "bare.csv": b"prompt,response\na,b\nc,d\n",
        "plain.txt": b"Human: Hi\n\nAssistant: Hello\n\nOnce upon a time.\n",
        "mac.csv": b"prompt,response\ra,b\rc,d\r",
    }  # fmt: skip
    packed = {
        "rows.jsonl.gz": gzip.compress(lines, mtime=0),
        "two.jsonl.gz": gzip.compress(lines[:200], mtime=0) + gzip.compress(lines[200:], mtime=0),
        "rows.jsonl.bz2": bz2.compress(lines),
        "rows.jsonl.xz": lzma.compress(lines),
        "rows.jsonl.zst": zstandard.ZstdCompressor().compress(lines),
        "comma.csv.gz": gzip.compress(made["comma.csv"], mtime=0),
    }
    return made | packed


@functools.cache
def binary_files() -> dict[str, bytes]:
    """The same for containers that another process decodes first."""
    return {
        "rows.parquet": _parquet(),
        "groups.parquet": _parquet(row_group_size=3, compression="none"),
        "zstd.parquet": _parquet(compression="zstd", use_dictionary=False),
        "file.arrow": _arrow(pa.ipc.new_file),
        "stream.arrow": _arrow(pa.ipc.new_stream),
        "rows.parquet.gz": gzip.compress(_parquet(), mtime=0),
    }
