"""What a person writes to have a dataset trained: dataset_info.json, a block of axolotl, a call of TRL, a line of ms-swift."""

from __future__ import annotations

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


def dataset_info(row: Conversation, setup: Setup | None) -> dict[str, Any]:
    """An entry of LLaMA-Factory's dataset_info.json, less the file's name, for rows like this one."""
    beside = {part: row.parts[part] for part in ("system", "tools") if part in row.parts}
    if "messages" not in row.parts:
        columns = {column: row.parts[part] for part, column in _COLUMNS.items() if part in row.parts}
        return {"formatting": "alpaca", "columns": columns | beside}
    keys = ("from", "value") if row.dialect == "sharegpt" else ("role", "content")
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
