"""Dialogues written out in one string: "Human: … Assistant: …", ChatML, "### Instruction: …" and their like.

A text is a transcript only where that is plain: it opens with a speaker's label (or a chat template's marker) and
the other side speaks too. Ordinary prose that merely contains such a word stays text.
"""

from __future__ import annotations

import re

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Turn

_TEMPLATE_ROLES = {
    "system": SYSTEM, "user": USER, "human": USER, "assistant": ASSISTANT, "model": ASSISTANT, "bot": ASSISTANT,
    "tool": TOOL, "ipython": TOOL, "observation": TOOL, "function": TOOL,
}  # fmt: skip
_CHATML = re.compile(r"<\|im_start\|>[ \t]*(\w+)[ \t]*\n?(.*?)(?:<\|im_end\|>|(?=<\|im_start\|>)|\Z)", re.S)
_LLAMA3 = re.compile(
    r"<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>(.*?)(?:<\|eot_id\|>|<\|eom_id\|>|(?=<\|start_header_id\|>)|\Z)",
    re.S,
)
_ZEPHYR = re.compile(r"<\|(system|user|assistant)\|>(.*?)(?=<\|(?:system|user|assistant)\|>|\Z)", re.S)
_GEMMA = re.compile(r"<start_of_turn>(\w+)\n(.*?)(?:<end_of_turn>|(?=<start_of_turn>)|\Z)", re.S)
_INST_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>(.*)", re.S)

_HASH = re.compile(
    r"###[ \t]*(instruction|input|response|output|human|user|assistant|system|question|answer)s?[ \t]*(?:[:：]|(?=\n))",
    re.I,
)
_HASH_ROLES = {
    "instruction": USER, "human": USER, "user": USER, "question": USER, "input": "input", "system": SYSTEM,
    "response": ASSISTANT, "output": ASSISTANT, "assistant": ASSISTANT, "answer": ASSISTANT,
}  # fmt: skip

_HASH_FOLLOWS = {SYSTEM: (USER,), USER: ("input", ASSISTANT), "input": (ASSISTANT,), ASSISTANT: (USER,)}

# (how the text opens, the labels of one turn each, labels of the user's side), most specific first.
_FAMILIES: tuple[tuple[re.Pattern[str], re.Pattern[str], frozenset[str]], ...] = tuple(
    (
        re.compile(rf"\s*(?:{user}){colon}"),
        re.compile(rf"(?:\A[ \t]*|{gap})({user}|{assistant}){colon}"),
        frozenset(user.replace("\\", "").split("|")),
    )
    for user, assistant, colon, gap in (
        ("Human|HUMAN|human|H", "Assistant|ASSISTANT|assistant|AI|Bot|A", r"[ \t]*[:：]", r"\n[ \t]*"),
        (
            "User|USER|user",
            "Assistant|ASSISTANT|assistant|AI|Bot|BOT|bot|Model|ChatGPT|GPT",
            r"[ \t]*[:：]",
            r"\n[ \t]*",
        ),
        ("用户|问|客户|患者|病人|提问", "助手|答|客服|医生|回答", r"[ \t]*[:：]", r"\n[ \t]*"),
        (r"\[用户\]|\[客户\]|\[患者\]", r"\[助手\]|\[客服\]|\[医生\]", r"[ \t]*[:：]?", r"\s"),
        ("【用户】|【客户】|【患者】", "【助手】|【客服】|【医生】", r"[ \t]*[:：]?", r"\s"),
    )
)
_OPENING = re.compile("|".join(f"(?:{opening.pattern})" for opening, _, _ in _FAMILIES))
_VICUNA = re.compile(r"(?:\A|\s)(USER|ASSISTANT):")
_QUESTION = re.compile(r"(?:\A|\n)(Q|A|Question|Answer)[:：][ \t]*")
_ANSWERS = ("\nA:", "\nA：", "\nAnswer:", "\nAnswer：")
_CONTEXT_LINES = re.compile(r"(?:\w[\w ]{0,30}:[^\n]*\n)*\w[\w ]{0,30}:[^\n]*")
_ENDS = ("</s>", "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<eos>")
_LONGEST_PREAMBLE = 2_000


def _clean(text: str) -> str:
    text = text.strip()
    for end in _ENDS:
        text = text.removesuffix(end).rstrip()
    return text


def split_transcript(text: str) -> tuple[Turn, ...] | None:
    """The turns of a transcript, None where the text is not one."""
    turns = None
    if "<|" in text:
        turns = _template(text, "<|im_start|>", _CHATML)
        turns = turns or _template(text, "<|start_header_id|>", _LLAMA3)
        turns = turns or _template(text, "<|assistant|>", _ZEPHYR)
    if turns is None and "[/INST]" in text:
        turns = _llama2(text)
    if turns is None and "<start_of_turn>" in text:
        turns = _template(text, "<start_of_turn>", _GEMMA)
    if turns is None and "###" in text:
        turns = _hashes(text)
    if turns is None:
        turns = _labels(text)
    return tuple(turns) if turns else None


