"""Residue: what templates, generators, copying and conversion left in a row."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS, Answer
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.residue import words
from explorer.metrics.residue.damage import MOST, controls, holds, mojibake
from explorer.metrics.residue.meant import asks_after_it, is_sentence, leaves_out
from explorer.metrics.residue.overlap import echo, swapped
from explorer.metrics.text.needles import group, held
from explorer.metrics.text.quick import Quick
from explorer.metrics.text.thinking import visible_start

_NONE = "none"


def _flag(name: str, label: str, help: str, group: str = "judgements") -> Column:
    return Column(name, label, "boolean", help, layer="residue", group="checks" if group == "checks" else "judgements")


COLUMNS = (
    _flag(
        "has_placeholder",
        "unfilled placeholder",
        "An answer holds a template slot that nobody filled: [Your Name], <insert …>, {{name}}, XXX, 【此处填写…】, lorem ipsum, a "
        "TODO in code. Found by fixed forms; slots that the prompt itself brings or asks for do not count.",
    ),
    _flag(
        "has_boilerplate",
        "generator boilerplate",
        "Text of the generator instead of content; see the boilerplate kind. Found by fixed phrases in the first 20,000 characters.",
    ),
    Column(
        "boilerplate_kind",
        "boilerplate kind",
        "category",
        "identity (names another model or its maker), cutoff (knowledge cut-off), as_an_ai, interface (rate limits, copy code, chat "
        "markers), merged_rows (a second instruction inside the answer), no_input (<noinput> in the prompt), or none. Of several answers, the first kind.",
        layer="residue",
        group="judgements",
    ),
    _flag(
        "echoes_prompt",
        "echoes the prompt",
        "An answer repeats its prompt, or nearly all of it is prompt text, and adds nothing. Short answers and tasks whose answer is "
        "part of the prompt (extracting, correcting, translating) count only where they repeat the instruction too.",
    ),
    _flag(
        "is_swapped",
        "prompt and response swapped",
        "A prompt reads as an explanation and the answer to it as a question or an instruction about it. Set only on clear cases.",
    ),
    _flag(
        "has_mojibake",
        "mojibake",
        "Letters damaged by a wrong encoding, in an answer or its question: Ã©, â€™, ä½ å¥½, 锟斤拷, a run of U+FFFD. Found by sequences that ordinary text of any "
        "language hardly holds (those of ftfy, and Chinese damaged by GBK); in the first 20,000 characters of each.",
        "checks",
    ),
    _flag(
        "has_control_chars",
        "control characters",
        "Control characters other than tab and line break, or invisible and direction-changing characters where the script does not "
        "need them; in an answer or its question.",
        "checks",
    ),
)


_SLOTS = [(group(needles), needles, pattern, said) for needles, pattern, said in words.PLACEHOLDERS]
_ANY_SLOT = functools.reduce(int.__or__, (bit for bit, _, _, _ in _SLOTS))


def _placeholders(answer: str, question: str, seen: int = -1) -> Iterator[tuple[int, int, str]]:
    """seen: what is `held` by a text that the answer is a part of."""
    if not seen & _ANY_SLOT:
        return
    shown = answer[:MOST]
    plain = shown.isascii()
    for bit, needles, pattern, said in _SLOTS:
        if not seen & bit or (plain and pattern is words.ZH_SLOT) or not holds(shown, needles):
            continue
        for found in pattern.finditer(shown):
            said_before = found.group() in question or leaves_out(found.group(), question)
            if not said_before and not is_sentence(found.group()) and not _wants_slots(question):
                yield found.start(), found.end(), said


_SLOTS_ASKED = Quick(
    r"template|placeholder|boilerplate|fill[- ]in|blank|cloze|lorem|skeleton|todo|模板|模版|范本|填空|占位|范文格式",
    re.IGNORECASE,
)


def _wants_slots(question: str) -> bool:
    return _SLOTS_ASKED.search(question[:2_000]) is not None


def _boilerplate(answer: str, question: str, seen: int = -1) -> tuple[str, int, int] | None:
    """(kind, start, end) of the gravest boilerplate of an answer. seen: as `_placeholders` takes it."""
    if not seen & _ANY_BOILERPLATE:
        return None
    shown = answer[:MOST]
    lower = shown.lower()
    if len(lower) != len(shown):
        lower = shown
    if "’" in lower:
        lower = lower.replace("’", "'")
    plain = shown.isascii()
    found = None
    made = seen & _MAKERS and holds(lower, _MAKER_NEEDLES)
    if made and holds(lower, ("i am ", "i'm ", "my name is", "as chatgpt", "ed by ", "made by")):
        found = words.IDENTITY.search(lower)
    zh = not plain and "我" in shown
    if found is None and zh and (made or (seen & _ZH_MAKERS and holds(shown, _ZH_MAKER_NEEDLES))):
        found = words.ZH_IDENTITY.search(shown)
    if found is not None and not _plays(question) and shown[: found.start()].count('"') % 2 == 0:
        return "identity", *found.span()
    found = words.CUTOFF.search(lower) if seen & _CUTOFF else None
    if found is None and not plain and "我" in shown and ("截" in shown or "更新" in shown):
        found = words.ZH_CUTOFF.search(shown)
    if found is not None:
        return "cutoff", *found.span()
    found = words.JUNK.search(lower) if seen & _JUNK and holds(lower, words.JUNK_NEEDLES) else None
    if found is not None and found.group() not in question.lower():
        return "interface", *found.span()
    found = words.MERGED.search(shown) if seen & _MERGED and holds(shown, words.MERGED_NEEDLES) else None
    if found is not None and not holds(question, words.MERGED_NEEDLES):
        return "merged_rows", *found.span()
    found = None
    if seen & _SELF and holds(lower, _SELF_NEEDLES):
        found = words.SELF.search(lower, 0, 4_000)
    if found is None and not plain and ("作为" in shown or "作為" in shown or "我是" in shown or "我只是" in shown):
        found = words.ZH_SELF.search(shown, 0, 2_000)
    if (
        found is not None
        and not _plays(question)
        and not asks_after_it(question)
        and shown[: found.start()].count('"') % 2 == 0
    ):
        return "as_an_ai", *found.span()
    return None


_MAKER_NEEDLES = (
    "gpt", "openai", "claude", "anthropic", "gemini", "bard", "llama", "qwen", "google", "meta", "microsoft", "alibaba", "mistral",
    "deepseek", "kimi", "vicuna", "grok", "assistant", "glm", "lmsys", "copilot", "bing", "koala", "alpaca", "moss", "doubao", "baidu",
)  # fmt: skip
_ZH_MAKER_NEEDLES = ("通义", "文心", "智谱", "星火", "豆包", "百川", "盘古", "混元", "百度", "阿里", "清华", "腾讯", "字节", "月之暗面", "深度求索", "华为", "微软", "谷歌", "复旦", "讯飞")  # fmt: skip
_SELF_NEEDLES = ("as a", "i am a", "i'm a", "i'm just a", "i am just a")
_MAKERS, _ZH_MAKERS = group(_MAKER_NEEDLES), group(_ZH_MAKER_NEEDLES)
_CUTOFF = group(("my ", "cutoff", "cut-off"))
_JUNK, _MERGED = group(words.JUNK_NEEDLES), group(words.MERGED_NEEDLES)
_SELF = group(_SELF_NEEDLES)
_ANY_BOILERPLATE = _MAKERS | _ZH_MAKERS | _CUTOFF | _JUNK | _MERGED | _SELF | group(("我", "作为", "作為"))
_INPUT = group(("nput", "无输入", "没有输入"))
_PLAY = Quick(
    r"\b(?:translate|story|dialog|poem|pretend|role-?play|essay)\b|翻译|故事|小说|扮演|演讲|作文", re.IGNORECASE
)


def _plays(question: str) -> bool:
    return _PLAY.search(question[:400]) is not None


def _no_input(question: str) -> re.Match[str] | None:
    if "nput" not in question and "NPUT" not in question and "无输入" not in question and "没有输入" not in question:
        return None
    found = words.NO_INPUT_INSIDE.search(question[:MOST])
    if found is None:
        tail = max(0, len(question) - 60)
        found = words.NO_INPUT.search(question, tail)
    return found


class _Residue(NamedTuple):
    """What was found in one answer, and in the question before it."""

    placeholder: bool
    kind: str
    echoes: bool
    swapped: bool
    mojibake: bool
    controls: bool
    no_input: bool
    asked_mojibake: bool
    asked_controls: bool

    @property
    def said(self) -> str:
        """The kind of boilerplate of the answer, else that of the question."""
        return "no_input" if self.kind == _NONE and self.no_input else self.kind


def _judge(answer: Answer) -> _Residue:
    question, text = answer.question, answer.text
    begin = visible_start(text)
    shown = text[begin:] if begin else text
    seen = held(text)
    found = _boilerplate(shown, question, seen)
    return _Residue(
        next(_placeholders(shown, question, seen), None) is not None,
        found[0] if found is not None else _NONE,
        echo(shown, question) is not None,
        answer.alone and swapped(shown, question),
        next(mojibake(text), None) is not None,
        next(controls(text), None) is not None,
        found is None and held(question) & _INPUT > 0 and _no_input(question) is not None,
        next(mojibake(question), None) is not None,
        next(controls(question), None) is not None,
    )


def _either(one: Iterable[bool], other: Iterable[bool]) -> list[bool]:
    return [a or b for a, b in zip(one, other, strict=True)]


def compute(batch: Batch, context: Context) -> Values:
    """Residue of one batch."""
    del context
    judged = batch.answers.judge(_judge)
    kinds = judged.first(lambda one: one.said, _NONE)
    # A question that nobody answers is damaged all the same.
    asked_mojibake = judged.response(lambda one: one.asked_mojibake)
    asked_controls = judged.response(lambda one: one.asked_controls)
    return {
        "has_placeholder": judged.any(lambda one: one.placeholder),
        "has_boilerplate": [kind != _NONE for kind in kinds],
        "boilerplate_kind": kinds,
        "echoes_prompt": judged.any(lambda one: one.echoes),
        "is_swapped": judged.any(lambda one: one.swapped),
        "has_mojibake": _either(judged.any(lambda one: one.mojibake or one.asked_mojibake), asked_mojibake),
        "has_control_chars": _either(judged.any(lambda one: one.controls or one.asked_controls), asked_controls),
        FAULTY_TURNS: judged.faulty_turns(lambda one: one[:6] != _CLEAN),
    }


_CLEAN = (False, _NONE, False, False, False, False)
_KINDS = {
    "identity": "Names another model or its maker as itself.",
    "cutoff": "Speaks of its knowledge cut-off.",
    "as_an_ai": "Speaks of itself as an AI.",
    "interface": "Left over from a chat page or a chat template.",
    "merged_rows": "A second instruction inside the answer.",
    "no_input": "An empty input that was written out.",
}
_MARKS = 30


def explain(conversation: Conversation) -> list[Evidence]:
    """What each flag of the row points at."""
    found: list[Evidence] = []
    last = conversation.question_index()
    texts = {last: conversation.turns[last].text} if last >= 0 else {}
    for answer in Batch([conversation]).answers:
        found += _of_answer(answer)
        texts |= {answer.asked: answer.question, answer.turn: answer.text}
    for position, text in sorted(texts.items()):
        for place in itertools.islice(mojibake(text), _MARKS):
            found.append(Evidence("has_mojibake", "Read in a wrong encoding.", position, *place.span()))
        for place in itertools.islice(controls(text), _MARKS):
            found.append(Evidence("has_control_chars", f"U+{ord(place.group()[0]):04X}.", position, *place.span()))
    return found


def _of_answer(answer: Answer) -> Iterator[Evidence]:
    question, turn = answer.question, answer.turn
    begin = visible_start(answer.text)
    shown = answer.text[begin:]
    for start, end, said in itertools.islice(_placeholders(shown, question), _MARKS):
        yield Evidence("has_placeholder", said, turn, begin + start, begin + end)
    boiler = _boilerplate(shown, question)
    if boiler is not None:
        kind, start, end = boiler
        yield Evidence("has_boilerplate", _KINDS[kind], turn, begin + start, begin + end)
    elif (place := _no_input(question)) is not None:
        yield Evidence("has_boilerplate", _KINDS["no_input"], answer.asked, *place.span())
    if (span := echo(shown, question)) is not None:
        yield Evidence("echoes_prompt", "Repeats the prompt and adds nothing.", turn, begin + span[0], begin + span[1])
    if answer.alone and swapped(shown, question):
        yield Evidence("is_swapped", "The response asks what the prompt answers.", turn, begin, len(answer.text))


RESIDUE = Metric("residue", 5, COLUMNS, compute, explain=explain, by_turn=True)
