"""Rounds of twenty shapes met in public repositories and issues, each written down with what is right before the reader was asked.

What an entry holds is told in `rounds_anew`; `sure` is None where either will do, because a person could not tell for certain.
Every sentence is our own.
"""

from __future__ import annotations

from .rounds_anew import Anew, B, Q, W
from .shorthand import M

CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": {"at": "sky"}}}

SEVENTH = [
    Anew("xtuner, questions to doctors by department", True, {"department": "内科", "title": "头疼", "ask": "头疼怎么办？", "answer": "多休息。"}, ["u:头疼怎么办？", "a:多休息。"]),
    Anew("a Spanish table of phrases", False, {"frase": Q, "respuesta": B}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew("an issue of chatglm_finetuning, a paragraph of q and a", False, {"id": 1, "paragraph": [{"q": Q, "a": [B]}, {"q": "And?", "a": ["Puck."]}]}, ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."], sure=None),
    Anew("an issue of jaxformer, speakers on lines of their own", False, {"text": "user1:\nName a moon.\n\nuser2:\nIo.\n\nuser1:\nThanks."}, ["u:Name a moon.", "a:Io.", "u:Thanks."], sure=False),
    Anew("LMFlow, an instance of a conversation", True, {"conversation_id": "c", "system": "S", "tools": ["look: looks"], "messages": M(("user", Q), ("assistant", B))}, ["s:S", "u:Name a moon.", "a:Io."], tools=True),
    Anew("three answers and their scores", True, {"id": 1, "task": "qa", "instruction": Q, "answers": ["Puck?", B, W], "scores": [5, 9, 1]}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("two answers, scores by aspect and the letter of the better one", True, {"instruction": Q, "response_a": W, "response_b": B, "chosen": "B", "score_a": {"depth": 3, "overall": 3.5}, "score_b": {"depth": 4, "overall": 4.3}}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("a conversation with names in brackets", False, {"conversation": "[USER] Name a moon.\n[ASSISTANT] Io.\n[USER] Thanks.\n[ASSISTANT] Sure."}, ["u:Name a moon.", "a:Io.", "u:Thanks.", "a:Sure."]),
    Anew(
        "Dolly in four languages, the original beside",
        True,
        {"instruction": "Nenne einen Mond.", "context": "", "response": "Io.", "category": "open_qa", "instruction_original_en": Q, "context_original_en": "", "response_original_en": B, "id": 1},
        ["u:Nenne einen Mond.", "a:Io."],
    ),
    Anew(
        "a guide to tool use, calls as parts of content",
        False,
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
        False,
        {"messages": [{"role": "user", "content": [{"type": "image_path", "content": "a.jpg"}, {"type": "text", "content": Q}]}, {"role": "assistant", "content": B}]},
        ["u:<image>Name a moon.", "a:Io."],
    ),
    Anew(
        "PolyAI, what was said before in numbered contexts",
        False,
        {"context/1": "Hi.", "context/0": "Hello.", "context": Q, "response": B, "context_author": "x", "response_author": "y"},
        ["u:Hi.", "a:Hello.", "u:Name a moon.", "a:Io."],
        sure=False,
    ),
    Anew("PaddleNLP, lists of both sides", False, {"src": [Q, "And?"], "tgt": [B, "Puck."]}, ["u:Name a moon.", "a:Io.", "u:And?", "a:Puck."], sure=None),
    Anew("PaddleNLP, answers and how they are sorted", False, {"src": [Q], "tgt": [], "response": [[W], [B]], "sort": [0, 1]}, ["u:Name a moon.", "a:Io."], rejected=W, sure=None),
    Anew(
        "a fork of xtuner, two whole dialogues",
        True,
        {"chosen_conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "rejected_conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": W}]},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
    ),
    Anew(
        "turbo-alignment, a winning and a losing answer",
        True,
        {"id": 0, "source": "x", "context": M(("user", Q)), "answer_winning": {"role": "bot", "content": B}, "answer_losing": {"role": "bot", "content": W}},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
        sure=None,
    ),
    Anew(
        "turbo-alignment, an answer that is desirable",
        False,
        {"id": 0, "source": "x", "context": M(("user", Q)), "answer": {"role": "bot", "content": B}, "is_desirable": True},
        ["u:Name a moon.", "a:Io."],
        sure=None,
        dialect="kto",
    ),
    Anew(
        "ChatGLM3, a tool with parameters and what it observed",
        False,
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
        True,
        [*M(("user", Q)), {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c", "content": "Io is up."}, *M(("assistant", B))],
        ["u:Name a moon.", "a:", "t:Io is up.", "a:Io."],
        calls=1,
    ),
    Anew("an issue of llm_finetuning, names in capitals", True, {"id": "O3", "conversations": [{"from": "USER", "value": Q}, {"from": "ASSISTANT", "value": B}]}, ["u:Name a moon.", "a:Io."]),
]  # fmt: skip

# The fifth was met in an earlier round, too (`test_found_shapes`), its reference left aside there.
# Mostly rows of data sets on a hub, by the features that their cards list, in the order in which searches gave them.
EIGHTH = [
    Anew("several answers, their rewards and what is right", True, {"prompt_messages": M(("user", Q)), "answers": [W, B], "gt": "Io", "rewards": [-1.0, 1.0]}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("a question to judge, with an image as text", True, {"question": Q, "message": "Look, then answer. Name a moon.", "answer": [B], "image": "aGVsbG8="}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew(
        "prompts with rollouts beside",
        True,
        {
            "prompt": M(("user", Q)),
            "level": "1",
            "data_source": "math",
            "ability": "math",
            "reward_model": {"ground_truth": "Io", "style": "rule"},
            "extra_info": {"index": 0, "solution": "It is Io.", "split": "train", "subject": "x"},
            "rollout": {"n": 2, "pass_rate": 0.5, "rollout_answers": ["Io", "Mars"], "rollout_labels": [True, False], "rollout_responses": [B, W]},
        },
        ["u:Name a moon."],
        reference="Io",
        dialect="prompt_only",
    ),
    Anew(
        "steps of supervision, each a row",
        True,
        {"prompt": Q, "response": B, "next_prompt": "x", "next_response": "y", "label": "+", "question": Q, "step": 1, "trajectory": 7, "mask": 1, "reward": 1.0, "mc_values": 0.5},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("a model's own solutions beside the right one", False, {"idx": 1, "gt": "4", "prompt": Q, "answer": B, "my_solu": ["a", "b"], "pred": ["4", "5"], "rewards": [True, False]}, ["u:Name a moon.", "a:Io."], reference="4"),
    Anew("both sides as messages, and a reward", True, {"prompt": M(("system", "S"), ("user", Q)), "completion": M(("assistant", B)), "reward": 0.5}, ["s:S", "u:Name a moon.", "a:Io."]),
    Anew(
        "a problem, its solution and tokens of rollouts",
        True,
        {"message_id": "m", "problem": Q, "solution": B, "answer": "4", "reward": [True, False], "roll_in_ids": [[1, 2]], "roll_outs_ids": [[3]], "processed_answer": ["4", "5"]},
        ["u:Name a moon.", "a:Io."],
        reference="4",
    ),
    Anew(
        "traces of a benchmark of calls",
        True,
        {"prompt": M(("user", Q)), "completion": M(("assistant", "Let me look."), ("user", "Yes."), ("assistant", B)), "answer": "Io", "task": "t", "reward": 1.0, "info": {"id": "x", "available_tools": "[]"}},
        ["u:Name a moon.", "a:Let me look.", "u:Yes.", "a:Io."],
        reference="Io",
    ),
    Anew("a dialogue of texts, with an emotion", True, {"id": "x", "conversation": [Q, B, "Oh."], "emotion": "sad", "emotion_cause": "c", "cause_utterance_indices": [0]}, ["u:Name a moon.", "a:Io.", "u:Oh."], sure=False),
    Anew("a pair with margins", True, {"prompt": Q, "chosen": B, "rejected": W, "margin_ground": 1.0, "chosen_score_pred": 2.0, "rejected_score_pred": 1.0}, ["u:Name a moon.", "a:Io."], rejected=W),
    Anew("a pair whose prompt is called prompts", True, {"chosen": B, "rejected": W, "prompts": Q, "score_chosen": 2.0, "score_rejected": 1.0}, ["u:Name a moon.", "a:Io."], rejected=W, sure=None),
    Anew("a pair of texts, each with its score", True, {"prompt": Q, "chosen": {"score": 5, "text": B}, "rejected": {"score": 1, "text": W}}, ["u:Name a moon.", "a:Io."], rejected=W, sure=None),
    Anew(
        "a pair made of a review, with both answers by number",
        True,
        {"text": "Good film.", "label": 1, "chosen": B, "rejected": W, "a_1": B, "a_2": W, "prompt": Q, "chosen_preference": 0.9, "rejected_preference": 0.1, "a_1_preference": 0.9, "a_2_preference": 0.1},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
        sure=None,
    ),
    Anew("turns of users and agents", True, {"id": "conv_1", "turns": [{"role": "user", "content": Q}, {"role": "agent", "content": B}]}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew("verl, ground truth as a list", True, {"data_source": "gsm8k", "prompt": M(("user", Q)), "ability": "math", "reward_model": {"style": "rule", "ground_truth": ["72"]}}, ["u:Name a moon."], reference="72", dialect="prompt_only"),
    Anew("tasks of self-play, a number as answer", True, {"id": "1", "prompt": "1 + 3?", "answer": 4, "task": "addition", "numbers": [1, 3]}, ["u:1 + 3?", "a:4"], sure=None),
    Anew("MedDialog, turns as an object, speakers by number", True, {"file_name": "f", "dialogue_id": 1, "dialogue_url": "u", "dialogue_turns": {"speaker": [0, 1], "utterance": [Q, B]}}, ["u:Name a moon.", "a:Io."], sure=False),
    Anew("MedDialog, processed", True, {"description": "d", "utterances": ["patient: Name a moon.", "doctor: Io."]}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew(
        "a dialogue and its original in English",
        True,
        {"id": "x", "image": "a.jpg", "conversations": M(("user", "月は？"), ("assistant", "イオ。")), "chara": "c", "en_conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}]},
        ["u:月は？", "a:イオ。"],
        sure=None,
    ),
    Anew("judgeval, what was said and what was expected", True, {"input": Q, "actual_output": B, "expected_output": "Io", "retrieval_context": ["x"], "context": ["Io is a moon."]}, ["u:Name a moon.\nIo is a moon.", "a:Io."], reference="Io", sure=None),
]  # fmt: skip

NINTH = [
    Anew(
        "pairs by hand, a chat as context",
        False,
        {"context": M(("user", Q), ("assistant", B), ("user", "And?")), "scratchpad": "", "instruction": "Suggest another.", "output": "Puck."},
        ["u:Name a moon.", "a:Io.", "u:And?", "u:Suggest another.", "a:Puck."],
        sure=None,
    ),
    Anew("a voice bot's q and a", True, {"q": Q, "a": B}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew("trajectify, the first message beside the conversation", True, {"instruction": Q, "conversations": M(("user", Q), ("assistant", B)), "reward": None, "metadata": {"task": "t"}}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew(
        "a logger of training examples",
        False,
        {"session_id": "s", "calling_model": "m", "user_prompt": Q, "tool_messages": [{"role": "tool", "content": "x"}], "final_output": B, "timestamp": "t"},
        ["u:Name a moon.", "a:Io."],
        sure=None,
    ),
    Anew("generated questions, an answer with its place", True, {"context": "Io is a moon.", "question": Q, "answer": {"start": 0, "text": "Io"}, "id": "x", "title": "t"}, ["u:Io is a moon.\n\nName a moon.", "a:Io"], sure=None),
    Anew("questions about a table", True, {"id": "x", "question": Q, "answers": ["Io"], "table": {"header": ["m"], "rows": [["Io"]]}, "aggregation_label": "none", "answer_coordinates": [[0, 0]]}, ["u:Name a moon.", "a:Io"], sure=None),
    Anew("a question, its answer and context, in capitals", True, {"Question": Q, "Answer": B, "Context": "Io is a moon."}, ["u:Io is a moon.\n\nName a moon.", "a:Io."]),
    Anew("SQL with the formatted text beside", True, {"question": Q, "context": "CREATE TABLE m (n INT)", "answer": "SELECT n FROM m", "text": "### Question: Name a moon."}, ["u:CREATE TABLE m (n INT)\n\nName a moon.", "a:SELECT n FROM m"]),
    Anew(
        "Argilla, a message to rate",
        True,
        {"user-message": Q, "context": "Io is a moon.", "question-rating": [{"user_id": "u", "value": 1, "status": "submitted"}], "question-rating-suggestion": 1, "metadata": "{}"},
        ["u:Name a moon.\nIo is a moon."],
        sure=None,
    ),
    Anew("MKQA, filtered", True, {"lang": "en", "example_id": "1", "query": Q, "answer": B, "answer_len": 3}, ["u:Name a moon.", "a:Io."]),
    Anew("conversations within conversations", True, {"conversations": {"conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "id": 1, "image": "a.jpg"}}, ["u:Name a moon.", "a:Io."], sure=None),
    Anew(
        "figures of papers, a conversation among much else",
        True,
        {"image_file": "a.png", "id": "x", "caption": "c c", "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "first_mention": "m", "response": "r r", "title": "t", "abstract": "b", "q_a_pairs": [["x", "y"]], "deplot": "d"},
        ["u:Name a moon.", "a:Io."],
        sure=None,
    ),
    Anew("pages with their text and Markdown", True, {"image": {"bytes": None, "path": "a.png"}, "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": B}], "text": "t t", "markdown": "# t"}, ["u:Name a moon.", "a:Io."]),
    Anew("questions on charts, a list of images", True, {"id": "x", "images": [{"bytes": None, "path": "a.png"}], "conversation": M(("user", Q), ("assistant", B)), "source": "s"}, ["u:Name a moon.", "a:Io."]),
    Anew(
        "messages with empty fields of other kinds",
        True,
        {"id": "x", "image": "a.jpg", "conversations": [{"from": "human", "markdown": None, "text": None, "value": Q}, {"from": "gpt", "markdown": {"answer": "", "index": 0, "type": "t"}, "text": None, "value": B}]},
        ["u:Name a moon.", "a:Io."],
    ),
    Anew("an issue of TRL, pairs that are tokens", True, {"input_ids_j": [1, 2], "attention_mask_j": [1, 1], "input_ids_k": [1, 3], "attention_mask_k": [1, 1]}, [], sure=False),
    Anew("an issue of CodeGeeX, samples without their prompts", True, {"task_id": "Python/0", "generation": "print(1)"}, ["a:print(1)"], sure=False),
    Anew(
        "a pair with a reference response",
        True,
        {"prompt": Q, "prompt_id": "p", "chosen": M(("user", Q), ("assistant", B)), "rejected": M(("user", Q), ("assistant", W)), "messages": M(("user", Q), ("assistant", B)), "score_chosen": 8.0, "score_rejected": 2.0, "reference_response": "Io, of Jupiter."},
        ["u:Name a moon.", "a:Io."],
        rejected=W,
        reference="Io, of Jupiter.",
    ),
    Anew("answers and their first rewards", False, {"idx": 1, "prompt": Q, "answers": [W, B], "gt": "Io", "first_rewards": [False, True]}, ["u:Name a moon.", "a:Io."], rejected=W, sure=None),
    Anew("questions of patients, as an evaluation has them", True, {"query": Q, "answer": B}, ["u:Name a moon.", "a:Io."]),
]  # fmt: skip
