"""How often the judgements are right, on labelled rows.

    python -m benchmarks.judgement FOLDER [--json] [--errors N]

FOLDER holds JSONL files of rows with `prompt`, `response`, `label`, `source` and `lang`; the file's name says which
judgement its labels belong to (`ability_zh.jsonl`, `refusal_en.jsonl`, …). Files of judgements that do not exist are named
and left out. --errors prints the first N wrong rows of each file.

Macro-F1 is the mean of F1 over the labels that the file holds; a row judged `other` counts as wrong. "majority" is the
accuracy of always answering with the most frequent label.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import table
from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics import METRICS, Batch, Context

Row = Mapping[str, Any]
_ALIASES = {"idiom_cloze": "idiom", "creative_writing": "story_poem_lyrics"}
_BATCH = 512


@dataclass(frozen=True)
class Judgement:
    """What a labelled file measures.

    columns: a row counts as positive where any of them is true, or takes the value of the one category column.
    yes, no: labels for true and false; None for a category.
    """

    columns: tuple[str, ...]
    yes: str | None = None
    no: str | None = None
    gold: Callable[[str], str] = str


_JUDGEMENTS: dict[str, Judgement] = {
    "ability": Judgement(("ability",), gold=lambda label: _ALIASES.get(label, label)),
    "refusal": Judgement(("is_refusal",), "refusal", "compliance"),
    "cot": Judgement(("has_cot",), "cot", "direct"),
    "truncated": Judgement(("is_truncated",), "truncated", "complete"),
    "few_shot": Judgement(("is_few_shot",), "few_shot", "zero_shot"),
    "arithmetic": Judgement(("wrong_arithmetic",), "wrong_arithmetic", "correct_arithmetic"),
    "final_answer": Judgement(("wrong_arithmetic", "contradicts_itself", "contradicts_reference"), "wrong", "right"),
    "language": Judgement(("language",)),
    "bare": Judgement(("bare_answer",), "bare", "not bare"),
    "secret": Judgement(("has_secret",), "secret", "none"),
    "pii": Judgement(("has_pii",), "pii", "not pii", lambda label: label if label == "pii" else "not pii"),
}


def judgement_of(stem: str) -> Judgement | None:
    """The judgement that a file's name tells; None for one that this version does not make."""
    known = {column.name for metric in METRICS for column in metric.columns}
    for name in sorted(_JUDGEMENTS, key=len, reverse=True):
        if stem.startswith(name):
            found = _JUDGEMENTS[name]
            return found if known.intersection(found.columns) else None
    return None


def read(path: Path) -> list[Row]:
    """The labelled rows of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def predict(rows: Sequence[Row], judgement: Judgement) -> list[str]:
    """The product's own judgement of each row, as a label."""
    metrics = [m for m in METRICS if {column.name for column in m.columns} & set(judgement.columns)]
    found: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        context = Context("o200k_base", scratch)
        for start in range(0, len(rows), _BATCH):
            batch = Batch([_conversation(row) for row in rows[start : start + _BATCH]])
            values: dict[str, Sequence[Any]] = {}
            for metric in metrics:
                values.update(metric.compute(batch, context))
            held = [values[name] for name in judgement.columns if name in values]
            for several in zip(*held, strict=True):
                if judgement.yes is None:
                    found.append(str(several[0]))
                else:
                    found.append(judgement.yes if any(several) else str(judgement.no))
    return found


def _conversation(row: Row) -> Conversation:
    asked = row.get("messages") or [{"role": USER, "content": row.get("prompt") or ""}]
    turns = (
        *(Turn(turn["role"], str(turn["content"])) for turn in asked),
        Turn(ASSISTANT, str(row.get("response") or "")),
    )
    # A row that knows the right answer carries it as real data does: in a field beside the turns.
    return Conversation("prompt_completion", turns, reference=str(row.get("ground_truth") or ""))


