"""Text from a dataset stays text, whatever it holds."""

from __future__ import annotations

import html as standard
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.browse.segments import cut, pretty_json
from explorer.ui.parts import inert

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{name} {0} {__class__}",
    "&lt;b&gt; &amp;",
    "\x00\x1b[31m\ud800",
    "<!-- --><style>*{display:none}</style>",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert all(not name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> _Tags:
    parser = _Tags()
    parser.feed(markup)
    parser.close()
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_hostile_text_as_text(text: str) -> None:
    found = read(inert.html('<p title="{name}">{name}</p>', name=text))
    assert found.tags == ["p"]
    assert found.text == inert.clean(text)


@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_marked_text_only_ever_has_marks(text: str, needles: list[str]) -> None:
    found = read(f"<p>{inert.marked(text, needles)}</p>")
    assert set(found.tags) <= {"p", "mark"}
    assert standard.unescape(re.sub("</?mark>", "", inert.marked(text, needles))) == standard.unescape(
        inert.escape(text)
    )


def test_every_place_is_marked_whatever_its_case() -> None:
    assert inert.marked("Ab aB <ab>", ["ab"]) == "<mark>Ab</mark> <mark>aB</mark> &lt;<mark>ab</mark>&gt;"
    assert inert.marked("算法与算法", ["算法"]) == "<mark>算法</mark>与<mark>算法</mark>"
    assert inert.marked("a.b axb", ["a.b"]) == "<mark>a.b</mark> axb"


def test_marks_are_limited() -> None:
    assert inert.marked("a" * 50, ["a"], limit=3).count("<mark>") == 3


def test_html_of_html_is_not_escaped_twice() -> None:
    inner = inert.html("<b>{x}</b>", x="<i>")
    assert inert.html("<p>{inner}</p>", inner=inner) == "<p><b>&lt;i&gt;</b></p>"


@pytest.mark.parametrize(
    "text",
    [
        "*a*",
        "_a_",
        "`a`",
        "[a](http://x.y)",
        "![a](b)",
        "# a",
        "- a",
        "1. a",
        "$x$",
        ":red[a]",
        ":smile:",
        "<b>",
        "a\\*",
    ],
)
def test_label_escapes_every_mark_of_markdown(text: str) -> None:
    found = inert.label(text)
    bare = re.sub(r"\\(.)", "", found)  # what is left when escaped characters are taken away
    assert not re.search(r"[*_`\[\]()#<>$:!~|\\]", bare)
    assert re.sub(r"\\(.)", r"\1", found).replace("\u2060", "") == text


def test_label_breaks_bare_addresses() -> None:
    shown = re.sub(r"\\(.)", r"\1", inert.label("see https://evil.example/x and www.evil.example or a@b.example"))
    assert not re.search(r"https?://[\w.]|www\.\w|\w@\w", shown)


def test_label_and_line_are_one_line_without_direction_marks() -> None:
    assert inert.line("a\nb\u202ec\x00") == "a bc␀"
    assert inert.line("x" * 100, 10) == "x" * 9 + "…"
    assert "\n" not in inert.label("a\n\n# b")


# ---- segments ----


def test_cut_finds_reasoning_code_and_prose() -> None:
    text = "<think>\nlet me see\n</think>\nHere:\n```python\nprint(1)\n```\nDone."
    assert [(s.kind, s.text, s.language) for s in cut(text)] == [
        ("reasoning", "let me see", ""),
        ("prose", "Here:", ""),
        ("code", "print(1)", "python"),
        ("prose", "Done.", ""),
    ]


def test_cut_takes_unclosed_fences_and_tags_to_the_end() -> None:
    assert [s.kind for s in cut("a\n```\ncode")] == ["prose", "code"]
    assert [s.kind for s in cut("<think>never closed")] == ["reasoning"]
    assert cut("") == [] and cut("  \n ") == []


@given(st.text(alphabet="ab`~\n <>/think", max_size=60))
def test_cut_loses_no_letter(text: str) -> None:
    kept = "".join(s.text for s in cut(text))
    for letter in "ab":
        lost = text.count(letter) - kept.count(letter)
        assert lost <= 0 or "`" in text or "~" in text  # a fence's language is not part of its code


def test_pretty_json_lays_out_objects_only() -> None:
    assert pretty_json('{"a":"算"}') == '{\n  "a": "算"\n}'
    assert pretty_json("[" * 5000 + "]" * 5000) is None
    assert pretty_json("{not json}") is None and pretty_json("12") is None and pretty_json("{}") is None


def test_pretty_json_unpacks_arguments_of_tool_calls() -> None:
    laid_out = pretty_json('[{"function": {"arguments": "{\\"a\\": 1}"}}]', unpack="arguments")
    assert laid_out is not None and '"a": 1' in laid_out
    kept = pretty_json('{"arguments": "{broken"}', unpack="arguments")
    assert kept is not None and "{broken" in kept


def test_a_prompt_begins_with_what_is_said_and_not_with_who_says_it() -> None:
    assert inert.spoken("user: Hello\n\nassistant: Hi") == "Hello\n\nassistant: Hi"
    assert inert.spoken("assistant: Hi\n\nuser: Hello") == "assistant: Hi\n\nuser: Hello"
    assert inert.spoken("users: all") == "users: all" and inert.spoken(None) == ""


def test_a_list_shows_the_first_turn_of_a_prompt() -> None:
    assert inert.opening("user: Hello\n\nassistant: Hi\n\nuser: Bye") == "Hello"
    assert inert.opening("How is\n\nassistant: written?") == "How is\n\nassistant: written?"
    assert inert.opening("assistant: Hi\n\nuser: Hello") == "assistant: Hi\n\nuser: Hello"
    assert inert.opening(None) == ""
