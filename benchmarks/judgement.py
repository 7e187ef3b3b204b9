"""How often the judgements are right, on labelled rows.

    python -m benchmarks.judgement GIVEN [--heldout FOLDER] [--json] [--errors N]

GIVEN holds the rows that rules were made with, --heldout those of sources held out whole (`python -m benchmarks.labelled`
gathers them): each figure is told for both, the held-out one first, for it comes nearest to what to expect of other data. It is
a little too good: scores of held-out rows were looked at while rules and settings were made. Their errors are never printed.

A folder holds JSONL files of rows with `prompt`, `response`, `label`, `source` and `lang`; the file's name says which
judgement its labels belong to (`ability_zh.jsonl`, `refusal_en.jsonl`, …). Files of judgements that do not exist are named
and left out. --errors prints the first N wrong rows of each file.

Macro-F1 is the mean of F1 over the labels that the file holds; a row judged `other` counts as wrong. "majority" is the
accuracy of always answering with the most frequent label. For a category with a confidence the share of rows judged and
their accuracy are printed for several thresholds (coverage and accuracy), and how far the two differ on the whole
(calibration error).
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
_THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Judgement:
    """What a labelled file measures.

    columns: a row counts as positive where any of them is true, or takes the value of the one category column.
    yes, no: labels for true and false; None for a category. sure: the column of its confidence, "" where there is none.
    """

    columns: tuple[str, ...]
    yes: str | None = None
    no: str | None = None
    sure: str = ""
    gold: Callable[[str], str] = str


_JUDGEMENTS: dict[str, Judgement] = {
    "ability": Judgement(("ability",), sure="ability_confidence", gold=lambda label: _ALIASES.get(label, label)),
    "refusal": Judgement(("is_refusal",), "refusal", "compliance"),
    "cot": Judgement(("has_cot",), "cot", "direct"),
    "truncated": Judgement(("is_truncated",), "truncated", "complete"),
    "few_shot": Judgement(("is_few_shot",), "few_shot", "zero_shot"),
    "arithmetic": Judgement(("wrong_arithmetic",), "wrong_arithmetic", "correct_arithmetic"),
    "final_answer": Judgement(("wrong_arithmetic", "contradicts_itself", "contradicts_reference"), "wrong", "right"),
    "language": Judgement(("language",)),
    "bare": Judgement(("bare_answer",), "bare", "not bare"),
    "secret": Judgement(("has_secret",), "secret", "none"),
    "pii": Judgement(("has_pii",), "pii", "not pii", gold=lambda label: label if label == "pii" else "not pii"),
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


def predict(rows: Sequence[Row], judgement: Judgement) -> tuple[list[str], list[float]]:
    """The product's own judgement of each row, as a label, and how sure it is (empty where it does not say)."""
    metrics = [m for m in METRICS if {column.name for column in m.columns} & set(judgement.columns)]
    found: list[str] = []
    sure: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        context = Context("o200k_base", scratch)
        for start in range(0, len(rows), _BATCH):
            batch = Batch([_conversation(row) for row in rows[start : start + _BATCH]])
            values: dict[str, Sequence[Any]] = {}
            for metric in metrics:
                values.update(metric.compute(batch, context))
            held = [values[name] for name in judgement.columns if name in values]
            sure += values.get(judgement.sure, ())
            for several in zip(*held, strict=True):
                if judgement.yes is None:
                    found.append(str(several[0]))
                else:
                    found.append(judgement.yes if any(several) else str(judgement.no))
    return found, sure


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


def trust(gold: Sequence[str], said: Sequence[str], sure: Sequence[float]) -> dict[str, Any]:
    """Coverage and accuracy above several confidences, and the calibration error over ten bins; all 0..1."""
    right = [want == got for want, got in zip(gold, said, strict=True)]
    curve: list[dict[str, float]] = []
    for threshold in _THRESHOLDS:
        above = [good for good, confidence in zip(right, sure, strict=True) if confidence >= threshold]
        accuracy = sum(above) / len(above) if above else 0.0
        curve.append({"confidence": threshold, "coverage": len(above) / len(right), "accuracy": accuracy})
    bins: dict[int, list[tuple[bool, float]]] = defaultdict(list)
    for good, confidence in zip(right, sure, strict=True):
        if confidence > 0:
            bins[min(9, int(confidence * 10))].append((good, confidence))
    judged = sum(map(len, bins.values()))
    off = sum(abs(sum(good for good, _ in held) - sum(confidence for _, confidence in held)) for held in bins.values())
    return {"coverage": curve, "calibration_error": off / judged if judged else 0.0}


