"""Which field of a flat row plays which part: settled once for all rows with the same names and types.

Two rules of thumb beyond the scores of `fields`:

- A table without header: `column_1` is the prompt, the last column the response. Never sure.
- A `text` beside an answer or `code` is the prompt; on its own it is a text.
"""

from __future__ import annotations

import re
from typing import Any

from explorer.conversation import PROMPT_ONLY
from explorer.formats import fields

ALPACA, QA, PROMPT_COMPLETION = "alpaca", "qa", "prompt_completion"

_LONE_PROMPT = 50.0  # a lone field must be at least this much of a prompt; "input" or "text" alone says nothing
GROUND_TRUTHS = frozenset(
    "ground_truth groundtruth ground_truth_answer gold gold_answer golden_answer golden_answers expected_answer "
    "reference_answer reference_answers reference ideal".split()
)
"""Names of what an answer is held against: where a row has nothing else, its answer is still to be written."""

_ASKS = frozenset(
    "prompt question problem problem_statement query prompts questions user_prompt chat_completion_input".split()
)
_TARGETS = frozenset(("target", "targets", "target_text", "tgt"))
_CHANGED = frozenset(
    "tgt translation simplification simplifications simplified paraphrase paraphrases rewrite rewritten corrected "
    "correction target_sentence target_string".split()
)
"""Names of what a text was made into, where the text itself stands beside it."""
_UNCHANGED = (
    "src", "source_text", "source_sentence", "source_string", "original", "original_text", "sentence", "source", "text",
)  # fmt: skip
_MADE_FROM = (
    ("incorrect", "correct"), ("abstract", "title"), ("article", "headline"), ("article", "title"), ("nl", "cmd"), ("nl", "bash"),
    ("invocation", "cmd"), ("natural_language", "regex"), ("natural_language", "command"), ("description", "code"),
    ("docstring", "code"), ("code", "docstring"), ("code", "review"), ("code", "comment"), ("triples", "text"), ("concepts", "target"),
    ("meaning_representation", "human_reference"), ("in", "out"), ("classical", "modern"), ("上联", "下联"), ("原文", "译文"),
    ("古文", "现代文"), ("formal", "informal"), ("informal", "formal"), ("noisy", "clean"), ("diff", "message"), ("diff", "commit_message"),
)  # fmt: skip
"""Names of a text and of what was made of it, which mean that only side by side."""
_ALSO_MADE = frozenset(text for text, _ in _MADE_FROM)
_LOOSE_ASKS = ("body", "content", "description", "email", "post", "message", "title", "subject", "task")
_TALK = frozenset(("context", "dialogue", "dialog", "history"))
_SUMMARIES = frozenset(("summary", "highlights"))
_LETTER = re.compile(r"\(?[A-J]\)?")
_NOT_ALONE = frozenset(
    ("content", "body", "post", "context", "article", "document", "passage", "paragraph", "dialogue", "a", "q")
)
_QUESTION_NAMES = ("question", "problem", "quiz", "context", "article", "document", "passage", "dialogue", "q", "ask")
_PAIR, _GUESSED_PAIR, _PROMPT_ONLY, _RESPONSE_ONLY = 0.8, 0.6, 0.5, 0.2


