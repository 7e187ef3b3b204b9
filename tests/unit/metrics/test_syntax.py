"""JSON, code and calls of tools that do not parse, and what only looks like it."""

from __future__ import annotations

import json
import warnings

import pytest

from explorer.conversation import ASSISTANT, USER, Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.syntax import SYNTAX
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def row(answer: str, question: str = "Go on.") -> Conversation:
    return Conversation("x", (Turn(USER, question), Turn(ASSISTANT, answer)))


def flagged(one: Conversation) -> set[str]:
    values = SYNTAX.compute(Batch([one]), CONTEXT)
    return {name for name in ("invalid_json", "invalid_code", "invalid_tool_call") if values[name][0]}


def fence(language: str, code: str) -> str:
    return f"Here:\n\n```{language}\n{code}\n```\n"


BAD_JSON = [
    (fence("json", '{"a": 1,}'), ""),
    (fence("json", "{'a': 1}"), ""),
    (fence("json", '{"a": 97,000}'), ""),
    (fence("json", "[{\u201c名\u201d: \u201c豆腐\u201d}]"), ""),
    ("['Ines', 'Yusuf'", "Extract the names as a JSON array."),
    ('{"city": "Tartu", "country": "Estonia"', "Which city?"),
    ('{"city": "Tartu" "country": "Estonia"}', "返回JSON格式"),
    ("Here you are:\n{'city': 'Tartu'}", "Return JSON."),
]
GOOD_JSON = [
    (fence("json", '{"a": [1, 2]}'), ""),
    (fence("json", '{"a": 1}\n{"a": 2}'), ""),
    (fence("json", '{"a": 1} // the count'), ""),
    (fence("json", '{"a": 1, ...}'), ""),
    (fence("json", '{"a": [1, 2, ...]}'), ""),
    (fence("json", '"a": 1,\n"b": 2'), ""),
    (fence("json5", '{"a": 1,}'), ""),
    (fence("json", '{"id": <your id>}'), ""),
    ("['Ines', 'Yusuf']", "Write a Python list of two names."),
    ("[Your name]\n\nDear Sir,", "Write a letter."),
    ('{"a": 1}\n\nThat is all.', "Return JSON."),
    ("{name} is a placeholder.", "Explain format strings."),
    ("import json\ndata = {'a': 1}\nprint(json.dumps(data))", "Write a Python script that returns JSON."),
    ("JSON is a text format.", "What is JSON?"),
]
BAD_CODE = [
    fence("python", "def factorial(n)\n    return 1"),
    fence("python", "for key in prices:\nprint(key)"),
    fence("py", "x = [1, 2\ny = 3\nprint(x)"),
    fence("python", "print 'hello'\nprint 'world'"),
    fence("python", "名字 = “小明”\nprint(名字)"),
    fence("javascript", "function f(a) {\n  if (a > 1) {\n    return g(a;\n  }\n  return 2;\n}"),
    fence("java", "class A {\n  int f(int a) {\n    return (a + 1;\n  }\n}"),
    fence("c", "int main() {\n  int a[3 = {1, 2};\n  return a[0];\n}"),
]
GOOD_CODE = [
    fence("python", "def f(x):\n    return x"),
    fence("python", ">>> 1 + 1\n2\n>>> print('a')\na"),
    fence("python", "%matplotlib inline\n!pip install numpy\nimport numpy"),
    fence("python", "pip install requests\nimport requests"),
    fence("python", "    total += 1\n    return total"),
    fence("python", "def f(x):\n    # your code here"),
    fence("python", "class A:\n    def f(self, ...):\n        pass"),
    fence("python", "else:\n    print(1)"),
    fence("python", 'print("\\d")\nx = 1 is 1'),
    fence("python", "f(a, b"),
    fence("python", "print 'hello'\nprint 'world'") + "This is Python 2.",
    fence("python", "if x = 1:\n    pass") + "This raises a SyntaxError.",
    fence("javascript", "const f = (a) => ({ ...a, b: 1 });\nconsole.log(f({}));\nf();"),
    fence("javascript", "name: 'a',\nmethods: {\n  go() { return 1; }\n}"),
    fence("javascript", "const App = () => (\n  <div>{1}</div>\n);"),
    fence("java", "public int f() {\n  return 1;\n}\n"),
    fence("c", '#include <stdio.h>\nint main() {\n  printf("(");\n  return 0;\n}'),
    fence("go", "for i := 0; i < 3; i++ {\n\tfmt.Println(i)\n}\n"),
    fence("text", "def f(:"),
    fence("", "def f(:"),
]

TOOLS = json.dumps(
    [
        {
            "type": "function",
            "function": {
                "name": "weather",
                "parameters": {
                    "type": "object",
                    "properties": {
                        "city": {"type": "string"},
                        "days": {"type": "integer"},
                        "when": {"type": ["string", "null"]},
                    },
                    "required": ["city"],
                },
            },
        }
    ]
)


def calling(calls: str = "", text: str = "", tools: str = TOOLS) -> Conversation:
    return Conversation("x", (Turn(USER, "Weather?"), Turn(ASSISTANT, text, tool_calls=calls)), tools=tools)


def call(arguments: object, name: str = "weather") -> str:
    return json.dumps([{"type": "function", "function": {"name": name, "arguments": arguments}}])


