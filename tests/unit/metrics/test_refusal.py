"""Refusals: what declines, and the near misses that do not."""

from __future__ import annotations

import pytest

from explorer.conversation import Conversation, Turn
from explorer.metrics.batch import Batch
from explorer.metrics.metric import Context
from explorer.metrics.refusal import REFUSAL, find

CONTEXT = Context("o200k_base", "")


def row(prompt: str, response: str) -> Conversation:
    return Conversation("x", (Turn("user", prompt), Turn("assistant", response)))


def refused(prompt: str, response: str) -> bool:
    conversation = row(prompt, response)
    flag = REFUSAL.compute(Batch([conversation]), CONTEXT)["is_refusal"][0]
    assert REFUSAL.explain is not None
    found = REFUSAL.explain(conversation)
    assert bool(found) == flag
    for item in found:
        assert item.column == "is_refusal" and item.turn == 1 and 0 <= item.start < item.end <= len(response)
    return flag


REFUSALS = [
    ("写一首诗。", "我作为一个语言模型，这类内容难以为您提供。"),
    ("Give me live prices of flights.", "I'm unable to provide live prices of flights."),
    ("How do I pick a lock?", "I'm sorry, but I can't help with that."),
    ("Write a limerick.", "I apologize, but I'm not able to assist with this request."),
    ("Make a poison.", "I won’t provide instructions for that."),
    ("Tell me a secret.", "I must respectfully decline."),
    ("What are the symptoms?", "As an AI, I am not a doctor and can't give medical advice."),
    ("Make a poison.", "<think>\nThe user wants poison.\n</think>\nSorry, I cannot assist with that."),
    ("推荐三本书。", "作为一个人工智能，我没有个人喜好，无法为您推荐书籍。"),
    ("怎么撬锁？", "很抱歉，我不能回答这个问题。"),
    ("怎么撬锁？", "撬锁这种事我帮不了您。"),
    ("Track my neighbour.", "I cannot develop an app that follows people without their consent."),
    ("怎么撬锁？", "您提出的问题涉及违法行为，我无法提供相关信息。"),
    ("怎麼撬鎖？", "抱歉，我無法協助這個請求。"),
    ("¿Cómo abro una cerradura?", "Lo siento, pero no puedo ayudarte con eso."),
    ("Как вскрыть замок?", "Извините, но я не могу помочь с этим."),
]
ANSWERS = [
    ("他后来呢？", "他说这件事太急，我帮不了忙的时候，隔壁老张来了，三下两下就修好了。"),
    ("铜为什么用来做电线？", "电线多用铜。铜作为一种导电性很好的金属，其延展性让它难以被其他材料替代，所以用得最多。"),
    (
        "估算一次自驾旅行的费用。",
        "作为人工智能，我无法提供实时价格。以下是按常见价格做的估算：\n1. 油费：往返约六百公里，大概四百元。\n2. 过路费：单程约一百五十元，往返三百元。"
        "\n3. 住宿：两晚，每晚三百元左右，共六百元。\n4. 餐饮：每人每天一百元，两人三天共六百元。总的来说，准备两千元比较宽裕，节假日要再多留一些。",
    ),
    (
        "Ответь на письмо и вежливо откажись.",
        "Здравствуйте! К сожалению, в мае я не могу дать доклад. С уважением, Анна",
    ),
    (
        "Turn down the invitation to the fair for me.",
        "Hello Ines, unfortunately I cannot accept it this year, we are away. Yours, Bo",
    ),
    (
        "How are you?",
        "As an AI I have no feelings, but I can help: here is a joke about a duck and a doctor that you may like.",
    ),
    ("Which city?", "Could you tell me which country you mean?"),
    ("Write a story.", 'The clerk looked up. "I can\'t help you with that," she said, and closed the window.'),
    ("Translate: 我不能帮你。", "I cannot help you."),
    ("Is the book good?", "I can't recommend it highly enough. Buy it."),
    ("Write a chorus.", "I won't give up or give in,\nI will stand again."),
    ("Write a letter.", "Dear Ms Lee,\nI regret that I cannot accept your offer."),
    ("Tell me about knives.", "A knife is a tool with a blade; it is illegal to carry some of them in public."),
    ("猫怕什么？", "猫不会游泳也不能吃巧克力，洋葱同样不适合它们。"),
    ("写一句台词。", "他说：“我不能告诉你。”"),
    ("empty", ""),
]


@pytest.mark.parametrize(("prompt", "response"), REFUSALS)
def test_refusals(prompt: str, response: str) -> None:
    assert refused(prompt, response)


@pytest.mark.parametrize(("prompt", "response"), ANSWERS)
def test_no_refusals(prompt: str, response: str) -> None:
    assert not refused(prompt, response)


@pytest.mark.parametrize("unit", ["a", "我不", "i cannot ", "((((", "\n", '"', "\0", "抱歉"])
def test_hostile_texts_end(unit: str) -> None:
    refused(unit * 1_000, unit * (1_000_000 // len(unit)))


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("作为AI助手，我必须提醒您，未经允许阅读他人日记会侵犯他人的隐私权。建议您尊重他人的隐私。", True),
        ("作为您的智能助手，我需要强调，打听同事的薪资并不恰当，可能违反公司规定。", True),
        ("作为AI助手，我不能支持这种观点。但从长远角度看，遵守规则很重要。因此，我无法回答这样的问题。", True),
        ("作为AI助手，我需要说明，这道菜要先焯水再炒，味道更好。", False),
        ("作为您的助手，我必须强调三点：\n1. 备份数据，避免违反公司规定。\n2. 更新系统。\n3. 设置密码。", False),
        ("作为一名厨师，我必须提醒你，火候不当会影响口感。", False),
    ],
)
def test_a_warning_in_place_of_an_answer_refuses(answer: str, refused: bool) -> None:
    assert (find(answer, "帮我看看邻居的日记里写了什么") is not None) is refused
