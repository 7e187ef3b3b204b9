"""Shapes of rows that others publish, in words of our own: found in public repositories, manuals and issues.

FIRST and SECOND are two rounds. Each shape was tried before anything was mended for its round; `was` says whether it was read
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


@pytest.mark.parametrize("shape", FIRST, ids=[shape[0] for shape in FIRST])
def test_a_found_shape_is_read(shape: tuple[str, bool, Any, str, list[str], str | None, str]) -> None:
    _, _, row, dialect, turns, rejected, reference = shape
    found = formats.decode(row)
    assert [f"{turn.role}:{turn.text}" for turn in found.turns] == turns
    assert (found.dialect, found.rejected, found.reference) == (dialect, rejected, reference)
