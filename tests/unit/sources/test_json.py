"""JSON that is not JSONL: arrays, wrapped rows, splits, columns, objects one after the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import sources
from explorer.errors import SourceError
from explorer.sources import jsonscan

from .loading import ROWS, load, written

LAYOUTS: list[tuple[str, str, Any]] = [
    ("array", json.dumps(ROWS), ROWS),
    ("array", json.dumps(ROWS, indent=2), ROWS),
    ("array", "[" + ",\n".join(json.dumps(row) for row in ROWS) + ",\n]", ROWS),
    ("array", "[]", []),
    ("rows", json.dumps({"version": "1", "data": ROWS}), ROWS),
    ("rows", json.dumps({"examples": ROWS, "canary": "x", "tags": ["a"]}, indent=1), ROWS),
    (
        "splits",
        json.dumps({"train": ROWS[:6], "test": ROWS[6:]}),
        [{**r, "split": "train" if r["n"] < 6 else "test"} for r in ROWS],
    ),
    (
        "by_key",
        json.dumps({f'id "{n}"': row for n, row in enumerate(ROWS)}),
        [{**r, "_key": f'id "{r["n"]}"'} for r in ROWS],
    ),
    ("lines", json.dumps({name: [row[name] for row in ROWS] for name in ROWS[0]}), ROWS),
    ("lines", json.dumps({name: {str(i): row[name] for i, row in enumerate(ROWS)} for name in ROWS[0]}), ROWS),
    ("stream", "\n".join(json.dumps(row, indent=2) for row in ROWS), ROWS),
    ("stream", "".join(json.dumps(row) for row in ROWS), ROWS),
    ("stream", json.dumps({"messages": [{"role": "user", "content": "x"}], "id": 1}, indent=2), None),
    ("stream", json.dumps({"id": 1, "instances": [{"input": "", "output": "x"}] * 3}, indent=2), None),
]


@pytest.mark.parametrize("span_bytes", [20, 300, 8 << 20])
@pytest.mark.parametrize(("layout", "text", "rows"), LAYOUTS, ids=[f"{n}-{each[0]}" for n, each in enumerate(LAYOUTS)])
def test_json_layouts(tmp_path: Path, layout: str, text: str, rows: Any, span_bytes: int) -> None:
    loaded = load(written(tmp_path, text), span_bytes)
    assert loaded.file.container == "json"
    assert loaded.file.options["layout"] == layout
    assert loaded.values == ([json.loads(text)] if rows is None else rows)
    assert loaded.records.lines.tolist() == list(range(1, len(loaded.values) + 1))
    if sources.is_whole_element(loaded.file):
        for value, offset, length in zip(loaded.values, loaded.records.offsets, loaded.records.lengths, strict=True):
            assert json.loads(sources.read_raw(loaded.file, offset, length)) == value
    else:
        assert layout in ("splits", "by_key")


def test_one_line_objects_and_arrays_are_jsonl(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "x"}]
    assert sources.is_verbatim(load(written(tmp_path, json.dumps({"messages": turns}))).file)
    loaded = load(written(tmp_path, json.dumps(turns) + "\n" + json.dumps(turns) + "\n"))
    assert sources.is_verbatim(loaded.file)
    assert loaded.values == [turns, turns]


def test_truncated_array_keeps_its_whole_elements(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, json.dumps(ROWS, indent=2)[:-40]))
    assert loaded.values == ROWS[:9]
    assert "unexpected end of data" in loaded.reasons[0]
    assert "not closed" in loaded.file.notes[0]


def test_array_oddities(tmp_path: Path) -> None:
    text = '[{"a":1,"a":2},\n{"b":NaN}, 5,, {"c": tru}, "}]", {"d":"\\\\\\""}\n] {"more": 1}'
    loaded = load(written(tmp_path, text))
    assert repr(loaded.values) == "[{'a': 2}, {'b': nan}, {'d': '\\\\\"'}]"
    assert [reject.line for reject in loaded.records.rejects] == [3, 4, 5, 6, 8]
    assert "more follows after the end" in loaded.reasons[-1]
    assert loaded.notes == {"duplicate key 'a', the last value is used", "NaN or Infinity in a number"}


def test_ragged_columns_name_their_lengths(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a 3, b 2"):
        load(written(tmp_path, json.dumps({"a": [1, 2, 3], "b": [1, 2]})))


def test_a_hundred_thousand_brackets_are_one_reject(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, "[" * 100_000))
    assert loaded.reasons == ["more than 1,000 levels of nesting"]


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=8)
    | st.sampled_from(['"', "\\", '\\"', "],[", "{,}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    rows=st.lists(st.dictionaries(st.text(max_size=5), _json, max_size=3), min_size=2, max_size=6),
    span=st.integers(1, 60),
    pretty=st.booleans(),
)
def test_any_array_is_cut_where_its_elements_end(tmp_path: Path, rows: list[Any], span: int, pretty: bool) -> None:
    loaded = load(written(tmp_path, json.dumps(rows, ensure_ascii=pretty, indent=1 if pretty else None)), span)
    assert loaded.values == rows
    assert not loaded.records.rejects


@settings(max_examples=100)
@given(text=st.text(alphabet='ab"\\[]{},: ', max_size=60), step=st.integers(1, 7))
def test_scanner_does_not_depend_on_block_size(text: str, step: int) -> None:
    data = text.encode()
    whole = jsonscan.Scanner(1).feed(data)
    scanner = jsonscan.Scanner(1)
    cuts: list[int] = []
    for at in range(0, len(data), step):
        found = scanner.feed(data[at : at + step])
        cuts += [at + int(cut) for cut in found.cuts]
        if found.close >= 0:
            assert at + found.close == whole.close
            break
    else:
        assert whole.close == -1
    assert cuts == whole.cuts.tolist()


@pytest.mark.parametrize("span_bytes", [1, 7, 8 << 20])
def test_what_follows_the_end_is_placed_where_it_begins(tmp_path: Path, span_bytes: int) -> None:
    content = '[\n{"prompt": "a", "response": "b"}\n]\n \n, more'
    (reject,) = load(written(tmp_path, content, "data.json"), span_bytes).records.rejects
    assert "more follows" in reject.reason
    assert (reject.offset, reject.length) == (content.index(", more"), 6)


CHAT = {"id": "c", "messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]}
WITHIN = [
    ({"type": "conversation", "instances": [CHAT, CHAT]}, [CHAT, CHAT]),
    ({"version": 1, "chats": [CHAT]}, [CHAT]),
    ({"data": {"chats": [CHAT, CHAT]}}, [CHAT, CHAT]),
    ({"a-store": {"sessions": [CHAT, CHAT], "current": 0}, "v": 2}, [CHAT, CHAT]),
    ({"columns": ["prompt", "response"], "index": [0, 1], "data": [["p", "r"], ["q", "s"]]}, [{"prompt": "p", "response": "r"}, {"prompt": "q", "response": "s"}]),
    ([["hi there", "hello you"], ["a b", "c d"]], [["hi there", "hello you"], ["a b", "c d"]]),
    ([[["hi", "hello"], ["a", "b"]]], [[["hi", "hello"], ["a", "b"]]]),
]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(("held", "rows"), WITHIN, ids=[str(n) for n in range(len(WITHIN))])
def test_dialogues_and_tables_within_one_value_are_rows(
    tmp_path: Path, held: Any, rows: list[Any], indent: int | None
) -> None:
    assert load(written(tmp_path, json.dumps(held, indent=indent), "data.json")).values == rows


def test_a_row_with_a_list_of_dialogues_beside_its_question_is_one_row(tmp_path: Path) -> None:
    row = {"prompt": "p", "candidates": [CHAT, CHAT]}
    assert load(written(tmp_path, json.dumps(row), "data.json")).values == [row]
