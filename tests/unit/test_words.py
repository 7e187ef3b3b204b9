"""The words of the app: what is said is in the catalogue, translated, with the same values filled in."""

from __future__ import annotations

import ast
import re
import threading

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from explorer import filters, words
from explorer.filters import describe
from explorer.labels import label_of
from explorer.metrics import METRICS
from explorer.words import catalogue
from explorer.words.catalogue import CORE
from tests.words.said import PACKAGE, Said, everything

LANGUAGES = [code for code in words.LANGUAGES if code != words.ENGLISH]
PLACEHOLDER = re.compile(r"\{(\w*)(?:![rsa])?(?::([^{}]*))?\}")
HAN = re.compile("[\u4e00-\u9fff]")


def held(language: str) -> Catalog:
    with catalogue.path(language).open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message | Said) -> tuple[str, str]:
    if isinstance(message, Said):
        return message.context, message.text
    return message.context or "", message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def placeholders(*texts: str) -> set[tuple[str, str]]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_is_translated_and_nothing_else_is_in_the_catalogue(language: str) -> None:
    said = {key(one) for _, one in everything()}
    translated = {key(message) for message in held(language) if message.id and all(strings(message))}
    assert said - translated == set(), "run: make words, and translate what it adds"
    assert translated - said == set(), "run: make words"


def strings(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    wrong = []
    for message in held(language):
        if not message.id:
            continue
        wanted = placeholders(*(message.id if isinstance(message.id, (list, tuple)) else (message.id,)))
        for text in strings(message):
            got = placeholders(text)
            # What the core made is filled in already: a value that is only an English plural may be left out.
            if got - wanted or (message.context != CORE and got != wanted):
                wrong.append((message.id, text))
    assert wrong == []


def test_sentences_are_said_by_their_text_and_not_by_one_that_is_put_together() -> None:
    """A text with values in it already is in no catalogue: `say(f"…")` would never be translated."""
    found = []
    for file in (
        *(PACKAGE / "ui").rglob("*.py"),
        *(PACKAGE / "charts").rglob("*.py"),
        *(PACKAGE / "scorecard").rglob("*.py"),
    ):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "later"):
                found += [f"{file.name}:{node.lineno}"] * isinstance(node.args[0], (ast.JoinedStr, ast.BinOp))
    assert found == []


def test_english_stays_as_it_is_written() -> None:
    assert words.language() == "en"
    assert words.say("{rows:,} rows", rows=1234) == "1,234 rows"
    assert words.plural("{n:,} row", "{n:,} rows", 1) == "1 row"
    assert words.translated("There is no row 7.") == "There is no row 7."


def test_chinese_for_as_long_as_it_is_spoken() -> None:
    with words.speaking("zh"):
        assert words.say("{rows:,} rows", rows=1234) == "1,234 行"
        assert words.plural("{n:,} row", "{n:,} rows", 1) == "1 行"
    assert words.say("{rows:,} rows", rows=1) == "1 rows"


def test_values_are_never_read_as_placeholders() -> None:
    with words.speaking("zh"):
        assert words.say("step: {name}", name="{0} {name} %s") == "步骤：{0} {name} %s"
        assert "{__class__}" in words.translated("There is no column '{__class__}' (at character 3).")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The build was cancelled.", "构建已取消。"),
        ("There is no row 1,234.", "没有第 1,234 行。"),
        (
            "/data/a.jsonl does not exist. Check the folder and the pattern.",
            "/data/a.jsonl 不存在。请检查文件夹和通配符。",
        ),
        ("The step 'x' cannot be applied: There is no row 3.", "步骤“x”无法应用：没有第 3 行。"),
        ("category is null", "category 为 null"),
        ("duplicate key 'a. B', the last value is used", "键“a. B”重复，使用最后一个值"),
        ("Somebody else's words. They stay.", "Somebody else's words. They stay."),
    ],
)
def test_a_sentence_of_the_core_is_known_again(english: str, chinese: str) -> None:
    with words.speaking("zh"):
        assert words.translated(english) == chinese


def test_every_column_has_words() -> None:
    with words.speaking("zh"):
        for column in (column for metric in METRICS for column in metric.columns):
            assert HAN.search(words.column_label(column)), column.label
            assert HAN.search(words.column_help(column)), column.help


def test_a_field_of_the_source_keeps_its_name() -> None:
    from explorer.columns import Column

    with words.speaking("zh"):
        assert words.column_label(Column("note", "note", "text", "", "fields", "field")) == "note"


def test_labels_of_values() -> None:
    with words.speaking("zh"):
        assert label_of("ability", "open_qa") == "开放式问答"
        assert label_of("language", "en") == "英语"
        assert label_of("language", "und") == "无法判断"
        assert label_of("category", "open_qa") == "open_qa"
    assert label_of("language", "en") == "English"


def test_a_condition_in_words() -> None:
    columns = {column.name: column for metric in METRICS for column in metric.columns}
    condition = filters.parse("total_tokens > 4096 AND NOT is_refusal", columns)
    with words.speaking("zh"):
        assert describe(condition, columns) == "总 token 数 大于 4,096，且非拒答"
    assert describe(condition, columns) == "total tokens above 4,096, and not refusal"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH_hant", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_the_browsers_language_decides(locale: str | None, language: str) -> None:
    assert words.preferred(locale) == language


def test_choices_in_an_address_are_read_in_either_language() -> None:
    with words.speaking("zh"):
        assert words.counterpart("total tokens") == "总 token 数"
        assert words.counterpart("42") == "42"
    assert words.counterpart("总 token 数") == "total tokens"
    assert words.counterpart("自己的字段") == "自己的字段"


def test_a_thread_that_nobody_told_speaks_english() -> None:
    heard: list[str] = []
    with words.speaking("zh"):
        thread = threading.Thread(target=lambda: heard.append(words.language()))
        thread.start()
        thread.join()
    assert heard == ["en"]
