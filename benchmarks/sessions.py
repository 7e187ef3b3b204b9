"""Many people at once on one dataset: how much longer each of them waits, and what of them stays in the server.

    python -m benchmarks.sessions FILE [--sessions 20] [--rounds 3] [--changes 10] [--pause 3]

FILE: made by benchmarks.generate, or any other. The app is started as `sft-explorer FILE` starts it. One session alone changes
its filter on Overview, Lengths and Categories, then so many sessions do at once, in several rounds. A change lasts from the
moment it is sent to the end of what the server has to say to it, which is read at once and not drawn. Seven of ten filters are
a session's own, three are those of all others, at other moments. All that was said of one filter, in whichever session, has to
be the same. In the end half of the sessions are cut off and the other half only fall silent, as a closed lid does: none may be
left once its time is over. Printed as JSON; exit code 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.browser import free_port
from benchmarks.machine import description, held
from benchmarks.outcome import tell
from explorer.ui.app.abandoned import EVERY

_ROOT = Path(__file__).resolve().parents[1]
_PAGES = ("", "lengths", "categories")
_RATIO = 4.0  # times the p95 of one session alone
_GROWTH = 0.1  # of what is held after the first round
_TINY = 200  # bytes of a message below which it may be the one that ends a run
_NEVER = 120.0  # seconds after which a change counts as never answered
_COST = "server's ms of CPU a change"
_TOLD = re.compile(rb'title="([\d,]+) of [\d,]+ rows')


class Change(NamedTuple):
    """Seconds that it took, the filter, and the count of kept rows that the side bar told."""

    took: float
    where: str
    told: str


# ---- the server ----


def serve(words: Sequence[str], counts: Path) -> None:
    """Be the app, and write how many sessions are connected, and how many are held at all, again and again."""
    import gc
    import weakref

    from streamlit.runtime import Runtime
    from streamlit.runtime.app_session import AppSession

    from explorer.launcher import main as launch

    held_sessions: weakref.WeakSet[AppSession] = weakref.WeakSet()
    begin = AppSession.__init__

    def counted(self: AppSession, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        held_sessions.add(self)

    AppSession.__init__ = counted  # type: ignore[method-assign]

    def tell() -> None:
        while True:
            time.sleep(0.5)
            # Absent while the server is being made.
            manager = getattr(Runtime.instance(), "_session_mgr", None) if Runtime.exists() else None
            connected = manager.num_active_sessions() if manager else 0
            if len(held_sessions) > connected:
                gc.collect()  # what only its own cycles hold is not held
            fresh = counts.with_suffix(".tmp")
            fresh.write_text(json.dumps({"connected": connected, "held": len(held_sessions)}))
            fresh.replace(counts)

    threading.Thread(target=tell, daemon=True).start()
    launch(words)


class Server(NamedTuple):
    """The started app."""

    port: int
    pid: int
    counts: Path

    def sessions(self) -> dict[str, int]:
        """How many are connected, and how many are held at all."""
        return json.loads(self.counts.read_text())

    def seconds(self) -> float:
        """CPU time of the app so far."""
        used = psutil.Process(self.pid).cpu_times()
        return used.user + used.system

    def memory(self) -> int:
        """Bytes of the app with all its processes."""
        return held(psutil.Process(self.pid))


@contextlib.contextmanager
def started(source: Path, cache: Path, folder: Path, life: int) -> Iterator[Server]:
    """The app on a file. life: seconds that a session without a connection is kept for."""
    port, counts = free_port(), folder / "counts.json"
    settings = [f"--server.disconnectedSessionTTL={life}", "--server.websocketPingInterval=10"]
    words = [str(source), "--port", str(port), "--no-browser", *settings]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sessions", "--serve", str(counts), *words],
            cwd=_ROOT,
            env={**os.environ, "EXPLORER_CACHE": str(cache)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            if process.poll() is not None:
                raise SystemExit(f"the server did not start:\n{(folder / 'log.txt').read_text(errors='replace')}")
            time.sleep(0.1)
        yield Server(port, process.pid, counts)
    finally:
        process.terminate()
        process.wait(30)


# ---- a session ----


class Session:
    """One browser tab, as far as the server can tell."""

    def __init__(self, socket: ClientConnection, source: Path) -> None:
        self.socket = socket
        self._source = source

    async def ask(self, page: str, where: str) -> Change:
        """Show a page with a filter."""
        asked = BackMsg()
        query = {"source": str(self._source), **({"where": where} if where else {})}
        asked.rerun_script.query_string = urlencode(query)
        asked.rerun_script.page_name = page
        told = b""
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(_NEVER):
            while True:
                said = bytes(await self.socket.recv(decode=False))
                if found := _TOLD.search(said):
                    told = found[1]
                # Only small messages are parsed: this process is not what is measured.
                if len(said) < _TINY and _is_end(said):
                    break
        took = time.perf_counter() - began
        if not told:
            raise SystemExit(f"the page {page!r} told no count for the filter {where!r}")
        return Change(took, where, told.decode())


def _is_end(said: bytes) -> bool:
    message = ForwardMsg()
    message.ParseFromString(said)
    if message.WhichOneof("type") != "script_finished":
        return False
    return message.script_finished == ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY


@contextlib.asynccontextmanager
async def _connected(server: Server, source: Path, count: int) -> AsyncIterator[list[Session]]:
    """So many sessions that have looked at every page once."""
    async with contextlib.AsyncExitStack() as stack:
        sessions = []
        for _ in range(count):
            joined = connect(
                f"ws://127.0.0.1:{server.port}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(f"http://127.0.0.1:{server.port}"),
                max_size=None,
                ping_interval=None,
            )
            sessions.append(Session(await stack.enter_async_context(joined), source))
        for session in sessions:
            for page in _PAGES:
                await session.ask(page, "")
        yield sessions


def filters(seed: str, count: int) -> list[str]:
    """So many conditions of the kinds that a person clicks together; another seed, other ones."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        low, high = chance.randint(10, 400), chance.randint(500, 3_000)
        made.append(
            (
                f"total_tokens >= {low}",
                f"response_tokens BETWEEN {low} AND {high}",
                f"prompt_tokens < {high // 4} AND NOT is_exact_copy",
                f"language = '{chance.choice(('en', 'zh'))}' AND total_tokens < {high}",
                f"total_tokens >= {low} AND NOT is_empty AND NOT is_looping AND line > {10 * high}",
            )[number % 5]
        )
    return made


