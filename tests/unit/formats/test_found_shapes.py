"""Shapes of rows that others publish, in words of our own: found in public repositories, manuals and issues.

FIRST, SECOND and THIRD are rounds. Each shape was tried before anything was mended for its round; `was` says whether it was read
rightly then. Where a shape was found stands beside it.
"""

from __future__ import annotations

from typing import Any

import pytest

from explorer import formats

from .shorthand import M

Q, B, W = "Name a moon.", "Io.", "Mars."
TOLD = ["user:Name a moon.", "assistant:Io."]

# (where it was found, was, row, dialect, turns, rejected, reference)
FIRST: list[tuple[str, bool, Any, str, list[str], str | None, str]] = [
    (
        "PreferenceLab, pairwise data",
        False,
        {"prompt": Q, "response_a": W, "response_b": B, "gold_label": "B", "source": "d"},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "PreferenceLab, ranking",
        False,
        {"prompt": Q, "response_a": "x", "response_b": B, "response_c": W, "gold_ranking": ["B", "A", "C"]},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "sft-dataset-generator, preference tuning",
        False,
        {"instruction": Q, "response_a": W, "response_b": B, "chosen": "B"},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "sft-dataset-generator, several turns",
        False,
        {
            "conversation_a": {"messages": M(("user", Q), ("assistant", W))},
            "conversation_b": {"messages": M(("user", Q), ("assistant", B))},
            "chosen": "B",
        },
        "preference",
        TOLD,
        W,
        "",
    ),
    ("own_ai, reward model", False, {"prompt": Q, "pos": B, "neg": W}, "preference", TOLD, W, ""),
    (
        "preference answers in a table",
        False,
        {"prompt": Q, "ans1_text": W, "ans2_text": B, "ans_preference": "Answer 2"},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "hh_rlhf_harmless_cn, ranked outputs",
        False,
        {"history": [], "prompt": Q, "input": "", "output": [B, "x", W]},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "NeMo RL, ranked completions",
        True,
        {
            "context": M(("user", Q)),
            "completions": [
                {"rank": 1, "completion": M(("assistant", W))},
                {"rank": 0, "completion": M(("assistant", B))},
            ],
        },
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "reward-bench 2",
        False,
        {"prompt": Q, "chosen": [B], "rejected": [W, "x"], "num_correct": 1},
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "Langfuse, observations",
        True,
        {
            "id": "o",
            "traceId": "t",
            "type": "GENERATION",
            "input": {"messages": M(("user", Q))},
            "output": {"role": "assistant", "content": B},
        },
        "messages",
        TOLD,
        None,
        "",
    ),
    (
        "Langfuse, input is the list",
        True,
        {"type": "GENERATION", "input": M(("user", Q)), "output": {"role": "assistant", "content": B}},
        "messages",
        TOLD,
        None,
        "",
    ),
    ("OpenAI evals", False, {"input": M(("user", Q)), "ideal": B}, "prompt_only", TOLD[:1], None, B),
    (
        "lm-evaluation-harness, samples",
        True,
        {
            "doc_id": 0,
            "doc": {"question": Q, "answer": B},
            "target": B,
            "resps": [[W]],
            "filtered_resps": [W],
        },
        "qa",
        TOLD,
        None,
        "",
    ),
    (
        "BFCL",
        False,
        {"id": "s", "question": [[{"role": "user", "content": Q}]], "function": [{"name": "look"}]},
        "prompt_only",
        TOLD[:1],
        None,
        "",
    ),
    (
        "RAGAS",
        True,
        {"user_input": Q, "retrieved_contexts": ["c"], "response": B, "reference": "Io, for one."},
        "prompt_completion",
        TOLD,
        None,
        "Io, for one.",
    ),
    (
        "PaLM chat",
        False,
        {"context": "Be brief.", "messages": [{"author": "user", "content": Q}, {"author": "bot", "content": B}]},
        "messages",
        ["system:Be brief.", *TOLD],
        None,
        "",
    ),
    (
        "OpenWebUI export",
        True,
        {
            "id": "1",
            "title": "t",
            "chat": {"title": "t", "models": ["m"], "messages": [
                {"id": "a", "parentId": None, "role": "user", "content": Q},
                {"id": "b", "parentId": "a", "role": "assistant", "content": B},
            ]},
        },
        "messages",
        TOLD,
        None,
        "",
    ),
    (
        "LibreChat export",
        True,
        {
            "conversationId": "c",
            "title": "t",
            "messages": [
                {"sender": "User", "text": Q, "isCreatedByUser": True},
                {"sender": "Assistant", "text": B, "isCreatedByUser": False},
            ],
        },
        "messages",
        TOLD,
        None,
        "",
    ),
    (
        "MT-bench, human judgements",
        True,
        {
            "question_id": 81, "model_a": "x", "model_b": "y", "winner": "model_b", "judge": "j", "turn": 1,
            "conversation_a": M(("user", Q), ("assistant", W)), "conversation_b": M(("user", Q), ("assistant", B)),
        },
        "preference",
        TOLD,
        W,
        "",
    ),
    (
        "DeepEval goldens",
        True,
        {"input": Q, "actual_output": B, "expected_output": "Io, for one.", "context": None},
        "prompt_completion",
        TOLD,
        None,
        "Io, for one.",
    ),
]  # fmt: skip


