"""Languages: of short and long texts, answers in the wrong one, and answers that change it."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.language import LANGUAGE, known
from explorer.metrics.language.asked import asked_for
from explorer.metrics.language.near import LETTERS, LITTLE, PIECES, settle
from explorer.metrics.language.near import RELATIVES as RELATIVES_OF
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
        (
            "给这个函数写单元测试：\nconst makeBar = (size: number, low: string, high: string) => (at: number) => Array.from({ size }).map((none, i) => at > i ? high : low)",
            CHINESE,
        ),
        (
            "怎样按地区汇总？",
            "选择地区，SUM(amount) FROM sales_by_region WHERE week_number = 12 GROUP BY region_name 就可以了。",
        ),
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


GERMAN = "Der Hafen wurde von den Kaufleuten der Stadt gebaut, und die Fischer nutzen ihn auch heute noch."


@pytest.mark.parametrize(
    ("prompt", "languages"),
    [
        ("Answer in French: who built the harbour?", "fr"),
        ("Who built the harbour? Please respond only in German.", "de"),
        ("Explain in Spanish how a tide works.", "es"),
        ("Describe the tide to me in Italian.", "it"),
        ("Write a short poem about the sea in Portuguese.", "pt"),
        ("Your answer must be in Chinese. What is a tide?", "zh"),
        ("In Japanese, describe the harbour.", "ja"),
        ("How does a tide work? In German, please.", "de"),
        ("Can you answer in Spanish or Portuguese?", "es pt"),
        ("请用中文回答：什么是潮汐？", "zh"),
        ("什么是潮汐？用英文回答", "en"),
        ("请以日语作答：港口在哪里？", "ja"),
        ("回答请用法语。港口在哪里？", "fr"),
        ("写一篇关于大海的英文短文", "en"),
        ("Répondez en anglais : qu'est-ce qu'une marée ?", "en"),
        ("Antworte bitte auf Englisch: Was ist eine Flut?", "en"),
        ("Responde en inglés: ¿qué es la marea?", "en"),
        ("Rispondi in inglese: che cos'è la marea?", "en"),
        ("Ответь на английском языке: что такое прилив?", "en"),
        ("英語で答えてください：潮とは何ですか", "en"),
        ("영어로 설명해 주세요: 조수란 무엇인가요?", "en"),
        ("Write the word for 'harbour' in Japanese.", ""),
        ("Translate into French: The harbour is old.", ""),
        ("What does “Answer in French” mean?", ""),
        ("Do not answer in English.", ""),
        ("Explain the tenses in Spanish.", ""),
        ("How do you say harbour in Chinese?", ""),
        ("Write a function that tells whether a text is in English.", ""),
        ("Answer in Turkish lira: what does a ticket cost?", ""),
        ("Pupils must answer in English at that school. Why?", ""),
        ("把下面的句子翻译成英文：港口很老。", ""),
        ("不要用英文回答", ""),
        ("如何用英语表达感谢？", ""),
        ("当我需要用英语告诉你一些事情时，我会用花括号。", ""),
        ("他用英语写了一封信，信里说什么？", ""),
        ("Who built the harbour?", ""),
    ],
)
def test_asked_for(prompt: str, languages: str) -> None:
    assert asked_for(prompt) == set(languages.split())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("请用中文回答：这个港口是谁修建的？", ENGLISH),
        ("这个港口是谁修建的？请用英文回答。", CHINESE),
        ("Answer in French: who built the harbour?", ENGLISH),
        ("Répondez en anglais : qui a construit le port ?", FRENCH),
        ("Please answer in German. Who built the harbour?", CHINESE),
        ("Answer in Chinese: who built the harbour?", ENGLISH),
    ],
)
def test_not_in_the_language_that_was_asked_for(question: str, answer: str) -> None:
    assert judged(question, answer)["wrong_language"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Answer in French: who built the harbour?", FRENCH),
        ("Répondez en anglais : qui a construit le port ?", ENGLISH),
        ("Please answer in German or French. Who built the harbour?", FRENCH),
        ("请用英文回答：这个港口是谁修建的？", ENGLISH),
        ("Write the word for 'harbour' in Japanese.", "港 (みなと)"),
        ("Answer in French: who built the harbour?", "Merchants."),
        ("What does “Answer in French” mean?", ENGLISH),
    ],
)
def test_in_the_language_that_was_asked_for(question: str, answer: str) -> None:
    assert not judged(question, answer)["wrong_language"]


def test_a_system_prompt_asks_for_a_language() -> None:
    def wrong(answer: str) -> bool:
        turns = (
            Turn("system", "You are a guide. Always answer in French."),
            Turn("user", "Who built the harbour of this little town?"),
            Turn("assistant", answer),
        )
        row = Conversation("x", turns)
        assert LANGUAGE.explain is not None
        flagged = bool(LANGUAGE.compute(Batch([row]), CONTEXT)["wrong_language"][0])
        assert flagged == any(item.column == "wrong_language" for item in LANGUAGE.explain(row))
        return flagged

    assert wrong(ENGLISH) and not wrong(FRENCH)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "Describe the picture.",
            "The second picture shows a quiet harbour with small boats. Nearby houses依然保持着古老的样子，没有被破坏，而远处的灯塔已经不在了。",
        ),
        ("港口是谁修建的？", "这个港口是由镇上的商人修建的，and it has been used by the fishermen ever since."),
        (
            "港口是谁修建的？",
            "The harbour was built by merchants of the town, 从那以后一直由渔民使用，如今也有游客前来参观。",
        ),
        ("Who built the harbour?", ENGLISH + " " + FRENCH + " " + ENGLISH),
        ("Who built the harbour?", ENGLISH + " " + GERMAN),
        ("Qui a construit le port ?", FRENCH + " " + ENGLISH),
        ("Who built the harbour?", ENGLISH + " Гавань построили купцы этого города много лет назад."),
        ("Who built the harbour?", ENGLISH + " この港は町の商人たちによって造られました。"),
        (
            "Кто построил гавань?",
            "Гавань построили купцы этого города, and it has been used by the fishermen ever since.",
        ),
    ],
)
def test_mixed_in_the_middle(question: str, answer: str) -> None:
    assert judged(question, answer)["mixes_languages"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("港口是谁修建的？", "据《The Old Harbour and the Sea That Was With Us》记载，这个港口是由商人修建的。"),
        ("港口是谁修建的？", "碑文写着“The harbour was built by the merchants of this town”，字迹已经模糊。"),
        ("Who wrote it?", "The plate says “这个港口是由镇上的商人修建的”, and nobody knows who made it."),
        ("Who wrote it?", 'The plate says "Le port a été construit par les marchands de la ville" and nothing else.'),
        ("港口叫什么？", "港口叫 Port of the Isle of Man，位于 Douglas。"),
        (
            "Pourquoi cette erreur ?",
            FRENCH + " WARNING: the file was not found and the log is to be sent with it. " + FRENCH,
        ),
        ("Translate into French and explain: the harbour is old.", ENGLISH + " " + FRENCH),
        ("港口是谁修建的？", ENGLISH),
        ("Who built the harbour?", GERMAN),
        ("怎么提交？", "运行 git commit -m message 然后 git push origin main 即可，再打开 Pull Request 页面。"),
    ],
)
def test_not_mixed_in_the_middle(question: str, answer: str) -> None:
    assert not judged(question, answer)["mixes_languages"]


@pytest.mark.parametrize(
    "unit",
    [
        "answer in ",
        "in french ",
        "用英文",
        "用",
        "en français ",
        "“",
        "写一篇",
        "the of 的",
        "ああ、",
        "а б в ",
        "les des est ",
    ],
)
def test_prompts_and_changes_take_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        judged(text, text)
        judged("Who built the harbour?", text)

    assert_linear(repeated(unit), read, 200_000)


RELATIVES = [
    ("no", "Hun sier at de ikke vet noe om hva som skjedde etter møtet."),
    ("da", "Hun siger, at de ikke ved noget om, hvad der skete efter mødet."),
    ("sv", "Hon säger att de inte vet något om vad som hände efter mötet."),
    ("cs", "Nikdo neví, jestli se to podaří, ale budou to zkoušet ještě příští rok."),
    ("sk", "Nikto nevie, či sa to podarí, ale budú to skúšať ešte aj budúci rok."),
    ("ca", "Aquest matí els nens han anat amb la seva àvia a comprar pa."),
    ("es", "Esta mañana los niños han ido con su abuela a comprar pan."),
    ("pt", "Esta manhã as crianças foram com a avó comprar pão e não voltaram."),
    ("gl", "Esta mañá os nenos foron coa súa avoa mercar pan e non volveron."),
    ("nl", "Zij zegt dat het niet mogelijk is om voor morgen een plaats te vinden."),
    ("af", "Sy sê dat dit nie moontlik is om vir môre 'n plek te vind nie."),
    ("hr", "Nije poznato što će se dogoditi s kućom koja je bila prodana prije rata."),
    ("sl", "Ni znano, kaj se bo zgodilo s hišo, ki je bila prodana pred vojno."),
    ("et", "Keegi ei tea, mis sellest majast saab, kui see ära müüakse."),
    ("fi", "Kukaan ei tiedä, mitä tälle talolle tapahtuu, kun se myydään."),
    ("sw", "Watu wengi walikuwa wakisubiri habari za mkutano huo kwa muda mrefu."),
    ("en", "How do I pick a plan that suits what we have?"),
    ("en", r"Let $y = \frac{a}{x}$ and $a + y = 3$. Find the value of $x$ where $y = e$."),
]


@pytest.mark.parametrize(("language", "text"), RELATIVES)
def test_relatives_are_told_apart(language: str, text: str) -> None:
    assert known(text).language == language


def test_words_settle_what_the_model_leaves_open() -> None:
    unsure = [(0.4, "nl"), (0.3, "af")]
    assert settle("hy het nie vir ons gesê nie", unsure) == "af"
    assert settle("hij heeft het niet voor ons gedaan", unsure) == "nl"
    assert settle("xyz qrs", unsure) == "nl"  # nothing told: the model's word stands
    assert settle("watu wa nchi hiyo", [(0.2, "id")]) == "sw"
    assert settle("", [(0.2, "id")]) == "id"


def test_tables_of_relatives_hold_what_is_looked_up() -> None:
    assert set(RELATIVES_OF) <= set(LITTLE)
    assert all(set(others) <= set(LITTLE) for others in RELATIVES_OF.values())
    assert set(PIECES) <= set(LITTLE) and set(LETTERS) <= set(LITTLE)
    assert all(word == word.lower() for words in LITTLE.values() for word in words)
    assert all(piece and piece == piece.lower() for pieces in PIECES.values() for piece in pieces)
