"""Rows that hold one message each, written as conversations: in bounded memory, with every row accounted for.

grouping = suggested(view)                      # the columns that the rows themselves name
done = write(view, path, grouping, "messages")  # one conversation a line
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer import files, formats, recipe, sources
from explorer.conversation import MESSAGE_ROW, Conversation, Turn
from explorer.errors import ExistsError, ExportError
from explorer.export import conversion
from explorer.export.edits import Edits
from explorer.export.group.order import FILE, Grouping, Ordered, ordered, paths
from explorer.export.lines import dump_line
from explorer.formats import message_rows
from explorer.progress import Progress, Report, silent
from explorer.store.table import alias
from explorer.view import View

__all__ = ["FILE", "Grouped", "Grouping", "suggested", "write"]

_BATCH = 2_048  # rows read at a time
_COUNTS = ("rows", "conversations", "messages", "without_key", "other_branches", "unread", "answered", "adds_up")
_LONGEST = 50_000  # messages of one conversation; more are no dialogue, but a wrong key


@dataclass
class Grouped:
    """What was written. rows = messages + without_key + other_branches + unread.

    rows: of the view. conversations: lines of the file. messages: rows that went into them. without_key: rows that share a
    value with none, or hang below no first message. other_branches: rows of a tree that are not on the path that was
    written. unread: rows that hold no message. answered: conversations in which an assistant speaks. recipe: the file beside it.
    """

    rows: int = 0
    conversations: int = 0
    messages: int = 0
    without_key: int = 0
    other_branches: int = 0
    unread: int = 0
    answered: int = 0
    bytes: int = 0
    sha256: str = ""
    recipe: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether every row of the view is accounted for."""
        return self.rows == self.messages + self.without_key + self.other_branches + self.unread

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {**asdict(self), "adds_up": self.adds_up}


def suggested(view: View, **named: str) -> Grouping:
    """What the first row that is one message says of its keys; one conversation a file where it says nothing.

    named: fields of the `Grouping` that somebody has chosen. A key of their own takes the place of a tree.
    """
    found = _suggested(view)
    if named.get("by", found.by) != found.by and not named.get("parent"):
        found = Grouping(order=found.order)
    return replace(found, **named)


def _suggested(view: View) -> Grouping:
    dataset = view.dataset
    first = alias("row")
    sql = f"SELECT min(row_id) AS {first} FROM rows WHERE dialect = '{MESSAGE_ROW}' AND {view.where}"
    row = dataset.query(sql, reads=set(view.reads)).to_pylist()[0][first]
    value = dataset.source.value(row) if row is not None else None
    keys = message_rows.keys_of(value) if isinstance(value, dict) else None
    if keys is None:
        return Grouping()
    there = {name.lower(): name for name in dataset.columns}
    named = {part: _column(there, getattr(keys, part)) for part in ("conversation", "message", "parent", "order")}
    is_tree = bool(named["message"] and named["parent"])
    return Grouping(
        named["conversation"] or ("" if is_tree else FILE),
        "" if is_tree else named["order"],
        named["message"] if is_tree else "",
        named["parent"] if is_tree else "",
        _column(there, "rank") if is_tree else "",
    )


def _column(there: dict[str, str], field: str) -> str:
    """The column of a field of the source, "" where it has none."""
    return there.get(f"source.{field}".lower()) or there.get(field.lower(), "") if field else ""


def write(
    view: View, path: Path, grouping: Grouping, dialect: str, report: Report = silent, overwrite: bool = False
) -> Grouped:
    """Write one conversation a line, in the order of their first rows, and the recipe beside it. Both appear whole or not at all.

    ExportError where a column is missing, the file is there already, or a conversation has more messages than any dialogue.
    MappingError where the dialect cannot carry a conversation.
    """
    path = path.expanduser().absolute()
    _check(view, path, overwrite)
    view = view.frozen()
    view.dataset.source.require_unchanged()
    order = ordered(view, grouping)
    done = Grouped(rows=len(np.unique(order.row_id)) + order.without, without_key=order.without)
    progress = Progress("Grouping", 0, len(order.row_id))
    digest = hashlib.sha256()
    beside = path.with_name(path.name + recipe.SUFFIX)
    try:
        with (
            conversion.counting() as losses,
            files.atomic_all([path, beside], durable=True, replace=overwrite) as (target, about),
        ):
            for conversation in _conversations(view, order, grouping, done, progress, report):
                written = formats.convert(conversation, dialect)
                conversion.count([done.conversations], [written])
                line = dump_line(written.row)
                target.write(line)
                digest.update(line)
                done.conversations += 1
                done.answered += conversation.answer_index() >= 0
                done.bytes += len(line)
            done.sha256 = digest.hexdigest()
            output = {"name": path.name, "bytes": done.bytes, "sha256": done.sha256}
            facts = recipe.make(view, {"format": "jsonl", "dialect": dialect}, output, asdict(grouping))
            counts = done.as_dict()
            facts["account"]["grouped"] = {name: counts[name] for name in _COUNTS}
            facts["account"]["conversion"] = conversion.facts(dialect, losses, ())
            about.write(recipe.dumps(facts))
            view.dataset.source.require_unchanged()
    except FileExistsError as error:
        raise ExistsError(f"{path} exists already.", "Choose another name, or allow it to be overwritten.") from error
    done.recipe = str(beside)
    return done


