"""The sample file holds what its table of planted faults says, shown by means that share no code with the product."""

from __future__ import annotations

import ast
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "sample_data"
UNREADABLE = {"malformed_line", "blank_line"}
PLANTED: dict[str, list[int]] = json.loads((FOLDER / "planted.json").read_text("utf-8"))
LINES = (FOLDER / "sft_sample.jsonl").read_bytes().split(b"\n")


def text_of(value: Any) -> str:
    """Content of a message: text, null or typed parts."""
    if isinstance(value, list):
        return "\n".join(str(part["text"]) for part in value)
    return "" if value is None else str(value)


@cache
def row(line: int) -> dict[str, Any]:
    value = json.loads(LINES[line - 1].decode("utf-8"))
    assert isinstance(value, dict)
    return value


def turns(line: int) -> list[tuple[str, str]]:
    """(role, text) of each turn, as one would read the row by eye."""
    value = row(line)
    if "chosen" in value:
        return [("assistant", json.dumps(value["chosen"], ensure_ascii=False))]
    if "messages" in value:
        messages = value["messages"]
        if isinstance(messages, str):
            messages = json.loads(messages)
        return [(message["role"], text_of(message.get("content"))) for message in messages]
    if "conversations" in value:
        names = {"human": "user", "gpt": "assistant"}
        return [(names.get(str(t["from"]), str(t["from"])), str(t["value"])) for t in value["conversations"]]
    if "instruction" in value:
        prompt = "\n".join(part for part in (value["instruction"], value["input"]) if part)
        return [("user", prompt), ("assistant", value["output"])]
    for question, answer in (("prompt", "completion"), ("question", "answer")):
        if answer in value:
            return [("user", value[question]), ("assistant", value[answer])]
    return [("assistant", value["text"])] if "text" in value else []


def prompt(line: int) -> str:
    return "\n".join(text for role, text in turns(line) if role == "user")


def response(line: int) -> str:
    return [text for role, text in turns(line) if role == "assistant"][-1]


