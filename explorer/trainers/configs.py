"""What a person writes to have a dataset trained: dataset_info.json, a block of axolotl, a call of TRL, a line of ms-swift.

A file's and its fields' names may hold anything: they are written as JSON texts, which YAML and Python read as well, or quoted
for a shell.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation
from explorer.trainers.setup import Setup, names_for
from explorer.trainers.written import CALL

_TAGS = {
    USER: "user_tag",
    ASSISTANT: "assistant_tag",
    TOOL: "observation_tag",
    CALL: "function_tag",
    SYSTEM: "system_tag",
}
_COLUMNS = {"prompt": "prompt", "context": "query", "response": "response", "history": "history"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a configuration is for.

    row: one of the rows, most of which are like it. setup: of the dataset. file: its name. tokens: of an epoch.
    """

    row: Conversation
    setup: Setup | None
    file: str
    max_length: int
    template: str
    tokens: int

    @property
    def about(self) -> str:
        """The tokens of an epoch, in words."""
        return f"about {self.tokens:,} tokens an epoch"


def dataset_info(row: Conversation, setup: Setup | None) -> dict[str, Any]:
    """An entry of LLaMA-Factory's dataset_info.json, less the file's name, for rows like this one."""
    beside = {part: row.parts[part] for part in ("system", "tools") if part in row.parts}
    if "messages" not in row.parts:
        columns = {column: row.parts[part] for part, column in _COLUMNS.items() if part in row.parts}
        return {"formatting": "alpaca", "columns": columns | beside}
    keys = _keys(row)
    names = names_for(row, setup)
    stock = {USER: "user", ASSISTANT: "assistant", TOOL: "tool", SYSTEM: "system", CALL: "function_call"}
    if row.dialect == "sharegpt":
        stock |= {USER: "human", ASSISTANT: "gpt", TOOL: "observation"}
    tags = {"role_tag": keys[0], "content_tag": keys[1]}
    return {
        "formatting": "sharegpt" if row.dialect == "sharegpt" else "openai",
        "columns": {"messages": row.parts["messages"], **beside},
        "tags": tags | {tag: names.get(kind, stock[kind]) for kind, tag in _TAGS.items()},
    }


def _keys(row: Conversation) -> tuple[str, str]:
    return ("from", "value") if row.dialect == "sharegpt" else ("role", "content")


def llamafactory(asked: Asked) -> str:
    """An entry of dataset_info.json, and what goes into the training's YAML."""
    info = {"rows": {"file_name": asked.file, **dataset_info(asked.row, asked.setup)}}
    return (
        f"# dataset_info.json\n{json.dumps(info, indent=2)}\n"
        f"# the training's YAML: {asked.about}\n"
        f"dataset: rows\ntemplate: {asked.template}\ncutoff_len: {asked.max_length}\npacking: true\n"
    )


def axolotl(asked: Asked) -> str:
    """A block of datasets, with the length."""
    row = asked.row
    lines = [
        f"chat_template: {asked.template}",
        "datasets:",
        f"  - path: {json.dumps(asked.file)}",
        "    ds_type: json",
    ]
    if "messages" in row.parts:
        who, what = _keys(row)
        names: dict[str, list[str]] = {}
        for kind, name in names_for(row, asked.setup).items():
            names.setdefault(ASSISTANT if kind == CALL else kind, []).append(name)
        lines += [
            "    type: chat_template",
            f"    field_messages: {json.dumps(row.parts['messages'])}",
            f"    message_property_mappings: {json.dumps({'role': who, 'content': what})}",
            f"    roles: {json.dumps(names)}",
        ]
    else:
        fields = {"prompt": "instruction", "context": "input", "response": "output", "system": "system"}
        lines.append("    type:")
        lines += [
            f"      field_{name}: {json.dumps(row.parts[part])}" for part, name in fields.items() if part in row.parts
        ]
        lines.append(
            '      format: "{instruction}\\n{input}"' if "context" in row.parts else '      format: "{instruction}"'
        )
    lines += [f"sequence_len: {asked.max_length}", f"sample_packing: true  # {asked.about}"]
    return "\n".join(lines) + "\n"


def trl(asked: Asked) -> str:
    """Lines of Python for TRL, and what is other for Unsloth."""
    row = asked.row
    wanted = {"messages": "messages"} if "messages" in row.parts else {"prompt": "prompt", "response": "completion"}
    if row.dialect == "sharegpt":
        wanted = {"messages": "conversations"}
    names = {row.parts[part]: name for part, name in wanted.items() if part in row.parts and row.parts[part] != name}
    rename = f"dataset = dataset.rename_columns({json.dumps(names)})\n" if names else ""
    return (
        "from datasets import load_dataset\nfrom trl import SFTConfig\n\n"
        f'dataset = load_dataset("json", data_files={json.dumps(asked.file)}, split="train")\n{rename}'
        f"config = SFTConfig(max_length={asked.max_length}, packing=True)  # {asked.about}\n"
        f"# Unsloth: the same, with FastLanguageModel.from_pretrained(..., max_seq_length={asked.max_length})\n"
    )


def swift(asked: Asked) -> str:
    """A line for a shell."""
    parts = {"prompt": "query", "response": "response", "system": "system"}
    names = {asked.row.parts[part]: name for part, name in parts.items() if part in asked.row.parts}
    columns = f" --columns {shlex.quote(json.dumps(names))}" if "messages" not in asked.row.parts and names else ""
    return (
        f"# {asked.about}\n"
        f"swift sft --dataset {shlex.quote(asked.file)}{columns} --max_length {asked.max_length} --packing true\n"
    )


def openai(asked: Asked) -> str:
    """What to do for a service of OpenAI's format."""
    return f"# {asked.about}\n# Upload {json.dumps(asked.file)} as it is where its rows are messages; export others as messages.\n"
