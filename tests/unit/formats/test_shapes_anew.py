"""Six more rounds of twenty shapes that others publish: what is right was written down before the reader was asked.

Met in public repositories, their issues and manuals; every sentence is our own. `right` says whether a shape was read rightly
before anything was mended for its round: 2, 13, 13, 15, 14 and 12 of 20.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from explorer import formats

from .shorthand import M

ROLE = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}
Q, B, W = "Name a moon.", "Io.", "Mars."


class Anew(NamedTuple):
    """A shape: where it is met, a row, its turns ("u:text"), and what else is right of it."""

    where: str
    right: bool
    row: Any
    turns: list[str]
    sure: bool = True
    rejected: str | None = None
    reference: str = ""
    reasoning: str = ""
    tools: bool = False
    dialect: str = ""
    calls: int = 0


FIRST = [
    Anew(
        "NeMo Gym, a task with tools",
        False,
        {
            "responses_create_params": {"input": M(("user", Q)), "tools": [{"type": "function", "name": "look"}]},
            "ground_truth": B,
            "question": Q,
        },
        ["u:Name a moon."],
        reference=B,
        tools=True,
        dialect="prompt_only",
    ),
    Anew(
        "OpenPipe, preferences",
        False,
        {
            "messages": M(("system", "S"), ("user", Q), ("assistant", B)),
            "rejected_message": {"role": "assistant", "content": W},
            "split": "TRAIN",
        },
        ["s:S", "u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew(
        "VS Code's chat sessions",
        False,
        {
            "version": 3,
            "responderUsername": "GitHub Copilot",
            "requests": [{"requestId": "r", "message": {"text": Q, "parts": []}, "response": [{"value": B}]}],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "Gemini's activity",
        False,
        {
            "header": "Gemini Apps",
            "title": "Prompted Name a moon.",
            "time": "2026-01-01T12:00:00.000Z",
            "products": ["Gemini Apps"],
            "safeHtmlItem": [{"html": "<p>Io.</p>"}],
        },
        ["u:Name a moon.", "a:<p>Io.</p>"],
        sure=False,
    ),
    Anew(
        "PRISM, several answers in each turn",
        False,
        {
            "conversation_id": "c",
            "conversation_history": [
                {"turn": 0, "role": "user", "content": Q},
                {"turn": 0, "role": "model", "content": W, "score": 10, "if_chosen": False, "within_turn_id": 0},
                {"turn": 0, "role": "model", "content": B, "score": 90, "if_chosen": True, "within_turn_id": 1},
                {"turn": 1, "role": "user", "content": "And?"},
                {"turn": 1, "role": "model", "content": "Puck.", "score": 90, "if_chosen": True, "within_turn_id": 0},
                {"turn": 1, "role": "model", "content": "No.", "score": 10, "if_chosen": False, "within_turn_id": 1},
            ],
        },
        ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."],
        rejected="No.",
    ),
    Anew(
        "SODA, speakers beside their lines",
        True,
        {"head": "h", "narrative": "n n", "dialogue": [Q, B, "Good."], "speakers": ["Ann", "Bo", "Ann"]},
        ["u:Name a moon.", "a:Io.", "u:Good."],
        sure=False,
    ),
    Anew(
        "CoQA, questions and answers about a story",
        False,
        {
            "story": "Io is a moon.",
            "questions": [{"input_text": Q, "turn_id": 1}, {"input_text": "Whose?", "turn_id": 2}],
            "answers": [{"input_text": B, "span_text": "Io", "turn_id": 1}, {"input_text": "None.", "turn_id": 2}],
        },
        ["u:Io is a moon.\n\nName a moon.", "a:Io.", "u:Whose?", "a:None."],
        sure=False,
    ),
    Anew(
        "WeClone, messages of a phone",
        False,
        {"id": "1", "MsgSvrID": "9", "type_name": "text", "is_sender": "0", "talker": "安", "msg": "几点？", "src": "", "CreateTime": "2026-01-01"},
        ["u:几点？"],
        sure=False,
        dialect="message_row",
    ),
    Anew(
        "EmpatheticDialogues, a long table",
        False,
        {"conv_id": "c:1", "utterance_idx": "1", "context": "proud", "prompt": "I was proud once.", "speaker_idx": "3", "utterance": Q, "selfeval": "5", "tags": ""},
        ["3:Name a moon."],
        sure=False,
        dialect="message_row",
    ),
    Anew(
        "CAMEL, messages by number",
        False,
        {
            "id": "x",
            "original_task": "t",
            "message_1": {"role_name": "Patient", "role_type": "USER", "role": "user", "content": Q},
            "message_2": {"role_name": "Doctor", "role_type": "ASSISTANT", "role": "assistant", "content": B},
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("WMT, translations", False, {"translation": {"de": "Der Mond ist hell.", "en": "The moon is bright."}}, ["u:Der Mond ist hell.", "a:The moon is bright."], sure=False),
    Anew("ichikara", True, {"ID": "x-001", "text": "月の名前は？", "output": "イオです。"}, ["u:月の名前は？", "a:イオです。"], sure=False),
    Anew(
        "LM Studio, a chat with versions",
        False,
        {
            "name": "t",
            "messages": [
                {"versions": [{"type": "singleStep", "role": "user", "content": [{"type": "text", "text": Q}]}], "currentlySelected": 0},
                {
                    "versions": [
                        {"type": "multiStep", "role": "assistant", "steps": [{"type": "contentBlock", "content": [{"type": "text", "text": W}]}]},
                        {"type": "multiStep", "role": "assistant", "steps": [{"type": "contentBlock", "content": [{"type": "text", "text": B}]}]},
                    ],
                    "currentlySelected": 1,
                },
            ],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("text-generation-webui, a history", False, {"internal": [[Q, B]], "visible": [[Q, B]]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew(
        "AQuA, options with letters of their own",
        False,
        {"question": Q, "options": ["A)Io", "B)Mars"], "rationale": "Mars is a planet.", "correct": "A"},
        ["u:Name a moon.\nA)Io\nB)Mars", "a:A"],
        reasoning="Mars is a planet.",
    ),
    Anew("PIQA, two solutions and a label", False, {"goal": Q, "sol1": B, "sol2": W, "label": 0}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew(
        "GPQA, the right answer among wrong ones",
        False,
        {"Question": Q, "Correct Answer": B, "Incorrect Answer 1": W, "Incorrect Answer 2": "Sun.", "Explanation": "E"},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "Prompt flow, a history of inputs and outputs",
        False,
        {"chat_history": [{"inputs": {"question": Q}, "outputs": {"answer": B}}], "question": "And?", "answer": "Puck."},
        ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."],
    ),
    Anew("intents of a chatbot", False, {"tag": "hi", "patterns": ["Hello", "Hi"], "responses": ["Hello there", "Hey"]}, ["u:Hello", "a:Hello there"], sure=False),
    Anew("an issue's one field for both", False, {"instruction,output": "User: Name a moon.\nAssistant: Io."}, ["u:Name a moon.", "a:Io."]),
]  # fmt: skip


SECOND = [
    Anew(
        "interactive tool use, calls and tools within messages",
        False,
        {
            "id": "x",
            "messages": [
                {"role": "system", "content": "S", "functions": '[{"name": "look"}]', "function_calls": None},
                {"role": "user", "content": Q, "functions": None, "function_calls": None},
                {"role": "assistant", "content": None, "functions": None, "function_calls": "look(what='moons')"},
                {"role": "environment", "content": "Io", "functions": None, "function_calls": None},
                {"role": "assistant", "content": B, "functions": None, "function_calls": None},
            ],
            "n_turn": "2",
        },
        ["s:S", "u:Name a moon.", "a:", "t:Io", "a:Io."],
        tools=True,
        calls=1,
    ),
    Anew(
        "cleaned function calls, each as JSON text",
        True,
        {
            "category": "c",
            "conversation": [
                {"role": "user", "content": Q, "function_call": None},
                {"role": "assistant", "content": None, "function_call": '{"name": "look", "arguments": {"what": "moons"}}'},
                {"role": "function", "content": "Io", "function_call": None},
                {"role": "assistant", "content": B, "function_call": None},
            ],
            "functions": '[{"name": "look"}]',
        },
        ["u:Name a moon.", "a:", "t:Io", "a:Io."],
        tools=True,
        calls=1,
    ),
    Anew(
        "one dialogue in two dialects",
        True,
        {
            "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}],
            "tools": '[{"name": "look"}]',
            "chatml_conversations": [
                {"role": "user", "content": Q, "tool_call_id": None, "tool_calls": None},
                {"role": "assistant", "content": B, "tool_call_id": None, "tool_calls": None},
            ],
        },
        ["u:Name a moon.", "a:Io."],
        tools=True,
    ),
    Anew("RL2, preferences after messages", True, {"messages": M(("system", "S"), ("user", Q)), "chosen": B, "rejected": W}, ["s:S", "u:Name a moon.", "a:Io."], rejected=W),
    Anew("RL2, a task and what is right", False, {"messages": M(("system", "S"), ("user", Q)), "answer": B}, ["s:S", "u:Name a moon."], reference=B, dialect="prompt_only"),
    Anew("reward data, a history beside", False, {"system": "", "history": [["Hi", "Hello."]], "question": Q, "response_chosen": B, "response_rejected": W}, ["u:Hi", "a:Hello.", "u:Name a moon.", "a:Io."], rejected=W),
    Anew(
        "whole dialogues, chosen and rejected in the name",
        False,
        {"chosen_conversations": M(("user", Q), ("assistant", B)), "rejected_conversations": M(("user", Q), ("assistant", W))},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew(
        "rejection sampling, the answer of before beside",
        False,
        {"messages": M(("user", Q), ("assistant", B)), "model_completion": B, "reference_completion": "Io, for one."},
        ["u:Name a moon.", "a:Io."],
        reference="Io, for one.",
    ),
    Anew("a data workbench, an answer of each model", True, {"question": Q, "answers": [{"text": B, "model": "m"}, {"text": W, "model": "n"}]}, ["u:Name a moon.", "a:Io."]),
    Anew(
        "LlamaIndex, a labelled set for retrieval",
        True,
        {
            "query": Q,
            "query_by": {"model_name": "m", "type": "ai"},
            "reference_contexts": ["Io is a moon."],
            "reference_answer": B,
            "reference_answer_by": {"model_name": "m", "type": "ai"},
        },
        ["u:Name a moon."],
        reference=B,
        dialect="prompt_only",
    ),
    Anew(
        "Taskmaster, utterances with segments",
        True,
        {
            "conversation_id": "dlg-1",
            "instruction_id": "i",
            "utterances": [
                {"index": 0, "speaker": "USER", "text": Q, "segments": [{"start_index": 0, "text": "moon", "annotations": []}]},
                {"index": 1, "speaker": "ASSISTANT", "text": B, "segments": []},
            ],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "発話 of two letters",
        True,
        {
            "id": "conv_1",
            "utterances": [
                {"id": 1, "text": "月は？", "timestamp": 1, "speaker": "A"},
                {"id": 2, "text": "イオ。", "timestamp": 2, "speaker": "B"},
                {"id": 3, "text": "ほかは？", "timestamp": 3, "speaker": "A"},
            ],
            "annotations": {"important_ids": [2]},
        },
        ["u:月は？", "a:イオ。", "u:ほかは？"],
        sure=False,
    ),
    Anew(
        "ConvoKit, one utterance",
        True,
        {"id": "L1", "conversation_id": "L0", "text": Q, "speaker": "u0", "meta": {"movie_id": "m0"}, "reply-to": None, "timestamp": None},
        ["u0:Name a moon."],
        sure=False,
        dialect="message_row",
    ),
    Anew(
        "lines of a play with their listeners",
        True,
        [
            {"speaker": "Ann", "utterance": Q, "listener": [{"name": "Bo"}]},
            {"speaker": "Bo", "utterance": B, "listener": [{"name": "Ann"}]},
            {"speaker": "Ann", "utterance": "Good.", "listener": []},
        ],
        ["u:Name a moon.", "a:Io.", "u:Good."],
        sure=False,
    ),
    Anew(
        "a trajectory after a prompt of messages as JSON text",
        True,
        {
            "input": '[{"role": "system", "content": "S"}, {"role": "user", "content": "Name a moon."}]',
            "output": M(("assistant", "look()"), ("user", "Io"), ("assistant", B)),
        },
        ["s:S", "u:Name a moon.", "a:look()", "u:Io", "a:Io."],
    ),
    Anew(
        "a trajectory with its instruction and reward",
        True,
        {"instruction": Q, "conversations": M(("user", Q), ("assistant", B)), "reward": 1.0, "metadata": {"turns": 1}},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("a task with names of rewards", False, {"messages": M(("user", Q)), "rewards": ["accuracy"], "metadata": {"answer": B}}, ["u:Name a moon."], reference=B, dialect="prompt_only"),
    Anew("red team attempts", True, {"transcript": "\n\nHuman: Name a moon.\n\nAssistant: Io.", "rating": 1.0, "num_params": "52B"}, ["u:Name a moon.", "a:Io."]),
    Anew(
        "an exported chat that mixes two dialects' keys",
        True,
        {"title": "t", "model": "m", "messages": [{"from": "user", "content": Q, "files": []}, {"from": "assistant", "content": B, "updates": []}]},
        ["u:Name a moon.", "a:Io."],
    ),
]  # fmt: skip


THIRD = [
    Anew(
        "function calls in marks of their own, switches beside",
        True,
        {
            "conversations": [{"from": "system", "value": "S"}, {"from": "human", "value": Q}, {"from": "gpt", "value": '<|fn_start|>{"name": "look"}<|fn_end|>'}],
            "functions_enabled": True,
            "function_called": True,
        },
        ["s:S", "u:Name a moon.", 'a:<|fn_start|>{"name": "look"}<|fn_end|>'],
    ),
    Anew(
        "toxic chats",
        True,
        {"conv_id": "c", "user_input": Q, "model_output": B, "human_annotation": True, "toxicity": 0, "openai_moderation": "[]"},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("safety by category", True, {"prompt": Q, "response": B, "category": {"privacy": False}, "is_safe": True}, ["u:Name a moon.", "a:Io."]),
    Anew("Persian columns", False, {"سوال": "نام یک قمر؟", "پاسخ": "آیو."}, ["u:نام یک قمر؟", "a:آیو."]),
    Anew("Ukrainian columns", False, {"питання": "Який супутник?", "відповідь": "Іо."}, ["u:Який супутник?", "a:Іо."]),
    Anew(
        "Telegram, an exported chat",
        True,
        {
            "name": "Ann",
            "type": "personal_chat",
            "id": 1,
            "messages": [
                {"id": 1, "type": "message", "date": "2026-01-01T00:00:00", "from": "Ann", "from_id": "user1", "text": Q, "text_entities": []},
                {"id": 2, "type": "message", "date": "2026-01-01T00:00:01", "from": "Bo", "from_id": "user2", "text": B, "text_entities": []},
            ],
        },
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew(
        "Discord, an exported channel",
        True,
        {
            "guild": {"id": "1", "name": "g"},
            "channel": {"id": "2", "name": "c"},
            "messages": [
                {"id": "3", "type": "Default", "content": Q, "author": {"id": "4", "name": "ann", "isBot": False}},
                {"id": "5", "type": "Default", "content": B, "author": {"id": "6", "name": "helper", "isBot": True}},
            ],
            "messageCount": 2,
        },
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew(
        "a message of a thread",
        False,
        {"id": "msg_1", "object": "thread.message", "thread_id": "t", "role": "user", "content": [{"type": "text", "text": {"value": Q, "annotations": []}}]},
        ["u:Name a moon."],
        sure=False,
        dialect="message_row",
    ),
    Anew("Zep, kinds of roles", False, {"session_id": "s", "messages": [{"role_type": "user", "content": Q}, {"role_type": "assistant", "content": B}]}, ["u:Name a moon.", "a:Io."]),
    Anew("SAMSum", True, {"id": "1", "dialogue": "Ann: Hi\r\nBo: Hello", "summary": "They greet."}, ["u:Ann: Hi\r\nBo: Hello", "a:They greet."]),
    Anew("ELI5", True, {"q_id": "x", "title": Q, "selftext": "", "answers": {"a_id": ["1", "2"], "text": [W, B], "score": [1, 5]}}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew(
        "VQA, answers of ten people",
        True,
        {
            "question_id": 1,
            "image": "a.jpg",
            "question": Q,
            "multiple_choice_answer": B,
            "answers": [{"answer": B, "answer_confidence": "yes", "answer_id": 1}, {"answer": W, "answer_confidence": "no", "answer_id": 2}],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("speech with its transcript", True, {"audio": "a.wav", "text": "Io is a moon.", "duration": 3.2}, ["a:Io is a moon."], dialect="text"),
    Anew("customer support", True, {"flags": "B", "instruction": Q, "category": "ORDER", "intent": "look", "response": B}, ["u:Name a moon.", "a:Io."]),
    Anew("counselling", True, {"Context": Q, "Response": B}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("CValues", False, {"prompt": Q, "pos_resp": B, "neg_resp": W, "domain_zh": "天文"}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("questions to doctors", True, {"department": "内科", "title": "胸口", "ask": "胸口痛怎么办？", "answer": "多休息。"}, ["u:胸口痛怎么办？", "a:多休息。"]),
    Anew(
        "MiniCPM-V, several images",
        True,
        {"id": "0", "image": {"<image_00>": "a.jpg"}, "conversations": M(("user", "<image_00>\nName it."), ("assistant", B))},
        ["u:<image_00>\nName it.", "a:Io."],
    ),
    Anew(
        "hh_rlhf_cn",
        False,
        {"context": [{"role": "human", "text": Q}], "chosen": {"role": "assistant", "text": B}, "rejected": {"role": "assistant", "text": W}},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew("NaturalConv", False, {"dialog_id": "0_1", "document_id": 0, "content": ["你好", "你好！", "几点？"]}, ["u:你好", "a:你好！", "u:几点？"], sure=False),
]  # fmt: skip


FOURTH = [
    Anew("LCCC, a list of lines", False, ["你好 。", "你好 呀 ！", "吃 了 吗 ？"], ["u:你好 。", "a:你好 呀 ！", "u:吃 了 吗 ？"], sure=False),
    Anew("KdConv, messages with facts", True, {"name": "x", "messages": [{"message": Q, "attrs": [{"name": "n"}]}, {"message": B}]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("posts and responses", False, {"post": Q, "resp": B}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("DeepSpeed-Chat, labels on one line", False, {"prompt": "Human: Name a moon. Assistant:", "chosen": " Io.", "rejected": " Mars."}, ["u:Name a moon.", "a: Io."], rejected=" Mars."),
    Anew("Aya", True, {"inputs": Q, "targets": B, "language": "English", "language_code": "eng", "annotation_type": "original", "user_id": "u"}, ["u:Name a moon.", "a:Io."]),
    Anew(
        "Infinity-Instruct, labels as an object",
        True,
        {"id": 1, "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "label": {"ability_en": ["x"]}, "langdetect": "en", "source": "s"},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("OpenCodeReasoning", True, {"id": "1", "input": Q, "output": "<think>hm</think>Io.", "source": "s", "difficulty": "2", "solution": "print(1)"}, ["u:Name a moon.", "a:<think>hm</think>Io."], reference="print(1)"),
    Anew("questions with test cases", True, {"id": "1", "question": Q, "test_cases": ["assert x"], "source": "s"}, ["u:Name a moon."], reference='["assert x"]', dialect="prompt_only"),
    Anew("LLaVA with videos", True, {"id": "1", "video": "a.mp4", "conversations": [{"from": "human", "value": "<video>\nName it."}, {"from": "gpt", "value": B}]}, ["u:<video>\nName it.", "a:Io."]),
    Anew("visual reasoning", True, {"image": "a.jpg", "problem": Q, "solution": "<answer>Io</answer>"}, ["u:Name a moon.", "a:<answer>Io</answer>"]),
    Anew("distilabel, ratings of both", True, {"instruction": Q, "chosen_response": B, "rejected_response": W, "chosen_rating": 5, "rejected_rating": 3}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("O1 Journey", False, {"question": Q, "answer": B, "longCOT": "Mars is a planet."}, ["u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew(
        "Wizard of Wikipedia",
        True,
        {"chosen_topic": "Moons", "persona": "p", "dialog": [{"speaker": "0_Apprentice", "text": Q}, {"speaker": "1_Wizard", "text": B, "checked_sentence": {}}, {"speaker": "0_Apprentice", "text": "Oh."}]},
        ["u:Name a moon.", "a:Io.", "u:Oh."],
        sure=False,
    ),
    Anew(
        "Topical-Chat",
        False,
        {"article_url": "", "config": "A", "content": [{"message": Q, "agent": "agent_1", "sentiment": "x"}, {"message": B, "agent": "agent_2", "sentiment": "y"}]},
        ["u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew("RLAIF-V", True, {"ds_name": "d", "image": {"bytes": None, "path": "a.jpg"}, "question": Q, "chosen": B, "rejected": W, "origin_split": "{}"}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew(
        "a mix of preferences, its question twice",
        True,
        {"source": "s", "prompt": Q, "question": Q, "chosen": M(("user", Q), ("assistant", B)), "rejected": M(("user", Q), ("assistant", W))},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew("Tulu, prompts with constraints", True, {"key": "k", "prompt": Q, "messages": M(("user", Q), ("assistant", B)), "constraints": ["c"]}, ["u:Name a moon.", "a:Io."]),
    Anew("GAOKAO", True, {"year": "2020", "category": "c", "question": "最大的？", "answer": ["A"], "analysis": "因为。", "index": 0, "score": 5}, ["u:最大的？", "a:A"]),
    Anew("AI-Hub", True, {"info": {"id": 1}, "utterances": [{"role": "speaker", "text": "안녕"}, {"role": "listener", "text": "네"}]}, ["u:안녕", "a:네"], sure=False),
    Anew("Vietnamese columns", True, {"câu hỏi": "Mặt trăng nào?", "câu trả lời": "Io."}, ["u:Mặt trăng nào?", "a:Io."]),
]  # fmt: skip


FIFTH = [
    Anew("a table of frequent questions", False, {"Questions": Q, "Answers": B}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("Saiga, an object of lists", True, {"messages": {"role": ["user", "bot"], "content": [Q, B]}, "seed": "s", "source": "x"}, ["u:Name a moon.", "a:Io."]),
    Anew("a phone's messages without a key", False, {"date": "2026-01-01", "sender": "Ann", "message": Q}, ["Ann:Name a moon."], sure=False, dialect="message_row"),
    Anew("intents, wordings under text", False, {"intent": "Greeting", "text": ["Hi", "Hello"], "responses": ["Hello there", "Hey"], "context": {"in": ""}}, ["u:Hi", "a:Hello there"], sure=False),
    Anew(
        "a list of a thread's messages",
        True,
        {
            "object": "list",
            "data": [
                {"role": "user", "content": [{"type": "text", "text": {"value": Q, "annotations": []}}]},
                {"role": "assistant", "content": [{"type": "text", "text": {"value": B, "annotations": []}}]},
            ],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("Cohere, roles with capitals", True, {"messages": M(("System", "S"), ("User", Q), ("Chatbot", B))}, ["s:S", "u:Name a moon.", "a:Io."]),
    Anew(
        "AutoGen, a result of a chat",
        True,
        {"chat_history": [{"content": Q, "role": "user", "name": "proxy"}, {"content": B, "role": "assistant", "name": "coder"}], "summary": "x", "cost": {}},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "LangGraph, a state",
        False,
        {"values": {"messages": [{"type": "human", "content": Q}, {"type": "ai", "content": B, "tool_calls": []}]}, "next": []},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "OpenInference, spans as a table",
        False,
        {
            "name": "llm",
            "attributes.llm.input_messages": [{"message.role": "user", "message.content": Q}],
            "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": B}],
        },
        ["u:Name a moon.", "a:Io."],
    ),
    Anew(
        "vision, the image after the text",
        True,
        {"messages": [{"role": "user", "content": [{"type": "text", "text": Q}, {"type": "image", "image": "a.jpg"}]}, {"role": "assistant", "content": [{"type": "text", "text": B}]}]},
        ["u:Name a moon.<image>", "a:Io."],
    ),
    Anew("BIRD, a question with evidence", True, {"question_id": 1, "db_id": "d", "question": Q, "evidence": "E", "SQL": "SELECT 1", "difficulty": "simple"}, ["u:E\n\nName a moon.", "a:SELECT 1"]),
    Anew("XSum", True, {"document": "Io is a moon.", "summary": "Io.", "id": "1"}, ["u:Io is a moon.", "a:Io."]),
    Anew(
        "tau-bench, results",
        True,
        {
            "task_id": 0,
            "reward": 1.0,
            "info": {"task": {}},
            "traj": [
                {"role": "system", "content": "S"},
                {"role": "user", "content": Q},
                {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c", "name": "look", "content": "Io"},
                {"role": "assistant", "content": B},
            ],
            "trial": 0,
        },
        ["s:S", "u:Name a moon.", "a:", "t:Io", "a:Io."],
        calls=1,
    ),
    Anew("Arabic columns", True, {"السؤال": "ما القمر؟", "الإجابة": "آيو."}, ["u:ما القمر؟", "a:آيو."]),
    Anew("French columns", True, {"titre": "t", "question": "Quelle lune ?", "réponse": "Io."}, ["u:Quelle lune ?", "a:Io."]),
    Anew("Portuguese columns", False, {"instrução": "Diga uma lua.", "entrada": "Júpiter", "saída": "Io."}, ["u:Diga uma lua.\nJúpiter", "a:Io."]),
    Anew("Japanese columns", True, {"質問": "月は？", "回答": "イオ。", "根拠": "本"}, ["u:月は？", "a:イオ。"]),
    Anew("German columns", True, {"Frage": "Welcher Mond?", "Antwort": "Io.", "Quelle": "x"}, ["u:Welcher Mond?", "a:Io."]),
    Anew(
        "RLHFlow, scores of both",
        True,
        {"rejected": M(("user", Q), ("assistant", W)), "rejected_score": 1.0, "chosen": M(("user", Q), ("assistant", B)), "chosen_score": 2.0},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew("LIMA, its test questions", True, {"conversations": [Q], "source": "wiki"}, ["u:Name a moon."], sure=False),
]  # fmt: skip


SIXTH = [
    Anew("sums in two languages", True, {"question": Q, "answer": B, "question_zh": "说一个。", "answer_zh": "木卫一。"}, ["u:Name a moon.", "a:Io."]),
    Anew("MetaMathQA", True, {"type": "GSM_Rephrased", "query": Q, "original_question": "x", "response": B}, ["u:Name a moon.", "a:Io."]),
    Anew("UltraInteract, rows with parents", True, {"task": "Coding", "dataset": "d", "instruction": Q, "response": B, "id": "1", "parent_id": "0"}, ["u:Name a moon.", "a:Io."]),
    Anew("Dolphin R1, the answer beside its messages", False, {"messages": M(("system", "S"), ("user", Q)), "reasoning": "Mars is a planet.", "answer": B, "model": "m"}, ["s:S", "u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew("thoughts in a column", True, {"prompt": Q, "reasoning": "Mars is a planet.", "response": B, "lang": "en"}, ["u:Name a moon.", "a:Io."], reasoning="Mars is a planet."),
    Anew("clients and counsellors", True, M(("client", Q), ("counselor", B)), ["u:Name a moon.", "a:Io."]),
    Anew("Firefly, several rounds", True, {"conversation_id": 1, "category": "c", "conversation": [{"human": Q, "assistant": B}], "dataset": "d"}, ["u:Name a moon.", "a:Io."]),
    Anew("Cosmopedia", False, {"prompt": Q, "text": B, "seed_data": "x", "format": "f", "audience": "a"}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("IFEval", True, {"key": 1, "prompt": Q, "instruction_id_list": ["x"], "kwargs": [{}]}, ["u:Name a moon."], dialect="prompt_only"),
    Anew("BoolQ", True, {"question": "Is it?", "passage": "Io is a moon.", "answer": True}, ["u:Io is a moon.\n\nIs it?", "a:true"]),
    Anew("RACE", True, {"article": "Io is a moon.", "question": Q, "options": ["Io", "Mars"], "answer": "A"}, ["u:Io is a moon.\n\nName a moon.\nA. Io\nB. Mars", "a:A"]),
    Anew("CommonsenseQA", True, {"id": "x", "question": Q, "question_concept": "moon", "choices": {"label": ["A", "B"], "text": ["Io", "Mars"]}, "answerKey": "A"}, ["u:Name a moon.\nA. Io\nB. Mars", "a:A"]),
    Anew("columns of a chat's two sides", False, {"user_message": Q, "ai_message": B}, ["u:Name a moon.", "a:Io."]),
    Anew("personas and their talk", True, {"persona": ["p", "q"], "dialogue": [{"id": "Speaker 1", "text": Q}, {"id": "Speaker 2", "text": B}]}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("Korean columns", True, {"질문": "달은?", "답변": "이오."}, ["u:달은?", "a:이오."]),
]  # fmt: skip


@pytest.mark.parametrize("anew", [*FIRST, *SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH], ids=lambda anew: anew.where)
def test_a_shape_is_read(anew: Anew) -> None:
    found = formats.decode(anew.row)
    said = [(ROLE.get(role, role), text) for role, _, text in (turn.partition(":") for turn in anew.turns)]
    assert [(turn.role, turn.text) for turn in found.turns] == said
    assert (found.sure, found.rejected, found.reference) == (anew.sure, anew.rejected, anew.reference)
    assert anew.reasoning == (found.turns[-1].reasoning if found.turns else "")
    assert bool(found.tools) is anew.tools
    assert sum(bool(turn.tool_calls) for turn in found.turns) == anew.calls
    assert anew.dialect in ("", found.dialect)


LEFT = [
    ("WildJailbreak, of SECOND", {"vanilla": Q, "adversarial": "", "tactics": "[]", "completion": B, "data_type": "x"}),
    (
        "code contests, of SIXTH",
        {"name": "n", "description": Q, "solutions": {"language": [3], "solution": ["print(1)"]}},
    ),
    ("a change and its message, of SIXTH", {"diff": "+ a", "message": "Add a"}),
    ("Common Voice, of SIXTH", {"path": "a.wav", "sentence": "Io is a moon.", "up_votes": 2}),
    ("Arena-Hard, of SIXTH", {"question_id": "x", "category": "c", "cluster": "k", "turns": [{"content": Q}]}),
]
"""Shapes that were read wrongly at first, and still are: a mapping has to say what their fields are."""


@pytest.mark.parametrize(("where", "row"), LEFT, ids=[where for where, _ in LEFT])
def test_what_only_a_mapping_can_tell_is_not_sure(where: str, row: Any) -> None:
    assert not formats.decode(row).sure, where


def test_a_passage_precedes_its_question_also_where_no_answer_is_found() -> None:
    # DROP, the last of SIXTH: its answers lie in an object whose name tells nothing, so that it is read as a task.
    row = {"passage": "Io is a moon.", "question": Q, "answers_spans": {"spans": ["Io"], "types": ["span"]}}
    assert [turn.text for turn in formats.decode(row).turns] == ["Io is a moon.\n\nName a moon."]
