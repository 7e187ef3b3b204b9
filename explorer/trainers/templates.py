"""Chat templates as numbers: the tokens that each adds around the texts of a row.

Counted in the template's own vocabulary, where a special token is one token, and so are the plain role names and line
breaks beside them. The texts themselves are counted by this project's tokeniser, so a sum is near, not exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.conversation import SYSTEM, TOOL, Conversation

TURN = 5
"""Tokens around a turn. In all four: begin mark, role, mark or line break, end mark, and a line break or second mark."""


@dataclass(frozen=True, slots=True)
class Template:
    """One style.

    start: tokens before the first turn. answer_end: tokens of a turn's end that are trained with it.
    no_system: what is added where the row has no system turn. merged_system: a leading system turn costs this many
    tokens instead of `TURN`, 0 where it is a turn of its own. tools: text around declared tools. call: marks around
    the calls of one turn. result: marks around one tool result. alternates: refuses roles that do not take turns.
    cite: the template that was counted.
    """

    name: str
    label: str
    cite: str
    start: int = 0
    answer_end: int = 2
    no_system: int = 0
    merged_system: int = 0
    tools: int = 0
    call: int = 0
    result: int = 0
    groups_results: bool = False
    alternates: bool = False

    @property
    def column(self) -> str:
        """Name of the column that holds the tokens it adds to a row."""
        return f"{self.name}_overhead"

    @property
    def plain(self) -> int:
        """Tokens around one question and one answer."""
        return self.start + self.no_system + 2 * TURN

    def overhead(self, conversation: Conversation) -> int:
        """Tokens that the template adds to this row."""
        turns = conversation.turns
        if not turns:
            return self.start
        total = self.start + TURN * len(turns)
        if turns[0].role == SYSTEM:
            if self.merged_system:
                total += self.merged_system - TURN
        else:
            total += self.no_system
        if conversation.tools:
            total += self.tools
        before = ""
        for turn in turns:
            if turn.tool_calls:
                total += self.call
            if turn.role == TOOL:
                total += self.result
                if self.groups_results and before == TOOL:
                    total -= TURN - 1
            before = turn.role
        return total


TEMPLATES: dict[str, Template] = {
    one.name: one
    for one in (
        Template("chatml", "ChatML", "<|im_start|>role\\n … <|im_end|>\\n, as OpenAI published it"),
        Template(
            "llama3",
            "Llama 3",
            "meta-llama/Meta-Llama-3-8B-Instruct, tokenizer_config.json",
            start=1,
            answer_end=1,
            result=1,
        ),
        Template(
            "qwen",
            "Qwen 2.5",
            "Qwen/Qwen2.5-7B-Instruct, tokenizer_config.json: a default system prompt of 16 tokens, tools in the system turn",
            no_system=16 + TURN,
            tools=88,
            call=4,
            result=9,
            groups_results=True,
        ),
        Template(
            "gemma",
            "Gemma",
            "google/gemma-3-4b-it, chat_template.json: system text before the first user text, roles must take turns",
            start=1,
            merged_system=1,
            alternates=True,
        ),
    )
}
