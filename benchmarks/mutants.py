"""Change the product a little, many times, and count how often its tests notice: mutation by mutmut.

    pip install "mutmut>=3.8,<4"
    python -m benchmarks.mutants                             # every mutant of every package: hours
    python -m benchmarks.mutants --sample 40 --seed 1        # so many of each package
    python -m benchmarks.mutants --packages filters,recipe --kept DIR --jobs 1

Runs on a copy of the files that git knows, each package with the tests that belong to it. Printed as JSON: mutants by package, how many
were killed, and the names of those that survived; `mutmut show NAME` in the kept copy shows one. Each that survived the tests which
mutmut chose has met all tests of its package in a process of its own. The wording of errors is left alone: its
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
_AT_MOST = 1_200  # seconds for all tests of a package: a mutant may go on for ever


@dataclass(frozen=True, slots=True)
class Package:
    """What is mutated (globs), the tests that belong to it, those of them that take too long to be asked about every mutant, and
    what is left alone (globs).
    """

    mutated: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """Of pytest."""
        return [*_PYTEST, *(f"--deselect={test}" for test in self.without)]


PACKAGES: dict[str, Package] = {
    "filters": Package(("explorer/filters/*",), ("tests/unit/filters",)),
    "encode": Package(("explorer/formats/encode.py",), ("tests/unit/formats",)),
    "recipe": Package(("explorer/recipe/*",), ("tests/unit/test_recipe_file.py", "tests/unit/test_export.py", "tests/unit/test_export_by_hand.py")),
    "export": Package(
        ("explorer/export/*",),
        (
            "tests/unit/test_export.py",
            "tests/unit/test_export_choose.py",
            "tests/unit/test_export_columns.py",
            "tests/unit/test_export_formats.py",
            "tests/unit/test_export_rows.py",
            "tests/unit/test_export_by_hand.py",
            "tests/unit/test_conversion.py",
            "tests/unit/test_group.py",
            "tests/unit/test_disk_full.py",
        ),
    ),
    "scorecard": Package(
        ("explorer/scorecard/*",),
        ("tests/unit/test_scorecard.py", "tests/unit/test_verbs.py::test_stats_of_the_sample", "tests/unit/test_report.py"),
    ),
    "store": Package(
        ("explorer/store/*",),
        (
            *(f"tests/unit/store/test_{name}.py" for name in ("cache", "columns", "joined_file", "parts_joined", "reads", "row_ids", "same_figures", "sql_names")),
            "tests/unit/test_decisions.py",
            "tests/unit/test_source_changes.py",
            "tests/unit/test_view.py",
            "tests/unit/test_building.py",
            "tests/unit/test_damaged_cache.py",
            "tests/unit/test_custom_columns.py",
            "tests/unit/test_learn.py",
        ),
        (  # these start processes of the product, or build once for every kind of damage
            "tests/unit/test_building.py::test_background_build_reports_and_finishes",
            "tests/unit/test_building.py::test_a_killed_build_is_told_and_resumes",
            "tests/unit/test_building.py::test_a_build_that_is_only_just_starting_can_be_cancelled",
            "tests/unit/test_building.py::test_build_module_is_the_command_lines_own",
            "tests/unit/test_damaged_cache.py::test_no_damage_changes_a_figure_or_an_exported_byte",
            "tests/unit/test_damaged_cache.py::test_each_kind_of_artifact_is_built_again_and_said_once",
            # Starts a process in a folder where mutmut finds no settings.
            "tests/unit/test_custom_columns.py::test_a_dataset_brings_no_code_in",
        ),
        # Runs in processes with an empty environment, where no mutant is switched on: `benchmarks.hostile_sql` tries it.
        ("explorer/store/sandbox/*",),
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
        f"do_not_mutate = {json.dumps(list(package.left))}",
        f"also_copy = {json.dumps(beside)}",
        f"pytest_add_cli_args_test_selection = {json.dumps(list(package.tests))}",
        f"pytest_add_cli_args = {json.dumps(package.options)}",
        r"do_not_mutate_patterns = ['raise \w+\(', 'return \w+Error\(']",
        # Threads of DuckDB do not live through a fork.
        'process_isolation = "forkserver"',
        "timeout_multiplier = 5.0",  # times what the tests take otherwise: one that goes on for ever is found out
    ]
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as target:
        target.write("\n".join(lines) + "\n")


def _mutmut(folder: Path, jobs: int, *names: str) -> None:
    """Run mutmut on these mutants, so many at once; what it says goes to a file beside the copy."""
    environment = {**os.environ, "EXPLORER_CACHE": str(folder / "cache")}
    with (folder / "mutmut.log").open("ab") as log:
        words = [sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs), *names]
        subprocess.run(words, cwd=folder, env=environment, stdout=log, stderr=log, check=False)


def _tested_by_all(folder: Path, package: Package, mutant: str) -> int:
    """0 where all tests of a package hold on one mutant, else 1: what cannot be imported ends pytest with other codes."""
    environment = {**os.environ, "EXPLORER_CACHE": str(folder / "cache"), "MUTANT_UNDER_TEST": mutant}
    words = [sys.executable, "-m", "pytest", "-x", "-q", *package.options, *package.tests]
    with (folder / "again.log").open("ab") as log:
        try:
            done = subprocess.run(
                words, cwd=folder / "mutants", env=environment, stdout=log, stderr=log, check=False, timeout=_AT_MOST
            )
        except subprocess.TimeoutExpired:
            return 1
    return min(done.returncode, 1) if done.returncode >= 0 else 1


def outcomes(folder: Path) -> dict[str, int | None]:
    """Every mutant's name and the exit code of its tests, None where they were not run."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants").rglob("*.meta")):
        found.update(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def run(name: str, folder: Path, sample: int, seed: int, jobs: int) -> dict[str, Any]:
    """Counts of one package."""
    prepare(folder, PACKAGES[name])
    chosen: list[str] = []
    if sample:
        _mutmut(folder, jobs, "none.of.them")  # makes the mutants and finds out which tests meet which function
        every = sorted(outcomes(folder))
        chosen = random.Random(seed).sample(every, min(sample, len(every)))
    _mutmut(folder, jobs, *chosen)
    made = outcomes(folder)
    ran = {key: made[key] for key in (chosen or made)}
    for key, code in ran.items():
        # What is computed when a module is imported, or kept for the next who asks, is the unchanged product's in mutmut's forks.
        if code in (*_UNDECIDED, *_SURVIVED, *_NO_TESTS):
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
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="mutants tested at once; default: a core each"
    )
    parser.add_argument("--kept", type=Path, default=None, help="folder for the copies; default: removed at the end")
    options = parser.parse_args()
    if find_spec("mutmut") is None:
        parser.error('mutmut is not installed: pip install "mutmut>=3.8,<4"')
    folder = options.kept or Path(tempfile.mkdtemp(prefix="explorer-mutants-"))
    result: dict[str, Any] = {}
    try:
        for name in options.packages.split(","):
            result[name] = run(name, folder / name, options.sample, options.seed, options.jobs)
            told = {key: value for key, value in result[name].items() if key != "survivors"}
            print(f"{name}: {told}", file=sys.stderr, flush=True)
    finally:
        if options.kept is None:
            shutil.rmtree(folder, ignore_errors=True)
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
