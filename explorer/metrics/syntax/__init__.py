"""Does what has a grammar obey it: JSON, code and calls of tools in the answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from explorer.columns import Column, Group, Kind
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.syntax.budget import Budget, GivenUpError
from explorer.metrics.syntax.json_text import LONGEST, broken_json, mentions_json, starts_with_json
from explorer.metrics.syntax.other_language import reads_as
from explorer.metrics.syntax.python import about_errors, broken_python
from explorer.metrics.syntax.tool_calls import bad_calls, count_calls
from explorer.metrics.syntax.trees import PARSED, broken_tree
from explorer.metrics.text.fences import Fence, fences
from explorer.metrics.text.thinking import visible_start


def _column(name: str, label: str, kind: Kind, group: Group, help: str) -> Column:
    return Column(name, label, kind, help, layer="syntax", group=group)


COLUMNS = (
    _column(
        "invalid_json",
        "broken JSON",
        "boolean",
        "checks",
        "JSON was asked for, begun, or fenced as such, and it does not parse. JSON Lines, comments, prose after the JSON and "
        "sketches that leave parts out on purpose (...) are let pass; trailing commas, single quotes and curly quotes are not.",
    ),
    _column(
        "invalid_code",
        "broken code",
        "boolean",
        "checks",
        "A closed code fence whose code no parser accepts: Python (Python 2 included, unless the text speaks of it), and "
        "JavaScript, TypeScript, Java, Go, C, C++, C#, Rust, PHP, Ruby, Kotlin, Swift, CSS and shell with brackets, quotes or blocks "
        "that do not match, a missing token in otherwise sound code (Java, C#), or marks that a converter put there: Markdown's backslashes, "
        "full-width punctuation, odd spaces. Fragments, prompts, magics and ... are let pass, and so is sound code whose fence names another language.",
    ),
    _column(
        "wrong_fence",
        "wrongly tagged code",
        "boolean",
        "checks",
        "A code fence names one language and holds another, in which the code is sound: JavaScript in a fence of Python, say. The answer is not "
        "wrong, only its tag.",
    ),
    _column(
        "invalid_tool_call",
        "broken tool call",
        "boolean",
        "checks",
        "A call of a tool whose arguments are not JSON, or that does not fit the row's declared tools: unknown name or "
        "parameter, a required one missing, a wrong type.",
    ),
    _column(
        "calling_turns",
        "turns that call a tool",
        "integer",
        "attributes",
        "Number of assistant turns that call a tool, be the call kept apart or written between tags in the text.",
    ),
    _column(
        "answered_calls",
        "calling turns with a result",
        "integer",
        "attributes",
        "Number of the turns that call a tool which a tool's result follows. A call that ends the row has none: it is what is to be learnt.",
    ),
    _column(
        "code_language",
        "code language",
        "category",
        "attributes",
        "Language of the last answer's first code fence, or of bare code that begins it; none without code, other for a "
        "fence without a language that is known.",
    ),
    _column(
        "not_judged",
        "not judged",
        "category",
        "attributes",
        "Which of broken code and broken JSON could not be told in this row, because code or JSON in it is too long, nests too deeply or would take too much "
        "work to parse; their columns are false then. None in nearly every row.",
    ),
    _column("n_code_blocks", "code blocks", "integer", "attributes", "Number of code fences in the last answer."),
)


class Found(NamedTuple):
    """What is wrong in an answer, or could not be judged. start, end: characters of the answer. unjudged: the column that was left open."""

    column: str
    start: int
    end: int
    said: str
    unjudged: str = ""


_NONE = "none"
_TAG = "wrong_fence"
_GAVE_UP = "Too long, too deeply nested or too costly to parse, so nothing is said about it."


_ASKED = re.compile(
    r"(?:\bas|\bin|\binto|\breturn|\boutput|\bto|\bvalid|\bproduce|\bgenerate|\busing|\bonly|\bwith)\s+(?:an?\s|the\s|valid\s){0,2}json\b"
    r"|\bjson (?:object|array|list|format|output|only|schema)\b|JSON\s?(?:格式|对象|数组|输出|形式|字符串)|(?:返回|输出|用|以|生成|转为|转成|转换为)\s{0,2}JSON",
    re.IGNORECASE,
)
_BEGUN = re.compile(r'\{\s{0,80}["“]|\[\s{0,80}(?:\{\s{0,80}["“]|")|[\[{]\s{0,80}[\]}]')
_MEMBER = re.compile(r'["“”]\s{0,8}[:：]')
_INSIDE = re.compile(r"\{\s{0,80}[\"'“]\w|\[\s{0,80}\{\s{0,80}[\"'“]")
_BARE = re.compile(
    r"(?P<python>(?:def \w+\(|import \w+|from [\w.]+ import |class \w+[:(]|print\(|for \w+ in |#!.{0,30}python))"
    r"|(?P<sql>(?:SELECT|INSERT INTO|CREATE TABLE|CREATE DATABASE|UPDATE|DELETE FROM|ALTER TABLE)\s)"
    r"|(?P<html><!DOCTYPE html|<(?:html|head|body|div|form|table|ul|p|h1|input|img|a|script|style)[ >])"
    r"|(?P<javascript>function \w*\(|const \w+ ?=|let \w+ ?[=;]|var \w+ ?[=;]|console\.log\()"
    r"|(?P<java>(?:public |private |protected )(?:static |final |abstract )*(?:class|void|int|String|boolean|interface)\b|import java)"
    r"|(?P<cpp>#include ?<(?:iostream|vector|string|algorithm|map|bits/)|using namespace )|(?P<c>#include ?[<\"]|int main\()"
    r"|(?P<shell>#!/bin/(?:ba)?sh|sudo |\$ \w)|(?P<php><\?php)|(?P<go>package \w+\n)|(?P<rust>fn \w+\(|use std::)"
)
_CODE_STARTS = frozenset("dificpSUCDAI<lvs#$ujf")
_LOOSE = frozenset(("json5", "jsonc", "javascript", "js"))


class _Judged(NamedTuple):
    """What was found in one answer. bad_call: a call of a tool in it does not fit."""

    found: list[Found]
    bad_call: bool
    language: str
    blocks: int

    def holds(self, column: str) -> bool:
        """Whether the answer fails in the way that a column tells."""
        return any(one.column == column for one in self.found)

    @property
    def faulty(self) -> bool:
        return self.bad_call or any(not one.unjudged and one.column != _TAG for one in self.found)


def _judge(answer: Answer, budgets: Mapping[int, Budget], bad_calls: Collection[int]) -> _Judged:
    """budgets: of the rows, since the answers of one share it. bad_calls: turns of the row whose calls do not fit."""
    text, question = answer.text, answer.question
    blocks = fences(text) if "```" in text else []
    head = text[:80].lstrip()
    found: list[Found] = []
    if blocks or head[:1] in ("{", "[") or mentions_json(question):
        found = check(text, question, blocks, budgets[answer.row])
    language = _NONE
    if blocks:
        language = blocks[0].language or "other"
    elif head[:1] in _CODE_STARTS and (bare := _BARE.match(head)) is not None:
        language = bare.lastgroup or "other"
    elif head[:1] in ("{", "[") and _BEGUN.match(head) and _MEMBER.search(text[:400]):
        language = "json"
    return _Judged(found, answer.turn in bad_calls, language, len(blocks))


def compute(batch: Batch, context: Context) -> Values:
    """Facts of one batch."""
    del context
    calls = {
        row: {call.turn for call in bad_calls(batch.conversations[row])}
        for row, answer in enumerate(batch.answer)
        if not batch.plain[row] or "<tool_call>" in answer or "<functioncall>" in answer
    }
    budgets = defaultdict[int, Budget](Budget)
    judged = batch.answers.judge(lambda answer: _judge(answer, budgets, calls.get(answer.row, ())))
    calling = list(map(count_calls, batch.conversations, batch.plain, batch.answer))
    unjudged = judged.union(lambda one: {found.unjudged for found in one.found} - {""})
    return {
        "invalid_json": judged.any(lambda one: one.holds("invalid_json")),
        "invalid_code": judged.any(lambda one: one.holds("invalid_code")),
        "wrong_fence": judged.any(lambda one: one.holds(_TAG)),
        "invalid_tool_call": judged.any(lambda one: one.bad_call),
        "calling_turns": [calls for calls, _ in calling],
        "answered_calls": [answered for _, answered in calling],
        "code_language": judged.response(lambda one: one.language),
        "not_judged": [", ".join(sorted(names)) or _NONE for names in unjudged],
        "n_code_blocks": judged.response(lambda one: one.blocks),
        FAULTY_TURNS: judged.faulty_turns(lambda one: one.faulty),
    }


def explain(conversation: Conversation) -> list[Evidence]:
    """The places that do not parse, and the calls that do not fit."""
    budgets = defaultdict[int, Budget](Budget)
    trained = conversation.trained_turns()
    found = [
        Evidence(one.column, one.said, answer.turn, one.start, one.end)
        for answer in Batch([conversation]).answers
        for one in _judge(answer, budgets, ()).found
    ]
    for call in bad_calls(conversation):
        if call.turn in trained:
            part = "tool_calls" if call.part == "tool_calls" else "text"
            found.append(Evidence("invalid_tool_call", call.said, call.turn, call.start, call.end, part))
    return found


def check(answer: str, question: str, blocks: list[Fence], budget: Budget) -> list[Found]:
    """What does not parse in an answer. budget: of its row."""
    found: list[Found] = []
    excused: bool | None = None
    begin = visible_start(answer)
    for block in blocks:
        if block.start < begin or not block.closed:
            continue
        code = answer[block.start : block.end]
        if block.language == "json":
            try:
                wrong = broken_json(code, budget, block.info.lower() in _LOOSE)
            except GivenUpError:
                found.append(_open("invalid_json", answer, block.start))
                continue
            if wrong is not None:
                found.append(Found("invalid_json", *_line(answer, block.start + wrong[0]), wrong[1]))
            continue
        if block.language != "python" and block.language not in PARSED:
            continue
        try:
            broken = (
                broken_python(code, budget) if block.language == "python" else broken_tree(code, block.language, budget)
            )
        except GivenUpError:
            found.append(_open("invalid_code", answer, block.start))
            continue
        if broken is None:
            continue
        if excused is None:
            excused = about_errors(answer) or about_errors(question[-4000:])
        if excused:
            continue
        if other := reads_as(code, block.language, budget):
            found.append(
                Found(_TAG, *_line(answer, block.start), f"Tagged {block.info[:20]}, but it reads as {other}.")
            )
            continue
        place = block.start + sum(len(line) + 1 for line in code.split("\n")[: broken[0]])
        found.append(Found("invalid_code", *_line(answer, min(place, block.end)), broken[1]))
    if not blocks and (bare := _bare_json(answer, question, begin, budget)) is not None:
        found.append(bare)
    return found


def _bare_json(answer: str, question: str, begin: int, budget: Budget) -> Found | None:
    """JSON without a fence: an answer that begins as JSON, or that was asked for JSON and holds something like it."""
    text = answer[begin:].lstrip()
    start = len(answer) - len(text)
    asked = mentions_json(question) and _ASKED.search(question[-6000:]) is not None
    if text[:1] in ("{", "["):
        begun = _BEGUN.match(text) is not None and _MEMBER.search(text[:2000]) is not None
        if not begun and not (asked and text[1:2] in "'\"“{[ \n"):
            return None
    else:
        inside = _INSIDE.search(text[:4000]) if asked else None
        if inside is None or text[: inside.start()].rstrip()[-1:] not in (":", "：", ".", "。", ""):
            return None  # no JSON inside, or a literal in code
        start += inside.start()
        text = text[inside.start() :]
    if len(text) <= 10 * LONGEST and starts_with_json(text):
        return None
    try:
        wrong = broken_json(text, budget)
    except GivenUpError:
        return _open("invalid_json", answer, start)
    if wrong is None:
        return None
    return Found("invalid_json", *_line(answer, start + wrong[0]), wrong[1])


def _open(column: str, answer: str, place: int) -> Found:
    """What stands at a place could not be judged."""
    return Found("not_judged", *_line(answer, place), _GAVE_UP, column)


def _line(text: str, place: int) -> tuple[int, int]:
    """The line around a place, as (start, end); at most 200 characters of it."""
    place = min(place, max(len(text) - 1, 0))
    start = max(text.rfind("\n", 0, place) + 1, place - 100)
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return start, min(max(end, place + 1), start + 200, len(text))


SYNTAX = Metric("syntax", 7, COLUMNS, compute, explain=explain, by_turn=True)
