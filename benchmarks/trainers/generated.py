"""Rows of every length and form that conversations take, with the faults that trainers meet. The same seed gives the same rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

_ENGLISH = "red blue speak how many trees grow <b> {x} \n if café 42 end. the_answer I'm 3.14 (see) \t –".split(" ")
_CHINESE = "河 流 茶 请 解释 什么是 人工智能 , 。 我们 可以 「引用」 😀 第一 \n 步 骤 2024年 好的 谢谢".split(" ")
_LENGTHS = (1, 3, 3, 20, 20, 120, 600)  # words
Row = dict[str, Any]


def generated(count: int, chance: Random) -> list[Row]:
    """Rows, most of them sound."""
    return [_row(chance) for _ in range(count)]


def _row(chance: Random) -> Row:
    kinds, weights = zip(*_KINDS.items(), strict=True)
    (kind,) = chance.choices(kinds, weights)
    return kind(chance)


def _text(chance: Random, longest: int = 600) -> str:
    words = chance.choice((_ENGLISH, _ENGLISH, _CHINESE, [*_ENGLISH, *_CHINESE]))
    count = chance.choice([length for length in _LENGTHS if length <= longest])
    return ("" if words is _CHINESE else " ").join(chance.choice(words) for _ in range(count))


def _turns(chance: Random) -> list[tuple[str, str]]:
    rounds = chance.choice((1, 1, 1, 2, 3, 8))
    longest = 600 if rounds < 4 else 20
    turns = [(("user", "assistant")[n % 2], _text(chance, longest)) for n in range(2 * rounds)]
    if chance.random() < 0.3:
        turns.insert(0, ("system", _text(chance, 120)))
    return turns


def _faulty(said: list[Row], who: str, what: str, chance: Random) -> list[Row]:
    """The messages, every third time with a fault."""
    answers = [place for place, message in enumerate(said) if message[who] in ("assistant", "gpt")]
    faults = ("last", "first", "twice", "null", "name", "stranger", "empty", "number", "swapped", "second_system")
    fault = chance.choice(faults) if chance.random() < 0.33 else ""
    if fault == "last":
        return said[:-1]
    if fault == "first":
        return said[1:]
    if fault == "twice":
        place = chance.randrange(len(said))
        return [*said[: place + 1], dict(said[place]), *said[place + 1 :]]
    if fault == "swapped":
        return [*said[:-2], said[-1], said[-2]]
    if fault == "second_system":
        return [*said[:-1], {who: "system", what: _text(chance, 20)}, said[-1]]
    place = chance.choice(answers)
    if fault == "null":
        said[place][what] = None
    elif fault == "empty":
        said[place][what] = ""
    elif fault == "number" and chance.random() < 0.05:  # one among texts changes how a loader reads all of them
        said[place][what] = 42
    elif fault == "name":
        said[place][who] = chance.choice(("model", "assistant" if who == "from" else "gpt"))
    elif fault == "stranger":
        said[chance.randrange(len(said))][who] = chance.choice(("narrator", "developer", "用户"))
    return said


def _thought(chance: Random, said: str) -> str:
    """An answer with what the model thinks before it, in one of the ways that are met."""
    thought = _text(chance, 120)
    return chance.choice(
        (
            f"<think>\n{thought}\n</think>\n\n{said}",
            f"<think>\n{thought}\n</think>\n\n{said}",
            f"<think>{thought}</think>{said}",
            f"<think>\n\n</think>\n\n{said}",
            f"{thought}\n</think>\n{said}",
        )
    )


def _messages(chance: Random) -> Row:
    said = [{"role": role, "content": text} for role, text in _turns(chance)]
    row: Row = {"messages": _faulty(said, "role", "content", chance)}
    if chance.random() < 0.02:
        row["messages"] = json.dumps(row["messages"], ensure_ascii=False)
    return row


def _sharegpt(chance: Random) -> Row:
    names = {"user": "human", "assistant": "gpt"}
    said = [{"from": names.get(role, role), "value": text} for role, text in _turns(chance)]
    row: Row = {"conversations": _faulty(said, "from", "value", chance)}
    return row | ({"system": _text(chance, 20)} if chance.random() < 0.2 and said[0]["from"] != "system" else {})


def _reasoning(chance: Random) -> Row:
    said = [{"role": role, "content": text} for role, text in _turns(chance)]
    for message in said:
        if message["role"] == "assistant" and chance.random() < 0.8:
            message["content"] = _thought(chance, message["content"])
    return {"messages": said}


def _reasoning_field(chance: Random) -> Row:
    said: list[Row] = [{"role": role, "content": text} for role, text in _turns(chance)]
    for message in said:
        if message["role"] == "assistant" and chance.random() < 0.8:
            message["reasoning_content"] = _text(chance, 120)
    return {"messages": said}


def _weighted(chance: Random) -> Row:
    """Answers that say whether they are trained: `weight` of OpenAI's format, `loss` of ms-swift's."""
    name = chance.choice(("weight", "loss"))
    said: list[Row] = [{"role": role, "content": text} for role, text in _turns(chance)]
    for message in said:
        if message["role"] == "assistant":
            message[name] = chance.choice((0, 1)) if name == "weight" else chance.choice((True, False))
    return {"messages": said}


_TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "当前天气 of a place",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]


def _tools(chance: Random) -> Row:
    """Calls of tools as OpenAI's format has them, their results, and an answer."""
    said: list[Row] = [{"role": "user", "content": _text(chance, 120)}]
    if chance.random() < 0.3:
        said.insert(0, {"role": "system", "content": _text(chance, 20)})
    for place in range(chance.choice((1, 1, 2))):
        count = chance.choice((1, 1, 2))
        calls = [
            {
                "id": f"call_{place}_{n}",
                "type": "function",
                "function": {
                    "name": "get_weather",
                    "arguments": json.dumps({"city": chance.choice(("Paris", "北京"))}),
                },
            }
            for n in range(count)
        ]
        said.append({"role": "assistant", "content": chance.choice(("", None)), "tool_calls": calls})
        said += [{"role": "tool", "tool_call_id": f"call_{place}_{n}", "content": "20°C"} for n in range(count)]
        if chance.random() < 0.4:
            said += [
                {"role": "assistant", "content": _text(chance, 20)},
                {"role": "user", "content": _text(chance, 20)},
            ]
    if said[-1]["role"] == "tool" or chance.random() < 0.9:
        said.append({"role": "assistant", "content": _text(chance, 120)})
    fault = chance.choice(("", "", "", "", "", "", "unanswered", "arguments", "no_end"))
    if fault == "unanswered":
        said = [message for message in said if message["role"] != "tool"]
    elif fault == "no_end":
        said = said[: max(n for n, message in enumerate(said) if message["role"] == "tool") + 1]
    elif fault == "arguments":
        next(m for m in said if "tool_calls" in m)["tool_calls"][0]["function"]["arguments"] = '{"city": '
    return {"messages": said, "tools": _TOOLS if chance.random() < 0.7 else json.dumps(_TOOLS, ensure_ascii=False)}


