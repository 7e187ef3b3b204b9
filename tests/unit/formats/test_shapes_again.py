"""A seventh round of twenty published shapes, as those of `test_shapes_anew`: what is right was written down first.

Met on data set cards and in issues of trainers; every sentence is our own. `right`: read rightly before anything was mended: 11 of
20, where 18 were wanted. Of the nine others two were read wrongly and said to be sure (calls as the text of an answer, a
solution instead of the attempt), two had the right turns and were not sure enough, and five were said to be unsure.
"""

from __future__ import annotations

import json

import pytest

from explorer import formats

from .rounds_anew import Anew, B, Q, W
from .shorthand import M
from .test_shapes_anew import assert_read

_CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"what": "moons"}'}}
_LOOK = '[{"name": "look", "description": "d", "parameters": {}}]'

SEVENTH = [
    Anew("xLAM, a question and its calls", False, {"id": 0, "query": Q, "answers": '[{"name": "look", "arguments": {"what": "moons"}}]', "tools": _LOOK}, ["u:Name a moon.", "a:"], tools=True, calls=1),
    Anew(
        "MFTCoder, rounds of a chat",
        True,
        {"id": 4, "data_name": "n", "chat_rounds": [{"role": "human", "content": Q, "chat_round_id": 0}, {"role": "bot", "content": B, "chat_round_id": 0}]},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "traces of a coding agent, a readable copy beside",
        True,
        {
            "session_id": "s",
            "title": "t",
            "agent": "build",
            "conversations": [
                {"role": "user", "content": Q, "name": None, "reasoning_content": None, "tool_call_id": None, "tool_calls": None},
                {"role": "assistant", "content": "", "name": None, "reasoning_content": "Mars?", "tool_call_id": None, "tool_calls": [_CALL]},
                {"role": "tool", "content": "Io", "name": "look", "reasoning_content": None, "tool_call_id": "c", "tool_calls": None},
                {"role": "assistant", "content": B, "name": None, "reasoning_content": None, "tool_call_id": None, "tool_calls": None},
            ],
            "conversations_readable": M(("user", Q), ("assistant", "look()"), ("assistant", B)),
            "metrics": {"input_tokens": 1},
            "task_id": "x",
        },
        ["u:Name a moon.", "a:", "t:Io", "a:Io."],
        calls=1,
    ),
    Anew(
        "Hermes agents, texts with tags",
        True,
        {
            "messages": [
                {"role": "system", "text": f"Tools: <tools> {_LOOK} </tools>"},
                {"role": "user", "text": Q},
                {"role": "assistant", "text": '<tool_call>\n{"name": "look", "arguments": {}}\n</tool_call>'},
                {"role": "tool", "text": "<tool_response>\nIo\n</tool_response>"},
                {"role": "assistant", "text": B},
            ]
        },
        [f"s:Tools: <tools> {_LOOK} </tools>", "u:Name a moon.", "a:", "t:Io", "a:Io."],
        tools=True,
        calls=1,
    ),
    Anew(
        "ReAct, a trajectory as text beside",
        True,
        {
            "id": 1,
            "question": Q,
            "correct_answer": "Io",
            "trajectory": "Thought: look\nAction: look",
            "tools": _LOOK,
            "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}],
        },
        ["u:Name a moon.", "a:Io."],
        tools=True,
        reference="Io",
    ),
    Anew(
        "conversations as JSON text, the pair beside",
        True,
        {
            "source": "s",
            "output": B,
            "instruction": Q,
            "tools": "",
            "conversations": json.dumps([{"from": "human", "value": Q}, {"from": "gpt", "value": B}]),
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "calls as JSON text in messages",
        True,
        {
            "conversations": [
                {"role": "user", "content": Q, "tool_calls": None},
                {"role": "assistant", "content": "", "tool_calls": json.dumps([_CALL])},
                {"role": "tool", "content": "Io", "tool_calls": None},
                {"role": "assistant", "content": B, "tool_calls": None},
            ],
            "tools": _LOOK,
        },
        ["u:Name a moon.", "a:", "t:Io", "a:Io."],
        tools=True,
        calls=1,
    ),
    Anew(
        "SWE-smith, messages as JSON text",
        True,
        {
            "messages": json.dumps([{"role": "system", "content": "S"}, {"role": "user", "content": [{"type": "text", "text": Q}]}, {"role": "assistant", "content": B}]),
            "instance_id": "i",
            "resolved": True,
            "model": "m",
            "traj_id": "t",
            "patch": "diff",
        },
        ["s:S", "u:Name a moon.", "a:Io."],
    ),
    Anew(
        "s1K, an attempt and its thinking",
        False,
        {"solution": "2", "question": Q, "cot_type": "math", "source_type": "s", "metadata": "{}", "cot": None, "thinking_trajectories": ["Mars is a planet."], "attempt": B},
        ["u:Name a moon.", "a:Io."],
        reasoning="Mars is a planet.",
        reference="2",
    ),
    Anew(
        "MultiWOZ, turns as an object of lists",
        True,
        {"dialogue_id": "x.json", "services": ["t"], "turns": {"turn_id": ["0", "1"], "speaker": [0, 1], "utterance": [Q, B], "frames": [{"service": []}, {"service": []}]}},
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew(
        "SGD, the system answers",
        False,
        {"dialogue_id": "1_0", "services": ["t"], "turns": [{"speaker": "USER", "utterance": Q, "frames": []}, {"speaker": "SYSTEM", "utterance": B, "frames": []}]},
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew(
        "ESConv, seekers and supporters",
        False,
        {
            "experience_type": "x",
            "emotion_type": "e",
            "situation": "s",
            "dialog": [{"speaker": "seeker", "annotation": {}, "content": Q}, {"speaker": "supporter", "annotation": {"strategy": "Question"}, "content": B}],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("the Cauldron, texts with images", True, {"images": ["a.jpg"], "texts": [{"user": Q, "assistant": B, "source": "x"}]}, ["u:Name a moon.", "a:Io."]),
    Anew("VideoChat2, q and a", False, {"video": "a.mp4", "QA": [{"i": "", "q": Q, "a": B}]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew(
        "SciQ, distractors",
        True,
        {"question": Q, "distractor1": W, "distractor2": "Sun.", "distractor3": "Venus.", "correct_answer": B, "support": "s"},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("OpenBookQA, a stem", False, {"id": "1", "question_stem": Q, "choices": {"text": ["Io", "Mars"], "label": ["A", "B"]}, "answerKey": "A"}, ["u:Name a moon.\nA. Io\nB. Mars", "a:A"]),
    Anew(
        "PubMedQA, contexts in capitals",
        False,
        {"QUESTION": Q, "CONTEXTS": ["Io is a moon."], "LABELS": ["X"], "LONG_ANSWER": B, "final_decision": "yes"},
        ["u:Io is a moon.\n\nName a moon.", "a:Io."],
    ),
    Anew(
        "SmolTalk 2, arguments of the template",
        True,
        {
            "messages": M(("user", Q), ("assistant", B)),
            "chat_template_kwargs": {"custom_instructions": "", "enable_thinking": False, "python_tools": [], "xml_tools": []},
            "source": "s",
        },
        ["u:Name a moon.", "a:Io."],
    ),
]  # fmt: skip


LEFT = [
    Anew(
        "DeepMath, three solutions",
        False,
        {"question": Q, "final_answer": "Io", "difficulty": 1.0, "topic": "t", "r1_solution_1": B, "r1_solution_2": "Io!", "r1_solution_3": "Io!!"},
        ["u:Name a moon.", "a:Io."],
        reference="Io",
    ),
    Anew(
        "two personas and a generated talk",
        False,
        {"user 1 personas": "I like moons.", "user 2 personas": "I like stars.", "Best Generated Conversation": "User 1: Name a moon.\nUser 2: Io.\nUser 1: Good."},
        ["u:Name a moon.", "a:Io.", "u:Good."],
        sure=False,
    ),
]  # fmt: skip
"""Read wrongly at first, and still: several solutions make a preference pair, and the talk's name tells nothing."""


@pytest.mark.parametrize("anew", SEVENTH, ids=lambda anew: anew.where)
def test_a_shape_is_read(anew: Anew) -> None:
    assert_read(anew)


@pytest.mark.parametrize("anew", LEFT, ids=lambda anew: anew.where)
def test_what_is_still_read_wrongly_is_not_sure(anew: Anew) -> None:
    assert not formats.decode(anew.row).sure


def test_calls_alone_are_calls_only_where_tools_are_declared() -> None:
    answer = '[{"name": "look", "arguments": {}}]'
    assert formats.decode({"query": Q, "answers": answer, "tools": _LOOK}).turns[-1].tool_calls
    assert formats.decode({"query": Q, "answers": answer}).turns[-1].text == answer
    assert formats.decode({"query": Q, "answers": '[{"name": "Io"}]', "tools": _LOOK}).turns[-1].text
