"""Dialogues written out in one string: by a chat template, "Human: … Assistant: …", "### Instruction: …" and their like.

A text is a transcript only where that is plain: it opens with a speaker's label (or a chat template's marker) and
the other side speaks too. Ordinary prose that merely contains such a word stays text.
"""

from __future__ import annotations

import re

from explorer.conversation import ASSISTANT, ROLES, SYSTEM, TOOL, USER, Turn
from explorer.formats import templates
from explorer.formats.call_marks import part
from explorer.formats.template_parts import BEGINS, clean
from explorer.formats.templates import LONGEST_PREAMBLE

_HASH = re.compile(
    r"###[ \t]*(instruction|input|response|output|human|user|assistant|system|question|answer|prompt|completion|指令|输入|回复|回答|输出|"
    r"问题|用户|助手)s?[ \t]*(?:[:：]|(?=\n))",
    re.I,
)
_HASH_ROLES = {
    "instruction": USER, "human": USER, "user": USER, "question": USER, "input": "input", "system": SYSTEM,
    "response": ASSISTANT, "output": ASSISTANT, "assistant": ASSISTANT, "answer": ASSISTANT, "prompt": USER, "completion": ASSISTANT,
    "指令": USER, "问题": USER, "用户": USER, "输入": "input", "回复": ASSISTANT, "回答": ASSISTANT, "输出": ASSISTANT, "助手": ASSISTANT,
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
            "Assistant|ASSISTANT|assistant|AI|Bot|BOT|bot|Model|ChatGPT|GPT|Falcon|FUNCTION RESPONSE|TOOL RESPONSE|TOOL",
            r"[ \t]*[:：]",
            r"\n[ \t]*",
        ),
        (
            "用户|问|客户|患者|病人|提问|人类|使用者|用戶",
            "助手|答|客服|医生|回答|机器人|助理|AI",
            r"[ \t]*[:：]",
            r"\n[ \t]*",
        ),
        (
            "ユーザー|ユーザ|質問|사용자|유저|질문|Benutzer|Nutzer|Utilisateur|Usuario|Usuário|Utente|Пользователь|المستخدم|مستخدم",
            "アシスタント|AI|ボット|回答|어시스턴트|챗봇|답변|Assistent|Assistant|KI|Asistente|Assistente|Bot|Ассистент|Бот|Помощник|المساعد|مساعد",
            r"[ \t]*[:：]",
            r"\n[ \t]*",
        ),
        (r"\[用户\]|\[客户\]|\[患者\]", r"\[助手\]|\[客服\]|\[医生\]", r"[ \t]*[:：]?", r"\s"),
        (
            r"\[USER\]|\[User\]|\[user\]|\[HUMAN\]|\[Human\]|\[human\]|\[Q\]",
            r"\[ASSISTANT\]|\[Assistant\]|\[assistant\]|\[BOT\]|\[Bot\]|\[bot\]|\[AI\]|\[A\]",
            r"[ \t]*[:：]?",
            r"\s",
        ),
        ("【用户】|【客户】|【患者】", "【助手】|【客服】|【医生】", r"[ \t]*[:：]?", r"\s"),
    )
)
_OPENING = re.compile("|".join(f"(?:{opening.pattern})" for opening, _, _ in _FAMILIES))
_VICUNA = re.compile(r"(?:\A|\s)(USER|ASSISTANT):")
_QUESTION = re.compile(r"(?:\A|\n)(Q|A|Question|Answer)[:：][ \t]*")
_ANSWERS = ("\nA:", "\nA：", "\nAnswer:", "\nAnswer：")
_CONTEXT_LINES = re.compile(r"(?:\w[\w ]{0,30}:[^\n]*\n)*\w[\w ]{0,30}:[^\n]*")


_ASKS = ("Human:", "User:", "USER:", "human:", "用户：", "用户:", "问：", "Human：", "### Human", "\n\nHuman:")


def asked_turns(text: str) -> tuple[Turn, ...] | None:
    """The turns of a prompt that is a dialogue and awaits its answer ("Human: … Assistant:"); None for any other text."""
    if not text.startswith(_ASKS):
        return None
    turns = split_transcript(text)
    return turns[:-1] if turns and turns[-1].role == ASSISTANT and not turns[-1].text else None


def split_transcript(text: str) -> tuple[Turn, ...] | None:
    """The turns of a transcript, None where the text is not one."""
    turns = templates.split(text) if "<" in text or "[" in text else None
    if turns is None and "###" in text:
        turns = _hashes(text)
    if turns is None:
        turns = _labels(text)
    if not turns:
        return None
    return tuple(part(turns))


def are_known(turns: tuple[Turn, ...]) -> bool:
    """Whether every speaker of a transcript is known by name."""
    return all(turn.role in ROLES for turn in turns)


def _hashes(text: str) -> list[Turn] | None:
    first = _HASH.search(text)
    if first is None or _HASH_ROLES[first[1].lower()] not in (USER, SYSTEM):
        return None
    preamble = text[: first.start()].strip()
    if len(preamble) > LONGEST_PREAMBLE:
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
        said = clean(text[mark.end() : end])
        if role == "input":
            if said:
                turns[-1] = Turn(USER, f"{turns[-1].text}\n{said}")
        else:
            turns.append(Turn(role, said))
    return turns


