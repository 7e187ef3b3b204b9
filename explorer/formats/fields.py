"""Which field plays which part, by name.

Names are compared after `normalise` ("Original Answer", "originalAnswer" and "original_answer" are one name).
Every name has a score for each part it can play; the best name wins, and the first of the row among equals:

- 70 to 100: a name listed below. A prompt and a response found this way are sure.
- about 50: the name ends in a word that means the part (`std_answer`, `canonical_solution`, `user_query`), or
  begins with it and ends in a neutral word (`solution_text`). A guess: the row is marked as not sure.
- Names with a word such as `id`, `type` or `incorrect` are never guessed.
- A list or object costs 60, a number or boolean 20: text is the likelier prompt or answer.

The listed names follow ms-swift's fallback table, the prompt strategies of axolotl, and common public sets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from explorer.formats.other_names import OTHER_PARTS

SURE = 70.0

_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\W_]+")

_PROMPT: dict[str, float] = {
    "instruction": 100, "prompt": 96, "question": 95, "query": 94, "problem": 93, "message_1": 90, "human": 88,
    "user": 88, "user_message": 88, "quiz": 86, "ask": 80, "q": 80, "input": 82, "input_text": 80, "inputs": 80,
    "problem_statement": 91, "patient": 88, "customer": 84, "user_input": 84, "chat_completion_input": 84, "user_prompt": 90,
    "指令": 100, "提示": 96, "问题": 95, "问": 90, "輸入": 82, "输入": 82, "患者": 85, "病人": 85, "题目": 92, "提问": 92,
    "frage": 95, "anweisung": 100, "aufgabe": 92, "eingabe": 82, "pregunta": 95, "instrucción": 100, "instruccion": 100,
    "consulta": 90, "entrada": 82, "pergunta": 95, "instrução": 100, "instrucao": 100, "domanda": 95, "istruzione": 100,
    "consigne": 95, "requête": 90, "entrée": 82, "vraag": 95, "opdracht": 95, "pytanie": 95, "polecenie": 95, "soru": 95,
    "talimat": 100, "вопрос": 95, "инструкция": 100, "запрос": 92, "質問": 95, "指示": 96, "問題": 93, "入力": 82, "질문": 95,
    "지시": 96, "입력": 82, "سؤال": 95, "السؤال": 95, "प्रश्न": 95, "câu_hỏi": 95, "คำถาม": 95,
    "article": 70, "document": 70, "dialogue": 70, "passage": 60, "context": 60, "paragraph": 55, "text": 55,
    "column_1": 30,
}  # fmt: skip
_RESPONSE: dict[str, float] = {
    "response": 100, "completion": 100, "output": 100, "generation": 95, "solution": 92, "answer": 91, "message_2": 90,
    "assistant": 90, "assistant_message": 90, "reply": 88, "answers": 88, "target": 88, "targets": 86,
    "target_text": 86, "output_text": 86, "outputs": 86, "gpt": 85, "bot": 80, "a": 75, "summary": 75,
    "highlights": 72, "answer_key": 71, "ground_truth": 70, "explanation": 62, "code": 60, "reference": 58,
    "generated_answer": 90, "generated_solution": 90, "generated_response": 90, "doctor": 88, "solutions": 84, "patch": 74,
    "sql": 74, "therapist": 84, "counselor": 84, "model_output": 88, "assistant_response": 95, "gold_patch": 73,
    "输出": 100, "回答": 100, "答案": 91, "答": 80, "回复": 88, "輸出": 100, "医生": 85, "答复": 88, "解答": 88,
    "antwort": 91, "ausgabe": 100, "respuesta": 91, "salida": 100, "réponse": 91, "reponse": 91, "sortie": 100, "resposta": 91,
    "saída": 100, "saida": 100, "risposta": 91, "uscita": 100, "antwoord": 91, "odpowiedź": 91, "odpowiedz": 91, "cevap": 91,
    "yanıt": 91, "yanit": 91, "ответ": 91, "応答": 100, "出力": 100, "답변": 91, "응답": 100, "출력": 100, "جواب": 91,
    "الجواب": 91, "إجابة": 91, "الإجابة": 91, "उत्तर": 91, "trả_lời": 91, "câu_trả_lời": 91, "คำตอบ": 91,
}  # fmt: skip
_CONTEXT: dict[str, float] = {
    "input": 100, "输入": 100, "context": 90, "passage": 88, "article": 86, "paragraph": 84, "document": 82,
    "background": 80, "evidence": 78, "knowledge": 76,
}  # fmt: skip
_SYSTEM: dict[str, float] = {"system": 100, "system_prompt": 95, "system_message": 90, "系统": 90}
_REASONING: dict[str, float] = {
    "reasoning_content": 100, "reasoning": 95, "thinking": 95, "complex_cot": 90, "complex_co_t": 90, "co_t": 85, "chain_of_thought": 90, "cot": 85,
}  # fmt: skip
_CHAT: dict[str, float] = {
    "messages": 100, "conversations": 95, "conversation": 90, "chat": 80, "dialogue": 75, "dialog": 75, "dialogs": 70,
    "items": 60, "turns": 55, "data": 40,
}  # fmt: skip
_TEXT: dict[str, float] = {
    "text": 100, "content": 90, "raw_content": 85, "raw_text": 85, "body": 80, "document": 75, "article": 75,
    "passage": 60, "paragraph": 60, "code": 40,
}  # fmt: skip
_CHOSEN: dict[str, float] = {
    "chosen": 100, "chosen_response": 95, "chosen_messages": 95, "accepted": 80, "preferred": 80, "response_j": 70,
    "pos": 60, "positive": 60, "win": 60, "better": 60, "better_response": 72, "preferred_response": 85, "best_response": 66, "y_w": 70,
    "winning_response": 72, "chosen_answer": 85, "good_response": 68, "accepted_response": 80, "preferred_answer": 80,
}  # fmt: skip
_REJECTED: dict[str, float] = {
    "rejected": 100, "rejected_response": 95, "rejected_messages": 95, "dispreferred": 80, "response_k": 70,
    "neg": 60, "negative": 60, "lose": 60, "worse": 60, "worse_response": 72, "non_preferred_response": 85, "y_l": 70,
    "worst_response": 66, "losing_response": 72, "rejected_answer": 85, "bad_response": 68, "dispreferred_response": 85,
}  # fmt: skip
_SINGLE: dict[str, tuple[str, ...]] = {
    "history": ("history",),
    "tools": ("tools", "functions"),
    "media": ("images", "image", "videos", "video", "audios", "audio"),
    "options": ("choices", "options"),
    "label": ("kto_tag", "label"),
    "completions": ("completions",),
    "labels": ("labels",),
    **OTHER_PARTS,
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
        found = _parts[name] = _classify(normalise(name))
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
    """The fields of a row that can play a part, in their order."""
    return {name: item for name, item in value.items() if isinstance(name, str) and parts_of(name)}


def _cost(value: Any) -> float:
    if isinstance(value, str):
        return 0.0
    if isinstance(value, bool | int | float):
        return 20.0
    return 60.0


def best(value: dict[str, Any], part: str, *, by_type: bool = False, without: tuple[str, ...] = ()) -> str:
    """Name of the field that plays a part best, "" where none does. Fields that are null do not count."""
    chosen, top = "", -1e9
    for name, item in value.items():
        if item is None or name in without:
            continue
        score = parts_of(name).get(part)
        if score is not None:
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
