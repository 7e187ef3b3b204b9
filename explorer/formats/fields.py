"""Which field plays which part, by name, and by whether its value can be such a part at all.

Names are compared after `normalise` ("Original Answer", "originalAnswer" and "original_answer" are one name).
Every name has a score for each part it can play; the best name wins, and the first of the row among equals:

- 70 to 100: a name listed below. A prompt and a response found this way are sure.
- about 50: the name ends in a word that means the part (`std_answer`, `canonical_solution`, `user_query`), or
  begins with it and ends in a neutral word (`solution_text`). A guess: the row is marked as not sure.
- A number or a switch is no system text, reasoning, history, list of tools or media, whatever its name.
- Names with a word such as `id`, `type` or `incorrect` are never guessed.
- A list or object costs 60, a number or boolean 20: text is the likelier prompt or answer.

The listed names follow ms-swift's fallback table, the prompt strategies of axolotl, and common public sets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from explorer.formats.shapes import column_of, is_dialogue

SURE = 70.0

_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\W_]+")

_PROMPT: dict[str, float] = {
    "instruction": 100, "prompt": 96, "question": 95, "query": 94, "problem": 93, "message_1": 90, "human": 88,
    "user": 88, "user_message": 88, "user_prompt": 88, "quiz": 86, "ask": 80, "q": 80, "message": 49, "input": 82, "input_text": 80, "inputs": 80,
    "指示": 100, "質問": 95, "入力": 82, "質問文": 90, "질문": 95, "지시": 98, "지시문": 98, "입력": 82, "문제": 93, "프롬프트": 96,
    "frage": 95, "anweisung": 100, "anfrage": 90, "aufgabe": 88, "eingabe": 82, "consigne": 98, "requête": 92, "pregunta": 95,
    "instrucción": 100, "instruccion": 100, "entrada": 82, "pergunta": 95, "instrução": 100, "instrucao": 100, "domanda": 95,
    "вопрос": 95, "инструкция": 100, "запрос": 92, "задача": 90, "سؤال": 95, "السؤال": 95, "تعليمات": 98, "問題": 94, "問": 90,
    "用户": 88, "用戶": 88, "用户输入": 88, "ユーザー": 88, "사용자": 88, "usuario": 86, "utilisateur": 86, "пользователь": 86, "المستخدم": 86,
    "指令": 100, "提示": 96, "问题": 95, "问": 90, "輸入": 82, "输入": 82,
    "article": 70, "document": 70, "dialogue": 70, "passage": 60, "context": 60, "paragraph": 55, "text": 55,
    "column_1": 30,
}  # fmt: skip
_RESPONSE: dict[str, float] = {
    "response": 100, "completion": 100, "output": 100, "generation": 95, "solution": 92, "answer": 91, "message_2": 90,
    "assistant": 90, "assistant_message": 90, "assistant_response": 90, "reply": 88, "answers": 88, "target": 88, "targets": 86,
    "target_text": 86, "output_text": 86, "outputs": 86, "gpt": 85, "bot": 80, "a": 75, "summary": 75,
    "highlights": 72, "answer_key": 71, "ground_truth": 70, "explanation": 62, "code": 60, "reference": 58,
    "出力": 100, "応答": 100, "解答": 91, "返答": 90, "답변": 100, "응답": 100, "출력": 100, "정답": 88, "대답": 90, "antwort": 100, "ausgabe": 100,
    "lösung": 92, "réponse": 100, "reponse": 100, "respuesta": 100, "salida": 98, "resposta": 100, "saída": 98, "saida": 98,
    "risposta": 100, "ответ": 100, "решение": 92, "вывод": 90, "جواب": 100, "الجواب": 100, "إجابة": 100, "الإجابة": 100, "助手": 90, "回覆": 88,
    "アシスタント": 90, "어시스턴트": 90, "asistente": 88, "ассистент": 88, "المساعد": 88,
    "输出": 100, "回答": 100, "答案": 91, "答": 80, "回复": 88, "輸出": 100,
}  # fmt: skip
_CONTEXT: dict[str, float] = {
    "input": 100, "输入": 100, "context": 90, "passage": 88, "article": 86, "paragraph": 84, "document": 82,
    "background": 80, "evidence": 78, "knowledge": 76, "story": 74,
}  # fmt: skip
_SYSTEM: dict[str, float] = {
    "system": 100, "system_prompt": 95, "system_message": 90, "系统": 90, "系统提示": 90, "sys_prompt": 88, "meta_instruction": 80, "systemprompt": 88, "system_instruction": 88,
    "システム": 90, "시스템": 90, "системный_промпт": 85, "system_message_content": 80, "preamble": 78,
}  # fmt: skip
_REASONING: dict[str, float] = {
    "reasoning_content": 100, "reasoning": 95, "thinking": 95, "complex_cot": 90, "complex_co_t": 90, "co_t": 85, "chain_of_thought": 90, "cot": 85,
    "thinking_content": 92, "thought": 88, "thoughts": 86, "think": 86, "rationale": 84, "reasoning_text": 84, "reasoning_trace": 84,
    "thinking_trajectory": 84, "deepseek_reasoning": 82, "model_reasoning": 82, "思考": 90, "思考过程": 90, "推理过程": 88, "推理": 86, "思考過程": 90,
}  # fmt: skip
_CHAT: dict[str, float] = {
    "messages": 100, "conversations": 95, "conversation": 90, "chat": 80, "dialogue": 75, "dialog": 75, "dialogs": 70,
    "items": 60, "turns": 55, "data": 40, "conv": 85, "convs": 84, "dialogues": 75, "chats": 72, "utterances": 70,
    "message": 65, "msgs": 85, "chat_history": 60, "exchanges": 65, "dialog_turns": 70, "trajectory": 65, "traj": 60, "thread": 60,
    "对话": 90, "对话内容": 88, "消息": 88, "會話": 90, "会話": 90, "対話": 90, "대화": 90, "gespräch": 85, "dialog_history": 60,
    "nachrichten": 85, "conversación": 85, "mensajes": 85, "diálogo": 80, "conversa": 85, "mensagens": 85, "диалог": 85, "сообщения": 88,
    "разговор": 80, "محادثة": 85, "المحادثة": 85, "رسائل": 85,
}  # fmt: skip
_TEXT: dict[str, float] = {
    "text": 100, "content": 90, "raw_content": 85, "raw_text": 85, "body": 80, "document": 75, "article": 75,
    "passage": 60, "paragraph": 60, "code": 40, "plain_text": 85, "formatted_text": 82, "formatted_chat": 82, "full_text": 82,
    "formatted": 75, "chat_text": 80, "训练文本": 80, "文本": 85, "テキスト": 85, "텍스트": 85, "текст": 85, "texto": 85,
}  # fmt: skip
_CHOSEN: dict[str, float] = {
    "chosen": 100, "chosen_response": 95, "chosen_messages": 95, "accepted": 80, "preferred": 80, "response_j": 70,
}  # fmt: skip
_REJECTED: dict[str, float] = {
    "rejected": 100, "rejected_response": 95, "rejected_messages": 95, "dispreferred": 80, "response_k": 70,
}  # fmt: skip
_SINGLE: dict[str, tuple[str, ...]] = {
    "history": ("history", "chat_history", "dialog_history", "conversation_history", "历史", "历史对话"),
    "tools": ("tools", "functions"),
    "media": ("images", "image", "videos", "video", "audios", "audio"),
    "options": ("choices", "options"),
    "label": ("kto_tag", "label"),
    "completions": ("completions",),
    "labels": ("labels",),
    "prefix": ("prefix",),
    "instances": ("instances",),
}
_LETTERS = "abcdefghij"

_BAD_WORDS = frozenset(
    (
        "annotation", "category", "context", "correctness", "count", "date", "distractor", "distractors",
        "distribution", "end", "entry", "false", "format", "has", "hash", "id", "ids", "idx", "incorrect", "index",
        "is", "label", "labels", "lang", "language", "len", "length", "level", "license", "list", "mask", "metadata",
        "name", "negative", "num", "number", "path", "pattern", "score", "scores", "source", "start", "status",
        "style", "subject", "system", "tag", "tags", "template", "time", "timestamp", "title", "token", "tokens",
        "type", "unit", "url", "uuid", "verified", "wrong", "rejected",
    )
)  # fmt: skip
_PROMPT_WORDS = {"instruction": 8.0, "question": 7.0, "prompt": 7.0, "query": 6.0, "problem": 6.0, "input": 3.0}
_RESPONSE_WORDS = {
    "response": 9.0, "completion": 9.0, "output": 8.0, "solution": 8.0, "generation": 7.0, "answer": 7.0, "reply": 6.0,
    "answers": 4.0, "responses": 4.0, "outputs": 4.0, "solutions": 4.0, "target": 3.0, "summary": 2.0,
}  # fmt: skip
_NEUTRAL_WORDS = frozenset(("text", "content", "body", "string", "value", "en", "zh"))

Parts = Mapping[str, float]
"""Part -> score of a name."""

_NONE: Parts = {}
_KNOWN: dict[str, dict[str, float]] = {}
for _part, _table in {
    "prompt": _PROMPT,
    "response": _RESPONSE,
    "context": _CONTEXT,
    "system": _SYSTEM,
    "reasoning": _REASONING,
    "chat": _CHAT,
    "text": _TEXT,
    "chosen": _CHOSEN,
    "rejected": _REJECTED,
    **{part: dict.fromkeys(names, 100.0) for part, names in _SINGLE.items()},
}.items():
    for _name, _score in _table.items():
        _KNOWN.setdefault(_name, {})[_part] = float(_score)
for _letter in _LETTERS:
    for _name in (_letter, f"option_{_letter}", f"op{_letter}", f"choice_{_letter}"):
        _KNOWN.setdefault(_name, {})["letter"] = 100.0

_CACHE_LIMIT = 20_000
_parts: dict[str, Parts] = {}


def normalise(name: str) -> str:
    """A field's name in lower case with single underscores between its words."""
    return _GAP.sub("_", _EDGE.sub("_", name)).strip("_").lower()


