"""The canonical form: where its question and its answer stand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics import Batch

EXPLORER = Path(__file__).resolve().parents[2] / "explorer"


@pytest.mark.parametrize(
    ("roles", "question", "answer"),
    [
        ("", -1, -1),
        ("user", 0, -1),
        ("user user", 1, -1),
        ("assistant", -1, 0),
        ("assistant user", -1, 0),  # the user speaks after the answer only
        ("user assistant", 0, 1),
        ("system user assistant", 1, 2),
        ("user assistant user", 0, 1),
        ("user assistant user assistant", 2, 3),
        ("user assistant tool assistant", 0, 3),
        ("system assistant narrator assistant", -1, 3),
    ],
)
def test_the_question_is_the_last_user_turn_before_the_answer(roles: str, question: int, answer: int) -> None:
    turns = tuple(Turn(role, f"turn {place}") for place, role in enumerate(roles.split()))
    row = Conversation("messages", turns)
    assert (row.question_index(), row.answer_index()) == (question, answer)
    batch = Batch([row])
    assert batch.question == [f"turn {question}" if question >= 0 else ""]
    assert batch.answer == [f"turn {answer}" if answer >= 0 else ""]


def test_the_question_is_found_in_one_place() -> None:
    """Nothing in metrics walks the turns backwards for a user turn."""
    for path in (EXPLORER / "metrics").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.GeneratorExp):
                text = ast.unparse(node)
                assert not ("role ==" in text and ("reversed(" in text or "-1, -1)" in text)), f"{path}: {text}"