async def _work(session: Session, wheres: Sequence[str], pause: float, chance: random.Random) -> list[Change]:
    """Change the filter again and again, a third of the time on each page, with time to think before every change."""
    done = []
    for number, where in enumerate(wheres):
        page = _PAGES[number * len(_PAGES) // len(wheres)]
        if number and page != _PAGES[(number - 1) * len(_PAGES) // len(wheres)]:
            await session.ask(page, wheres[number - 1])  # another page with the same filter: no change
        await asyncio.sleep(pause * chance.uniform(0.7, 1.3))
        done.append(await session.ask(page, where))
    return done


async def _round(sessions: Sequence[Session], name: str, changes: int, pause: float) -> list[Change]:
    """All sessions at once; they begin within one pause, not in step."""
    shared = filters(f"{name}, all", changes)

    async def one(number: int, session: Session) -> list[Change]:
        chance = random.Random(f"{name}, {number}")
        own = filters(f"{name}, {number}", changes)
        wheres = [shared[i] if i % 10 in (2, 5, 8) else own[i] for i in range(changes)]
        await asyncio.sleep(chance.uniform(0, pause))
        return await _work(session, wheres, pause, chance)

    return [change for done in await asyncio.gather(*map(one, range(len(sessions)), sessions)) for change in done]


# ---- figures ----


def p95(changes: Sequence[Change]) -> float:
    """Milliseconds that 95 % of the changes took at most."""
    took = sorted(change.took for change in changes)
    return 1000 * took[min(len(took) - 1, round(0.95 * len(took)))]


def _summary(changes: Sequence[Change]) -> dict[str, Any]:
    took = sorted(change.took for change in changes)
    return {
        "changes": len(took),
        "median ms": round(1000 * took[len(took) // 2]),
        "p95 ms": round(p95(changes)),
        "worst ms": round(1000 * took[-1]),
    }


def _contradictions(changes: Sequence[Change]) -> list[str]:
    """Filters of which not every session was told the same."""
    told: dict[str, set[str]] = {}
    for change in changes:
        told.setdefault(change.where, set()).add(change.told)
    return [f"{where}: {', '.join(sorted(counts))} rows" for where, counts in told.items() if len(counts) > 1]


async def _watched(server: Server, work: Awaitable[list[Change]]) -> tuple[list[Change], dict[str, float]]:
    """What `work` gives, and what it asked of the machine: a figure of a machine that is busy with others says little."""
    began, used, all_used = time.monotonic(), server.seconds(), _machine_seconds()
    done = await work
    took, spent, all_spent = time.monotonic() - began, server.seconds() - used, _machine_seconds() - all_used
    return done, {
        _COST: round(1000 * spent / len(done)),
        "cores busy": round(spent / took, 2),
        "cores busy with anything": round(all_spent / took, 2),
    }


def _machine_seconds() -> float:
    """Seconds that all processors together have worked."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0) - getattr(times, "guest", 0)


async def _abandoned(server: Server, sessions: Sequence[Session], source: Path, life: int) -> dict[str, Any]:
    """Leave without a word, and see how long the server holds what was left."""
    before = server.sessions()
    others = before["connected"] - len(sessions)
    for number, session in enumerate(sessions):
        if number % 2:
            session.socket.transport.abort()
        else:
            session.socket.transport.pause_reading()  # type: ignore[attr-defined]  # no answer to a ping any more
    began = time.monotonic()
    until = began + life + 60
    while server.sessions()["connected"] > others and time.monotonic() < until:
        await asyncio.sleep(1)
    noticed = time.monotonic() - began
    await asyncio.sleep(life + 2 * EVERY)
    return {
        "abandoned": before["held"] - others,
        "noticed as gone after s": round(noticed),
        "held when their time was over": server.sessions()["held"] - others,
    }


async def measure(server: Server, source: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    found: dict[str, Any] = {"machine": description(), "sessions": options.sessions, "pause s": options.pause}
    alone: list[Change] = []
    together: list[Change] = []
    others: list[Change] = []
    rounds: list[dict[str, Any]] = []
    async with _connected(server, source, 1) as single, contextlib.AsyncExitStack() as stack:
        sessions: list[Session] = []
        for number in range(options.rounds):
            # In turns, so that whatever else the machine has to do slows down both.
            done, load = await _watched(server, _round(single, f"alone {number}", options.changes, options.pause))
            alone += done
            rounds.append({"alone": {**_summary(done), **load}})
            if not sessions:
                sessions = await stack.enter_async_context(_connected(server, source, options.sessions))
            done, load = await _watched(server, _round(sessions, f"all {number}", options.changes, options.pause))
            together += done
            rounds[-1].update({"together": {**_summary(done), **load}, "memory MB": round(server.memory() / 1e6)})
            print(f"round {number + 1}: {rounds[-1]}", file=sys.stderr, flush=True)
        found |= {"alone": _summary(alone), "together": _summary(together), "rounds": rounds}
        if options.life:
            found["abandoned"] = await _abandoned(server, sessions, source, options.life)
            print(f"abandoned: {found['abandoned']}", file=sys.stderr, flush=True)
    if options.life:
        async with _connected(server, source, options.sessions) as sessions:
            others = await _round(sessions, "others", options.changes, options.pause)
            found["memory MB after others came"] = round(server.memory() / 1e6)
    found["p95, times that of one alone"] = round(p95(together) / p95(alone), 2)
    held_first, held_last = rounds[0]["memory MB"], max(one["memory MB"] for one in rounds)
    found["memory, growth after the first round"] = f"{held_last / held_first - 1:.1%}"
    costs = [sum(one[who][_COST] for one in rounds) / len(rounds) for who in ("together", "alone")]
    found["server's CPU a change, times that of one alone"] = round(costs[0] / max(costs[1], 1), 2)
    wrong = [f"told differently: {line}" for line in _contradictions([*alone, *together, *others])]
    if found["p95, times that of one alone"] > _RATIO:
        wrong.append(f"p95 beyond {_RATIO:g} times that of one alone")
    if held_last > (1 + _GROWTH) * held_first:
        wrong.append("memory grows")
    if (
        options.life and found["abandoned"]["held when their time was over"] > 1
    ):  # the last one stays until another comes
        wrong.append("abandoned sessions are held")
    return {**found, "wrong": wrong}


def run(source: Path, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of a file. folder: for the server, and for the cache where the options name none."""
    cache = (options.cache or folder / "cache").absolute()
    command = [sys.executable, "-m", "explorer", "build", "--quiet", str(source)]
    environment = {**os.environ, "EXPLORER_CACHE": str(cache)}
    subprocess.run(command, cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    with started(source, cache, folder, options.life or 120) as server:
        return asyncio.run(measure(server, source, options))


def options_of(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The options in these words, those of the command by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two changes of a session")
    parser.add_argument(
        "--life", type=int, default=30, help="seconds that the server keeps an abandoned session; 0: none is abandoned"
    )
    parser.add_argument("--cache", type=Path, default=None, help="a cache that may hold the file already")
    return parser.parse_args(words)


def main() -> None:
    """Run as a command."""
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[3:], Path(sys.argv[2]))
        return
    options = options_of()
    tell("sessions", lambda folder: run(options.file.absolute(), folder, options))


if __name__ == "__main__":
    main()
