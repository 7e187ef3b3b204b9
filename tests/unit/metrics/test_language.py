"""Languages: of short and long texts, answers in the wrong one, and answers that change it."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.language import LANGUAGE, known
from explorer.metrics.metric import Context
from tests.growth import assert_linear, repeated

CONTEXT = Context("o200k_base", "")


def judged(question: str, answer: str) -> dict[str, object]:
    conversation = Conversation("x", (Turn("user", question), Turn("assistant", answer)))
    values = {name: column[0] for name, column in LANGUAGE.compute(Batch([conversation]), CONTEXT).items()}
    assert LANGUAGE.explain is not None
    found = LANGUAGE.explain(conversation)
    for flag in ("wrong_language", "mixes_languages"):
        assert values[flag] == any(item.column == flag for item in found)
    for item in found:
        assert item.turn == 1 and 0 <= item.start < item.end <= len(answer)
    return values


@pytest.mark.parametrize(
    ("language", "script", "text"),
    [
        ("en", "Latn", "The ferry leaves the harbour at nine every morning."),
        ("de", "Latn", "Die Fähre verlässt jeden Morgen um neun den Hafen."),
        ("fr", "Latn", "Le bateau quitte le port tous les matins à neuf heures."),
        ("zh", "Hans", "渡轮每天早上九点离开港口，请准时到达。"),
        ("zh", "Hant", "渡輪每天早上九點離開港口，請準時到達。"),
        ("zh", "Hani", "小山上有白羊。"),
        ("ja", "Jpan", "フェリーは毎朝九時に港を出ます。"),
        ("ko", "Kore", "배는 매일 아침 아홉 시에 떠납니다."),
        ("ru", "Cyrl", "Паром уходит из порта каждое утро в девять часов."),
        ("ar", "Arab", "تغادر العبارة الميناء كل صباح في الساعة التاسعة."),
        ("hi", "Deva", "नौका हर सुबह नौ बजे बंदरगाह से निकलती है।"),
        ("el", "Grek", "Το πλοίο φεύγει κάθε πρωί στις εννέα."),
        ("und", "und", "42 + 17 = 59"),
        ("und", "und", ""),
        ("und", "und", "```python\nprint('hello there world')\n```"),
        ("und", "und", "https://example.org/a/long/path/to/some/page"),
    ],
)
def test_known(language: str, script: str, text: str) -> None:
    found = known(text)
    assert (found.language, found.script) == (language, script)


def test_prompt_stands_in_for_a_missing_answer() -> None:
    values = judged("渡轮什么时候离开港口？", "")
    assert values["language"] == values["prompt_language"] == "zh"


ENGLISH = "The harbour was built by the merchants of the town, and it has been used by fishermen ever since."
CHINESE = "这个港口是由镇上的商人修建的，从那以后一直由渔民使用，如今也有游客前来参观。"
FRENCH = "Le port a été construit par les marchands de la ville, et les pêcheurs l'utilisent encore aujourd'hui."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("这个港口是谁修建的？", ENGLISH),
        ("Who built the harbour of this little town?", CHINESE),
        ("Who built the harbour of this little town, and when was it done?", FRENCH),
    ],
)
def test_wrong_language(question: str, answer: str) -> None:
    assert judged(question, answer)["wrong_language"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("这个港口是谁修建的？", CHINESE),
        ("把下面的句子翻译成英文：这个港口是由商人修建的。", ENGLISH),
        ("请用英语回答：这个港口是谁修建的？", ENGLISH),
        ("Answer in Chinese: who built the harbour of this town?", CHINESE),
        ("Translate into French: The harbour was built by merchants.", FRENCH),
        ("What does this say? “这个港口是由镇上的商人修建的，一直由渔民使用，现在还有游客。”", CHINESE),
        ("港口叫什么名字？", "Harbour of Ely"),
        ("写一个函数", "```python\ndef f(a):\n    return a\n```"),
        ("返回配置", '{"name": "the harbour of the town", "use": "it is used by the fishermen"}'),
        ("Who built it?", "Merchants."),
        ("", ENGLISH),
    ],
)
def test_right_language(question: str, answer: str) -> None:
    assert not judged(question, answer)["wrong_language"]


def test_mixed() -> None:
    assert judged("Who built the harbour?", ENGLISH + " 后来由渔民使用，如今也有游客。 Then it closed.")[
        "mixes_languages"
    ]
    assert judged("Who built the harbour?", "It was a very 重要 place for the town and the people.")["mixes_languages"]
    assert judged("港口是谁修建的？", CHINESE + ENGLISH + CHINESE)["mixes_languages"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who built it?", "The town (镇) was built by merchants of the harbour."),
        ("怎么安装？", "使用 Visual Studio Code 和 Python，打开 Extensions 面板即可完成安装。"),
        ("How do you say harbour in Chinese?", "It is 港口 in Mandarin, and people use it every day."),
        ("港口是谁修建的？", CHINESE),
        ("Who built it?", ENGLISH),
    ],
)
def test_not_mixed(question: str, answer: str) -> None:
    assert not judged(question, answer)["mixes_languages"]


@pytest.mark.parametrize("unit", ["a", "1+", "((((", "\n", "```", "`", "<", "\\a", "é", "路", "a, ", "\x00", "@ "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        judged(text, text)
        judged("Who built the harbour?", text)

    assert_linear(repeated(unit), read, 200_000)


def test_lone_surrogates_are_no_text_and_no_error() -> None:
    row = Conversation("x", (Turn("user", "Is it so? " + "\ud83d" * 80), Turn("assistant", "It is. " + "\udc00" * 80)))
    assert list(LANGUAGE.compute(Batch([row]), Context("o200k_base", ""))["language"]) != [""]
