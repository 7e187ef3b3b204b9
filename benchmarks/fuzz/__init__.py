"""Fuzz: small inputs mutated from a seed, in one process; anything but an `ExplorerError` is a fault."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz.conditions import CONDITIONS
from benchmarks.fuzz.datasets import DATASETS
from benchmarks.fuzz.dialects import DIALECTS
from benchmarks.fuzz.kind import Kind
from benchmarks.fuzz.readers import READERS
from benchmarks.fuzz.recipes import RECIPES
from explorer.errors import ExplorerError

KINDS: tuple[Kind, ...] = (*READERS, *DIALECTS, *CONDITIONS, *RECIPES, *DATASETS)
_TELL_EVERY = 20.0  # seconds


@dataclass(slots=True)
class Counts:
    """Of one kind: inputs tried, read, refused and failed. faults: what each failed one said, by its number."""

    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[int, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, int]:
        """Plain values for JSON."""
        named = {name: self.outcomes[name] for name in ("read", "refused")}
        return {"tried": self.tried, **named, "failed": len(self.faults)}


def run(
    seconds: float = 0.0,
    inputs: int = 0,
    seed: int = 1,
    kept: Path | None = None,
    kinds: tuple[Kind, ...] = KINDS,
    first: int = 0,
) -> dict[str, Counts]:
    """Counts by kind, after so many seconds or so many inputs in all, whatever comes first; 0 for no limit.

    kept: folder that inputs which fail are written to. first: number of the first input of each kind.
    """
    counts = {kind.name: Counts() for kind in kinds}
    folder = Path(tempfile.mkdtemp(prefix="explorer-fuzz-"))
    started = told = time.monotonic()
    whole = sum(kind.share for kind in kinds)
    done = 0
    try:
        while (not inputs or done < inputs) and (not seconds or time.monotonic() - started < seconds):
            # The kind that is furthest behind its share comes next.
            kind = min(kinds, key=lambda kind: (counts[kind.name].tried + 1) * whole / kind.share)
            _try(kind, first + counts[kind.name].tried, seed, folder, counts[kind.name], kept)
            done += 1
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                faults = sum(len(each.faults) for each in counts.values())
                rate = done / (told - started)
                print(f"{done:,} inputs, {rate:,.0f} a second, {faults:,} failed", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("stopped; these are the counts so far", file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return counts


def _try(kind: Kind, number: int, seed: int, folder: Path, counts: Counts, kept: Path | None) -> None:
    # Each input has a chance of its own, so that it can be made again without those before it.
    name, content = kind.make(random.Random(f"{seed} {kind.name} {number}"), number)
    counts.tried += 1
    try:
        counts.outcomes[kind.check(folder, name, content)] += 1
    except ExplorerError as error:
        if error.message:
            counts.outcomes["refused"] += 1
        else:
            counts.faults[number] = "an error without a sentence"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # crashes of compiled parsers come as more than Exception
        counts.faults[number] = f"{type(error).__name__}: {error}"
        print(f"FAILED --seed {seed} --only '{kind.name}:{number}': {counts.faults[number]}"[:400], file=sys.stderr)
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
            stem = f"{kind.name.replace(' ', '-')}-{seed}-{number}"
            (kept / f"{stem}-{name}").write_bytes(content)
            (kept / f"{stem}.traceback.txt").write_text(traceback.format_exc(), encoding="utf-8", errors="replace")