_TOOLS = frozenset(("FUNCTION RESPONSE", "TOOL RESPONSE", "TOOL"))
_SYSTEM = re.compile(r"\s*(?:System|SYSTEM|system|系统|システム|시스템|Système|Sistema|Система)[ \t]*[:：]")
_ROUND = re.compile(r"(?:\A|(?<=\n))[ \t]*\[Round \d{1,4}\][ \t]*\n+")
_USERS_LINE = re.compile(
    r"\n[ \t]*(?=(?:" + "|".join(opening.pattern.removeprefix(r"\s*") for opening, _, _ in _FAMILIES[:4]) + "))"
)


_LABEL_WITHIN = 64  # characters from the first letter on


def _labels(text: str) -> list[Turn] | None:
    text = text[begun.end() :] if text[:1] == "<" and (begun := BEGINS.match(text)) else text
    head = text[:_LABEL_WITHIN]
    if head[:1].isspace():
        head = text.lstrip()[:_LABEL_WITHIN]
    if ":" in head or "：" in head or head[:1] in ("[", "【", "#"):
        return _labelled(text)
    return _vicuna(text) or _questions(text)


_INSTRUCTED = re.compile(
    r"\s*(?:Instruction|Task|Prompt)[:：]\s*(.+?)\n+[ \t]*(?:Input[:：]\s*(.*?)\n+[ \t]*)?(?:Response|Output|Completion)[:：]\s*(.*)",
    re.S,
)


def _instructed(text: str) -> list[Turn] | None:
    """One instruction, an input perhaps, and one response, each after its label."""
    found = (
        _INSTRUCTED.fullmatch(text)
        if text.count("\nResponse") + text.count("\nOutput") + text.count("\nCompletion") == 1
        else None
    )
    if found is None:
        return None
    asked = f"{found[1].strip()}\n{found[2].strip()}" if found[2] and found[2].strip() else found[1].strip()
    return [Turn(USER, asked), Turn(ASSISTANT, clean(found[3]))]


_ON_ONE_LINE = re.compile(r"(?:\A|\s)(Human|User|Assistant):")
_OPENS = re.compile(r"\s*(Human|User):")


def _open(text: str) -> list[Turn] | None:
    """`Human: … Assistant: …` on one line, with or without the last answer, as DeepSpeed-Chat writes prompts."""
    opening = _OPENS.match(text)
    if opening is None or "Assistant:" not in text:
        return None
    marks = list(_ON_ONE_LINE.finditer(text))
    if not text.rstrip().endswith("Assistant:") and (
        len(marks) % 2 or any(mark[1] != (opening[1], "Assistant")[place % 2] for place, mark in enumerate(marks))
    ):
        return None  # a whole dialogue takes turns
    return _cut(text, marks, frozenset((opening[1],)))


def _labelled(text: str) -> list[Turn] | None:
    """The turns of a text that may open with a speaker's label."""
    if text[:1] in ("*", "#") and (turns := templates.split(text)):
        return turns
    if text.lstrip().startswith("[Round "):  # ChatGLM
        text = _ROUND.sub("", text)
    system = _SYSTEM.match(text)
    first = _USERS_LINE.search(text, system.end()) if system else None
    if system and first and first.start() - system.end() <= 10 * LONGEST_PREAMBLE:
        turns = _spoken(text[first.end() :])
        if turns:
            said = text[system.end() : first.start()].strip()
            return [Turn(SYSTEM, said), *turns] if said else turns
    return _spoken(text) or _open(text) or _vicuna(text) or _questions(text) or _instructed(text)


def _spoken(text: str) -> list[Turn] | None:
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
    return None


def _cut(text: str, marks: list[re.Match[str]], users: frozenset[str]) -> list[Turn] | None:
    turns = []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        role = USER if mark[1] in users else TOOL if mark[1] in _TOOLS else ASSISTANT
        turns.append(Turn(role, clean(text[mark.end() : end])))
    return turns if any(turn.role == ASSISTANT for turn in turns) else None


def _vicuna(text: str) -> list[Turn] | None:
    """`[preamble] USER: … ASSISTANT: …</s>USER: …` on one line."""
    if "ASSISTANT:" not in text or "USER:" not in text:
        return None
    text = text.replace("</s>", "</s> ")
    marks = list(_VICUNA.finditer(text))
    if not marks or marks[0][1] != "USER" or marks[0].start() > LONGEST_PREAMBLE:
        return None
    turns = _cut(text, marks, frozenset(("USER",)))
    preamble = text[: marks[0].start()].strip().removeprefix("SYSTEM:").strip()
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
        if len(marks) > 2 or len(preamble) > LONGEST_PREAMBLE or not _CONTEXT_LINES.fullmatch(preamble):
            return None
        return [Turn(USER, text[: answer.start()].strip()), Turn(ASSISTANT, clean(text[answer.end() :]))]
    return _cut(text, marks, frozenset(("Q", "Question")))