def parts_of(name: str) -> Parts:
    """Which parts a field of this name can play, with scores; empty for most names."""
    found = _parts.get(name)
    if found is None:
        if len(_parts) >= _CACHE_LIMIT:
            _parts.clear()
        found = _classify(normalise(name))
        if column_of(name):
            found = {**found, "column": 100.0}
        _parts[name] = found
    return found


def _classify(name: str) -> Parts:
    if name in _KNOWN:
        return _KNOWN[name]
    if name.startswith("column_") and name[7:].isdigit():
        return {"response": 20.0 + min(int(name[7:]), 99) / 10}
    words = name.split("_")
    if len(words) < 2 or len(words) > 4 or not _BAD_WORDS.isdisjoint(words):
        return _NONE
    for part, table in (("response", _RESPONSE_WORDS), ("prompt", _PROMPT_WORDS)):
        if words[-1] in table:
            return {part: 50 + table[words[-1]] - len(words) / 10}
        if words[0] in table and _NEUTRAL_WORDS.issuperset(words[1:]):
            return {part: 45 + table[words[0]] - len(words) / 10}
    return _NONE


def relevant(value: dict[Any, Any]) -> dict[str, Any]:
    """The fields of a row that can play a part, by their names or as dialogues by their own structure, in their order."""
    return {
        name: item for name, item in value.items() if isinstance(name, str) and (parts_of(name) or is_dialogue(item))
    }


