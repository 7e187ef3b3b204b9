"""The first page as another package makes it; run by a Python that has it: see `benchmarks.peers`.

    python peers_pages.py pandas|ydata|juicer|atlas FILE FOLDER

Prints one line of JSON at its end: {"steps": {what: seconds}}. Each does what its documentation shows first, as far as it can
answer: open, token lengths by role, duplicates, categories, quality flags.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PORT = 5871
_WAIT = 3_600  # seconds


def timed(steps: dict[str, float], name: str, action: Callable[[], Any]) -> Any:
    """The result of a step, whose seconds are noted."""
    started = time.perf_counter()
    result = action()
    steps[name] = time.perf_counter() - started
    return result


def pandas_page(path: Path, folder: Path, steps: dict[str, float]) -> None:
    """What a notebook does: pandas, tiktoken, Plotly, and a regular expression for refusals."""
    import pandas as pd
    import plotly.graph_objects as go
    import tiktoken

    frame = timed(steps, "open", lambda: pd.read_json(path, lines=True))
    encoding = tiktoken.get_encoding("o200k_base")

    def lengths() -> None:
        for role, columns in (("prompt", ["instruction", "input"]), ("response", ["output"])):
            texts = frame[columns].fillna("").agg("\n".join, axis=1).tolist()
            frame[f"{role}_tokens"] = [len(found) for found in encoding.encode_ordinary_batch(texts, num_threads=2)]

    timed(steps, "token lengths by role", lengths)
    timed(steps, "duplicates", lambda: int(frame.duplicated(["instruction", "input", "output"]).sum()))
    counts = timed(steps, "categories", frame["category"].value_counts)

    def flags() -> None:
        frame["is_empty"] = frame["output"].str.strip() == ""
        frame["is_refusal"] = frame["output"].str.contains(r"\bI(?: am|'m) (?:sorry|unable)|I cannot|抱歉", regex=True)

    timed(steps, "quality flags (two of them)", flags)

    def draw() -> None:
        made = [go.Figure(go.Histogram(x=frame[f"{role}_tokens"], nbinsx=60)) for role in ("prompt", "response")]
        made.append(go.Figure(go.Bar(x=counts.index, y=counts.values)))
        (folder / "page.html").write_text("".join(one.to_html() for one in made), "utf-8")

    timed(steps, "pictures", draw)


def ydata_page(path: Path, folder: Path, steps: dict[str, float]) -> None:
    """Its report, in the minimal configuration that it advises for large data."""
    import pandas as pd
    from ydata_profiling import ProfileReport  # pyright: ignore[reportMissingImports]

    frame = timed(steps, "open", lambda: pd.read_json(path, lines=True))
    report = ProfileReport(frame, minimal=True, progress_bar=False)
    timed(steps, "report: fields, lengths in characters, categories", lambda: report.to_file(folder / "report.html"))
    timed(steps, "duplicates", lambda: int(frame.duplicated().sum()))


_RECIPE = """
dataset_path: {path}
export_path: {folder}/out.jsonl
text_keys: output
np: 2
open_tracer: false
process:
  - text_length_filter:
  - words_num_filter:
      tokenization: false
  - character_repetition_filter:
  - special_characters_filter:
  - alphanumeric_filter:
      tokenization: false
  - average_line_length_filter:
"""


def juicer_page(path: Path, folder: Path, steps: dict[str, float]) -> None:
    """Its analyzer, with the statistics that need no model to be downloaded."""
    recipe = folder / "recipe.yaml"
    recipe.write_text(_RECIPE.format(path=path, folder=folder), "utf-8")
    command = [str(Path(sys.executable).parent / "dj-analyze"), "--config", str(recipe)]

    def run() -> None:
        with (folder / "juicer.log").open("wb") as log:
            done = subprocess.run(command, check=False, stdout=log, stderr=log, cwd=folder)
        if done.returncode:
            raise SystemExit((folder / "juicer.log").read_text("utf-8", "replace").strip().splitlines()[-1])

    timed(steps, "open, statistics of answers, pictures", run)


def atlas_page(path: Path, folder: Path, steps: dict[str, float]) -> None:
    """Its server, without a projection, until it serves the page and the data."""
    command = [str(Path(sys.executable).parent / "embedding-atlas"), str(path), "--text", "output"]
    command += ["--disable-projection", "--port", str(_PORT), "--no-auto-port"]
    with (folder / "atlas.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)

        def wait() -> None:
            until = time.monotonic() + _WAIT
            while time.monotonic() < until:
                if server.poll() is not None:
                    raise SystemExit((folder / "atlas.log").read_text("utf-8", "replace")[-2_000:])
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/", timeout=5) as page:
                        page.read()
                    return
                except OSError:
                    time.sleep(0.1)

        try:
            timed(steps, "open, until its page is served", wait)
        finally:
            server.terminate()
            server.wait()


PAGES = {"pandas": pandas_page, "ydata": ydata_page, "juicer": juicer_page, "atlas": atlas_page}


def main() -> None:
    """Command line entry."""
    name, path, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    steps: dict[str, float] = {}
    PAGES[name](path, folder, steps)
    print(json.dumps({"steps": steps}))


if __name__ == "__main__":
    main()
