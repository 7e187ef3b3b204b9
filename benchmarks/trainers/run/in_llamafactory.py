"""LLaMA-Factory's own converter and processor over rows on standard input. Runs in its environment, without this project.

A line of JSON comes first: name of its template, eos and bos, specials, limit. Then a line for each dataset: its rows, and the
files that `dryrun --config` writes, which LLaMA-Factory's own parsers read.
"""

# pyright: reportMissingImports=false
from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from llamafactory.data.converter import get_dataset_converter
from llamafactory.data.parser import get_dataset_list
from llamafactory.data.processor.supervised import SupervisedDatasetProcessor
from llamafactory.data.template import TEMPLATES
from llamafactory.hparams import DataArguments
from tokeniser import tokeniser
from transformers import HfArgumentParser

logging.disable(logging.CRITICAL)


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokeniser(asked)
    template = TEMPLATES[asked["name"]]
    template.fix_special_tokens(tokenizer)
    template.mm_plugin = TEMPLATES["chatml"].mm_plugin  # rows of text need no processor of images
    options = SimpleNamespace(
        cutoff_len=asked["limit"],
        train_on_prompt=asked["loss"] == "all",
        mask_history=asked["loss"] == "last",
        media_dir="",
    )
    processor = SupervisedDatasetProcessor(template=template, tokenizer=tokenizer, processor=None, data_args=options)
    for line in sys.stdin:
        given = json.loads(line)
        attr = read(given["configs"])
        convert = get_dataset_converter(attr.formatting, attr, options)
        filled = dict.fromkeys(name for row in given["rows"] for name in row)  # a dataset's rows all have its fields
        print(json.dumps([outcome(filled | row, convert, processor, tokenizer) for row in given["rows"]]), flush=True)


def read(configs: dict[str, str]) -> Any:
    """The dataset that the configuration's files name."""
    folder = Path(tempfile.mkdtemp())
    for name, text in configs.items():
        (folder / name).write_text(text, "utf-8")
    held = yaml.safe_load(configs["llamafactory.yaml"]) | {"dataset_dir": str(folder)}
    (told,) = HfArgumentParser(DataArguments).parse_dict(held)
    (attr,) = get_dataset_list(told.dataset, told.dataset_dir)
    return attr


def outcome(row: Any, convert: Any, processor: Any, tokenizer: Any) -> dict[str, Any]:
    try:
        made = convert(row)
        found = processor.preprocess_dataset({name: [value] for name, value in made.items()})
    except Exception as error:
        return {"outcome": "crash", "error": f"{type(error).__name__}: {error}"[:200]}
    if not found:
        return {"outcome": "drop"}
    ids, labels = found["input_ids"][0], found["labels"][0]
    kept = [i for i, label in zip(ids, labels, strict=True) if label != -100]
    return {"tokens": len(ids), "trained": len(kept), "text": tokenizer.decode(kept)}


main()