def _sharegpt_tools(chance: Random) -> Row:
    """The same as LLaMA-Factory's own demonstration has it: a call is a message of its own."""
    call = {"name": "get_weather", "arguments": {"city": chance.choice(("Paris", "北京"))}}
    said: list[Row] = [
        {"from": "human", "value": _text(chance, 120)},
        {"from": "function_call", "value": json.dumps(call, ensure_ascii=False)},
        {"from": "observation", "value": '{"degrees": 20}'},
        {"from": "gpt", "value": _text(chance, 120)},
    ]
    fault = chance.choice(("", "", "", "", "", "no_json", "no_result"))
    if fault == "no_json":
        said[1]["value"] = "get_weather(Paris)"
    elif fault == "no_result":
        del said[2]
    declared = [tool["function"] for tool in _TOOLS]
    return {"conversations": said, "tools": json.dumps(declared, ensure_ascii=False) if chance.random() < 0.9 else ""}


def _alpaca(chance: Random) -> Row:
    row: Row = {
        "instruction": _text(chance),
        "input": chance.choice(("", "", _text(chance, 120))),
        "output": _text(chance),
    }
    if chance.random() < 0.2:
        row["system"] = _text(chance, 20)
    if chance.random() < 0.2:
        row["history"] = [[_text(chance, 20), _text(chance, 20)] for _ in range(chance.choice((0, 1, 2)))]
    if chance.random() < 0.15:
        row |= chance.choice(({"output": None}, {"output": ""}, {"input": None}, {"instruction": ""}))
    return row


def _pair(chance: Random) -> Row:
    row: Row = {"prompt": _text(chance), "completion": _text(chance)}
    return row | (chance.choice(({"completion": ""}, {"prompt": ""})) if chance.random() < 0.05 else {})


def _question(chance: Random) -> Row:
    return {"question": _text(chance), "answer": _text(chance)}


def _chat_pair(chance: Random) -> Row:
    said = [{"role": role, "content": text} for role, text in _turns(chance)]
    return {"prompt": said[:-1], "completion": said[-1:]}


def _preference(chance: Random) -> Row:
    prompt, chosen, rejected = _text(chance), _text(chance), _text(chance)
    form = chance.choice(("texts", "messages", "answers", "beside"))
    if form == "texts":
        return {"prompt": prompt, "chosen": chosen, "rejected": rejected}
    if form == "answers":
        said = [{"role": role, "content": text} for role, text in _turns(chance)]
        return {"prompt": said[:-1], "chosen": said[-1:], "rejected": [{"role": "assistant", "content": rejected}]}
    if form == "beside":
        return {
            "conversations": [{"from": "human", "value": prompt}],
            "chosen": {"from": "gpt", "value": chosen},
            "rejected": {"from": "gpt", "value": rejected},
        }
    asked = {"role": "user", "content": prompt}
    both = ({"role": "assistant", "content": text} for text in (chosen, rejected))
    return dict(zip(("chosen", "rejected"), ([asked, one] for one in both), strict=True))


_KINDS: dict[Callable[[Random], Row], int] = {
    _messages: 30,
    _sharegpt: 14,
    _reasoning: 8,
    _reasoning_field: 4,
    _weighted: 3,
    _tools: 8,
    _sharegpt_tools: 5,
    _alpaca: 12,
    _pair: 5,
    _question: 3,
    _chat_pair: 4,
    _preference: 4,
}
"""How many rows of a hundred are of each kind."""
