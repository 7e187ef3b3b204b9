"""Change the product a little, many times, and count how often its tests notice: mutation by mutmut.

    pip install "mutmut>=3.8,<4"
    python -m benchmarks.mutants                             # every mutant of every package: hours
    python -m benchmarks.mutants --sample 40 --seed 1        # so many of each package
    python -m benchmarks.mutants --packages filters,recipe --kept DIR

Runs on a copy of the files that git knows, each package with the tests that belong to it. Printed as JSON: mutants by package, how many
were killed, and the names of those that survived; `mutmut show NAME` in the kept copy shows one. The wording of errors is left alone: its
sentences are read by people, and tests hold the parts that matter.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_KILLED, _SURVIVED = (1, 3), (0,)  # exit codes of pytest, as mutmut keeps them
_NO_TESTS = (5, 33)
_UNDECIDED = (255, -11, 4)  # mutmut could not start the tests it chose: one whose name holds "::" cannot be asked for
_PYTEST = ("-p", "no:xdist", "-p", "no:cacheprovider", "-m", "not browser and not real_data")


@dataclass(frozen=True, slots=True)
class Package:
    """What is mutated (globs) and the tests that belong to it."""

    mutated: tuple[str, ...]
    tests: tuple[str, ...]


PACKAGES: dict[str, Package] = {
    "filters": Package(("explorer/filters/*",), ("tests/unit/filters",)),
    "encode": Package(("explorer/formats/encode.py",), ("tests/unit/formats",)),
    "recipe": Package(("explorer/recipe/*",), ("tests/unit/test_recipe_file.py", "tests/unit/test_export.py", "tests/unit/test_export_by_hand.py")),
    "export": Package(
        ("explorer/export/*",),
        ("tests/unit/test_export.py", "tests/unit/test_export_formats.py", "tests/unit/test_disk_full.py"),
    ),
    "scorecard": Package(
        ("explorer/scorecard/*",), ("tests/unit/test_scorecard.py", "tests/unit/test_verbs.py", "tests/unit/test_report.py")
    ),
    "store": Package(
        ("explorer/store/*",),
        ("tests/unit/store", "tests/unit/test_building.py", "tests/unit/test_damaged_cache.py", "tests/unit/test_kept_results.py"),
    ),
}  # fmt: skip


def prepare(folder: Path, package: Package) -> None:
    """A copy of what git knows, with mutmut's configuration for this package."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, check=True, capture_output=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (_ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_ROOT / name, folder / name)
    beside = sorted(path.name for path in folder.iterdir() if path.name != "explorer")
    lines = [
        "",
        "[tool.mutmut]",
        'source_paths = ["explorer"]',
        f"only_mutate = {json.dumps(list(package.mutated))}",
        f"also_copy = {json.dumps(beside)}",
        f"pytest_add_cli_args_test_selection = {json.dumps(list(package.tests))}",
        f"pytest_add_cli_args = {json.dumps(list(_PYTEST))}",
        r"do_not_mutate_patterns = ['raise \w+\(', 'return \w+Error\(']",
        # Threads of DuckDB do not live through a fork.
        'process_isolation = "forkserver"',
    ]
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as target:
        target.write("\n".join(lines) + "\n")


def _mutmut(folder: Path, *names: str) -> None:
    """Run mutmut on these mutants; what it says goes to a file beside the copy."""
    environment = {**os.environ, "EXPLORER_CACHE": str(folder / "cache")}
    with (folder / "mutmut.log").open("ab") as log:
        words = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1), *names]
        subprocess.run(words, cwd=folder, env=environment, stdout=log, stderr=log, check=False)


def _tested_by_all(folder: Path, package: Package, mutant: str) -> int:
    """Exit code of all tests of a package on one mutant."""
    environment = {**os.environ, "EXPLORER_CACHE": str(folder / "cache"), "MUTANT_UNDER_TEST": mutant}
    words = [sys.executable, "-m", "pytest", "-x", "-q", *_PYTEST, *package.tests]
    with (folder / "again.log").open("ab") as log:
        return subprocess.run(
            words, cwd=folder / "mutants", env=environment, stdout=log, stderr=log, check=False
        ).returncode


def outcomes(folder: Path) -> dict[str, int | None]:
    """Every mutant's name and the exit code of its tests, None where they were not run."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants").rglob("*.meta")):
        found.update(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def run(name: str, folder: Path, sample: int, seed: int) -> dict[str, Any]:
    """Counts of one package."""
    prepare(folder, PACKAGES[name])
    chosen: list[str] = []
    if sample:
        _mutmut(folder, "none.of.them")  # makes the mutants and finds out which tests meet which function
        every = sorted(outcomes(folder))
        chosen = random.Random(seed).sample(every, min(sample, len(every)))
    _mutmut(folder, *chosen)
    made = outcomes(folder)
    ran = {key: made[key] for key in (chosen or made)}
    for key, code in ran.items():
        if code in _UNDECIDED:
            ran[key] = _tested_by_all(folder, PACKAGES[name], key)
    counts: Counter[str] = Counter()
    for code in ran.values():
        kind = "killed" if code in _KILLED else "survived" if code in _SURVIVED else "not run" if code is None else ""
        counts[kind or ("no test" if code in _NO_TESTS else "killed (out of time)")] += 1
    survivors = sorted(key for key, code in ran.items() if code in (*_SURVIVED, *_NO_TESTS))
    return {"mutants": len(made), "tried": len(ran), **counts, "survivors": survivors}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", default=",".join(PACKAGES), help=f"default: {','.join(PACKAGES)}")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each package; default: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, default=None, help="folder for the copies; default: removed at the end")
    options = parser.parse_args()
    if find_spec("mutmut") is None:
        parser.error('mutmut is not installed: pip install "mutmut>=3.8,<4"')
    folder = options.kept or Path(tempfile.mkdtemp(prefix="explorer-mutants-"))
    result: dict[str, Any] = {}
    try:
        for name in options.packages.split(","):
            result[name] = run(name, folder / name, options.sample, options.seed)
            told = {key: value for key, value in result[name].items() if key != "survivors"}
            print(f"{name}: {told}", file=sys.stderr, flush=True)
    finally:
        if options.kept is None:
            shutil.rmtree(folder, ignore_errors=True)
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
