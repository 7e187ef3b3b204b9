"""The chat templates that rows are written out with.

Each is a Jinja file of our own beside this module, after the format that its model documents, and a second one, `_training`,
that marks what the assistant says, as models' own templates seldom do. A new one is two files and one entry. The sentences by
which models introduce declared tools are left out: nobody trains on them but who trains on all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

CHATML_SPECIALS = ("<|im_start|>", "<|im_end|>")
_QWEN_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """One template.

    name: of its files. bos, eos: the tokens of that name in the tokeniser that comes with it. stop: what ends an answer.
    specials: texts that are one token each. default_system: what stands where the row has no system turn. tools: whether
    declared tools and calls are written. reasoning: whether `reasoning_content` of a message is written.
    marks_answers: whether the models' own template marks what the assistant says. prints_values: whether a content that is
    no text is written as Python prints it, "None" or a list.
    """

    name: str
    label: str
    eos: str
    stop: str
    specials: tuple[str, ...]
    bos: str = ""
    default_system: str = ""
    tools: bool = False
    reasoning: bool = False
    marks_answers: bool = False
    prints_values: bool = False


TEXTS: dict[str, TextTemplate] = {
    one.name: one
    for one in (
        TextTemplate("chatml", "ChatML", "<|im_end|>", "<|im_end|>", CHATML_SPECIALS),
        TextTemplate(
            "llama3",
            "Llama 3",
            "<|eot_id|>",
            "<|eot_id|>",
            ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
            bos="<|begin_of_text|>",
            prints_values=True,
        ),
        TextTemplate(
            "qwen",
            "Qwen 2.5",
            "<|im_end|>",
            "<|im_end|>",
            (*CHATML_SPECIALS, "<tool_call>", "</tool_call>"),
            default_system=_QWEN_SYSTEM,
            tools=True,
        ),
        TextTemplate(
            "qwen3",
            "Qwen 3",
            "<|im_end|>",
            "<|im_end|>",
            (
                *CHATML_SPECIALS,
                "<tool_call>",
                "</tool_call>",
                "<tool_response>",
                "</tool_response>",
                "<think>",
                "</think>",
            ),
            tools=True,
            reasoning=True,
        ),
        TextTemplate(
            "gemma",
            "Gemma 3",
            "<eos>",
            "<end_of_turn>",
            ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"),
            bos="<bos>",
            prints_values=True,
        ),
        TextTemplate(
            "mistral",
            "Mistral v7",
            "</s>",
            "</s>",
            ("<s>", "</s>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
            bos="<s>",
        ),
        TextTemplate(
            "deepseek",
            "DeepSeek V3",
            "<｜end▁of▁sentence｜>",
            "<｜end▁of▁sentence｜>",
            (
                "<｜begin▁of▁sentence｜>",
                "<｜end▁of▁sentence｜>",
                "<｜User｜>",
                "<｜Assistant｜>",
                "<think>",
                "</think>",
            ),
            bos="<｜begin▁of▁sentence｜>",
        ),
        TextTemplate(
            "glm",
            "GLM 4.5",
            "<|endoftext|>",
            "<|user|>",
            (
                "[gMASK]",
                "<sop>",
                "<|system|>",
                "<|user|>",
                "<|assistant|>",
                "<|observation|>",
                "<|endoftext|>",
                "<think>",
                "</think>",
            ),
            reasoning=True,
        ),
    )
}


def split_marks(text: str, template: TextTemplate) -> list[str]:
    """Texts at even places, the template's marks between them, each of which is one token, at odd ones."""
    return _marks(template).split(text)


@lru_cache(maxsize=16)
def _marks(template: TextTemplate) -> re.Pattern[str]:
    return re.compile("(" + "|".join(re.escape(mark) for mark in template.specials) + ")")
