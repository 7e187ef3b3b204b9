"""Whether the dry run says what the trainers do, row by row.

    python -m benchmarks.trainers ENVIRONMENTS [FILE …] [--install] [--rows N] [--generated N] [--trainer NAME] [--template NAME]
                                  [--limit N] [--loss NAME] [--shipped] [--differences N]

ENVIRONMENTS is a folder with a virtual environment for each trainer, named as the dry run names it; --install makes those that
are missing, which takes some gigabytes. FILE is any source that the explorer reads; of each, the first N rows are taken, judged
here, and given to the trainer's own converters, processors and collation in its environment. --generated adds rows of all lengths
and faults; --shipped takes the templates that the trainer itself ships. The configurations that `dryrun --config` writes are read by
the trainers' own loaders on the way. A tokeniser with a token for each byte stands in for a model's, so that counts are exact and nothing is downloaded.

Rows of plain text and preference rows are left out: they belong to other stages of training.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from benchmarks.machine import description, table
from benchmarks.trainers.generated import generated
from explorer import formats, sources
from explorer.conversation import Conversation
from explorer.dryrun.shown import ShownRow, write_out
from explorer.errors import ExplorerError
from explorer.trainers import BY_NAME, Setup, setup_of
from explorer.trainers.chat import TEXTS
from explorer.trainers.configs import LLAMAFACTORY_NAMES, Asked

PACKAGES = {
    "trl": "trl==1.16.0 torch",
    "llamafactory": "llamafactory==0.9.5",
    "axolotl": "axolotl==0.21.0",
    "swift": "ms-swift==4.6.0 torch",
}
"""What is installed for each trainer that is held against its dry run here."""
_NEWER_PYTHON = {"axolotl": "python3.12"}
_SWIFT_NAMES = {
    "qwen": "qwen2_5",
    "mistral": "mistral_2501",
    "deepseek": "deepseek_v2_5",
    "glm": "glm4_5",
    "gemma": "gemma3_text",
}
_CHATS = ("messages", "sharegpt", "alpaca", "prompt_completion", "qa")
_GROUP = 200  # rows that are given to a trainer as one dataset


class Bytes:
    """The tokeniser that the trainers get, as tiktoken's objects are used here."""

    def encode_ordinary(self, text: str) -> list[int]:
        """A number for each byte."""
        return list(text.encode("utf-8", "surrogatepass"))

    def decode(self, ids: Sequence[int], errors: str = "replace") -> str:
        """The text of these bytes."""
        return bytes(ids).decode("utf-8", errors)


@dataclass
class Source:
    """A dataset: its rows, and what they have in common."""

    name: str
    rows: list[Conversation]
    setup: Setup


@dataclass
class Tally:
    """What was found for one trainer, template and limit."""

    rows: int = 0
    agreed: int = 0
    exact: int = 0
    kept: int = 0
    differences: list[str] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)


