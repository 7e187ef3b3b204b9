"""A corrected text put back into the source's own row, where the old text stands.

The row is read again afterwards: what comes out is the conversation with the corrected turns and nothing else changed, or
there is no such row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

from explorer.conversation import Conversation
from explorer.formats import decode
from explorer.formats import mapping as mappings
from explorer.formats.values import parsed, text_of

_MOST = 200
"""Places that are tried for one text."""
_PIECES = 12  # fields of which a text is put together

_Path = tuple[Any, ...]
_INSIDE = object()
"""Step of a path from a text to the list or object that it holds as JSON."""


def with_texts(conversation: Conversation, edit: Mapping[int, str]) -> Conversation:
    """The conversation with other texts for the turns at some positions. LookupError where there is no such turn."""
    turns = list(conversation.turns)
    for place, text in edit.items():
        if not 0 <= place < len(turns):
            raise LookupError(f"it has no turn {place + 1}")
        turns[place] = turns[place].with_text(text)
    return conversation.with_turns(tuple(turns))


def corrected(
    value: Any, conversation: Conversation, edit: Mapping[int, str], mapping: mappings.Mapping | None = None
) -> Any:
    """The source row `value`, which was read as `conversation`, with the texts of `edit` (position of a turn -> text).

    LookupError, which says why, where a text cannot be put back: its turn is not there, or it is made of several fields in
    a way that gives no other text.
    """
    try:
        return _corrected(value, conversation, edit, mapping)
    except RecursionError:
        raise LookupError("it is nested too deep") from None


def _corrected(
    value: Any, conversation: Conversation, edit: Mapping[int, str], mapping: mappings.Mapping | None
) -> Any:
    done: dict[int, str] = {}
    for place, text in sorted(edit.items()):
        done[place] = text
        wanted = with_texts(conversation, done)
        old = conversation.turns[place].text
        if old != text:
            before = sum(turn.text == old for turn in conversation.turns[:place]) - sum(
                1 for other in done if other < place and conversation.turns[other].text == old and done[other] != old
            )
            value = _placed(value, old, text, before, wanted, mapping)
    return value


def _placed(value: Any, old: str, new: str, nth: int, wanted: Conversation, mapping: mappings.Mapping | None) -> Any:
    for number, candidate in enumerate(_candidates(value, old, new, nth)):
        if decode(candidate, mapping) == wanted:
            return candidate
        if number >= _MOST:
            break
    raise LookupError("the corrected text has no place of its own in it")


def _candidates(value: Any, old: str, new: str, nth: int) -> Iterator[Any]:
    """Rows in which the text may stand in the place of the old one, the likeliest first."""
    leaves = list(_leaves(value))
    whole = [path for path, leaf in leaves if leaf == old or (not isinstance(leaf, str) and text_of(leaf)[0] == old)]
    for path in [*whole[nth : nth + 1], *whole[:nth], *whole[nth + 1 :]]:
        yield _with(value, path, new)
    texts = [(path, leaf) for path, leaf in leaves if isinstance(leaf, str) and leaf]
    # Within a longer text, such as a dialogue in one field.
    for path, leaf in texts:
        at = leaf.find(old) if old and leaf != old else -1
        while at >= 0:
            yield _with(value, path, leaf[:at] + new + leaf[at + len(old) :])
            at = leaf.find(old, at + 1)
    # One of the pieces that the text is put together from, such as an instruction and its input.
    pieces = [(path, leaf) for path, leaf in texts if leaf != old and leaf in old][:_PIECES]
    for path, leaf in pieces:
        at = old.find(leaf)
        while at >= 0:
            before, after = old[:at], old[at + len(leaf) :]
            if len(new) >= len(before) + len(after) and new.startswith(before) and new.endswith(after):
                yield _with(value, path, new[len(before) : len(new) - len(after)])
            at = old.find(leaf, at + 1)
    # All of it in one of them, and nothing in the other.
    for (path, _), (other, _) in permutations(pieces, 2):
        yield _with(_with(value, path, new), other, "")


def _leaves(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """(path, value) of all that is neither list nor object, in reading order; what a text holds as JSON too."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place))
    else:
        yield path, value
        if isinstance(value, str) and (inner := parsed(value)) is not None:
            yield from _leaves(inner, (*path, _INSIDE))


def _with(value: Any, path: _Path, new: str) -> Any:
    """The value with another text at a path; what lies beside it is shared."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if step is _INSIDE:
        inner = _with(parsed(value), rest, new)
        return json.dumps(inner, ensure_ascii=False) if _is_json(value) else repr(inner)
    if isinstance(value, dict):
        return {name: _with(inner, rest, new) if name == step else inner for name, inner in value.items()}
    return [_with(inner, rest, new) if place == step else inner for place, inner in enumerate(value)]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