def score(gold: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro-F1, majority accuracy and figures by label, all 0..1 but the row counts."""
    right, by_gold, by_said = Counter[str](), Counter(gold), Counter(said)
    for want, got in zip(gold, said, strict=True):
        right[want] += want == got
    labels: dict[str, dict[str, float]] = {}
    for label, rows in by_gold.most_common():
        precision = right[label] / by_said[label] if by_said[label] else 0.0
        recall = right[label] / rows
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        labels[label] = {"rows": rows, "precision": precision, "recall": recall, "f1": f1}
    rows = len(gold)
    return {
        "rows": rows,
        "accuracy": sum(right.values()) / rows if rows else 0.0,
        "macro_f1": sum(figures["f1"] for figures in labels.values()) / len(labels) if labels else 0.0,
        "majority": max(by_gold.values(), default=0) / rows if rows else 0.0,
        "per_label": labels,
    }


def evaluate(path: Path) -> tuple[dict[str, Any], Iterator[tuple[Row, str, str]]] | None:
    """(figures of a file, its wrong rows with the right and the given label); None without a judgement for it."""
    judgement = judgement_of(path.stem)
    if judgement is None:
        return None
    rows = read(path)
    gold = [judgement.gold(str(row["label"])) for row in rows]
    said = predict(rows, judgement)
    found = score(gold, said)
    for name in ("source", "kind"):
        grouped: dict[str, list[int]] = defaultdict(list)
        for position, row in enumerate(rows):
            if name in row:
                grouped[str(row[name])].append(position)
        if grouped:
            found[f"per_{name}"] = {
                group: _short(score([gold[i] for i in places], [said[i] for i in places]))
                for group, places in sorted(grouped.items())
            }
    wrong = ((row, want, got) for row, want, got in zip(rows, gold, said, strict=True) if want != got)
    return found, wrong


def _short(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in ("rows", "accuracy", "macro_f1", "majority")}


def _print(found: Mapping[str, dict[str, Any]]) -> None:
    rows: list[tuple[str, ...]] = []
    for stem, figures in found.items():
        labels = figures["per_label"]
        positive = _positive(labels)
        said = (
            f"{labels[positive]['precision']:.3f} / {labels[positive]['recall']:.3f}"
            if len(labels) == 2 and positive
            else f"mean {_mean(labels, 'precision'):.3f} / {_mean(labels, 'recall'):.3f}"
        )
        cells = (f"{figures['rows']:,}", f"{figures['macro_f1']:.3f}", f"{figures['accuracy']:.3f}")
        rows.append((stem, *cells, f"{figures['majority']:.3f}", said))
    print(table(rows, ("file", "rows", "macro-F1", "accuracy", "majority", "precision / recall")))
    for stem, figures in found.items():
        for name in ("source", "kind"):
            for group, one in figures.get(f"per_{name}", {}).items():
                print(f"{stem}  {name} {group}: {one['rows']:,} rows, accuracy {one['accuracy']:.3f}")
        if len(figures["per_label"]) > 2:
            for label, one in figures["per_label"].items():
                print(
                    f"{stem}  label {label}: {one['rows']:,} rows, precision {one['precision']:.3f}, "
                    f"recall {one['recall']:.3f}, F1 {one['f1']:.3f}"
                )


def _positive(labels: Mapping[str, Any]) -> str:
    return next((judgement.yes for judgement in _JUDGEMENTS.values() if judgement.yes and judgement.yes in labels), "")


def _mean(labels: Mapping[str, Mapping[str, float]], name: str) -> float:
    return sum(figures[name] for figures in labels.values()) / len(labels)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Score the judgements on labelled rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--only", default="", metavar="PREFIX", help="files whose name begins so")
    options = parser.parse_args(argv)
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(options.folder.glob("*.jsonl")):
        if not path.stem.startswith(options.only):
            continue
        result = evaluate(path)
        if result is None:
            print(f"{path.stem}: no judgement of this version belongs to it", file=sys.stderr)
            continue
        found[path.stem], wrong = result
        for _, (row, want, got) in zip(range(options.errors), wrong, strict=False):
            print(json.dumps({"want": want, "got": got, **row}, ensure_ascii=False), file=sys.stderr)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    elif found:
        _print(found)
    return 0 if found else 2


if __name__ == "__main__":
    sys.exit(main())
