"""Chat templates as plain text around the content, for trainers that take no Jinja."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.conversation import ASSISTANT, SYSTEM, USER


@dataclass(frozen=True, slots=True)
class Plain:
    """`{}` stands for the content. between, ending: after an answer, and after the last.

    prefix: before the first turn where there is no system text; `system` begins with it otherwise. merges_system: the system
    text stands in the first user's turn. no_thought: what begins an answer that holds no thought. calls: how calls and
    results of tools are written, "" where there is no way to write them with this template. strips: line breaks around
    an answer are taken off.
    """

    prompt: str
    system: str
    between: str
    ending: str
    prefix: str = ""
    default_system: str = ""
    merges_system: bool = False
    no_thought: str = ""
    calls: str = ""
    strips: bool = False

    def question(self, text: str) -> str:
        """A question as the template writes it, up to where the answer begins."""
        return self.prompt.replace("{}", text)

    def system_text(self, text: str) -> str:
        """A system text, with what comes before it."""
        return self.system.replace("{}", text)


_CHATML = ("<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n", "<|im_start|>system\n{}<|im_end|>\n")
_ENDS = ("<|im_end|>\n", "<|im_end|>\n")
_LLAMA = "<|start_header_id|>{}<|end_header_id|>\n\n"

PLAIN: dict[str, Plain] = {
    "chatml": Plain(*_CHATML, *_ENDS),
    "llama3": Plain(
        _LLAMA.format(USER) + "{}<|eot_id|>" + _LLAMA.format(ASSISTANT),
        "<|begin_of_text|>" + _LLAMA.format(SYSTEM) + "{}<|eot_id|>",
        "<|eot_id|>",
        "<|eot_id|>",
        prefix="<|begin_of_text|>",
        calls="llama3",
    ),
    "qwen": Plain(
        *_CHATML,
        *_ENDS,
        default_system="You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        calls="hermes",
    ),
    "qwen3": Plain(*_CHATML, *_ENDS, no_thought="<think>\n\n</think>\n\n", calls="hermes"),
    "gemma": Plain(
        "<start_of_turn>user\n{}<end_of_turn>\n<start_of_turn>model\n",
        "{}\n\n",
        "<end_of_turn>\n",
        "<end_of_turn>",
        prefix="<bos>",
        merges_system=True,
        strips=True,
    ),
    "mistral": Plain("[INST]{}[/INST]", "<s>[SYSTEM_PROMPT]{}[/SYSTEM_PROMPT]", "</s>", "</s>", prefix="<s>"),
    "deepseek": Plain(
        "<｜User｜>{}<｜Assistant｜>",
        "<｜begin▁of▁sentence｜>{}",
        "<｜end▁of▁sentence｜>",
        "<｜end▁of▁sentence｜>",
        prefix="<｜begin▁of▁sentence｜>",
    ),
    "glm": Plain(
        "<|user|>\n{}<|assistant|>\n",
        "[gMASK]<sop><|system|>\n{}",
        "",
        "<|user|>",
        prefix="[gMASK]<sop>",
        no_thought="<think></think>\n",
    ),
}
