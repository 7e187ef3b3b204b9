"""What a person writes to have a dataset trained: dataset_info.json, a block of axolotl, a call of TRL, a line of ms-swift.

Each trainer gets files that its own loader reads, with the length, packing and the tokens of an epoch in them. A file's and its
fields' names may hold anything: they are written as JSON texts, which YAML and Python read as well, or quoted for a shell.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation
from explorer.trainers.chat.plain import PLAIN
from explorer.trainers.setup import Setup, names_for, speakers_of
from explorer.trainers.written import CALL, has_own_fields, message_names

_TAGS = {
    USER: "user_tag",
    ASSISTANT: "assistant_tag",
    TOOL: "observation_tag",
    CALL: "function_tag",
    SYSTEM: "system_tag",
}
_COLUMNS = {"prompt": "prompt", "context": "query", "response": "response", "history": "history"}

_AXOLOTL_ROLES = {
    USER: ("user", "human"),
    ASSISTANT: ("assistant", "gpt"),
    SYSTEM: ("system",),
    TOOL: ("tool", "observation"),
}
"""Names that axolotl is told of besides the dataset's own: it takes several for a role."""

LLAMAFACTORY_NAMES = {"mistral": "mistral_small", "deepseek": "deepseek3", "glm": "glm4_moe", "gemma": "gemma3"}
AXOLOTL_NAMES = {
    "qwen": "qwen_25",
    "gemma": "gemma3",
    "mistral": "mistral_v7_tekken",
    "deepseek": "deepseek_v3",
    "glm": "tokenizer_default",
}
"""What these two call a template, where it is not our name."""


class ConfigFile(NamedTuple):
    """A file that a trainer reads."""

    name: str
    text: str


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


_NEEDED = ("messages", "prompt", "response")


def _fields(row: Conversation) -> dict[str, str]:
    """The fields by the part that they play, less those that the rows do not have: an answer may be made of what another field holds.

    A system text, tools and the like may stand in other rows than this one.
    """
    if type(row.written) is not dict:
        return dict(row.parts)
    return {part: name for part, name in row.parts.items() if part not in _NEEDED or name in row.written}


def _first(asked: Asked) -> str:
    """What is to be done before a trainer reads the file, as a comment; "" where nothing is."""
    return (
        ""
        if has_own_fields(asked.row)
        else "# No fields of these rows are messages, or prompt and answer: export them as messages first.\n"
    )


READS_FOLDERS = "llamafactory"
"""The trainer that reads a folder of datasets by the `dataset_info.json` in it."""


def dataset_info(row: Conversation, setup: Setup | None) -> dict[str, Any]:
    """An entry of LLaMA-Factory's dataset_info.json, less the file's name, for rows like this one."""
    held = _fields(row)
    beside = {part: held[part] for part in ("system", "tools") if part in held}
    if "messages" not in held:
        columns = {column: held[part] for part, column in _COLUMNS.items() if part in held}
        return {"formatting": "alpaca", "columns": columns | beside}
    keys = message_names(row)
    names = names_for(row, setup)
    stock = {USER: "user", ASSISTANT: "assistant", TOOL: "tool", SYSTEM: "system", CALL: "function_call"}
    if row.dialect == "sharegpt":
        stock |= {USER: "human", ASSISTANT: "gpt", TOOL: "observation"}
    tags = {"role_tag": keys[0], "content_tag": keys[1]}
    return {
        "formatting": "sharegpt" if row.dialect == "sharegpt" else "openai",
        "columns": {"messages": held["messages"], **beside},
        "tags": tags | {tag: names.get(kind, stock[kind]) for kind, tag in _TAGS.items()},
    }


def llamafactory(asked: Asked) -> tuple[ConfigFile, ...]:
    """An entry of dataset_info.json, and what goes into the training's YAML."""
    info = {"rows": {"file_name": asked.file, **dataset_info(asked.row, asked.setup)}}
    template = LLAMAFACTORY_NAMES.get(asked.template, asked.template)
    return (
        ConfigFile("dataset_info.json", json.dumps(info, indent=2) + "\n"),
        ConfigFile(
            "llamafactory.yaml",
            f"{_first(asked)}# {asked.about}\ndataset_dir: .\ndataset: rows\ntemplate: {template}\ncutoff_len: {asked.max_length}\npacking: true\n",
        ),
    )


