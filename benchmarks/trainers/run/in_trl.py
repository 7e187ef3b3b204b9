"""TRL's own preparation of a dataset over rows on standard input. Runs in TRL's environment, without this project.

A line of JSON comes first: template (Jinja), eos and bos, specials, limit. Then a line for each dataset: its rows, and the lines
of Python that `dryrun --config` writes, which are run: they load the rows.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import trl
from datasets import Dataset, disable_progress_bars
from halving import Numbered, outcomes
from tokeniser import tokeniser
from trl import SFTConfig, SFTTrainer

disable_progress_bars()
logging.disable(logging.CRITICAL)
SHIPPED = {
    "llama3": "llama3",
    "qwen": "qwen2_5",
    "qwen3": "qwen3",
    "gemma": "gemma3",
    "deepseek": "deepseekv3",
    "glm": "glm4moe",
}


def prepared(rows: Numbered, tokenizer: Any, asked: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """What becomes of these rows as one dataset, by number. Raises where TRL does."""
    held = Dataset.from_list([row | {"n": n} for n, row in rows])
    sample = next(iter(held))
    alone = asked["loss"] == "assistant"
    args = SFTConfig(
        output_dir="/tmp",
        max_length=asked["limit"],
        dataset_num_proc=None,
        bf16=False,
        use_cpu=True,
        assistant_only_loss=alone,
    )
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


def read(configs: dict[str, str], rows: list[Any]) -> None:
    """Run the lines of Python over the rows' file: raises where they are not what TRL's loader takes."""
    folder = Path(tempfile.mkdtemp())
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[:1]), "utf-8")
    before = Path.cwd()
    os.chdir(folder)
    text = configs["train_trl.py"].replace(
        "packing=True", "packing=True, bf16=False, use_cpu=True"
    )  # there is no GPU here
    try:
        exec(text, found := {})
    finally:
        os.chdir(before)
    assert isinstance(found["config"], SFTConfig) and len(found["dataset"]) == 1


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokeniser(asked)
    if asked["shipped"] and (name := SHIPPED.get(asked["style"])):
        text = (Path(str(trl.__file__)).parent / "chat_templates" / f"{name}.jinja").read_text("utf-8")
        tokenizer.chat_template = text
    for line in sys.stdin:
        given = json.loads(line)
        if given["configs"]:
            read(given["configs"], given["rows"])
        found = outcomes(list(enumerate(given["rows"])), lambda rows: prepared(rows, tokenizer, asked))
        print(json.dumps([found[n] for n in sorted(found)]), flush=True)


main()