def _check(view: View, path: Path, overwrite: bool) -> None:
    if not path.parent.is_dir():
        raise ExportError(f"There is no folder {path.parent}.", "Make it first, or choose another.")
    if path.is_dir():
        raise ExportError(f"{path} is a folder.", "Name a file in it.")
    if path.exists() and any(Path(f.path).exists() and path.samefile(f.path) for f in view.dataset.files):
        raise ExportError(f"{path} is the source itself, which is never changed.", "Choose another name.")
    if path.exists() and not overwrite:
        raise ExistsError(f"{path} exists already.", "Choose another name, or allow it to be overwritten.")


def _conversations(
    view: View, order: Ordered, grouping: Grouping, done: Grouped, progress: Progress, report: Report
) -> Iterator[Conversation]:
    """Conversations one by one; whole ones are read together, a bounded number of rows at a time."""
    reader = _Reader(view)
    waiting: list[list[int]] = []
    held = 0
    written: set[int] = set()  # rows of the trees that wait, so that those on several branches count once
    for rows, left_out in _groups(order, grouping):
        done.other_branches += left_out
        waiting += rows
        held += sum(map(len, rows))
        if held >= _BATCH:
            yield from _joined(reader, waiting, done, written)
            progress.done += held
            report(progress)
            waiting, held = [], 0
            written.clear()
    yield from _joined(reader, waiting, done, written)


def _groups(order: Ordered, grouping: Grouping) -> Iterator[tuple[list[list[int]], int]]:
    """(rows of each conversation, rows of other branches) for each group."""
    edges = np.flatnonzero(np.diff(order.group)) + 1
    starts = np.concatenate(([0], edges))
    stops = np.concatenate((edges, [len(order.group)]))
    for start, stop in zip(starts, stops, strict=True):
        rows = order.row_id[start:stop].tolist()
        if not rows:
            continue
        if len(rows) > _LONGEST:
            raise ExportError(
                f"One conversation would have {len(rows):,} messages.",
                "Name the column that tells conversations apart with --by.",
            )
        if order.parent is None:
            yield [rows], 0
        else:
            found = paths(rows, order.parent[start:stop].tolist(), branches=grouping.branches)
            yield found, len(rows) - len({row for path in found for row in path})


def _joined(reader: _Reader, groups: list[list[int]], done: Grouped, written: set[int]) -> Iterator[Conversation]:
    read = reader.read(sorted({row for rows in groups for row in rows}))
    for rows in groups:
        turns: list[Turn] = []
        tools = ""
        media = 0
        for row in rows:
            part = read[row]
            if row not in written:
                written.add(row)
                done.messages += bool(part.turns)
                done.unread += not part.turns
            turns += part.turns
            tools = tools or part.tools
            media += part.media
        if turns:
            yield Conversation("messages", tuple(turns), tools=tools, media=media)


class _Reader:
    """Reads rows of a view wherever they lie, with their corrected texts."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._edits = Edits(view)

    def read(self, row_ids: list[int]) -> dict[int, Conversation]:
        """row_id -> its conversation."""
        found: dict[int, Conversation] = {}
        for first in range(0, len(row_ids), _BATCH):
            found.update(self._batch(row_ids[first : first + _BATCH]))
        return found

    def _batch(self, row_ids: list[int]) -> Iterator[tuple[int, Conversation]]:
        dataset = self._view.dataset
        places = dataset.query(
            "SELECT row_id, file, line, byte_offset, byte_length FROM rows WHERE row_id IN (SELECT unnest(?)) ORDER BY row_id",
            [row_ids],
        ).to_pylist()
        for file in dataset.files:
            here = [place for place in places if place["file"] == file.name]
            if here:
                columns = ([place[name] for place in here] for name in ("line", "byte_offset", "byte_length"))
                values = sources.read_values(file, *columns)
                ids = [place["row_id"] for place in here]
                yield from zip(ids, self._edits.conversations(ids, values), strict=True)
