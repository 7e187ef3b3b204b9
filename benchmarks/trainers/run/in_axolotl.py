"""axolotl's own dataset wrapper and filters over rows on standard input. Runs in its environment, without this project.

A line of JSON comes first: template (Jinja), eos and bos, specials, limit. Then a line for each dataset: its rows, and the block
of YAML that `dryrun --config` writes, which axolotl's own schema checks.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

answers = os.dup(1)
os.dup2(2, 1)

from axolotl.utils.data.utils import handle_long_seq_in_dataset  # noqa: E402
from axolotl.utils.data.wrappers import get_dataset_wrapper  # noqa: E402
from axolotl.utils.dict import DictDefault  # noqa: E402
from axolotl.utils.schemas.config import AxolotlInputConfig  # noqa: E402
from axolotl.utils.trainer import process_datasets_for_packing  # noqa: E402
from datasets import disable_progress_bars, load_dataset  # noqa: E402
from halving import Numbered, counted, outcomes  # noqa: E402
from tokeniser import tokeniser  # noqa: E402

disable_progress_bars()
logging.disable(logging.CRITICAL)
REST = {
    "base_model": "m",
    "micro_batch_size": 1,
    "gradient_accumulation_steps": 1,
    "num_epochs": 1,
    "learning_rate": 1e-5,
}


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokeniser(asked)
    for line in sys.stdin:
        given = json.loads(line)
        folder = Path(tempfile.mkdtemp())
        held = yaml.safe_load(given["configs"]["axolotl.yaml"])
        AxolotlInputConfig(**held, **REST)
        told = DictDefault(
            held
            | {"train_on_inputs": asked["loss"] == "all", "sequence_len": asked["limit"], "is_preprocess": True}
            | ({} if asked["shipped"] else {"chat_template": "tokenizer_default"})
        )
        source = told.datasets[0]

        def prepared(
            rows: Numbered, folder: Path = folder, told: Any = told, source: Any = source
        ) -> dict[int, dict[str, Any]]:
            file = folder / f"{len(list(folder.iterdir()))}.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for _, row in rows), "utf-8")
            loaded = load_dataset("json", data_files=str(file), split="train", cache_dir=str(folder / "cache"))
            kind = source.type if isinstance(source.type, str) else None
            made, _ = get_dataset_wrapper(source, tokenizer, told, kind, loaded)
            made = made.add_column("place_of_row", [n for n, _ in rows])
            made = handle_long_seq_in_dataset(made, told.sequence_len, told)
            if len(made):
                try:
                    made, _ = process_datasets_for_packing(told, made, None)
                except ValueError as error:
                    if "no samples left" not in str(error):
                        raise
                    return {}
            return {row["place_of_row"]: counted(row["input_ids"], row["labels"], tokenizer) for row in made}

        found = outcomes(list(enumerate(given["rows"])), prepared)
        os.write(answers, (json.dumps([found[n] for n in sorted(found)]) + "\n").encode())


main()