def main() -> None:
    options = _options()
    found = list(_sources(options))
    print(f"{description()}\n{sum(len(one.rows) for one in found):,} rows of {len(found)} sources\n")
    lines = []
    for trainer in options.trainer or list(PACKAGES):
        python = _environment(options.environments, trainer, options.install)
        for template in options.template or ["chatml"]:
            for limit in options.limit or [1_000_000]:
                tally = _held(trainer, python, template, limit, found, options)
                lines.append(
                    (
                        BY_NAME[trainer].label,
                        TEXTS[template].label,
                        f"{limit:,}",
                        f"{tally.rows:,}",
                        f"{tally.agreed / max(tally.rows, 1):.2%}",
                        f"{tally.exact:,} of {tally.kept:,}",
                    )
                )
                for said, count in tally.causes.most_common():
                    print(f"{trainer} {template} {limit}: {count} rows: {said}")
                print(*tally.differences[: options.differences], sep="\n")
    print(table(lines, ("trainer", "template", "limit", "rows", "agreement", "trained text exact")))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.trainers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("environments", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--generated", type=int, default=1000)
    parser.add_argument("--trainer", action="append", choices=list(PACKAGES))
    parser.add_argument("--template", action="append", choices=list(TEXTS))
    parser.add_argument("--limit", action="append", type=int)
    parser.add_argument("--loss", default="default")
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--differences", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _sources(options: argparse.Namespace) -> Iterator[Source]:
    with tempfile.TemporaryDirectory() as scratch:
        for path in options.files:
            try:
                values = sources.preview(path, Path(scratch), options.rows).records.values
            except ExplorerError as error:
                print(f"{path.name}: not read: {error.message}")
                continue
            yield _source(path.name, values)
    yield _source("generated", generated(options.generated, random.Random(options.seed)))


def _source(name: str, values: Sequence[Any]) -> Source:
    rows = formats.decode_many(values)
    return Source(name, rows, setup_of(rows))


def _environment(folder: Path, trainer: str, install: bool) -> Path:
    python = folder / trainer / "bin" / "python"
    if not python.exists():
        if not install:
            sys.exit(f"There is no {python}: --install makes the environment.")
        subprocess.run([_NEWER_PYTHON.get(trainer, sys.executable), "-m", "venv", folder / trainer], check=True)
        subprocess.run([python, "-m", "pip", "install", *PACKAGES[trainer].split()], check=True)
    return python


def _held(
    trainer: str, python: Path, template: str, limit: int, found: Sequence[Source], options: argparse.Namespace
) -> Tally:
    """Our verdicts beside the trainer's, over all rows that are its business."""
    tally = Tally()
    groups = [(source, rows) for source in found for rows in _groups(source, trainer)]
    text = TEXTS[template]
    jinja = resources.files("explorer.trainers.chat").joinpath("templates", f"{template}.jinja").read_text("utf-8")
    names = {"llamafactory": LLAMAFACTORY_NAMES, "swift": _SWIFT_NAMES}.get(trainer, {})
    asked = {
        "style": template,
        "name": names.get(template, template),
        "template": "{%- set default_system = " + json.dumps(text.default_system) + " %}" + jinja,
        "eos": text.eos,
        "bos": text.bos,
        "specials": text.specials,
        "limit": limit,
        "loss": options.loss,
        "shipped": options.shipped,
    }
    lines = [json.dumps(asked)]
    for source, rows in groups:
        told = BY_NAME[trainer].config(Asked(rows[0], source.setup, "rows.jsonl", limit, template, 1000))
        # A dataset that is no object of names in all of its rows has no configuration that TRL's lines could load.
        configs = {} if trainer == "trl" and not _is_plain(rows[0].written) else {file.name: file.text for file in told}
        lines.append(json.dumps({"rows": [row.written for row in rows], "configs": configs}))
    folder = Path(__file__).parent / "run"
    done = subprocess.run(
        [python, folder / f"in_{trainer}.py"],
        input="\n".join(lines).encode("utf-8", "surrogatepass"),
        stdout=subprocess.PIPE,
        cwd=folder,
        env={
            **os.environ,
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_CACHE": tempfile.mkdtemp(),
            "TOKENIZERS_PARALLELISM": "false",
            "AXOLOTL_DO_NOT_TRACK": "1",
        },
        check=True,
    )
    for (source, rows), line in zip(groups, done.stdout.splitlines(), strict=True):
        for row, theirs in zip(rows, json.loads(line), strict=True):
            ours = write_out(row, source.setup, BY_NAME[trainer], text, limit, Bytes(), options.loss)
            _compare(tally, source.name, row, ours, theirs)
    return tally


def _is_plain(written: Any) -> bool:
    """Whether Arrow takes the row: numbers of 64 bits at most, lists of one kind."""
    try:
        json.dumps(written).encode("utf-8")
    except (ValueError, UnicodeError):
        return False
    return "messages" not in written or type(written["messages"]) is list


def _groups(source: Source, trainer: str) -> Iterator[list[Conversation]]:
    """Rows of one form, as one dataset each."""
    held: dict[Any, list[Conversation]] = {}
    for row in source.rows:
        if type(row.written) is not dict or row.dialect not in _CHATS or row.media:
            continue
        shape = (
            tuple(sorted((str(name), type(held) in (list, dict)) for name, held in row.written.items()))
            if trainer in ("trl", "swift", "axolotl")
            else tuple(sorted(row.parts.items()))
        )
        held.setdefault((row.dialect, shape), []).append(row)
    for rows in held.values():
        for start in range(0, len(rows), _GROUP):
            yield rows[start : start + _GROUP]


def _compare(tally: Tally, name: str, row: Conversation, ours: ShownRow, theirs: dict[str, Any]) -> None:
    """Count a row, and note where the two differ."""
    tally.rows += 1
    kept = "outcome" not in theirs
    said = {"drop": "drop", "crash": "crash", "rename": "crash"}.get(ours.outcome, "kept")
    real = theirs.get("outcome", "kept")
    if kept:
        tally.kept += 1
        # A character that the length cuts in two is no text; the trainers' tokenisers write a sign for it.
        same = "".join(piece.text for piece in ours.pieces if piece.trained) == theirs["text"].replace("\ufffd", "")
        tally.exact += same
    if ours.rule == "text_alone":  # what is trained there is not the answer, and no dry run writes it out
        tally.agreed += kept
        return
    # The sentences around declared tools are not written out here, so that only what is trained can be the same.
    same_size = bool(row.tools) or ours.tokens == theirs.get("tokens")
    if ours.outcome == "mask" and (real == "drop" or (kept and not theirs["trained"])):
        # Nothing of it is trained either way; what is not trained is not written out.
        tally.agreed += 1
        return
    if said == real and (not kept or (ours.trained == theirs["trained"] and same_size)):
        tally.agreed += 1
        return
    counts = f", {ours.trained}/{ours.tokens} tokens beside {theirs['trained']}/{theirs['tokens']}" if kept else ""
    cause = f"{row.dialect}: {said} ({ours.rule or 'no rule'}) beside {real}" + (
        " with other counts" if kept and said == real else ""
    )
    tally.causes[cause] += 1
    tally.differences.append(
        f"  {name}: {cause}{counts} {theirs.get('error', '')} {json.dumps(row.written, ensure_ascii=False, default=str)[:200]}"
    )


if __name__ == "__main__":
    main()
