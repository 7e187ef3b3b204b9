"""A row's prose laid out: what is meant as layout stays, what would load, lead or colour is text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.ui.browse.rendered import safe_markdown
from explorer.ui.browse.tool_calls import Call, first_line, in_line, read

LAYOUT = [
    "# A heading\n\n- one\n- **two**\n\n1. three",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Use `x[0](1)` and ``a ` b``.",
    "$x^2$ and $$\\frac{1}{2}$$".replace("$$\\frac{1}{2}$$", ""),
    "> quoted\n\n---\n\n~~gone~~",
]


@pytest.mark.parametrize("text", LAYOUT)
def test_layout_stays_as_it_is(text: str) -> None:
    assert safe_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\(a+b\)", "$a+b$"),
        (r"\[a+b\]", "\n$$\na+b\n$$\n"),
        ("$$\na\n\n+b\n$$", "\n$$\na\n+b\n$$\n"),
        ("It costs $5, not $6.", r"It costs \$5, not \$6."),
        ("US$5 and $x$", r"US\$5 and $x$"),
    ],
)
def test_formulas_are_written_as_the_page_reads_them(text: str, shown: str) -> None:
    assert safe_markdown(text) == shown


ACTIVE = [
    "![i](http://evil.example/i.png)",
    "![i][ref]\n\n[ref]: http://evil.example/i.png",
    "[l](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<http://evil.example>",
    ":red[x] :material/home: :smile: :blue-background[y]",
    # Markdown's blocks begin whatever a backtick or a dollar before them says.
    "`a\n- ![i](http://evil.example/i.png)`",
    "| `a | ![i](http://evil.example/i.png)` |\n|---|---|",
    "$a\n\n![i](http://evil.example/i.png)$",
    "\\`![i](http://evil.example/i.png)\\`",
    "$![i](http://evil.example/i.png)$",
    "\\[\n- ![i](http://evil.example/i.png)\n\\]",
    # Bare addresses: what stands after the slashes may be of any alphabet, or not be seen at all.
    "See http://evil.example/a",
    "See HTTPS://\u2060evil.example",
    "See Www.evil.example, xwww.evil.example",
    "me@evil.example",
]
_UNESCAPED = re.compile(
    r"(?<!\\)(?:!\[|<(?=[a-zA-Z!/h])|(?<=\])[(\[:])|(?<!\\):(?:red|material|smile|blue-background)"
    r"|(?i:https?)://|(?i:www)\.|\w@\w"
)


@pytest.mark.parametrize("text", ACTIVE)
def test_what_would_load_lead_or_colour_is_escaped(text: str) -> None:
    assert _UNESCAPED.search(text), "the case has something that is active"
    assert not _UNESCAPED.search(safe_markdown(text))


@given(st.lists(st.sampled_from([*ACTIVE, *LAYOUT, "`", "``", "$", "$$", "\\(", "\\)", "\\", "|", "\n", "- ", " a "])))
def test_pieces_in_any_order_stay_inactive(pieces: list[str]) -> None:
    shown = safe_markdown("".join(pieces))
    # What is taken for code of one line stands there as it is; outside of it nothing is left that loads.
    outside = re.sub(r"(?<![`\\])(`+)(?!`)[^\n|]+?(?<!`)\1(?!`)", "", shown)
    assert not re.search(r"(?<!\\)!\[", outside)


def test_calls_of_every_provider_are_cards() -> None:
    openai = '[{"id": "1", "type": "function", "function": {"name": "look", "arguments": "{\\"city\\": \\"Bath\\"}"}}]'
    assert read(openai) == [Call("look", {"city": "Bath"})]
    assert read('[{"name": "look", "input": {"n": 2}}, {"name": "stop"}]') == [
        Call("look", {"n": 2}),
        Call("stop", None),
    ]
    assert read('{"name": "say", "arguments": "not JSON"}') == [Call("say", "not JSON")]
    assert in_line(Call("look", {"city": "Bath", "n": [1, 2]})) == 'look(city="Bath", n=[1, 2])'
    assert in_line(Call("stop", None)) == "stop()"


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", '[{"x": 1}]', "[" * 5_000, '[{"name": 5}]'])
def test_what_is_no_call_is_shown_as_it_stands(text: str) -> None:
    assert read(text) is None


def test_a_hostile_call_is_one_short_line() -> None:
    line = in_line(Call("a\u202eb\n" * 50, {f"k{n}\n": "v" * 9_999 for n in range(50)}))
    assert len(line) <= 161 and "\n" not in line and "\u202e" not in line


def test_the_first_line_of_a_result_that_says_something() -> None:
    assert first_line("\n  \n 21 degrees\nwind") == "21 degrees"
    assert first_line("") == ""
