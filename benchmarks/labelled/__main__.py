"""Command line of the gathering: see the package's own text."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks import halves
from benchmarks.halves import DEVELOP, HELD_OUT
from benchmarks.labelled import (
    Labelled,
    collections,
    given_texts,
    instructions,
    side,
    templates,
    written,
)
from benchmarks.labelled.repository import Repository
from benchmarks.labelled.texts import Pool

LICENCES = {
    "google-research/FLAN": "Apache-2.0",
    "luukkonenr/natural-instructions-fi": "Apache-2.0 (copies of allenai/natural-instructions)",
    "bigscience-workshop/promptsource": "Apache-2.0",
    "microsoft/promptbench": "MIT",
    "teknium1/GPTeacher": "MIT",
    "PlexPt/awesome-chatgpt-prompts-zh": "MIT",
    "TigerResearch/TigerBot": "Apache-2.0",
    "ruixiangcui/AGIEval": "MIT",
    "reasoning-machines/pal": "Apache-2.0",
    "XiaoMi/cmath": "CC-BY-4.0 (data), MIT (code)",
    "pwxcoo/chinese-xinhua": "MIT",
    "prometheus-eval/prometheus-eval": "Apache-2.0",
    "danielmiessler/fabric": "MIT",
    "dbiir/UER-py": "Apache-2.0",
    "thu-coai/KdConv": "Apache-2.0",
    "649453932/Chinese-Text-Classification-Pytorch": "MIT",
    "lemonhu/NER-BERT-pytorch": "MIT",
    "chinese-poetry/chinese-poetry": "MIT",
    "yizhongw/self-instruct": "Apache-2.0",
    "written": "this project's own",
}
"""Repository -> the licence under which its rows or texts are used."""
_MOST_OF_A_LABEL = 120
"""Rows of one source and label: more would let a large dataset decide a score."""


def gather(folder: Path, most: int) -> list[Labelled]:
    """All rows, each prompt once, at most `_MOST_OF_A_LABEL` of a source's label."""
    flan = Repository(folder, "google-research/FLAN")
    rows = list(instructions.read(flan, Repository(folder, "luukkonenr/natural-instructions-fi"), most))
    for name, readers in collections.READERS.items():
        for reader in readers:
            rows += reader(Repository(folder, name), 6 * most)
    pool = Pool(rows)
    rows += templates.flan(flan, pool, max(1, most // 5))
    rows += templates.promptsource(Repository(folder, "bigscience-workshop/promptsource"), pool, max(1, most // 5))
    rows += collections.wordings_en(Repository(folder, "microsoft/promptbench"), pool, most)
    texts = given_texts.collect(folder, pool, rows)
    voices = {path.stem: side(path.stem) for path in written.FOLDER.glob("*.txt")}
    rows += written.read(texts, voices, max(2, most // 4))
    return _bounded(rows)


def _bounded(rows: Iterable[Labelled]) -> list[Labelled]:
    seen: set[str] = set()
    grouped: dict[tuple[str, str], list[Labelled]] = defaultdict(list)
    for row in rows:
        if len(row.prompt) >= 4 and row.prompt not in seen:
            seen.add(row.prompt)
            grouped[row.source, row.label].append(row)
    kept: list[Labelled] = []
    for (source, label), several in sorted(grouped.items()):
        random.Random(f"{source} {label}").shuffle(several)
        kept += several if several[0].collection == written.COLLECTION else several[:_MOST_OF_A_LABEL]
    return kept


def write(rows: list[Labelled], folder: Path, out: Path) -> None:
    """The rows by side and language, and the list of what was read."""
    for where in (DEVELOP, HELD_OUT):
        for lang in ("en", "zh"):
            held = [
                {"prompt": row.prompt, "response": row.response, "label": row.label, "source": row.source, "lang": lang}
                for row in rows
                if row.lang == lang and side(row.source) == where
            ]
            halves.write(out, where, f"ability_{lang}", held)
    counted = Counter((row.collection, row.lang) for row in rows)
    sources = defaultdict(set)
    for row in rows:
        sources[row.collection].add(row.source)
    with (out / "sources.tsv").open("w", encoding="utf-8") as lines:
        lines.write("repository\tlicence\tcommit\tsources\trows_en\trows_zh\n")
        for name, licence in LICENCES.items():
            commit = Repository(folder, name).commit[:12] or "-"
            collected = {
                "google-research/FLAN": (instructions.COLLECTION, templates.FLAN, name),
                "bigscience-workshop/promptsource": (templates.PROMPTSOURCE,),
            }.get(name, (name,))
            en, zh = (sum(counted[one, lang] for one in collected) for lang in ("en", "zh"))
            several = len(set().union(*(sources[one] for one in collected)))
            lines.write(f"{name}\t{licence}\t{commit}\t{several}\t{en}\t{zh}\n")


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.labelled", description="Gather labelled rows of abilities."
    )
    parser.add_argument("repositories", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, default=32, help="rows of one task")
    options = parser.parse_args()
    rows = gather(options.repositories, options.most)
    write(rows, options.repositories, options.out)
    for where in (DEVELOP, HELD_OUT):
        for lang in ("en", "zh"):
            several = [row for row in rows if row.lang == lang and side(row.source) == where]
            labels = Counter(row.label for row in several)
            print(
                f"{where} {lang}: {len(several):,} rows, {len({row.source for row in several})} sources; {dict(labels.most_common())}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
