"""Draws rows that a judgement flags, to be read by eye: how often is each flag right?

    python -m benchmarks.flagged FOLDER OUT [--each 15] [--seed 17] [--flags is_refusal,has_pii]

Opens every file of FOLDER and writes, to the JSONL file OUT, up to --each flagged rows of each judgement: one file after the
other in an order drawn by --seed, a row of each in turn, so that no file speaks for all. A row has `flag`, `file`, `row_id`,
`found` (what the judgement says, with the words that it points at) and `turns`. The counts of flagged rows are printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import explorer as sx
from benchmarks.machine import table
from explorer import metrics
from explorer.conversation import Conversation
from explorer.errors import ExplorerError
from explorer.metrics import METRICS

GROUPS = ("judgements", "checks", "attributes")
_AROUND = 80  # characters told on either side of what a judgement points at


def flags() -> tuple[str, ...]:
    """The yes/no columns that metrics of single rows make."""
    return tuple(c.name for m in METRICS for c in m.columns if c.kind == "boolean" and c.group in GROUPS)


def in_turn(places: Mapping[str, Sequence[int]], each: int, random: Random) -> list[tuple[str, int]]:
    """Up to `each` (file, row): files in a drawn order, one drawn row of each file in turn.

    places: file -> its flagged rows.
    """
    files = sorted(places)
    random.shuffle(files)
    left = {name: random.sample(list(places[name]), len(places[name])) for name in files}
    drawn: list[tuple[str, int]] = []
    while len(drawn) < each and any(left.values()):
        for name in files:
            if left[name] and len(drawn) < each:
                drawn.append((name, left[name].pop()))
    return drawn


def told(conversation: Conversation, flag: str) -> list[str]:
    """What the judgement says of a row, each with the text it points at between ⟦ and ⟧."""
    said: list[str] = []
    for one in metrics.evidence(conversation, [flag]):
        if one.column != flag:
            continue
        text = ""
        if one.turn >= 0 and one.part in ("text", "reasoning"):
            turn = conversation.turns[one.turn]
            whole = (turn.text if one.part == "text" else turn.reasoning) or ""
            text = f"{whole[max(0, one.start - _AROUND) : one.start]}⟦{whole[one.start : one.end]}⟧{whole[one.end : one.end + _AROUND]}"
        said.append(f"[{one.turn}] {one.said}: {text}")
    return said


def _opened(folder: Path, wanted: Sequence[str]) -> tuple[dict[str, sx.Data], dict[str, dict[str, list[int]]]]:
    data: dict[str, sx.Data] = {}
    places: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for path in sorted(folder.iterdir()):
        try:
            opened = sx.open(path)
            frame = opened.df(*wanted)
        except ExplorerError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        data[path.name] = opened
        for flag in wanted:
            if rows := [int(row) for row in frame.index[frame[flag] == True]]:  # noqa: E712 - a null is no flag
                places[flag][path.name] = rows
    return data, places


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Draw flagged rows to be read by eye.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=15)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--flags", default="")
    options = parser.parse_args(argv)
    wanted = tuple(options.flags.split(",")) if options.flags else flags()
    data, places = _opened(options.folder, wanted)
    counts: list[tuple[str, ...]] = []
    with options.out.open("w", encoding="utf-8") as out:
        for flag in wanted:
            # A generator of its own, so that a flag's rows do not change with the other flags.
            drawn = in_turn(places.get(flag, {}), options.each, Random(f"{options.seed} {flag}"))
            for name, row in drawn:
                conversation = data[name].view.dataset.source.conversation(row)
                held: dict[str, Any] = {"flag": flag, "file": name, "row_id": row, "found": told(conversation, flag)}
                held["turns"] = [[turn.role, turn.text, turn.reasoning or ""] for turn in conversation.turns]
                out.write(json.dumps(held, ensure_ascii=False) + "\n")
            held_in = places.get(flag, {})
            counts.append((flag, str(sum(map(len, held_in.values()))), str(len(held_in)), str(len(drawn))))
    print(table(counts, ("flag", "rows flagged", "files", "drawn")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
