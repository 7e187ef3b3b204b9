"""Two apps and a command line at once: one dataset, one cache, one path to export to; the cache is cleared meanwhile.

    python -m benchmarks.together --rounds 10 --seed 1

In each round two processes that run the app and one of the command line build the same data at the same moment, then each exports other
rows to the same path. In every other round the cache is cleared while they do. Every one of them must end with the right figures or one
clear sentence; the export is one of the three, whole, with its own recipe; and a command afterwards gives the right figures. Printed as
JSON; exit code 1 where something went wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.kill import write_source
from explorer import building, export
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.recipe import SUFFIX
from explorer.store import Cache, Dataset
from explorer.store.table import quoted
from explorer.view import View

_ROOT = Path(__file__).resolve().parents[1]
_NEVER = 600.0  # seconds after which a process counts as hanging
_WHERE = {"app 1": "line % 3 = 0", "app 2": "line % 3 = 1", "command": "line % 3 = 2"}


def digest(found: Dataset) -> str:
    """Of all columns and the ledger."""
    names = sorted(name for name, column in found.columns.items() if not column.long_text)
    sql = f"SELECT {', '.join(map(quoted, names))} FROM rows ORDER BY row_id"
    whole = repr((found.query(sql, reads=set(names)).to_pydict(), found.ledger))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def as_app(source: Path, out: Path, where: str) -> dict[str, str]:
    """Open the app on the source until its build is done; {"figures"} or {"said"}, and {"defect"} where a page failed."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(_ROOT / "app.py"), default_timeout=_NEVER)
    app.query_params["source"] = str(source)
    until = time.monotonic() + _NEVER
    while True:
        app.run()
        said = [str(error.value) for error in app.error]
        if app.exception or any("page failed" in text for text in said):
            return {"defect": f"{[str(each.value) for each in app.exception]} {said}"}
        if said:
            return {"said": said[0]}
        found = building.opened(Cache.default(), [source])
        if found is not None and found.complete:
            break
        if time.monotonic() > until:
            return {"defect": "the build does not end"}
        time.sleep(0.3)
    figures = digest(found)
    export.write(View.of(found, where), out, ExportOptions(), overwrite=True)
    return {"figures": figures}


def as_command(source: Path, out: Path, where: str) -> dict[str, str]:
    """Build and export as the command line does."""
    found = building.run(Cache.default(), [source])
    figures = digest(found)
    export.write(View.of(found, where), out, ExportOptions(), overwrite=True)
    return {"figures": figures}


def take_part(role: str, source: Path, out: Path) -> None:
    """What one of the processes does; its outcome as JSON."""
    sys.path.insert(0, str(_ROOT))
    try:
        result = (as_command if role == "command" else as_app)(source, out, _WHERE[role])
    except ExplorerError as error:
        result = {"said": str(error)} if error.message and error.hint else {"defect": f"no sentence: {error}"}
    except Exception as error:  # what a user would be told is a defect
        result = {"defect": f"{type(error).__name__}: {error}"}
    print(f"\n{json.dumps(result)}")


def one_round(folder: Path, source: Path, wanted: dict[str, str], clears: bool, chance: random.Random) -> Counter[str]:
    """Outcomes of the three, and what was wrong afterwards."""
    cache, out = folder / "cache", folder / "out" / "rows.jsonl"
    out.parent.mkdir(parents=True)
    environment = {**os.environ, "EXPLORER_CACHE": str(cache)}
    words = [sys.executable, "-m", "benchmarks.together", "--source", str(source), "--out", str(out), "--role"]
    running = {
        role: subprocess.Popen(
            [*words, role], cwd=_ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for role in _WHERE
    }
    counts: Counter[str] = Counter()
    while clears and any(process.poll() is None for process in running.values()):
        time.sleep(chance.uniform(0.5, 4.0))
        Cache.at(cache).clear()
        counts["caches cleared"] += 1
        clears = counts["caches cleared"] < 3
    for role, process in running.items():
        said = process.communicate(timeout=_NEVER)[0]
        lines = said.strip().splitlines()
        result = (
            json.loads(lines[-1])
            if process.returncode == 0 and lines
            else {"defect": f"ended with {process.returncode}"}
        )
        if "figures" in result:
            counts["right figures" if result["figures"] == wanted["figures"] else f"WRONG: other figures, {role}"] += 1
        elif "said" in result:
            counts["a clear sentence"] += 1
            print(f"{role}: {result['said']}"[:300], file=sys.stderr)
        else:
            counts[f"WRONG: {role}: {result['defect'][:300]}"] += 1
    if out.exists():
        recipe = json.loads(out.with_name(out.name + SUFFIX).read_bytes())
        made = hashlib.sha256(out.read_bytes()).hexdigest()
        counts[
            "whole exports" if made in wanted.values() and made == recipe["output"]["sha256"] else "WRONG: export"
        ] += 1
    building.forget()
    after = digest(building.run(Cache.at(cache), [source]))
    building.forget()
    if after != wanted["figures"]:
        counts["WRONG: other figures afterwards"] += 1
    return counts


def run(rounds: int, seed: int, folder: Path) -> dict[str, Any]:
    """Counts over all rounds."""
    chance = random.Random(seed)
    source = folder / "rows.jsonl"
    write_source(source, 300_000)
    whole = building.run(Cache.at(folder / "whole"), [source])
    wanted = {"figures": digest(whole)}
    for role, where in _WHERE.items():
        wanted[role] = hashlib.sha256(b"".join(export.stream(View.of(whole, where), ExportOptions()))).hexdigest()
    building.forget()
    counts: Counter[str] = Counter()
    for number in range(rounds):
        counts.update(one_round(folder / "round", source, wanted, number % 2 == 1, chance))
        shutil.rmtree(folder / "round")
        print(f"{number + 1:,} of {rounds:,} rounds: {dict(counts)}", file=sys.stderr, flush=True)
    return {"rounds": rounds, "processes": rounds * len(_WHERE), **counts}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("role", "source", "out"):
        parser.add_argument(f"--{name}", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.role:
        take_part(options.role, Path(options.source), Path(options.out))
        return
    folder = Path(tempfile.mkdtemp(prefix="explorer-together-"))
    try:
        result = run(options.rounds, options.seed, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    json.dump(result, sys.stdout, indent=2)
    print()
    sys.exit(any(key.startswith("WRONG") for key in result))


if __name__ == "__main__":
    main()