SECOND: list[tuple[str, bool, Any, str, list[str], str | None, str]] = [
    ("Tulu 3, RLVR", True, {"messages": M(("user", Q)), "ground_truth": B, "dataset": "d"}, "prompt_only", TOLD[:1], None, B),
    (
        "DAPO, processed",
        False,
        {"prompt": Q, "solution": B, "data_source": "d", "source_prompt": M(("user", "x")), "ability": "MATH",
         "reward_model": {"ground_truth": B, "style": "rule"}, "extra_info": {"index": "1"}},
        "prompt_only", TOLD[:1], None, B,
    ),
    ("samples beside an answer", True,
     {"idx": 1, "gt": "x", "prompt": Q, "answer": B, "my_solu": [W, "x"], "pred": ["1", "2"], "rewards": [True, False]},
     "prompt_completion", TOLD, None, "x"),
    ("annotated preferences", True,
     {"response2": B, "response1": W, "annotation_done": 1, "instruction": Q, "preference": "response2"},
     "preference", TOLD, W, ""),
    ("speakers and turns", True,
     {"id": "c", "turns": [{"speaker": "user", "text": Q}, {"speaker": "assistant", "text": B}]}, "messages", TOLD, None, ""),
    ("ATIF", False,
     {"schema_version": "ATIF-v1.4", "session_id": "s", "agent": {"name": "a", "version": "1"}, "steps": [
         {"step_id": 1, "source": "user", "message": Q}, {"step_id": 2, "source": "agent", "message": B}]},
     "messages", TOLD, None, ""),
    ("SWE-agent", False,
     {"environment": "e", "trajectory": [{"action": "a", "observation": "o"}], "history": M(("user", Q), ("assistant", B)), "info": {}},
     "messages", TOLD, None, ""),
    ("SillyTavern", False, {"name": "You", "is_user": True, "mes": Q, "send_date": "d"}, "message_row", TOLD[:1], None, ""),
    ("completion as a message", True, {"messages": M(("user", Q)), "completion": {"role": "assistant", "content": B}},
     "messages", TOLD, None, ""),
    ("Slack", False, {"type": "message", "user": "U1", "text": Q, "ts": "1.2", "thread_ts": "1.1"}, "message_row",
     ["U1:Name a moon."], None, ""),
    ("Arena 140k", True,
     {"id": "x", "model_a": "m", "model_b": "n", "winner": "model_b", "evaluation_session_id": "e",
      "conversation_a": [{"role": "user", "content": [{"type": "text", "text": Q}]}, {"role": "assistant", "content": [{"type": "text", "text": W}]}],
      "conversation_b": [{"role": "user", "content": [{"type": "text", "text": Q}]}, {"role": "assistant", "content": [{"type": "text", "text": B}]}]},
     "preference", TOLD, W, ""),
    ("Nectar", True,
     {"prompt": f"\n\nHuman: {Q}\n\nAssistant: ", "answers": [
         {"answer": B, "model": "m", "rank": 1.0}, {"answer": "x", "model": "n", "rank": 2.0}, {"answer": W, "model": "o", "rank": 7.0}],
      "turns": 1, "num_responses": 3, "source": ["d"], "good_natured": True},
     "preference", TOLD, W, ""),
    ("distilabel", True,
     {"instruction": Q, "generations": [W, B], "generation_models": ["m", "n"], "ratings": [2, 5], "rationales": ["r", "s"]},
     "preference", TOLD, W, ""),
    ("SYNTHETIC-1", False,
     {"problem_id": "p", "task_type": "t", "prompt": Q, "gold_standard_solution": None, "verification_info": "{\"x\": 1}", "metadata": "{}"},
     "prompt_only", TOLD[:1], None, "{\"x\": 1}"),
    ("Gemini, preference tuning", False,
     {"contents": [{"role": "user", "parts": [{"text": Q}]}], "completions": [
         {"score": 0.0, "completion": {"role": "model", "parts": [{"text": W}]}},
         {"score": 1.0, "completion": {"role": "model", "parts": [{"text": B}]}}]},
     "preference", TOLD, W, ""),
    ("SWE-Gym", True,
     {"instance_id": "i", "repo": "r", "problem_statement": Q, "hints_text": "h", "patch": B, "test_patch": "t", "FAIL_TO_PASS": ["x"]},
     "prompt_completion", TOLD, None, ""),
    ("KodCode", True,
     {"style": "s", "question_id": "q", "question": Q, "solution": B, "test": "assert x", "metadata": {}}, "qa", TOLD, None, ""),
    ("reinforcement fine-tuning, object", True,
     {"messages": M(("user", Q)), "reference_answer": {"moon": B}, "tools": []}, "prompt_only", TOLD[:1], None, '{"moon":"Io."}'),
    ("webgpt comparisons", True,
     {"question": {"full_text": Q, "id": "1", "dataset": "d"}, "answer_0": W, "answer_1": B, "score_0": -0.5, "score_1": 0.5,
      "quotes_0": {"title": []}, "quotes_1": {"title": []}, "tokens_0": {}, "tokens_1": {}},
     "preference", TOLD, W, ""),
    ("stored completions", False,
     {"id": "c", "object": "chat.completion", "model": "m", "input": M(("user", Q)), "choices": [
         {"index": 0, "message": {"role": "assistant", "content": B}}], "request_id": "r"},
     "messages", TOLD, None, ""),
]  # fmt: skip


