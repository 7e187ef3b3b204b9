"""Kill builds and exports at random moments, and see that the same command then ends as if nothing had happened.

    python -m benchmarks.kill --times 200 --seed 1

Each time a command is started as a process of its own and killed (SIGKILL) at a random moment: all its processes in one half of
the cases, the parent alone in the other. Then: no process of it goes on for long, no file under a final name is half a file, the same
command gives the same figures and bytes as an undisturbed run, and nothing of the killed run is left behind. Printed as JSON: counts
by command and way, and every time that went wrong. Exit code 1 where something did.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks import outcome
from explorer import building, cli
from explorer.building import job as job_module
from explorer.building.parallel import SMALL
from explorer.decisions.book import Book
from explorer.errors import ExplorerError
from explorer.store import Cache, Dataset
from explorer.store import cache as cache_module
from explorer.store.table import quoted

WAYS = ("group", "parent")
_GONE_WITHIN = 20.0  # seconds in which workers notice that their parent is gone
_NEVER = 300.0  # seconds after which a job is taken for hanging
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class Case:
    """What one kill works on. source: the file. cache: folder of its own. out: where an export goes."""

    source: Path
    cache: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be killed.

    name: as it is printed. large: whether the source is one that several processes share. start: starts it; the process that leads
    its group. again: does the same in this process, undisturbed. told: a digest of what it made, which must be that of an undisturbed run.
    prepare: done once, before all kills, on a cache that each kill gets a copy of. early: checks what is there right after the kill.
    """

    name: str
    large: bool
    start: Callable[[Case], Any]
    again: Callable[[Case], None]
    told: Callable[[Case], str]
    prepare: Callable[[Case], None] | None = None
    early: Callable[[Case, str], None] | None = None


class WrongError(Exception):
    """Something that must hold after a kill does not."""


def write_source(path: Path, size: int) -> None:
    """About so many bytes of JSON lines, with copies, rejects, Chinese and code."""
    with path.open("wb") as target:
        number = 0
        while target.tell() < size:
            said = ["Blue, I think. ", "算法很快。", "```python\nprint(1)\n```\n", "2 + 2 = 5. "][number % 4]
            length = 120 if size > SMALL else 3
            row = {"prompt": f"Question {number % 977}?", "completion": said * length, "tag": number % 5}
            target.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            if number % 100 == 7:
                target.write(b"not json\n")
            number += 1


# ---- the acts ----


def _command(case: Case, *words: str) -> Any:
    return _python(case, "-m", "explorer", *words)