def _template(text: str, marker: str, pattern: re.Pattern[str]) -> list[Turn] | None:
    if marker not in text:
        return None
    turns = []
    for match in pattern.finditer(text):
        role = match[1].lower()
        turns.append(Turn(_TEMPLATE_ROLES.get(role, role), _clean(match[2])))
    # A template opens with a marker; a text that mentions one somewhere inside is prose about templates.
    opening = text[: text.find("<")].strip() if turns else "x"
    if opening or not any(turn.role == ASSISTANT for turn in turns):
        return None
    return turns


def _llama2(text: str) -> list[Turn] | None:
    if not text.lstrip().removeprefix("<s>").lstrip().startswith("[INST]"):
        return None
    turns: list[Turn] = []
    for part in text.split("[INST]")[1:]:
        asked, _, answer = part.partition("[/INST]")
        system = _INST_SYSTEM.match(asked)
        if system:
            turns.append(Turn(SYSTEM, system[1].strip()))
            asked = system[2]
        turns += (Turn(USER, asked.strip()), Turn(ASSISTANT, _clean(answer.partition("<s>")[0])))
    return turns


def _hashes(text: str) -> list[Turn] | None:
    first = _HASH.search(text)
    if first is None or _HASH_ROLES[first[1].lower()] not in (USER, SYSTEM):
        return None
    preamble = text[: first.start()].strip()
    if len(preamble) > _LONGEST_PREAMBLE:
        return None
    marks = [first]
    state = _HASH_ROLES[first[1].lower()]
    for match in _HASH.finditer(text, first.end()):
        role = _HASH_ROLES[match[1].lower()]
        # Only a label that can follow counts: "### Input" inside an answer is part of the answer.
        if role in _HASH_FOLLOWS[state]:
            marks.append(match)
            state = role
    roles = [_HASH_ROLES[mark[1].lower()] for mark in marks]
    if ASSISTANT not in roles and preamble:
        return None
    turns = [Turn(SYSTEM, preamble)] if preamble else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, role, end in zip(marks, roles, ends, strict=True):
        said = _clean(text[mark.end() : end])
        if role == "input":
            if said:
                turns[-1] = Turn(USER, f"{turns[-1].text}\n{said}")
        else:
            turns.append(Turn(role, said))
    return turns


def _labels(text: str) -> list[Turn] | None:
    for opening, label, users in _FAMILIES if _OPENING.match(text) else ():
        if opening.match(text):
            # Where turns stand apart by blank lines, a label at the start of a mere line is quoted text.
            marks = list(label.finditer(text))
            apart = [mark for mark in marks if mark.start() == 0 or text[mark.start() - 1 : mark.start()] == "\n"]
            if any(mark[1] not in users for mark in apart):
                marks = apart
            turns = _cut(text, marks, users)
            if turns:
                return turns
    return _vicuna(text) or _questions(text)


def _cut(text: str, marks: list[re.Match[str]], users: frozenset[str]) -> list[Turn] | None:
    turns = []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        turns.append(Turn(USER if mark[1] in users else ASSISTANT, _clean(text[mark.end() : end])))
    return turns if any(turn.role == ASSISTANT for turn in turns) else None


def _vicuna(text: str) -> list[Turn] | None:
    """`[preamble] USER: … ASSISTANT: …</s>USER: …` on one line."""
    if "ASSISTANT:" not in text or "USER:" not in text:
        return None
    text = text.replace("</s>", "</s> ")
    marks = list(_VICUNA.finditer(text))
    if not marks or marks[0][1] != "USER" or marks[0].start() > _LONGEST_PREAMBLE:
        return None
    turns = _cut(text, marks, frozenset(("USER",)))
    preamble = text[: marks[0].start()].strip()
    return [Turn(SYSTEM, preamble), *turns] if turns and preamble else turns


def _questions(text: str) -> list[Turn] | None:
    """`Q: … A: …`, taking turns, the answer on the line after the question.

    Anything looser would take pages of questions with several answers, or none, for dialogues. One question may
    come after lines of context, each with a label ("table: …"), which then belong to the prompt.
    """
    if "\nA" not in text or not any(mark in text for mark in _ANSWERS):
        return None
    marks = list(_QUESTION.finditer(text))
    if len(marks) < 2 or len(marks) % 2:
        return None
    for place, mark in enumerate(marks):
        if mark[1][0] != "QA"[place % 2]:
            return None
        if place % 2 and text[: mark.start()].endswith("\n"):
            return None
    preamble = text[: marks[0].start()]
    if preamble.strip():
        answer = marks[1]
        if len(marks) > 2 or len(preamble) > _LONGEST_PREAMBLE or not _CONTEXT_LINES.fullmatch(preamble):
            return None
        return [Turn(USER, text[: answer.start()].strip()), Turn(ASSISTANT, _clean(text[answer.end() :]))]
    return _cut(text, marks, frozenset(("Q", "Question")))
