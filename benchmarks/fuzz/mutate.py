"""Seeded changes of bytes, of JSON values and of text: what disks, editors, exporters and attackers do to them."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from typing import Any

SNIPPETS: tuple[bytes, ...] = (
    b"", b"\0", b"\n", b"\r", b"\r\n", b"\n\n", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b";", b"\t",
    b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe4\xb8", "算法".encode(), "算法".encode("gb18030"), "é".encode("latin-1"),
    b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 40, b"0x1", b'{"a": 1}', b"[[]]", b"<|im_start|>", b"Human: ", b"\x1b[2J",
    "\u2028".encode(), "\u202e".encode(), b"\x85", b"\x1f\x8b", b"PAR1", b"ARROW1", b"=cmd()", b"a" * 300, b"[" * 200, b'{"a":' * 60,
)  # fmt: skip

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 3.5, 1e308, float("nan"), float("inf"), 10**30, -(2**63), 2**64, "", " ", "\0", "\ud800", "\u202e", "\x1b[2J",
    "算法", "x" * 3_000, "null", "[]", '{"role": "user"}', "<think>", "</think>", "```", "Human: a\n\nAssistant: b", "<|im_start|>user\na<|im_end|>",
    [], {}, [[]], [None], [{}], ["a"], [1, "a", None], {"a": 1}, {"": ""}, {"role": "user", "content": "a"}, {"from": "gpt", "value": 3},
    [{"role": "assistant", "content": None}], [["a", "b"]], {"content": {"content": {"content": "a"}}}, b"bytes",
)  # fmt: skip


def changed_bytes(chance: random.Random, raw: bytes) -> bytes:
    """Up to six changes of a few bytes, or a cut."""
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        way = chance.randrange(7)
        if way == 0 and data:
            data[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[at:at] = chance.choice(SNIPPETS)
        elif way == 2:
            data[at : at + chance.randrange(1, 40)] = chance.choice(SNIPPETS)
        elif way == 3:
            del data[at : at + chance.randrange(1, 60)]
        elif way == 4:
            stop = at + chance.randrange(1, 200)
            data[at:at] = data[at:stop] * chance.choice((1, 1, 5))
        elif way == 5 and chance.random() < 0.3:
            del data[at:]
        else:
            data[at : at + 4] = chance.randbytes(chance.randrange(1, 5))
    return bytes(data)


def changed_text(chance: random.Random, text: str, pieces: Sequence[str]) -> str:
    """Up to five insertions, deletions, exchanges and repetitions. pieces: what may be inserted."""
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        at = chance.randrange(len(text) + 1)
        stop = min(len(text), at + chance.choice((0, 1, 1, 2, 5, 20)))
        way = chance.randrange(5)
        if way == 0:
            text = text[:at] + text[stop:]
        elif way == 1:
            text = text[:at] + text[at:stop] * 3 + text[stop:]
        elif way == 2:
            text = text[:at] + chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xFFFF)))) + text[stop:]
        else:
            text = text[:at] + chance.choice(pieces) + text[at if way == 3 else stop :]
    return text


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value of a JSON document stands, the document itself left out."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inside:
        yield from places(entry, (*path, key))


def changed_value(chance: random.Random, value: Any, others: Sequence[Any] = ODD) -> Any:
    """A copy with up to three values replaced, removed, doubled, wrapped, renamed or exchanged."""
    made = copy.deepcopy(value)
    for _ in range(chance.choice((1, 1, 2, 3))):
        found = list(places(made))
        if not found:
            return copy.deepcopy(chance.choice(others))
        *above, last = chance.choice(found)
        at = made
        for step in above:
            at = at[step]
        held = at[last]
        way = chance.randrange(7)
        if way == 0:
            del at[last]
        elif way == 1:
            at[last] = [held]
        elif way == 2:
            at[last] = {"content": held}
        elif way == 3 and isinstance(at, list):
            at.insert(chance.randrange(len(at) + 1), copy.deepcopy(chance.choice((held, chance.choice(others)))))
        elif way == 4 and isinstance(at, dict):
            at[chance.choice(tuple(_NAMES))] = at.pop(last)
        else:
            at[last] = copy.deepcopy(chance.choice(others))
    return made


_NAMES = (
    "prompt response completion instruction input output system messages conversations conversation items text turns "
    "chosen rejected label kto_tag question answer solution context options replies instances labels completions history "
    "role from content value tools tool_calls reasoning_content name train reference files row_id line total_tokens"
).split()
