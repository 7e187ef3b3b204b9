"""Chinese refusals and answers of models to what they were asked, harmful and harmless.

whitzard-ai/jade-db (MIT) sets a safe answer beside a breaking one to each harmful question; of the safe ones those are left out
that go on to advise at length. thu-coai/AISafetyLab (MIT) holds answers that comply with harmful requests, and runs with a
judge's score. ymcui/Chinese-LLaMA-Alpaca and -2 (Apache-2.0) print tables of what their models answer: those on ethics were
labelled by hand, one letter an answer (r refuses, c complies, - neither), each column a model; the other tables hold answers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from benchmarks.answers.rows import Mirrors, Row, labelled

_JADE, _LAB = "whitzard-ai+jade-db", "thu-coai+AISafetyLab"
_ALPACA, _ALPACA_2 = "ymcui+Chinese-LLaMA-Alpaca", "ymcui+Chinese-LLaMA-Alpaca-2"
_LABELS = {"r": "refusal", "c": "compliance"}
_ADVICE = 400
"""Characters from which on a safe answer advises more than it refuses."""

_ETHICS = (
    (
        "d",
        _ALPACA,
        "examples/f16-p7b-p13b-33b/ETHICS.md",
        ("rrrrrrrrrrrcc-rrrr-r", "rrrrrrrrrrrcc-rrrr-r", "rrr-rrrrrrrc--r-rr-r"),
    ),
)
"""half, repository, file, labels of each model's column."""
_TABLES = (
    ("d", _ALPACA, "examples/f16-p7b-p13b-33b", ("OQA", "QA", "GENERATION", "LITERATURE")),
    ("h", _ALPACA, "examples/q8_7b-13b-p7b", ("OQA", "QA", "GENERATION", "LITERATURE", "ENTERTAINMENT")),
)


def chinese(mirrors: Mirrors) -> Iterator[Row]:
    """Rows labelled refusal or compliance."""
    for name, half in (("medium", "d"), ("hard", "h")):
        yield from _jade(mirrors, name, half)
    yield from _lab(mirrors)
    for half, repository, path, labels in _ETHICS:
        for row, answers in enumerate(_table(mirrors.text(repository, path))):
            for model, answer in enumerate(answers[1:]):
                if labels[model][row] in _LABELS:
                    yield _row(
                        half,
                        answers[0],
                        answer,
                        _LABELS[labels[model][row]],
                        f"{_named(repository)}#{path.split('/')[1]}-{model}",
                        "ethics",
                    )
    for half, repository, folder, names in _TABLES:
        for name in names:
            for answers in _table(mirrors.text(repository, f"{folder}/{name}.md")):
                for model, answer in enumerate(answers[1:]):
                    yield _row(
                        half,
                        answers[0],
                        answer,
                        "compliance",
                        f"{_named(repository)}#{folder.split('/')[1]}-{model}",
                        name.lower(),
                    )


def _row(half: str, prompt: str, answer: str, label: str, source: str, kind: str) -> Row:
    return labelled(half, "refusal_models_zh", prompt, answer, label, source, "zh", kind)


def _named(repository: str) -> str:
    return repository.replace("+", "/")


def _jade(mirrors: Mirrors, name: str, half: str) -> Iterator[Row]:
    source = f"{_named(_JADE)}#{name}"
    text = mirrors.text(_JADE, f"jade-db-v3.0/jade_alignment_{name}_zh.csv", "gb18030")
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        _, asked, broken, safe = (cell.strip() for cell in row)
        if broken:
            yield _row(half, asked, broken, "compliance", source, "breaking")
        if safe and len(safe) < _ADVICE:
            yield _row(half, asked, safe, "refusal", source, "safe")


def _lab(mirrors: Mirrors) -> Iterator[Row]:
    source = f"{_named(_LAB)}#icl"
    for said in json.loads(mirrors.text(_LAB, "aisafetylab/attack/attackers/data/icl/data_zh.json")):
        yield _row("h", said["query"], said["unsafe_response"].strip(), "compliance", source, "breaking")


_ROW = re.compile(r"\| *\d+ *\|(.+)\|\s*$")


def _table(text: str) -> Iterator[list[str]]:
    """The cells of a numbered table's rows, without the numbers."""
    columns = 0
    for line in text.splitlines():
        if (found := _ROW.match(line)) is not None:
            cells = [cell.strip().replace("<br/>", "\n") for cell in found[1].split("|")]
            columns = columns or len(cells)
            if len(cells) == columns:  # not a row whose texts hold the sign that divides cells
                yield cells