THIRD: list[tuple[str, bool, Any, str, list[str], str | None, str]] = [
    ("AI gateway, log", True,
     {"timestamp": "t", "name": "log", "resource": {"service.name": "g"}, "attributes": {
         "id": "m", "request": {"model": "m", "messages": M(("user", Q))},
         "response": {"choices": [{"message": {"role": "assistant", "content": B}, "finish_reason": "stop"}]}}},
     "messages", TOLD, None, ""),
    ("Letta, evaluations", True, {"input": Q, "ground_truth": B}, "prompt_only", TOLD[:1], None, B),
    ("an issue's table of messages", True, {"c_id": 0, "role": "user", "message": Q}, "message_row", TOLD[:1], None, ""),
    ("Argilla, ranking as columns", False,
     {"prompt": Q, "response1": W, "response2": B, "preference": [
         {"user_id": "u", "value": {"rank": [2, 1], "value": ["response1", "response2"]}, "status": "submitted"}]},
     "preference", TOLD, W, ""),
    ("llama3-ultrafeedback", True,
     {"prompt": Q, "chosen": M(("user", Q), ("assistant", B)), "rejected": M(("user", Q), ("assistant", W)),
      "messages": M(("user", Q), ("assistant", B)), "score_chosen": 8.0, "score_rejected": 2.0, "response_0": "x", "response_1": "y"},
     "preference", TOLD, W, ""),
    ("thoughts, actions, observations", True,
     {"task": Q, "steps": [{"thought": "hm", "action": "look(sky)", "observation": "Io"}, {"thought": "", "action": B, "observation": ""}]},
     "messages", ["user:Name a moon.", "assistant:look(sky)", "tool:Io", "assistant:Io."], None, ""),
    ("promptfoo, results", False,
     {"prompt": {"raw": Q, "label": "l"}, "vars": {"x": 1}, "response": {"output": B, "tokenUsage": {}}, "success": True},
     "messages", TOLD, None, ""),
    ("Weave, calls", False,
     {"op_name": "chat", "inputs": {"model": "m", "messages": M(("user", Q))}, "output": {
         "choices": [{"message": {"role": "assistant", "content": B}}]}},
     "messages", TOLD, None, ""),
    ("Braintrust, data sets", True, {"input": Q, "expected": B, "metadata": {"x": 1}}, "prompt_only", TOLD[:1], None, B),
    ("LangSmith, as columns", True, {"input_question": Q, "output_answer": B}, "qa", TOLD, None, ""),
    ("Label Studio, pairwise", False,
     {"id": 1, "data": {"prompt": Q, "answer1": W, "answer2": B}, "annotations": [
         {"result": [{"from_name": "comparison", "type": "pairwise", "value": {"selected": "right"}}]}]},
     "preference", TOLD, W, ""),
    ("arena in a table", False,
     {"prompt": '["Name a moon."]', "response_a": '["Mars."]', "response_b": '["Io."]', "winner_model_a": 0, "winner_model_b": 1, "winner_tie": 0},
     "preference", TOLD, W, ""),
    ("Agent SDK, stream", True,
     {"type": "assistant", "session_id": "s", "message": {"role": "assistant", "content": [{"type": "text", "text": B}]}},
     "message_row", TOLD[1:], None, ""),
    ("Ollama, generate", False, {"model": "m", "prompt": Q, "response": B, "done": True, "context": [1, 2, 3]},
     "prompt_completion", TOLD, None, ""),
    ("Azure, evaluation", True, {"query": Q, "response": B, "ground_truth": "Io, for one."}, "prompt_completion", TOLD, None, "Io, for one."),
    ("MLflow, evaluation", False, {"inputs": {"question": Q}, "expectations": {"expected_response": B}}, "prompt_only", TOLD[:1], None, B),
    ("critique with scores by aspect", False,
     {"instruction": Q, "response_a": W, "response_b": B, "score_a": {"help": 1, "overall": 1.5}, "score_b": {"help": 5, "overall": 4.3}},
     "preference", TOLD, W, ""),
    ("Gemini CLI, session", False,
     {"sessionId": "s", "projectHash": "p", "messages": [{"id": "1", "type": "user", "content": Q}, {"id": "2", "type": "gemini", "content": B}]},
     "messages", TOLD, None, ""),
    ("RLVR, instructions", True, {"messages": M(("user", Q)), "ground_truth": ["x", "y"], "dataset": ["a", "b"]}, "prompt_only", TOLD[:1], None, '["x","y"]'),
    ("best of several", True, {"prompt": Q, "responses": [{"text": W, "reward": 0.1}, {"text": B, "reward": 0.9}], "model": "m"}, "preference", TOLD, W, ""),
]  # fmt: skip


@pytest.mark.parametrize("shape", [*FIRST, *SECOND, *THIRD], ids=[shape[0] for shape in [*FIRST, *SECOND, *THIRD]])
def test_a_found_shape_is_read(shape: tuple[str, bool, Any, str, list[str], str | None, str]) -> None:
    _, _, row, dialect, turns, rejected, reference = shape
    found = formats.decode(row)
    assert [f"{turn.role}:{turn.text}" for turn in found.turns] == turns
    assert (found.dialect, found.rejected, found.reference) == (dialect, rejected, reference)