def rough_tokens(text: str) -> int:
    """Han characters, words, digits by threes and other marks: near enough for rows far beyond a limit."""
    return len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z]+|\d{1,3}|[^\w\s]", text))


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)(?:\n```|\Z)", text, re.DOTALL)


def parses(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


EQUATION = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ([×+−÷]) (\d+(?:\.\d+)?) = (\d+(?:\.\d+)?)(?!\.?\d)")
COMPUTE: dict[str, Callable[[float, float], float]] = {
    "×": lambda a, b: a * b,
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "÷": lambda a, b: a / b,
}


def wrong_equations(text: str) -> list[str]:
    """Equations of two numbers that stand alone (not the tail of a longer sum) and are false."""
    found = []
    for match in EQUATION.finditer(text):
        alone = not re.search(r"[×+−÷/(] $", text[: match.start()])
        left, sign, right, result = match.groups()
        if alone and abs(COMPUTE[sign](float(left), float(right)) - float(result)) > 1e-9:
            found.append(match.group())
    return found


def share_of_han(text: str) -> float:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) / max(1, len(text))


def mojibake(text: str) -> bool:
    return "\ufffd" in text or bool(re.search(r"â€|Ã[\xa0-\xbf]|[äåæçèéê][^\x00-\x7f][^\x00-\x7f]", text))


def compressed_share(text: str) -> float:
    """Size of the text when compressed: a loop leaves next to nothing."""
    raw = text.encode("utf-8")
    return len(zlib.compress(raw, 9)) / len(raw)


PERSONAL = (
    r"[\w.]+@example\.(?:com|org|cn)",
    r"AKIA[A-Z0-9]{16}",
    r"4111 1111 1111 1111",
    r"(?<!\d)\d{17}[\dX]",
    r"138-0013-8000",
)
REFUSAL = r"[Aa]s an AI language model|not able to help|人工智能语言模型|无法协助|作为AI助手"
CUTOFF = r"knowledge update|training data only goes|知识更新日期"
IDENTITY = r"ChatGPT|通义千问|Claude"
PLACEHOLDER = r"\[Your Name\]|Lorem ipsum|TODO|【此处填写|XXX"
REASONING = r"step|reasoning|[Ss]how your work|一步|过程|理由"

SHOWS: dict[str, Callable[[int], Any]] = {
    "empty_answer": lambda n: response(n) == "",
    "whitespace_answer": lambda n: response(n) != "" and not response(n).strip(),
    "too_short": lambda n: 0 < len(response(n)) <= 12 and len(prompt(n)) >= 20,
    "over_4096_tokens": lambda n: rough_tokens(prompt(n) + response(n)) > 4096,
    "refusal": lambda n: re.search(REFUSAL, response(n)),
    "truncated": lambda n: response(n).count("```") % 2 == 1 or response(n)[-1] not in ".!?。！？”)`|",
    "wrong_arithmetic": lambda n: len(wrong_equations(response(n))) == 1,
    "bare_answer": lambda n: len(response(n)) <= 12 and re.search(REASONING, prompt(n)),
    "placeholder": lambda n: re.search(PLACEHOLDER, response(n)),
    "echo": lambda n: response(n) == prompt(n),
    "repetition": lambda n: compressed_share(response(n)) < 0.25,
    "mojibake": lambda n: mojibake(response(n)),
    "pii_secret": lambda n: any(re.search(pattern, prompt(n) + response(n)) for pattern in PERSONAL),
    "invalid_json": lambda n: not is_json("".join(fenced(response(n), "json")) or response(n)),
    "invalid_python": lambda n: not all(parses(code) for code in fenced(response(n), "python")),
    "wrong_language": lambda n: (
        (share_of_han(prompt(n)) > 0.3) != (share_of_han(response(n)) > 0.3) or re.search("[éêâ]", response(n))
    ),
    "unclosed_think": lambda n: "<think>" in response(n) and "</think>" not in response(n),
    "swapped": lambda n: len(prompt(n)) > 3 * len(response(n)) and response(n)[-1] in "?？",
    "noinput": lambda n: re.fullmatch(r"[<\[]no ?input[>\]]", row(n)["input"]),
    "url_only": lambda n: re.fullmatch(r"https://\S+", row(n)["input"]),
    "knowledge_cutoff": lambda n: re.search(CUTOFF, response(n)),
    "foreign_identity": lambda n: re.search(IDENTITY, response(n)),
    "hostile_text": lambda n: "<script>" in prompt(n) or prompt(n).startswith("="),
    "consecutive_user": lambda n: "user user" in " ".join(role for role, _ in turns(n)),
    "last_turn_user": lambda n: turns(n)[-1][0] == "user",
    "unknown_role": lambda n: {role for role, _ in turns(n)} & {"asistant", "narrator"},
    "unrecognised_row": lambda n: not turns(n),
    "nan_number": lambda n: row(n)["quality"] != row(n)["quality"],
    "duplicate_key": lambda n: LINES[n - 1].count(b'"source":') == 2,
    "blank_line": lambda n: not LINES[n - 1].strip(),
}
GROUPS = {"exact_duplicate", "conflict", "near_duplicate"}


def lines_of(fault: str) -> list[Any]:
    return [pytest.param(fault, line, id=f"{fault}-{line}") for line in PLANTED[fault]]


@pytest.mark.parametrize(("fault", "line"), [case for fault in SHOWS for case in lines_of(fault)])
def test_the_line_shows_its_fault(fault: str, line: int) -> None:
    assert SHOWS[fault](line)


@pytest.mark.parametrize("line", PLANTED["malformed_line"])
def test_malformed_lines_are_no_json_object(line: int) -> None:
    try:
        value = json.loads(LINES[line - 1].decode("utf-8"))
    except ValueError:
        return
    assert not isinstance(value, dict)


def test_every_fault_is_checked_here() -> None:
    assert set(PLANTED) == set(SHOWS) | GROUPS | {"malformed_line"}


def test_a_line_carries_one_planted_fault_only() -> None:
    counts = Counter(line for lines in PLANTED.values() for line in lines)
    assert [line for line, count in counts.items() if count > 1] == []
    assert all(1 <= line < len(LINES) for line in counts)


def readable() -> list[int]:
    skipped = {line for fault in UNREADABLE for line in PLANTED[fault]}
    return [line for line in range(1, len(LINES)) if line not in skipped]


def test_every_other_line_is_an_object_in_utf_8() -> None:
    assert LINES[-1] == b"", "the file ends with a newline"
    assert len(readable()) == len(LINES) - 1 - len(PLANTED["malformed_line"]) - len(PLANTED["blank_line"])
    for line in readable():
        assert row(line)


def test_blank_and_malformed_lines_lie_inside_the_file() -> None:
    assert max(PLANTED["blank_line"] + PLANTED["malformed_line"]) < len(LINES) - 10


def pairs(lines: list[int]) -> list[tuple[str, str]]:
    return [(prompt(line), response(line)) for line in lines]


def test_exact_duplicates_are_the_planted_ones() -> None:
    sizes = Counter(Counter(pairs(PLANTED["exact_duplicate"])).values())
    assert sizes == {2: 5, 3: 1}
    others = [line for line in readable() if turns(line) and "assistant" in dict(turns(line))]
    found = {pair for pair, count in Counter(pairs(others)).items() if count > 1}
    assert found == set(pairs(PLANTED["exact_duplicate"]))


def test_conflicts_share_the_prompt_and_differ_in_the_answer() -> None:
    lines = PLANTED["conflict"]
    assert set(Counter(prompt(line) for line in lines).values()) == {2}
    assert set(Counter(pairs(lines)).values()) == {1}


def test_near_duplicates_come_in_pairs_that_are_almost_equal() -> None:
    def shingles(line: int) -> set[str]:
        text = re.sub(r"\s", "", prompt(line) + response(line))
        return {text[i : i + 5] for i in range(len(text) - 4)}

    lines = PLANTED["near_duplicate"]
    for line in lines:
        close = [
            other
            for other in lines
            if other != line and len(shingles(line) & shingles(other)) > 0.7 * len(shingles(line) | shingles(other))
        ]
        assert len(close) == 1
        assert pairs([line]) != pairs(close)


@pytest.mark.parametrize(
    "fault",
    [
        "pii_secret",
        "echo",
        "mojibake",
        "unclosed_think",
        "wrong_arithmetic",
        "refusal",
        "knowledge_cutoff",
        "placeholder",
    ],
)
def test_no_other_row_has_the_fault(fault: str) -> None:
    planted = {line for lines in PLANTED.values() for line in lines}
    clean = [line for line in readable() if line not in planted and "assistant" in dict(turns(line))]
    assert len(clean) > 200
    assert [line for line in clean if SHOWS[fault](line)] == []


@pytest.mark.parametrize(("language", "good"), [("python", parses), ("json", is_json)])
def test_code_of_the_other_rows_parses(language: str, good: Callable[[str], bool]) -> None:
    planted = {line for fault in ("invalid_python", "invalid_json", "truncated") for line in PLANTED[fault]}
    answers = [
        (line, code)
        for line in readable()
        if line not in planted and "assistant" in dict(turns(line))
        for code in fenced(response(line), language)
    ]
    assert len(answers) >= 8
    assert [line for line, code in answers if not good(code)] == []


def test_readme_names_every_fault_with_its_lines() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    for fault, lines in PLANTED.items():
        listed = ", ".join(str(line) for line in lines)
        assert re.search(rf"`{fault}` \| {len(lines)} \| {listed} \|", readme), fault
    assert f"{len(readable()):,} rows" in readme