def evaluate(path: Path) -> tuple[dict[str, Any], Iterator[tuple[Row, str, str]]] | None:
    """(figures of a file, its wrong rows with the right and the given label); None without a judgement for it."""
    judgement = judgement_of(path.stem)
    if judgement is None:
        return None
    rows = read(path)
    gold = [judgement.gold(str(row["label"])) for row in rows]
    said, sure = predict(rows, judgement)
    found = score(gold, said)
    if sure:
        found |= trust(gold, said, sure)
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


def _print(found: Mapping[str, Mapping[str, dict[str, Any]]]) -> None:
    """Two tables side by side: what is held out first. found: side -> file -> figures."""
    rows: list[tuple[str, ...]] = []
    for stem in sorted({stem for figures in found.values() for stem in figures}):
        for where, several in found.items():
            if stem in several:
                rows.append((stem, where, *_cells(several[stem])))
    print(table(rows, ("file", "rows of", "rows", "macro-F1", "accuracy", "majority", "precision / recall")))
    for where, several in found.items():
        for stem, figures in several.items():
            _print_more(f"{stem} ({where})", figures)


def _cells(figures: Mapping[str, Any]) -> tuple[str, ...]:
    labels = figures["per_label"]
    positive = _positive(labels)
    said = (
        f"{labels[positive]['precision']:.3f} / {labels[positive]['recall']:.3f}"
        if len(labels) == 2 and positive
        else f"mean {_mean(labels, 'precision'):.3f} / {_mean(labels, 'recall'):.3f}"
    )
    counted = (f"{figures['rows']:,}", f"{figures['macro_f1']:.3f}", f"{figures['accuracy']:.3f}")
    return (*counted, f"{figures['majority']:.3f}", said)


def _print_more(stem: str, figures: Mapping[str, Any]) -> None:
    for name in ("source", "kind"):
        for group, one in figures.get(f"per_{name}", {}).items():
            print(f"{stem}  {name} {group}: {one['rows']:,} rows, accuracy {one['accuracy']:.3f}")
    if len(figures["per_label"]) > 2:
        for label, one in figures["per_label"].items():
            print(
                f"{stem}  label {label}: {one['rows']:,} rows, precision {one['precision']:.3f}, "
                f"recall {one['recall']:.3f}, F1 {one['f1']:.3f}"
            )
    for one in figures.get("coverage", ()):
        print(
            f"{stem}  confidence >= {one['confidence']:.1f}: {one['coverage']:.1%} of rows, accuracy {one['accuracy']:.3f}"
        )
    if "calibration_error" in figures:
        print(f"{stem}  confidence and accuracy differ by {figures['calibration_error']:.3f} on the whole")


def _positive(labels: Mapping[str, Any]) -> str:
    return next((judgement.yes for judgement in _JUDGEMENTS.values() if judgement.yes and judgement.yes in labels), "")


def _mean(labels: Mapping[str, Mapping[str, float]], name: str) -> float:
    return sum(figures[name] for figures in labels.values()) / len(labels)


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Score the judgements on labelled rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heldout", type=Path, help="folder of rows whose sources are held out whole")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--only", default="", metavar="PREFIX", help="files whose name begins so")
    options = parser.parse_args(argv)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    if options.heldout is not None:
        found["held out"] = _scored(options.heldout, options.only, 0)
    found["given"] = _scored(options.folder, options.only, options.errors)
    if options.json:
        print(json.dumps(found if options.heldout is not None else found["given"], ensure_ascii=False))
    elif any(found.values()):
        _print(found)
    return 0 if any(found.values()) else 2


def _scored(folder: Path, prefix: str, errors: int) -> dict[str, dict[str, Any]]:
    """File -> figures, of all files of a folder that a judgement belongs to."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        if not path.stem.startswith(prefix):
            continue
        result = evaluate(path)
        if result is None:
            print(f"{path.stem}: no judgement of this version belongs to it", file=sys.stderr)
            continue
        found[path.stem], wrong = result
        for _, (row, want, got) in zip(range(errors), wrong, strict=False):
            print(json.dumps({"want": want, "got": got, **row}, ensure_ascii=False), file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())