def axolotl_roles(row: Conversation, setup: Setup | None) -> dict[str, str]:
    """Name of a speaker -> role, as axolotl's configuration lists them: the usual names, and all that the dataset has."""
    roles = {name: role for role, stock in _AXOLOTL_ROLES.items() for name in stock}
    for name, kind in sorted(speakers_of(row, setup).items()):
        roles.setdefault(name, ASSISTANT if kind == CALL else kind)
    return roles


def axolotl(asked: Asked) -> tuple[ConfigFile, ...]:
    """A block of datasets, with the length."""
    row, held = asked.row, _fields(asked.row)
    lines = [
        f"{_first(asked)}# {asked.about}",
        f"chat_template: {AXOLOTL_NAMES.get(asked.template, asked.template)}",
        "datasets:",
        f"  - path: {json.dumps(asked.file)}",
        "    ds_type: json",
    ]
    if "messages" in held:
        who, what = message_names(row)
        names: dict[str, list[str]] = {}
        for name, role in axolotl_roles(row, asked.setup).items():
            names.setdefault(role, []).append(name)
        lines += [
            "    type: chat_template",
            f"    field_messages: {json.dumps(held['messages'])}",
            f"    message_property_mappings: {json.dumps({'role': who, 'content': what})}",
            f"    roles: {json.dumps(names)}",
        ]
    else:
        fields = {"prompt": "instruction", "context": "input", "response": "output", "system": "system"}
        lines.append("    type:")
        # A field that is not named would be looked for under its usual name.
        lines += [f"      field_{name}: {json.dumps(held.get(part, ''))}" for part, name in fields.items()]
        plain = PLAIN[asked.template]
        lines += [
            f"      format: {json.dumps(plain.question('{instruction}' + chr(10) + '{input}'))}",
            f"      no_input_format: {json.dumps(plain.question('{instruction}'))}",
            f"      system_format: {json.dumps(plain.system_text('{system}').removeprefix(plain.prefix))}",
        ]
    lines += [f"sequence_len: {asked.max_length}", "sample_packing: true"]
    return (ConfigFile("axolotl.yaml", "\n".join(lines) + "\n"),)


def trl(asked: Asked) -> tuple[ConfigFile, ...]:
    """Lines of Python for TRL, and what is other for Unsloth."""
    row, held = asked.row, _fields(asked.row)
    wanted = {"messages": "messages"} if "messages" in held else {"prompt": "prompt", "response": "completion"}
    if row.dialect == "sharegpt":
        wanted = {"messages": "conversations"}
    names = {held[part]: name for part, name in wanted.items() if part in held and held[part] != name}
    rename = f"dataset = dataset.rename_columns({json.dumps(names)})\n" if names else ""
    text = (
        f"{_first(asked)}# {asked.about}\nfrom datasets import load_dataset\nfrom trl import SFTConfig\n\n"
        f'dataset = load_dataset("json", data_files={json.dumps(asked.file)}, split="train")\n{rename}'
        f"config = SFTConfig(max_length={asked.max_length}, packing=True)\n"
        f"# Unsloth: the same, with FastLanguageModel.from_pretrained(..., max_seq_length={asked.max_length})\n"
    )
    return (ConfigFile("train_trl.py", text),)


_SWIFT_MESSAGES = ("messages", "conversation", "conversations")  # names of fields that it knows


def swift(asked: Asked) -> tuple[ConfigFile, ...]:
    """A line for a shell. Fields are named where it does not know them, or knows several by the same name."""
    held = _fields(asked.row)
    if "messages" in held:
        names = {} if held["messages"] in _SWIFT_MESSAGES else {held["messages"]: "messages"}
    else:
        parts = {"prompt": "query", "response": "response"}
        if "context" in held:
            parts = {"prompt": "instruction", "context": "input", "response": "output"}
        names = {held[part]: name for part, name in parts.items() if part in held and held[part] != name}
    if "system" in held and held["system"] != "system":
        names[held["system"]] = "system"
    columns = f" --columns {shlex.quote(json.dumps(names))}" if names else ""
    line = (
        f"swift sft --dataset {shlex.quote(asked.file)}{columns} --max_length {asked.max_length} --packing true"
        " --model YOUR_MODEL"
    )
    return (ConfigFile("swift.sh", f"{_first(asked)}# {asked.about}\n{line}\n"),)


def openai(asked: Asked) -> tuple[ConfigFile, ...]:
    """What to do for a service of OpenAI's format."""
    file = json.dumps(asked.file)
    text = f"# {asked.about}\n# Upload {file} as it is where its rows are messages; export others as messages.\n"
    return (ConfigFile("upload.txt", text),)
