"""One hostile row holds up nothing: what costs too much to parse is not judged, and says so."""

from __future__ import annotations

import pytest

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.syntax import SYNTAX, trees
from explorer.metrics.syntax.budget import ALLOWED, Budget, GivenUpError
from explorer.metrics.syntax.python import about_errors
from explorer.metrics.syntax.trees import PARSED, broken_tree

CONTEXT = Context("o200k_base", "")
PIECES = ("a?b:", "a ", "a<", "x=", "->", "=>", "a?", "a()", "case 1:", "a b\n", "->\n", '"\n')


def answered(answer: str) -> Conversation:
    return Conversation("x", (Turn(USER, "Write code."), Turn(ASSISTANT, answer)))


def judged(answer: str) -> dict[str, object]:
    return {name: values[0] for name, values in SYNTAX.compute(Batch([answered(answer)]), CONTEXT).items()}


def fenced(language: str, code: str) -> str:
    return f"```{language}\n{code}\n```\n"


class Counting(Budget):
    """A budget that keeps the sizes of what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.spent = 0

    def spend(self, size: int, lost: bool) -> None:
        self.spent += size * size if lost else 0
        super().spend(size, lost)


def work(language: str, code: str) -> int:
    budget = Counting()
    try:
        broken_tree(code, language, budget)
    except GivenUpError:
        pass
    return budget.spent


@pytest.mark.parametrize("language", sorted(PARSED))
def test_hostile_code_causes_no_more_work_when_it_grows(language):
    for piece in PIECES:
        small, large = (work(language, piece * (size // len(piece))) for size in (3_000, 30_000))
        assert max(small, large) <= 2 * ALLOWED, piece
        assert large <= max(small, ALLOWED), piece


def test_what_is_given_up_is_named_and_not_flagged():
    row = judged(fenced("kotlin", "a?b:" * 7_500))
    assert row["not_judged"] == "invalid_code"
    assert row["invalid_code"] is False
    found = SYNTAX.explain(answered(fenced("kotlin", "a?b:" * 7_500)))  # type: ignore[misc]
    assert [evidence.column for evidence in found] == ["not_judged"]


def test_many_blocks_share_one_budget():
    block = fenced("kotlin", "val a = listOf(1, 2\n" * 100)
    one, many = judged(block), judged(block * 200)
    assert one["not_judged"] in ("none", "invalid_code")
    assert many["not_judged"] == "invalid_code"


def test_two_columns_left_open_are_both_named():
    row = judged(fenced("python", "(" * 100 + "\n1") + fenced("json", "[" + "1," * 300_000))
    assert row["not_judged"] == "invalid_code, invalid_json"


@pytest.mark.parametrize("language", sorted(PARSED))
def test_ordinary_code_is_judged(language):
    assert judged(fenced(language, "a\n" * 3))["not_judged"] == "none"


def test_sound_code_of_many_lines_is_judged():
    code = "public class A {\n" + "    int f(int a) { return a + 1; }\n" * 120 + "}"
    assert judged(fenced("java", code))["not_judged"] == "none"
    broken = judged(fenced("java", code.replace("a + 1;", "a + (1;", 1)))
    assert broken["invalid_code"] is True


def test_a_stopped_parser_reads_the_next_code_afresh():
    for _ in range(3):
        with pytest.raises(GivenUpError):
            broken_tree("->\n" * 1_500, "javascript", Budget())
        assert broken_tree("let a = 1;\nlet b = 2;\nlet c = 3;", "javascript", Budget()) is None
    assert trees._parser("javascript") is not None


@pytest.mark.parametrize("language", ["python", "json"])
def test_many_blocks_of_python_and_json_share_the_readings_of_a_row(language):
    block = fenced(language, "[" + "1,\n" * 3_000 + "end")
    column = "invalid_code" if language == "python" else "invalid_json"
    assert judged(block)["not_judged"] == "none"
    assert judged(block * 300)["not_judged"] == column


@pytest.mark.parametrize("piece", ["`", "``` ", "?", "a<"])
def test_long_chains_are_given_up_before_they_are_parsed(piece):
    with pytest.raises(GivenUpError):
        broken_tree("x\n" + piece * 1_000, "javascript", Budget())


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("A SyntaxError is raised.", True),
        ("It was written for PYTHON 2.", True),
        ("For Python2 only", True),
        ("这里有语法错误", True),
        ("Python 3 reads it.", False),
        ("syntax", False),
    ],
)
def test_a_text_about_errors_is_known_by_its_words(text: str, about: bool) -> None:
    assert about_errors(text) is about
