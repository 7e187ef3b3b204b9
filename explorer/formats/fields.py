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

from explorer.conversation import USER
from explorer.formats import names as known_names
from explorer.formats.shapes import are_exchanges, column_of, is_dialogue
from explorer.formats.speakers import side_of

SURE = 70.0

_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\W_]+")

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
_SIDES = {
    **dict.fromkeys(("chosen", "pos", "positive", "preferred", "accepted", "better", "winning"), "chosen"),
    **dict.fromkeys(("rejected", "neg", "negative", "dispreferred", "worse", "losing"), "rejected"),
}
_DIALOGUES = frozenset(
    (
        "messages",
        "conversation",
        "conversations",
        "dialogue",
        "dialog",
        "message",
        "text",
        "chat",
        "resp",
        "ans",
        "reply",
    )
)
_PLAIN_ASKS = ("instruction", "question", "prompt")
_NEUTRAL_WORDS = frozenset(("text", "content", "body", "string", "value", "en", "zh"))
_TALKS = frozenset(("conversation", "conversations", "dialogue", "dialog", "chat", "messages", "transcript"))


def normalise(name: str) -> str:
    """A field's name in lower case with single underscores between its words."""
    return _GAP.sub("_", _EDGE.sub("_", name)).strip("_").lower()


Parts = Mapping[str, float]
"""Part -> score of a name."""

_NONE: Parts = {}
_KNOWN: dict[str, dict[str, float]] = {}
for _part, _table in {
    "prompt": known_names.PROMPT,
    "response": known_names.RESPONSE,
    "context": known_names.CONTEXT,
    "system": known_names.SYSTEM,
    "reasoning": known_names.REASONING,
    "chat": known_names.CHAT,
    "text": known_names.TEXT,
    "chosen": known_names.CHOSEN,
    "rejected": known_names.REJECTED,
    **{part: dict.fromkeys(names, 100.0) for part, names in known_names.SINGLE.items()},
}.items():
    for _name, _score in _table.items():
        _KNOWN.setdefault(normalise(_name), {})[_part] = float(_score)
for _letter in (*_LETTERS, *"0123456789"):
    for _name in (
        *((_letter,) if _letter.isalpha() else (f"option{_letter}", f"choice{_letter}", f"mc_answer{_letter}")),
        *(f"option_{_letter}", f"op{_letter}", f"choice_{_letter}", f"ending{_letter}", f"ending_{_letter}"),
    ):
        _KNOWN.setdefault(_name, {})["letter"] = 100.0

_CACHE_LIMIT = 20_000
_parts: dict[str, Parts] = {}


def parts_of(name: Any) -> Parts:
    """Which parts a field of this name can play, with scores; empty for most names, and for a key that is no text."""
    found = _parts.get(name)
    if found is None:
        if len(_parts) >= _CACHE_LIMIT:
            _parts.clear()
        found = _classify(normalise(name)) if isinstance(name, str) else _NONE
        if isinstance(name, str) and column_of(name):
            found = {**found, "column": 100.0}
        if isinstance(name, str) and _EARLIER.fullmatch(name):
            found = {"earlier": 100.0}
        _parts[name] = found
    return found


_OF_WHOM = re.compile(r"^(?:用户|模型|机器人|客户|系统)(?=.)|(?:内容|文本|信息)$")
"""What Chinese names put around the word that tells the part."""
_EARLIER = re.compile(
    r"context/\d{1,3}"
)  # what was said before the `context`, the last first, as conversational-datasets has it
_ENDS = {"src": "origin", "source": "origin", **dict.fromkeys(("tgt", "trg", "dst"), "changed")}
_SCRIPTS = frozenset(("latn", "hans", "hant", "arab", "cyrl", "deva", "jpan", "hang", "hebr", "grek", "thai", "beng"))


def _is_code(words: list[str]) -> bool:
    """Whether words are the code of a language: "de", or "eng" with its script."""
    if len(words) == 1:
        return words[0] in known_names.SINGLE["tongue"]
    return len(words[0]) == 3 and words[1] in _SCRIPTS