_TEXTS = frozenset(("system", "reasoning", "history", "tools", "media", "chat"))
"""Parts that a number or a yes and no cannot play."""


def _cost(value: Any) -> float:
    if isinstance(value, str):
        return 0.0
    if isinstance(value, bool | int | float):
        return 20.0
    return 60.0


def best(value: dict[str, Any], part: str, *, by_type: bool = False, without: tuple[str, ...] = ()) -> str:
    """Name of the field that plays a part best, "" where none does. Fields that are null, or cannot be it, do not count."""
    chosen, top = "", -1e9
    for name, item in value.items():
        if item is None or name in without:
            continue
        score = parts_of(name).get(part)
        if score is not None:
            if part in _TEXTS and isinstance(item, bool | int | float):
                continue
            if by_type:
                score -= _cost(item)
            if score > top:
                chosen, top = name, score
    return chosen


def score_of(name: str, part: str) -> float:
    """How well a name fits a part; 0 where it does not."""
    return parts_of(name).get(part, 0.0) if name else 0.0


def ranked(names: list[str], part: str) -> list[str]:
    """The names that can play a part, best first."""
    return sorted((name for name in names if part in parts_of(name)), key=lambda name: -parts_of(name)[part])


def headerless(value: dict[str, Any]) -> bool:
    """Whether the row comes from a table without a header (`column_1`, `column_2`, …)."""
    return "column_1" in value and "column_2" in value
