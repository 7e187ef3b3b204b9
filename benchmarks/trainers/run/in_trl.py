"""TRL's own preparation of a dataset over rows on standard input. Runs in TRL's environment, without this project.

A line of JSON comes first: template (Jinja), eos and bos, specials, limit. Then a list of rows a line, one dataset each.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import logging
import sys
from types import SimpleNamespace
from typing import Any

from datasets import Dataset, disable_progress_bars
from tokeniser import tokeniser
from trl import SFTConfig, SFTTrainer

disable_progress_bars()
logging.disable(logging.CRITICAL)


def prepared(rows: list[tuple[int, Any]], tokenizer: Any, limit: int) -> dict[int, dict[str, Any]]:
    """What becomes of these rows as one dataset, by number. Raises where TRL does."""
    held = Dataset.from_list([row | {"n": n} for n, row in rows])
    sample = next(iter(held))
    args = SFTConfig(output_dir="/tmp", max_length=limit, dataset_num_proc=None, bf16=False, use_cpu=True)
    trainer = SimpleNamespace(
        _tokenizer=tokenizer,
        chat_template=None,
        completion_only_loss="prompt" in sample and "completion" in sample,
    )
    done = SFTTrainer._prepare_dataset(trainer, held, tokenizer, args, False, None, "train")
    return {
        row["n"]: {
            "tokens": len(row["input_ids"]),
            "trained": sum(label != -100 for label in row["labels"]),
            "text": tokenizer.decode([i for i in row["labels"] if i != -100]),
        }
        for row in done
    }


def outcomes(rows: list[tuple[int, Any]], tokenizer: Any, limit: int) -> dict[int, dict[str, Any]]:
    """The same, where rows that stop TRL are found by halving."""
    try:
        found = prepared(rows, tokenizer, limit)
        return {n: found.get(n, {"outcome": "drop"}) for n, _ in rows}
    except Exception as error:
        if len(rows) == 1:
            return {rows[0][0]: {"outcome": "crash", "error": f"{type(error).__name__}: {error}"[:200]}}
        half = len(rows) // 2
        return outcomes(rows[:half], tokenizer, limit) | outcomes(rows[half:], tokenizer, limit)


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokeniser(asked)
    for line in sys.stdin:
        found = outcomes(list(enumerate(json.loads(line))), tokenizer, asked["limit"])
        print(json.dumps([found[n] for n in sorted(found)]), flush=True)


main()
