"""The first three of the rounds of `test_shapes_anew`, and what an entry of a round is."""

from __future__ import annotations

from typing import Any, NamedTuple

from .shorthand import M

Q, B, W = "Name a moon.", "Io.", "Mars."


class Anew(NamedTuple):
    """A shape: where it is met, a row, its turns ("u:text"), and what else is right of it."""

    where: str
    right: bool | None
    row: Any
    turns: list[str]
    sure: bool | None = True
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
