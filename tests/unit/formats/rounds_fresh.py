"""Rounds of twenty shapes met in public repositories and issues, each written down with what is right before the reader was asked.

What an entry holds is told in `rounds_anew`; `sure` is None where either will do, because a person could not tell for certain.
Every sentence is our own.
"""

from __future__ import annotations

from .rounds_anew import Anew, B, Q, W
from .shorthand import M

CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": {"at": "sky"}}}

SEVENTH = [
    Anew("xtuner, questions to doctors by department", None, {"department": "内科", "title": "头疼", "ask": "头疼怎么办？", "answer": "多休息。"}, ["u:头疼怎么办？", "a:多休息。"]),
    Anew("a Spanish table of phrases", None, {"frase": Q, "respuesta": B}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew("an issue of chatglm_finetuning, a paragraph of q and a", None, {"id": 1, "paragraph": [{"q": Q, "a": [B]}, {"q": "And?", "a": ["Puck."]}]}, ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."], sure=None),
    Anew("an issue of jaxformer, speakers on lines of their own", None, {"text": "user1:\nName a moon.\n\nuser2:\nIo.\n\nuser1:\nThanks."}, ["u:Name a moon.", "a:Io.", "u:Thanks."], sure=False),
    Anew("LMFlow, an instance of a conversation", None, {"conversation_id": "c", "system": "S", "tools": ["look: looks"], "messages": M(("user", Q), ("assistant", B))}, ["s:S", "u:Name a moon.", "a:Io."], tools=True),
    Anew("three answers and their scores", None, {"id": 1, "task": "qa", "instruction": Q, "answers": ["Puck?", B, W], "scores": [5, 9, 1]}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("two answers, scores by aspect and the letter of the better one", None, {"instruction": Q, "response_a": W, "response_b": B, "chosen": "B", "score_a": {"depth": 3, "overall": 3.5}, "score_b": {"depth": 4, "overall": 4.3}}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("a conversation with names in brackets", None, {"conversation": "[USER] Name a moon.\n[ASSISTANT] Io.\n[USER] Thanks.\n[ASSISTANT] Sure."}, ["u:Name a moon.", "a:Io.", "u:Thanks.", "a:Sure."]),
    Anew(
        "Dolly in four languages, the original beside",
        None,
        {"instruction": "Nenne einen Mond.", "context": "", "response": "Io.", "category": "open_qa", "instruction_original_en": Q, "context_original_en": "", "response_original_en": B, "id": 1},
        ["u:Nenne einen Mond.", "a:Io."],
    ),
    Anew(
        "a guide to tool use, calls as parts of content",
        None,
        {
            "id": "tool-001",
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": Q}]},
                {"role": "assistant", "content": [{"type": "tool_call", "name": "look", "call_id": "c", "arguments": {"at": "sky"}}]},
                {"role": "tool", "content": [{"type": "tool_result", "name": "look", "call_id": "c", "result": {"moon": "Io"}}]},
                {"role": "assistant", "content": [{"type": "text", "text": B}]},
            ],
        },
        ["u:Name a moon.", "a:", 't:{"moon":"Io"}', "a:Io."],
        calls=1,
    ),
    Anew(
        "Oumi, an image by its path",
        None,
        {"messages": [{"role": "user", "content": [{"type": "image_path", "content": "a.jpg"}, {"type": "text", "content": Q}]}, {"role": "assistant", "content": B}]},
        ["u:<image>Name a moon.", "a:Io."],
    ),
    Anew(
        "PolyAI, what was said before in numbered contexts",
        None,
        {"context/1": "Hi.", "context/0": "Hello.", "context": Q, "response": B, "context_author": "x", "response_author": "y"},
        ["u:Hi.", "a:Hello.", "u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew("PaddleNLP, lists of both sides", None, {"src": [Q, "And?"], "tgt": [B, "Puck."]}, ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."], sure=None),
    Anew("PaddleNLP, answers and how they are sorted", None, {"src": [Q], "tgt": [], "response": [[W], [B]], "sort": [0, 1]}, ["u:Name a moon.", "a:Io."], rejected=W, sure=None),
    Anew(
        "a fork of xtuner, two whole dialogues",
        None,
        {"chosen_conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "rejected_conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": W}]},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew(
        "turbo-alignment, a winning and a losing answer",
        None,
        {"id": 0, "source": "x", "context": M(("user", Q)), "answer_winning": {"role": "bot", "content": B}, "answer_losing": {"role": "bot", "content": W}},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
        sure=None,
    ),
    Anew(
        "turbo-alignment, an answer that is desirable",
        None,
        {"id": 0, "source": "x", "context": M(("user", Q)), "answer": {"role": "bot", "content": B}, "is_desirable": True},
        ["u:Name a moon.", "a:Io."],
        sure=None,
        dialect="kto",
    ),
    Anew(
        "ChatGLM3, a tool with parameters and what it observed",
        None,
        {
            "tools": ["look"],
            "conversations": [
                {"role": "system", "content": "S"},
                {"role": "user", "content": Q},
                {"role": "assistant", "content": "Let me look."},
                {"role": "tool", "name": "look", "parameters": {"at": "sky"}, "observation": "Io is up."},
                {"role": "assistant", "content": B},
            ],
        },
        ["s:S", "u:Name a moon.", "a:Let me look.", "t:Io is up.", "a:Io."],
        tools=True,
        calls=1,
    ),
    Anew(
        "a trace of an agent, a bare list whose arguments are objects",
        None,
        [*M(("user", Q)), {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c", "content": "Io is up."}, *M(("assistant", B))],
        ["u:Name a moon.", "a:", "t:Io is up.", "a:Io."],
        calls=1,
    ),
    Anew("an issue of llm_finetuning, names in capitals", None, {"id": "O3", "conversations": [{"from": "USER", "value": Q}, {"from": "ASSISTANT", "value": B}]}, ["u:Name a moon.", "a:Io."]),
]  # fmt: skip
