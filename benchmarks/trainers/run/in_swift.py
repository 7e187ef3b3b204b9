"""ms-swift's own loader, preprocessors and template over rows on standard input. Runs in its environment, without this project.

A line of JSON comes first: name of its template, eos and bos, specials, limit. Then a line for each dataset: its rows, and the
shell line that `dryrun --config` writes, which ms-swift's own parser of arguments reads.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import logging
import os
import shlex
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ["MODELSCOPE_CACHE"] = tempfile.mkdtemp()
answers = os.dup(1)  # its loggers write to standard output
os.dup2(2, 1)

from datasets import disable_progress_bars  # noqa: E402
from halving import Numbered, counted, outcomes  # noqa: E402
from swift.arguments.base_args.data_args import DataArguments  # noqa: E402
from swift.arguments.base_args.template_args import TemplateArguments  # noqa: E402
from swift.dataset import load_dataset  # noqa: E402
from swift.template import TEMPLATE_MAPPING  # noqa: E402
from swift.utils import parse_args  # noqa: E402
from tokeniser import tokeniser  # noqa: E402

disable_progress_bars()
logging.disable(logging.CRITICAL)
PLACE = "place_of_row"


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokeniser(asked)
    tokenizer.model_info = SimpleNamespace(
        config=SimpleNamespace(), task_type="causal_lm", max_model_len=asked["limit"], model_dir=""
    )
    tokenizer.model_meta = SimpleNamespace(is_multimodal=False)
    meta = TEMPLATE_MAPPING[asked["name"]]
    # A default system text with a date in it is left out.
    dated = {"default_system": ""} if "current date" in (meta.default_system or "") else {}
    scale = {"default": "default", "last": "last_round", "all": "all"}[asked["loss"]]
    template = meta.template_cls(tokenizer, meta, max_length=asked["limit"], loss_scale=scale, **dated)
    template.set_mode("train")
    for line in sys.stdin:
        given = json.loads(line)
        folder = Path(tempfile.mkdtemp())
        argv = shlex.split(given["configs"]["swift.sh"], comments=True)[2:]
        cut = argv.index("--model")  # asks for a model's files
        argv = argv[:cut] + argv[cut + 2 :]
        told, rest = parse_args(DataArguments, argv)
        lengths, rest = parse_args(TemplateArguments, rest)
        columns = json.loads(told.columns) if isinstance(told.columns, str) else told.columns

        def prepared(
            rows: Numbered, folder: Path = folder, told: Any = told, columns: Any = columns
        ) -> dict[int, dict[str, Any]]:
            file = folder / f"{len(list(folder.iterdir()))}.jsonl"
            file.write_text("".join(json.dumps(row | {PLACE: n}) + "\n" for n, row in rows), "utf-8")
            try:
                held, _ = load_dataset(
                    [str(file)], columns=dict(columns or {}), strict=told.strict, remove_unused_columns=False
                )
            except ZeroDivisionError:  # no row is left: the whole dataset stops it, and each row is left out
                return {}
            return dict(encoded(row, template, tokenizer) for row in held)

        rows = list(enumerate(given["rows"]))
        found = outcomes(rows, prepared)
        assert lengths.max_length, rest
        os.write(answers, (json.dumps([found[n] for n in sorted(found)]) + "\n").encode())


def encoded(row: Any, template: Any, tokenizer: Any) -> tuple[int, dict[str, Any]]:
    place = row.pop(PLACE)
    try:
        made = template.encode(row, return_length=True)
    except Exception as error:  # what LazyLLMDataset does with strict=False: another row takes its place
        return place, {"outcome": "drop", "error": f"{type(error).__name__}: {error}"[:200]}
    return place, counted(made["input_ids"], made["labels"], tokenizer)


main()