class Plan:
    """Which field of a row plays which part; "" or () where none does. score: how well that fits, 0 to 1."""

    __slots__ = (
        "context",
        "dialect",
        "earlier",
        "history",
        "options",
        "prompt",
        "reasoning",
        "response",
        "score",
        "sure",
    )

    def __init__(self, value: dict[str, Any]) -> None:
        self.options = _options(value)
        letters = tuple(name for name, _ in self.options if name)
        self.prompt = fields.best(value, "prompt", by_type=True, without=letters)
        self.response = fields.best(value, "response", by_type=True, without=(self.prompt, *letters))
        self.context = self.history = self.reasoning = ""
        if self.response and isinstance(value[self.response], dict) and fields.normalise(self.response) in _CHANGED:
            self.response = ""  # texts in several languages
        if self.prompt and not self.response:
            # A field that is null still says what the row was meant to be.
            blank = {name: "" for name, item in value.items() if item is None and name != self.prompt}
            found = fields.best(blank, "response", without=letters)
            self.response = found if fields.score_of(found, "response") >= fields.SURE else ""
        elif self.response and not self.prompt:
            blank = {name: "" for name, item in value.items() if item is None and name != self.response}
            self.prompt = fields.best(blank, "prompt", without=letters)
        if self.response and value.get(self.response) is None:
            if letter := self._right_letter(value):
                self.response = letter  # a question with its options, whose answer is a letter
            elif self._is_checked(value):
                self.response = ""  # what checks an answer is there, and the answer is still to come
        self._find_odd_pairs(value, letters)
        asked = bool(fields.best(value, "of_a_question"))
        if self.prompt and fields.normalise(self.prompt) == "text" and not self.response and not asked:
            self.prompt = ""
        self.dialect = PROMPT_ONLY if self._is_prompt_only(value) else self._dialect()
        self.score, self.sure = self._judge(value)
        self.earlier = tuple(sorted(fields.ranked([*value], "earlier"), key=lambda name: -int(name.rpartition("/")[2])))
        if not self.score:
            return
        if self.prompt:
            self._settle_context(value)
            self.history = fields.best(value, "history", without=(self.prompt,))
        elif self.response and isinstance(value.get(name := fields.best(value, "history")), list):
            self.history, self.score, self.dialect = name, _GUESSED_PAIR, PROMPT_COMPLETION
        if self.response:
            self.reasoning = fields.best(value, "reasoning", without=(self.prompt, self.response))

    def _find_odd_pairs(self, value: dict[str, Any], letters: tuple[str, ...]) -> None:
        """Pairs whose fields only mean question and answer because of what stands beside them."""
        if (
            isinstance(value.get("message"), str)
            and isinstance(value.get("text"), str)
            and fields.best(value, "history")
        ):
            # Cohere's: what was said before, what is said now, and the answer.
            self.prompt, self.response = "message", "text"
            return
        asks = fields.normalise(self.prompt) if self.prompt else ""
        answers = fields.normalise(self.response) if self.response else ""
        if asks in _ALSO_MADE and not answers:
            self._find_changed(value)
            answers = fields.normalise(self.response) if self.response else ""
        if asks and not answers:
            if fields.best(value, "reasoning"):
                # The parts of an assistant's message as fields: `reasoning_content` and `content`.
                self.response = fields.best(value, "text", without=(self.prompt, *letters))
                # A question with its options: reasons, and the letter that they lead to.
                self.response = self.response or self._right_letter(value)
            elif asks == "prompt" and isinstance(value.get("text"), str) and not self._is_checked(value):
                self.response = "text"  # what was written by it, as Cosmopedia has it
            elif asks == "question":
                rest = {name: held for name, held in value.items() if fields.normalise(name) == "query"}
                self.response = fields.best(rest, "prompt")  # a question and its SQL
        elif answers in _TARGETS and not asks:
            self._find_changed(value)
            self.prompt = self.prompt or fields.best(value, "origin", without=(self.response, *letters))
        elif not asks or (not answers and asks in _ALSO_MADE):
            self._find_changed(value)
            if not self.prompt and self.response and answers not in _SUMMARIES:
                known = {fields.normalise(name): name for name, held in value.items() if isinstance(held, str)}
                certain = fields.score_of(self.response, "response") >= fields.SURE
                others = [name for name in known.values() if certain and not fields.parts_of(name)]
                self.prompt = next((known[name] for name in _LOOSE_ASKS if name in known), others[0] if others else "")
        if answers in _SUMMARIES and not asks:
            self.prompt = fields.best(value, "text", without=(self.response, *letters))
        elif not self.prompt and not self.response:
            pair = [name for name, held in value.items() if isinstance(held, str) and fields.is_tongue(name)]
            if len(pair) == 2:  # a text and its translation
                self.prompt, self.response = pair
        elif asks == "sentence" and answers not in _CHANGED and not self.options:
            self.prompt = ""  # what is classified
        if asks and answers in GROUND_TRUTHS and value.get(self.response) is not None:
            self.response = ""

    def _find_changed(self, value: dict[str, Any]) -> None:
        """A text and what was made of it: its translation, a simpler or a corrected wording."""
        known = {fields.normalise(name): name for name, held in value.items() if isinstance(held, str | list)}
        for text, made in _MADE_FROM:
            if text in known and made in known and self.response in ("", known[made]):
                self.prompt, self.response = known[text], known[made]
                return
        made = (
            self.response
            or fields.best(value, "changed")
            or next((name for word, name in known.items() if word in _CHANGED), "")
        )
        text = next((known[word] for word in _UNCHANGED if word in known and known[word] != made), "")
        text = text or fields.best(value, "origin", without=(made,))
        if made and text:
            self.prompt, self.response = text, made

    def _right_letter(self, value: dict[str, Any]) -> str:
        """The field with the letter of the right option, "" where the row has none."""
        return next((name for name, held in value.items() if _is_letter(name, held)), "") if self.options else ""

    def _is_prompt_only(self, value: dict[str, Any]) -> bool:
        """Whether the row asks something and is not meant to hold an answer: not where its answer is null."""
        if not self.prompt or self.response or fields.score_of(self.prompt, "prompt") < _LONE_PROMPT:
            return False
        asks = fields.normalise(self.prompt)
        if asks == "text" and fields.best(value, "of_a_question"):
            return True
        if asks in _ASKS or asks.endswith(("question", "prompt", "problem")) or _are_messages(value[self.prompt]):
            return True
        return self._is_checked(value) or any(
            held is not None and fields.normalise(name) in GROUND_TRUTHS for name, held in value.items()
        )

    @staticmethod
    def _is_checked(value: dict[str, Any]) -> bool:
        """Whether fields hold tests or a reward that an answer is checked by."""
        checks = {"tests", "evidence"}
        return any(held is not None and not checks.isdisjoint(fields.parts_of(name)) for name, held in value.items())

    def _dialect(self) -> str:
        name = fields.normalise(self.prompt) if self.prompt else ""
        answer = fields.normalise(self.response) if self.response else ""
        if name in ("instruction", "指令") or (name in ("input", "输入") and answer in ("output", "response", "输出")):
            return ALPACA
        if name in _QUESTION_NAMES or name.endswith("question") or name.startswith("question_") or name == "问题":
            return QA
        return PROMPT_COMPLETION

    def _judge(self, value: dict[str, Any]) -> tuple[float, bool]:
        prompt = fields.score_of(self.prompt, "prompt")
        response = fields.score_of(self.response, "response")
        if self.prompt and self.response:
            if fields.headerless(value):
                return _GUESSED_PAIR, False
            sure = prompt >= fields.SURE and response >= fields.SURE
            if not response or not prompt:
                return _GUESSED_PAIR, bool(fields.best(value, "reasoning")) or fields.normalise(
                    self.response
                ) in _SUMMARIES
            if fields.normalise(self.prompt) == "text" and fields.normalise(self.response) not in ("code", "summary"):
                # A label-like answer beside a text is as often a classification set as an instruction set.
                return _GUESSED_PAIR - 0.2, False
            return (_PAIR if sure else _GUESSED_PAIR), sure
        if self.prompt and prompt >= _LONE_PROMPT and fields.normalise(self.prompt) not in _NOT_ALONE:
            # That there is no answer is certain only where the row is known to wait for one.
            return _PROMPT_ONLY, prompt >= fields.SURE and self.dialect == PROMPT_ONLY
        if self.response and response >= fields.SURE and fields.normalise(self.response) != "a":
            return _RESPONSE_ONLY, False
        return 0.0, False

    def _settle_context(self, value: dict[str, Any]) -> None:
        taken = (self.prompt, self.response)
        self.context = fields.best(value, "context", without=taken)
        held = value.get(self.context)
        if isinstance(held, list) and held and all(isinstance(item, int | float) for item in held):
            self.context = ""  # tokens, as Ollama keeps them
        elif self.context and fields.score_of(self.context, "context") < fields.SURE:
            self.sure = False
        if not self.context and fields.normalise(self.prompt) == "instruction":
            rest = {n: v for n, v in value.items() if fields.normalise(n) in ("question", "query", "problem")}
            self.context = fields.best(rest, "prompt", without=taken)

    def is_talk(self) -> bool:
        """Whether what was asked stands under a name that a dialogue's turns go by."""
        return fields.normalise(self.prompt) in _TALK

    def context_first(self) -> bool:
        """Whether the context precedes the prompt: a passage before its question, an input after its instruction."""
        return self._dialect() == QA and fields.normalise(self.context) not in ("input", "输入")

    def parts(self) -> dict[str, str]:
        """The fields by the part that each plays."""
        found = (
            ("prompt", self.prompt),
            ("context", self.context),
            ("response", self.response),
            ("history", self.history),
            ("reasoning", self.reasoning),
        )
        return {part: name for part, name in found if name}

    def used(self) -> frozenset[str]:
        """Names of the fields that go into the turns."""
        names = (
            self.prompt,
            self.context,
            self.response,
            self.history,
            self.reasoning,
            *self.earlier,
            *(n for n, _ in self.options),
        )
        return frozenset(name for name in names if name)


def _are_messages(held: Any) -> bool:
    return isinstance(held, list) and bool(held) and isinstance(held[0], dict) and "role" in held[0]


def _is_letter(name: str, held: Any) -> bool:
    return "right_letter" in fields.parts_of(name) and isinstance(held, str) and bool(_LETTER.fullmatch(held.strip()))


def _options(value: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(field, letter) of a multiple-choice question's options; the letter is "" where one field holds them all."""
    marks = [
        (name, fields.normalise(name)[-1].upper())
        for name, item in value.items()
        if item is not None and "letter" in fields.parts_of(name)
    ]
    letters = [(name, mark) for name, mark in marks if mark.isalpha()]
    if {"A", "B"} <= {letter for _, letter in letters}:
        return tuple(letters)
    numbered = sorted((mark, name) for name, mark in marks if mark.isdigit())
    if len(numbered) > 1 and [int(mark) - int(numbered[0][0]) for mark, _ in numbered] == [*range(len(numbered))]:
        return tuple((name, chr(65 + place)) for place, (_, name) in enumerate(numbered))
    name = fields.best(value, "options")
    return ((name, ""),) if name and isinstance(value[name], list | dict | str) else ()