def _python(case: Case, *words: str) -> Any:
    return subprocess.Popen(  # it has pid and wait, which is all that is used
        [sys.executable, *words],
        cwd=_ROOT,
        env={**os.environ, "EXPLORER_CACHE": str(case.cache), "EXPLORER_DATA": str(_data(case))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _here(case: Case, *words: str) -> None:
    """The command in this process, as by a new one."""
    os.environ.update(EXPLORER_CACHE=str(case.cache), EXPLORER_DATA=str(_data(case)))
    cache_module._swept.clear()  # a new process looks through the cache once
    building.forget()
    with contextlib.redirect_stdout(io.StringIO()):
        code = cli.main([*words, "--quiet"])
    if code:
        raise WrongError(f"the same command ends with {code}")


def _figures(case: Case) -> str:
    """A digest of all columns, the ledger and the rejects."""
    building.forget()
    found = building.opened(Cache.at(case.cache), [case.source])
    if found is None:
        raise WrongError("nothing is built")
    return _digest(found)


def _digest(found: Dataset) -> str:
    names = sorted(name for name, column in found.columns.items() if not column.long_text)
    sql = f"SELECT {', '.join(map(quoted, names))} FROM rows ORDER BY row_id"
    table = found.query(sql, reads=set(names))
    whole = repr((table.to_pydict(), found.ledger, found.fields, found.dialects))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _build_words(case: Case) -> list[str]:
    # The large source is there for its workers: layers that cost little show them as well.
    layers = ["--layers", "tokens,checks"] if case.source.stat().st_size > SMALL else []
    return ["build", str(case.source), *layers]


def _start_build(case: Case) -> Any:
    return _command(case, *_build_words(case), "--quiet")


def _again_build(case: Case) -> None:
    _here(case, *_build_words(case))


def _start_job(case: Case) -> Any:
    before = {child.pid for child in psutil.Process().children()}
    building.restart(Cache.at(case.cache), [case.source])
    started = [child for child in psutil.Process().children() if child.pid not in before]
    return started[0]


def _again_job(case: Case) -> None:
    cache_module._swept.clear()
    building.forget()
    cache = Cache.at(case.cache)
    # The app gives a job that has said nothing yet some time to start; this one is known to be gone.
    given, job_module._START_WITHIN = job_module._START_WITHIN, 0.0
    try:
        job = building.status(cache, [case.source])
    finally:
        job_module._START_WITHIN = given
    if job is not None and job.state not in ("failed", "done"):
        raise WrongError(f"the killed job is said to be {job.state}")
    until = time.monotonic() + _NEVER
    building.restart(cache, [case.source])
    while (job := building.status(cache, [case.source])) is None or job.state == "running":
        _wait(until, "the job does not end")
    if job.state != "done":
        raise WrongError(f"the job that goes on has {job.state}: {job.error}")


def _wait(until: float, what: str) -> None:
    if time.monotonic() > until:
        raise WrongError(what)
    time.sleep(0.1)


def _export_words(case: Case) -> list[str]:
    where = "line % 3 > 0 AND NOT is_empty"
    return ["export", str(case.source), "--where", where, "--out", str(case.out), "--overwrite", "--as", "messages"]


def _start_export(case: Case) -> Any:
    return _command(case, *_export_words(case), "--quiet")


def _again_export(case: Case) -> None:
    _here(case, *_export_words(case))


def _prepare_export(case: Case) -> None:
    _here(case, "build", str(case.source), "--layers", "tokens,checks")


def _exported(case: Case) -> str:
    made = [case.out, case.out.with_name(case.out.name + ".recipe.json")]
    return " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in made)


def _no_half_export(case: Case, wanted: str) -> None:
    if case.out.exists() and hashlib.sha256(case.out.read_bytes()).hexdigest() != wanted.split(maxsplit=1)[0]:
        raise WrongError("half a file under the final name")


# Several actions one after another, so that most kills meet one.
_ACTIONS = 20
_DECIDE = f"""
import sys
from explorer.cli import main
for n in range({_ACTIONS}):
    assert main(["decide", sys.argv[1], "--where", f"row_id % {_ACTIONS} = {{n}}", "--drop", "--note", str(n), "--quiet"]) == 0
"""


def _data(case: Case) -> Path:
    return case.out.parent / "decisions"


def _start_deciding(case: Case) -> Any:
    return _python(case, "-c", _DECIDE, str(case.source))


def _again_deciding(case: Case) -> None:
    for n in range(_ACTIONS):
        _here(case, "decide", str(case.source), "--where", f"row_id % {_ACTIONS} = {n}", "--drop", "--note", str(n))


def _records(case: Case) -> list[tuple[Any, ...]]:
    held = Book(_data(case) / "decisions.sqlite")
    try:
        return sorted((*record.key, record.decision, record.note) for record in held.since())
    finally:
        held.close()


def _decided(case: Case) -> str:
    return hashlib.sha256(repr(_records(case)).encode()).hexdigest()


def _no_half_action(case: Case, wanted: str) -> None:
    """Whole actions, in their order, in a sound file; and the journal has every one of them."""
    del wanted
    path = _data(case) / "decisions.sqlite"
    if not path.exists():
        return
    found = Counter(int(record[-1]) for record in _records(case))
    if sorted(found) != list(range(len(found))) or max(found.values(), default=0) > min(found.values(), default=0) + 1:
        raise WrongError(f"half an action: {dict(found)}")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise WrongError("a damaged file of decisions")
        if found and connection.execute("SELECT count(*) FROM journal").fetchone() != (found.total(),):
            raise WrongError("the journal tells of other changes")


ACTS: tuple[Act, ...] = (
    Act("build", False, _start_build, _again_build, _figures),
    Act("build with workers", True, _start_build, _again_build, _figures),
    Act("build for the app", False, _start_job, _again_job, _figures),
    Act("export", True, _start_export, _again_export, _exported, _prepare_export, _no_half_export),
    Act("decisions", False, _start_deciding, _again_deciding, _decided, _prepare_export, _no_half_action),
)


# ---- killing ----


def _kill(process: Any, way: str) -> bool:
    """Whether it was still running."""
    running = psutil.pid_exists(process.pid) and psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE
    with contextlib.suppress(ProcessLookupError):
        if way == "group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(process.pid, signal.SIGKILL)
    with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
        process.wait()
    return running


def _members(group: int) -> Iterator[int]:
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid


def _end_of(group: int) -> None:
    """Wait until no process of a group is left; WrongError, and an end to them, where some go on."""
    until = time.monotonic() + _GONE_WITHIN
    while left := list(_members(group)):
        if time.monotonic() > until:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            raise WrongError(f"{len(left)} workers go on after their parent")
        time.sleep(0.1)


def _left_behind(case: Case) -> None:
    found = [*case.cache.rglob(".explorer-*"), *case.out.parent.glob(".explorer-*")]
    if found:
        raise WrongError(f"left behind: {', '.join(path.name for path in found[:3])}")


class Undisturbed:
    """What an act makes, and how long it takes, when nobody kills it; and the cache that it starts with."""

    def __init__(self, act: Act, source: Path, folder: Path) -> None:
        """Do it once."""
        self.folder = folder
        self.source = source
        self._prepared = folder / "prepared"
        case = self._case(folder / "whole")
        if act.prepare is not None:
            act.prepare(Case(source, self._prepared, case.out))
            building.forget()
            shutil.copytree(self._prepared, case.cache)
        started = time.monotonic()
        process = act.start(case)
        while psutil.pid_exists(process.pid) and psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.02)
        with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
            process.wait()
        self.seconds = time.monotonic() - started
        self.told = act.told(case)
        shutil.rmtree(folder / "whole")

    def fresh(self) -> Case:
        """A case of its own."""
        case = self._case(self.folder / "case")
        if self._prepared.exists():
            shutil.copytree(self._prepared, case.cache)
        return case

    def _case(self, folder: Path) -> Case:
        (folder / "out").mkdir(parents=True)
        return Case(self.source, folder / "cache", folder / "out" / "rows.jsonl.gz")


def once(act: Act, way: str, whole: Undisturbed, chance: random.Random) -> tuple[bool, str]:
    """(whether it was running when it was killed, what went wrong or "")."""
    case = whole.fresh()
    running = False
    try:
        process = act.start(case)
        time.sleep(chance.uniform(0.0, 0.95) * whole.seconds)
        running = _kill(process, way)
        _end_of(process.pid)
        if act.early is not None:
            act.early(case, whole.told)
        act.again(case)
        if act.told(case) != whole.told:
            raise WrongError("other figures or bytes")
        _left_behind(case)
    except WrongError as error:
        return running, str(error)
    except ExplorerError as error:
        return running, f"an error: {error}"
    except Exception as error:  # what a user would be told is a defect
        return running, f"DEFECT {type(error).__name__}: {error}"
    finally:
        building.forget()
        shutil.rmtree(whole.folder / "case", ignore_errors=True)
    return running, ""


def run(times: int, seed: int, folder: Path, acts: tuple[Act, ...] = ACTS, size: int = 80_000) -> dict[str, Any]:
    """Counts, and what went wrong, after so many kills that met a running process. size: bytes of the small source."""
    chance = random.Random(seed)
    small, large = folder / "small.jsonl", folder / "large.jsonl"
    write_source(small, size)
    if any(act.large for act in acts):
        write_source(large, SMALL + (2 << 20))
    undisturbed = {}
    for act in acts:
        undisturbed[act.name] = Undisturbed(act, large if act.large else small, folder / act.name.replace(" ", "-"))
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    number = kills = 0
    while kills < times:
        act, way = acts[number % len(acts)], WAYS[number // len(acts) % len(WAYS)]
        number += 1
        running, fault = once(act, way, undisturbed[act.name], chance)
        kills += running
        counts[f"{act.name}, {way}" if running else "had ended by itself"] += 1
        if fault:
            wrong.append(f"{act.name}, {way}, number {number}: {fault}")
            print(wrong[-1], file=sys.stderr, flush=True)
        if number % 10 == 0:
            print(
                f"{kills:,} of {times:,} kills, {len(wrong):,} went wrong: {dict(counts)}", file=sys.stderr, flush=True
            )
    seconds = {name: round(each.seconds, 1) for name, each in undisturbed.items()}
    return {"kills": kills, "by": dict(counts), "seconds undisturbed": seconds, "wrong": wrong}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="ACT", help=f"one of: {', '.join(act.name for act in ACTS)}")
    options = parser.parse_args()
    acts = tuple(act for act in ACTS if options.only in ("", act.name))
    outcome.tell("kill", lambda folder: run(options.times, options.seed, folder, acts))


if __name__ == "__main__":
    main()
