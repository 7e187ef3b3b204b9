"""Rows of every dialect, mutated: decoded, judged by every metric, written in every dialect, mapped by hand."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

from benchmarks.fuzz import seeds
from benchmarks.fuzz.kind import Kind, Outcome, require
from benchmarks.fuzz.mutate import changed_text, changed_value
from explorer import formats
from explorer.conversation import UNKNOWN, Conversation, Turn
from explorer.errors import MappingError
from explorer.metrics import METRICS, Batch, Context
from explorer.metrics.tokenizer import DEFAULT_ENCODING

_DIALECTS = {item.name for item in formats.FORMATS} | {UNKNOWN}
_MAPPINGS = (
    "prompt=instruction,response=output",
    'prompt="a=b",response=output,system=system',
    "messages=conversations",
    "prompt=prompt.0.content,response=chosen,rejected=rejected",
    "text=text",
    "prompt=question,input=context,response=answer,label=label",
)
_PIECES = (",", "=", '"', ".", "0", "prompt", "response=", "messages", "\\", '"\\u', "label=x", "算法", " ")


def check_rows(folder: Path, name: str, content: bytes) -> Outcome:
    """Decode rows together and each by itself, and write them in every dialect."""
    del folder, name
    values: list[Any] = pickle.loads(content)
    before = repr(values)
    found = formats.decode_many(values)
    require(len(found) == len(values), "not a conversation for each row")
    for value, conversation in zip(values, found, strict=True):
        _check_one(value, conversation)
        require(formats.decode(value) == conversation, "a row is decoded otherwise among others")
    formats.suggest(values)
    require(repr(values) == before, "decoding changed the rows")
    return "read"


def _check_one(value: Any, conversation: Conversation) -> None:
    require(conversation.dialect in _DIALECTS, f"a dialect of no format: {conversation.dialect!r}")
    require(bool(conversation.turns) == (conversation.dialect != UNKNOWN) or conversation.turns == (), "turns of none")
    for turn in conversation.turns:
        texts = (turn.role, turn.text, turn.reasoning, turn.tool_calls, turn.name)
        require(all(type(text) is str for text in texts), f"a turn holds what is no text: {turn!r}")
        require(turn.trained in (None, True, False), "trained is no yes or no")
    held: set[Any] = set(value) if isinstance(value, dict) else set()
    require(conversation.consumed <= held, f"fields that the row lacks: {sorted(conversation.consumed - held)}")
    for dialect in formats.WRITABLE:
        try:
            row = formats.encode(conversation, dialect)
        except MappingError:
            continue
        again = formats.decode(json.loads(json.dumps(row)))
        _require_carried(conversation, again, dialect)


def _require_carried(conversation: Conversation, again: Conversation, dialect: str) -> None:
    """What was written as messages says the same when it is read: roles, texts, reasoning."""
    if dialect == "messages" and all(turn.role in ("system", "user", "assistant") for turn in conversation.turns):
        require(list(map(_said, again.turns)) == list(map(_said, conversation.turns)), "messages say something else")


def _said(turn: Turn) -> tuple[str, str]:
    return turn.role, turn.text


def check_judged(folder: Path, name: str, content: bytes) -> Outcome:
    """Every metric's columns have a value for each row."""
    del name
    found = formats.decode_many([_as_read(value) for value in pickle.loads(content)])
    context = Context(encoding=DEFAULT_ENCODING, scratch=str(folder / "tokenisers"))
    for metric in METRICS:
        columns = metric.compute(Batch(found), context)
        require(set(columns) >= {column.name for column in metric.columns}, f"{metric.name}: a column is missing")
        require(all(len(values) == len(found) for values in columns.values()), f"{metric.name}: rows are missing")
    return "read"


def _as_read(value: Any) -> Any:
    """A value with what readers put in the place of halves of surrogate pairs, which no text holds after them."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_as_read(key): _as_read(held) for key, held in value.items()}
    return [_as_read(held) for held in value] if isinstance(value, list) else value


def check_mapping(folder: Path, name: str, content: bytes) -> Outcome:
    """A mapping that is understood is written as it is read, and reads every row."""
    del folder, name
    mapping = formats.parse_mapping(content.decode("utf-8", "surrogatepass"))
    require(formats.parse_mapping(str(mapping)) == mapping, "a mapping's own text means something else")
    found = formats.decode_many(seeds.ROWS, mapping)
    require(len(found) == len(seeds.ROWS), "not a conversation for each row")
    return "read"


def _rows(chance: random.Random, number: int) -> tuple[str, bytes]:
    first = number % len(seeds.ROWS)
    chosen = [seeds.ROWS[first], *chance.choices(seeds.ROWS, k=chance.choice((0, 1, 3)))]
    return "rows.pickle", pickle.dumps([changed_value(chance, row) for row in chosen])


def _mapping(chance: random.Random, number: int) -> tuple[str, bytes]:
    text = changed_text(chance, _MAPPINGS[number % len(_MAPPINGS)], _PIECES)
    return "mapping.txt", text.encode("utf-8", "surrogatepass")


DIALECTS = (
    Kind("rows", 0.26, _rows, check_rows),
    Kind("judged", 0.02, _rows, check_judged),
    Kind("mappings", 0.05, _mapping, check_mapping),
)
