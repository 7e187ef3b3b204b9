"""What trainers do with rows of odd shape: their rules as data, each with the place in the trainer that says so.

Read from LLaMA-Factory 0.9.3 (processor_utils.py at 1679930e0, supervised.py at 0b3022bb3), axolotl 0.12
(chat_template.py at 01f6a5c16, utils/data at 01542a3bb), TRL 1.1 (sft_trainer.py at 00313f219, sft_config.py at 016013e88)
and the OpenAI cookbook (2e652704b); `cite` names the file and what to look for in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["fine", "drop", "mask", "crash"]

FINE, WHOLE_TEXT, AS_TEXT = "fine", "whole_text", "as_text"

NAMES: dict[str, str] = {
    "llamafactory": "LLaMA-Factory",
    "axolotl": "axolotl",
    "trl": "TRL",
    "openai": "OpenAI",
}
"""The trainers, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Rule:
    """outcome: what becomes of the row; `fine` leaves the rest to its length. said: why. cite: where that is written."""

    outcome: Outcome
    said: str
    cite: str


_LF = "LLaMA-Factory 0.9.3, data/"
_LF_CONVERT = _LF + "converter.py: SharegptDatasetConverter, OpenAIDatasetConverter"
_AX = "axolotl 0.12, prompt_strategies/chat_template.py: "
_TRL = "TRL 1.1, trl/trainer/sft_trainer.py: "
_COOKBOOK = "OpenAI cookbook, Chat_finetuning_data_prep.ipynb: "

RULES: dict[str, dict[str, Rule]] = {
    "llamafactory": {
        FINE: Rule("fine", "It is read, and cut to the length pair by pair.", _LF + "processor/supervised.py"),
        WHOLE_TEXT: Rule(
            "fine", "Plain text is packed for pre-training; nothing is cut off.", _LF + "processor/pretrain.py"
        ),
        "not_a_dialect": Rule(
            "crash",
            "No converter reads this form of rows; write them as messages, sharegpt or alpaca.",
            _LF + "converter.py: DATASET_CONVERTERS",
        ),
        "empty_messages": Rule(
            "drop", "There are no messages.", _LF + "processor/supervised.py: Dropped invalid example"
        ),
        "no_answer": Rule("drop", "There is no answer.", _LF + "processor/supervised.py: Dropped invalid example"),
        "role_order": Rule(
            "drop", "User (or tool) and assistant do not take turns.", _LF_CONVERT + ": Invalid role tag"
        ),
        "odd_message_count": Rule(
            "drop",
            "The number of messages is odd: the dialogue does not end on an answer.",
            _LF_CONVERT + ": Invalid message count",
        ),
        "unknown_role": Rule("drop", "A turn has a role nobody knows.", _LF_CONVERT + ": Invalid role tag"),
        "unknown_role_key": Rule(
            "crash", "A message has a role nobody knows.", _LF + "converter.py: OpenAIDatasetConverter, tag_mapping"
        ),
        "content_not_text": Rule(
            "crash", "A message's content is no text.", _LF + "formatter.py: StringFormatter, Expected a string"
        ),
        "bad_tool_call": Rule(
            "crash",
            "A tool call is no JSON object with a name and arguments.",
            _LF + "formatter.py: FunctionFormatter, Invalid JSON format in function message",
        ),
        "bad_tools": Rule(
            "crash",
            "The declared tools are no valid JSON.",
            _LF + "formatter.py: ToolFormatter, Invalid JSON format in tool description",
        ),
        "media": Rule(
            "crash",
            "The row points to media, which a text model's template refuses.",
            _LF + "mm_plugin.py: This model does not support image input",
        ),
    },
    "axolotl": {
        FINE: Rule("fine", "It is read; if it is too long, it is dropped.", _AX + "tokenize_prompt"),
        WHOLE_TEXT: Rule(
            "fine",
            "Type `completion` cuts a long text into several examples; nothing is lost.",
            "axolotl 0.12, prompt_strategies/completion.py",
        ),
        "not_a_dialect": Rule(
            "crash", "No dataset type reads this form of rows.", _AX + "_get_messages, Messages is null"
        ),
        "empty_messages": Rule("crash", "There are no messages.", _AX + "get_conversation_thread, messages[0]"),
        "nothing_to_train": Rule(
            "drop",
            "No assistant turn holds a text to be trained.",
            "axolotl 0.12, utils/trainer.py: drop_no_trainable_tokens",
        ),
        "content_not_text": Rule("crash", "A message's content is no text.", _AX + "transform_message"),
        "bad_tool_call": Rule(
            "crash",
            "The arguments of a tool call are no valid JSON.",
            _AX + "transform_message, Error parsing tool_calls arguments",
        ),
        "bad_tools": Rule("crash", "The declared tools are no list, or no valid JSON.", _AX + "_get_tools"),
    },
    "trl": {
        FINE: Rule("fine", "The chat template is applied; what is too long is cut off at the end.", _TRL + "_tokenize"),
        AS_TEXT: Rule(
            "fine",
            "Prompt and completion are joined without a chat template; only the completion is trained.",
            _TRL + "tokenize_fn, completion_mask",
        ),
        WHOLE_TEXT: Rule("fine", "The whole text is trained.", _TRL + "tokenize_fn, dataset_text_field"),
        "wrong_keys": Rule(
            "crash",
            "The fields have other names than TRL asks for (messages, or prompt and completion); write the rows as messages.",
            "TRL 1.1, trl/data_utils.py: Invalid keys in the example",
        ),
        "empty_messages": Rule("crash", "There are no messages.", "TRL 1.1, trl/data_utils.py: is_conversational"),
        "content_not_text": Rule("crash", "A message's content is no text.", _TRL + "_tokenize, apply_chat_template"),
        "bad_tools": Rule("crash", "The declared tools are no valid JSON.", _TRL + "tokenize_fn, json.loads(tools)"),
        "media": Rule(
            "crash",
            "The row points to media, and the model is a text model.",
            _TRL + "The dataset appears to be vision-related",
        ),
    },
    "openai": {
        FINE: Rule(
            "fine", "It is accepted; what is too long is cut off at the end.", _COOKBOOK + "Token Limit Warnings"
        ),
        "not_a_dialect": Rule("crash", "It cannot be written as messages.", _COOKBOOK + "missing_messages_list"),
        "empty_messages": Rule("crash", "There are no messages.", _COOKBOOK + "missing_messages_list"),
        "no_answer": Rule("crash", "No message is the assistant's.", _COOKBOOK + "example_missing_assistant_message"),
        "unknown_role": Rule("crash", "A message has a role nobody knows.", _COOKBOOK + "unrecognized_role"),
        "missing_content": Rule("crash", "A message has neither text nor tool calls.", _COOKBOOK + "missing_content"),
        "last_is_not_answer": Rule(
            "crash", "The last message is not the assistant's.", "OpenAI's check of uploaded files"
        ),
        "nothing_to_train": Rule("mask", "Every assistant message has weight 0.", "OpenAI fine-tuning guide: weight"),
    },
}
"""Trainer -> rule -> what it does. `fine`, `whole_text` and `as_text` tell how a row is read; the others strike it."""