def _classify(name: str) -> Parts:
    if name in _KNOWN:
        return _KNOWN[name]
    if name.startswith("column_") and name[7:].isdigit():
        return {"response": 20.0 + min(int(name[7:]), 99) / 10}
    words = name.split("_")
    if len(words) == 2 and (side := _SIDES.get(words[0]) or _SIDES.get(words[1])):
        other = words[1] if words[0] in _SIDES else words[0]
        return {side: 88.0} if other in _RESPONSE_WORDS or other in _DIALOGUES else _NONE
    if len(name) > 2 and (shorter := _OF_WHOM.sub("", name)) != name and shorter in _KNOWN:
        return {part: min(score, 85.0) for part, score in _KNOWN[shorter].items()}
    if side := side_of(name):
        return {"prompt" if side == USER else "response": 80.0}
    if words[0] in _STEMS_OF_TONGUES and 2 <= len(words) <= 3 and _is_code(words[1:]):
        return {"tongue": 100.0}
    if words[-1] == "cot" and 2 <= len(words) <= 3 and words[0] not in _PROMPT_WORDS:
        return {"reasoning": 80.0}
    if len(words) == 2 and words[1] in ("text", "txt", "sentence", "sent", "seq") and words[0] in _ENDS:
        return {"origin": 100.0} if _ENDS[words[0]] == "origin" else {"changed": 100.0, "response": 45.0}
    if words[-1] in _TALKS and 2 <= len(words) <= 4:
        return {"chat": 45.0}
    if words[-1] in ("context", "passage") and len(words) <= 3:
        return {"context": 50.0}
    if len(words) < 2 or len(words) > 4 or not _BAD_WORDS.isdisjoint(words):
        return _NONE
    for part, table in (("response", _RESPONSE_WORDS), ("prompt", _PROMPT_WORDS)):
        if words[-1] in table:
            return {part: 50 + table[words[-1]] - len(words) / 10}
        if (
            words[0] in table
            and part == "prompt"
            and not _NEUTRAL_WORDS.issuperset(words[1:])
            and words[0] in _PLAIN_ASKS
            and not words[-1].isdigit()
        ):
            return {part: 42.0}
        if words[0] in table and _NEUTRAL_WORDS.issuperset(words[1:]):
            return {part: 45 + table[words[0]] - len(words) / 10}
    return _NONE


def relevant(value: dict[Any, Any]) -> dict[str, Any]:
    """The fields of a row that can play a part, by their names or as dialogues by their own structure, in their order."""
    found = {
        name: item
        for name, item in value.items()
        if isinstance(name, str) and (parts_of(name) or is_dialogue(item) or are_exchanges(item))
    }
    if len(value) <= _FEW and len(found) < len(value) and (name := _only_text(value)):
        found[name] = value[name]
    return found


_ABOUT = frozenset(
    "model author topic domain difficulty split subset task persona file filename dataset provider version name user generator repo country "
    "key group origin class sentiment emotion intent speaker voice gender notes note comment rubric grade skill area theme role".split()
)
"""Words of names that tell something about a row."""
_FEW = 4  # fields of a row in which a text of any name may be the question to the answer beside it


def _only_text(value: dict[Any, Any]) -> str:
    """The only text of a row whose name neither plays a part nor tells something about another; "" where it is not alone."""
    names = [
        name
        for name, item in value.items()
        if isinstance(name, str)
        and isinstance(item, str)
        and not parts_of(name)
        and (_BAD_WORDS | _ABOUT).isdisjoint(normalise(name).split("_"))
    ]
    return names[0] if len(names) == 1 else ""


_TEXTS = frozenset(("system", "reasoning", "history", "tools", "media", "chat", "origin", "changed"))
"""Parts that a number or a yes and no cannot play."""


_NAMES_OF_PEOPLE = frozenset(("user", "human", "assistant", "bot", "agent", "customer", "patient", "doctor"))
_SAYS = frozenset(("text", "content", "value", "body", "message", "question", "prompt"))


def _cost(value: Any) -> float:
    if isinstance(value, str):
        return 0.0
    if isinstance(value, bool | int | float):
        return 20.0
    return 0.0 if _are_messages(value) else 60.0


def _are_messages(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and "role" in first and "content" in first


def _says_nothing(name: str, value: Any) -> bool:
    """Whether a value is neither asked nor answered: a list of numbers, an object about the person that a field names."""
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(item, int | float) for item in value[:4])
    return isinstance(value, dict) and normalise(name) in _NAMES_OF_PEOPLE and _SAYS.isdisjoint(value)


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
                if type(item) is not str and _says_nothing(name, item):
                    continue
                score -= _cost(item)
            if score > top:
                chosen, top = name, score
    return chosen


def score_of(name: str, part: str) -> float:
    """How well a name fits a part; 0 where it does not."""
    return parts_of(name).get(part, 0.0) if name else 0.0


_STEMS_OF_TONGUES = frozenset(("sentence", "text", "sent", "line", "segment", "translation"))


def is_tongue(name: str) -> bool:
    """Whether a name is that of a language, or of a text in one: "en", `sentence_eng_Latn`, `text_de`."""
    parts = parts_of(name)
    return "tongue" in parts and (len(parts) == 1 or normalise(name) not in _STEMS_OF_TONGUES)


_OF_AN_ANSWER = frozenset(
    "correct final original expected gold golden reference true best long short right ground truth raw full the a my your in out "
    "generated model old new first last step steps with without no extracted predicted parsed given target".split()
)


def may_name(words: str) -> bool:
    """Whether normalised words beside "answer" or "response" may name whose it is, rather than what kind of answer."""
    said = words.split("_")
    return _BAD_WORDS.isdisjoint(said) and not all(word in _OF_AN_ANSWER for word in said)


def ranked(names: list[str], part: str) -> list[str]:
    """The names that can play a part, best first."""
    return sorted((name for name in names if part in parts_of(name)), key=lambda name: -parts_of(name)[part])


def headerless(value: dict[str, Any]) -> bool:
    """Whether the row comes from a table without a header (`column_1`, `column_2`, …)."""
    return "column_1" in value and "column_2" in value