BAD_CALLS = [
    (calling(call('{"city": "Oslo"')), "not JSON"),
    (calling(call('["Oslo"]')), "not a JSON object"),
    (calling(call({"city": "Oslo"}, "wether")), "not among"),
    (calling(call({"days": 3})), "lacks"),
    (calling(call({"city": "Oslo", "unit": "C"})), "no parameter unit"),
    (calling(call({"city": 7})), "should be string"),
    (calling(call({"city": "Oslo", "days": "three"})), "should be integer"),
    (calling(call({"city": "Oslo", "days": True})), "should be integer"),
    (calling(text='<tool_call>\n{"name": "weather", "arguments": {"city": }}\n</tool_call>'), "not JSON"),
    (calling(text='<tool_call>{"name": "wether", "arguments": {}}</tool_call>'), "not among"),
    (calling(text='<functioncall> {"name": "weather", "arguments": \'{"city": }\'} <|endoftext|>'), "not JSON"),
    (calling("weather(Oslo)"), "not JSON"),
]
GOOD_CALLS = [
    calling(call('{"city": "Oslo"}')),
    calling(call({"city": "Oslo", "days": 3.0, "when": None})),
    calling(call({"city": "Oslo"}), tools=""),
    calling(call({"anything": 1}), tools="weather: tells the weather"),
    calling(json.dumps([{"name": "weather", "arguments": {"city": "Oslo"}}])),
    calling(text='<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>'),
    calling(text='<functioncall> {"name": "weather", "arguments": \'{"city": "Oslo"}\'} <|endoftext|>'),
    calling(text="Calls stand in <tool_call> tags."),
    calling(text="It is sunny."),
]


@pytest.mark.parametrize(("answer", "question"), BAD_JSON)
def test_broken_json(answer: str, question: str) -> None:
    assert flagged(row(answer, question)) == {"invalid_json"}


@pytest.mark.parametrize(("answer", "question"), GOOD_JSON)
def test_what_is_no_broken_json(answer: str, question: str) -> None:
    assert flagged(row(answer, question)) == set()


@pytest.mark.parametrize("answer", BAD_CODE)
def test_broken_code(answer: str) -> None:
    assert flagged(row(answer)) == {"invalid_code"}


@pytest.mark.parametrize("answer", GOOD_CODE)
def test_what_is_no_broken_code(answer: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert flagged(row(answer)) == set()


@pytest.mark.parametrize(("one", "said"), BAD_CALLS)
def test_broken_calls(one: Conversation, said: str) -> None:
    assert flagged(one) == {"invalid_tool_call"}
    assert SYNTAX.explain is not None
    (found,) = SYNTAX.explain(one)
    assert said in found.said
    text = one.turns[found.turn].tool_calls if found.part == "tool_calls" else one.turns[found.turn].text
    assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("one", GOOD_CALLS)
def test_calls_that_fit(one: Conversation) -> None:
    assert flagged(one) == set()


@pytest.mark.parametrize(
    ("answer", "language", "count"),
    [
        ("No code here.", "none", 0),
        (fence("py", "x = 1"), "python", 1),
        (fence("C++", "int a;") + fence("js", "1"), "cpp", 2),
        (fence("", "x"), "other", 1),
        ("SELECT * FROM users;", "sql", 0),
        ("def f(x):\n    return x", "python", 0),
        ('{"a": 1}', "json", 0),
        ("Select the first one.", "none", 0),
    ],
)
def test_language_and_count(answer: str, language: str, count: int) -> None:
    values = SYNTAX.compute(Batch([row(answer)]), CONTEXT)
    assert (values["code_language"][0], values["n_code_blocks"][0]) == (language, count)


def test_evidence_marks_the_line() -> None:
    answer = fence("python", "x = 1\ndef f(n)\n    return n")
    assert SYNTAX.explain is not None
    (found,) = SYNTAX.explain(row(answer))
    assert answer[found.start : found.end] == "def f(n)"


def test_explain_agrees_with_compute() -> None:
    rows = [row(*pair) for pair in BAD_JSON + GOOD_JSON] + [row(answer) for answer in BAD_CODE + GOOD_CODE]
    rows += [one for one, _ in BAD_CALLS] + GOOD_CALLS
    rows += [
        Conversation("x", ()),
        Conversation("x", (Turn(USER, "a"),)),
        row(""),
        row("```"),
        row("{"),
        row("<think>\n```json\n{,}\n```\n</think>\nYes."),
    ]
    assert SYNTAX.explain is not None
    for one in rows:
        found = SYNTAX.explain(one)
        assert {each.column for each in found} == flagged(one)


PIECES = [
    "a",
    "1+",
    "((",
    "\n",
    "```",
    "```\n",
    "```python\n",
    "{",
    '{"a":',
    "[",
    '"',
    "<tool_call>",
    "<functioncall>",
    "{/*",
    "-",
    "not ",
    "f(",
    "a.",
    "\\",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def read(text: str) -> None:
        rows = [row(text, text), row(text, "as JSON"), row(fence("json", text))]
        SYNTAX.compute(Batch(rows), CONTEXT)

    assert_linear(repeated(piece), read, 200_000)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("language", ["python", "js"])
def test_hostile_code_takes_linear_time(language: str, piece: str) -> None:
    def read(text: str) -> None:
        SYNTAX.compute(Batch([row(fence(language, "x\n" + text))]), CONTEXT)

    assert_linear(repeated(piece), read, 5_000)
