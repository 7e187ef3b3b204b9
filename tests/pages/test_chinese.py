"""The app in Chinese: what every page says, on a dataset whose own text is Chinese too, so that English gives itself away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer import recipe, report, scorecard, words
from explorer.ui.app.shell import PAGES

from .conftest import Open, asked, dropped, problems, sound, texts, write

_ROWS = [
    ("介绍一下长江。", "长江是中国最长的河流，全长约六千三百公里，流经十一个省区市。"),
    ("介绍一下长江。", "长江是中国最长的河流，全长约六千三百公里，流经十一个省区市。"),
    ("介绍一下黄河。", "黄河是中国第二长河，发源于青海。"),
    ("介绍一下黄河。", "抱歉，我无法回答这个问题。"),
    ("计算：12 + 30 等于多少？", "12 + 30 = 43，所以答案是 43。"),
    ("写一首关于春天的诗。", ""),
    ("把下面的句子改成被动句：小明打破了杯子。", "杯子被小明打破了。"),
    ("如何泡一杯绿茶？", "先把水烧到八十度，然后放入茶叶，再"),
    ("你叫什么名字？", "作为一个人工智能语言模型，我没有名字。"),
    ("请写一封请假信。", "尊敬的【姓名】：因身体不适，特请假一天。此致敬礼。"),
]
_QUOTED = re.compile(r"`[^`]*`|<style.*?</style>|data:image[^\"')]*|https?://\S*", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>|:material/\w+:|:\w+\[")
HAN = re.compile("[\u4e00-\u9fff]")
_WORDS = re.compile(r"[A-Za-z][a-z'’-]*(?: [A-Za-z][A-Za-z'’-]*)+")
_NAMES = ("LLaMA-Factory", "OpenAI", "Apache Arrow")
_SILENT = (
    "type",
    "family",
    "color",
    "bgcolor",
    "id",
    "about",
    "search",
    "help",
    "height",
    "xref",
    "yref",
    "colorscale",
)
_ALLOWED = {
    "D NOT is",  # an example of a condition
    "Language of the app",  # of the button that leads back to English
    "Invalid keys in the example",  # what the rules of OpenAI say, cited
    "I cookbook",
    "Messages is null",
    "user assistant",  # a value of the column `roles`
}


def said(app: AppTest) -> Iterator[str]:
    """Every text on the screen that is the app's own or the dataset's; code is left out."""
    for element in (*app.main, *app.sidebar):
        yield from _texts(element)


def _texts(node: Any) -> Iterator[str]:
    for child in getattr(node, "children", {}).values():
        yield from _texts(child)
    proto = getattr(node, "proto", None)
    kind = getattr(node, "type", "")
    if proto is None or kind == "code":
        return
    for name in ("label", "help", "placeholder", "body", "options", "header", "title", "caption"):
        value = getattr(proto, name, None)
        if isinstance(value, str):
            yield value
        elif name == "options" and value is not None and not isinstance(value, (bool, int)):
            yield from (str(getattr(one, "content", one)) for one in value)
    if kind == "plotly_chart":
        yield from _drawn(json.loads(proto.spec))
    elif kind == "bidi_component":
        yield from _drawn(json.loads(proto.json))
    elif kind == "arrow_data_frame":
        yield from _drawn(json.loads(proto.columns or "{}"))


def _drawn(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _drawn(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _drawn(value, key)
    elif isinstance(node, str) and key not in _SILENT:
        yield node


def run(element: Any) -> None:
    """As in a browser: what AppTest sends is what is on the screen, which it asks the code for in its own thread."""
    with words.speaking("zh"):
        element.run()


def english(texts: Iterator[str]) -> set[str]:
    """Runs of English words that stand in these texts."""
    found: set[str] = set()
    for text in texts:
        plain = _TAGS.sub(" ", _QUOTED.sub(" ", text.replace("\\", "")))
        found |= {match[0] for match in _WORDS.finditer(plain) if not any(name in match[0] for name in _NAMES)}
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Rows in Chinese, with faults, and a line that is none."""
    rows = [{"instruction": prompt, "output": answer, "类别": "问答"} for prompt, answer in _ROWS * 4]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return write(tmp_path / "数据.jsonl", "\n".join([*lines, "不是数据", "[1]", '{"a": 1, "a": 2}']) + "\n")


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_no_english_is_left_in_chinese(open_app: Open, source: Path, page: str) -> None:
    app = open_app(source, "" if page == "overview" else page, lang="zh")
    sound(app)
    assert english(said(app)) - _ALLOWED == set()


def test_a_dialog_and_a_step_that_it_makes_are_chinese(open_app: Open, source: Path) -> None:
    app = open_app(source, lang="zh")
    app.button("fix").click().run()
    assert english(said(app)) - _ALLOWED == set()
    app.button("fix_now").click().run()  # inside the dialog, which runs without the page
    sound(app)
    assert dropped(app)[0].startswith("空回答: is_empty -- ")
    assert english(said(app)) - _ALLOWED == set()


def test_what_a_callback_says_is_chinese(open_app: Open, source: Path) -> None:
    """A callback runs before the script, in a thread that has not heard the session's language."""
    app = open_app(source, "quality", where="is_empty", lang="zh")
    run(app.button("focus_drop").click())
    assert dropped(app) == ["空回答: is_empty"]


def test_the_switch_keeps_its_choice_from_page_to_page(open_app: Open, source: Path) -> None:
    app = open_app(source)
    assert app.header[0].value == "Overview"
    assert "lang" not in app.query_params
    assert app.button("language").label == "中文"
    app.button("language").click().run()
    assert app.header[0].value == "概览"
    assert asked(app, "lang") == "zh"
    app.switch_page("pages/lengths.py").run()
    assert app.header[0].value == "长度"
    assert asked(app, "lang") == "zh"
    assert app.button("language").label == "English"
    run(app.button("language").click())
    assert app.header[0].value == "Lengths"
    assert asked(app, "lang") == "en"


def test_the_switch_leaves_what_was_chosen(open_app: Open, source: Path) -> None:
    app = open_app(source, "lengths")
    app.segmented_control("limits").set_value("prompt_tokens").run()
    chosen = app.session_state["limits"]
    keys = {button.key for button in app.button}
    app.button("language").click().run()
    assert app.session_state["limits"] == chosen
    assert {button.key for button in app.button} == keys
    sound(app)


def test_the_browsers_language_decides_where_the_address_says_none(
    open_app: Open, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: "zh-CN"))
    assert open_app(source).header[0].value == "概览"
    assert open_app(source, lang="en").header[0].value == "Overview"


def test_what_leaves_is_english(open_app: Open, source: Path) -> None:
    app = open_app(source, lang="zh")
    view = app.session_state["explorer.view"].focused("total_tokens > 5")
    with words.speaking("zh"):
        made = recipe.make(view, {"format": "jsonl"})
        page = report.render(view, scorecard.shipped())
    assert made["filter_in_words"] == "total tokens above 5"
    assert "Empty answers" in page
    assert "空回答" not in page


def test_a_sentence_is_not_kept_for_the_other_language(open_app: Open, source: Path) -> None:
    """Answers are kept for all sessions: one in English must not be shown what was said in Chinese."""
    assert "尚不可用" in texts(open_app(source, lang="zh"))
    app = open_app(source, lang="en")
    assert not HAN.search("".join(problem["told"] for problem in problems(app).values()))
