"""How assistants decline in Chinese, as data: one form of words a row, each with a sentence that it finds and one that it must not."""

from __future__ import annotations

import re
from typing import NamedTuple


class Form(NamedTuple):
    """A form of words that declines.

    needles: one of these stands in every text that the pattern finds. most: characters of the longest answer that it is
    believed in. says, denies: a sentence in which it is found, and a near miss.
    """

    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    says: str
    denies: str
    most: int = 1 << 30


_NEG = (
    "(?:不能|无法|無法|不会|不會|不可以|没有?办法|沒有?辦法|没法|不便|不方便|不愿|不願|不应该?|不應該?|恕难|恕難|难以|難以|"
    "不被允许|不予|不具备|不具備|没有能力|沒有能力|没有权限|没有权利|不太能|不太方便|不敢|不打算|不适合|不適合|不宜)"
)
_DO = (
    "(?:提供|回答|帮助|幫助|帮你|帮您|幫您|幫你|帮到|帮[忙这上]|幫[忙這上]|帮(?=[，。！,.!]|$)|协助|協助|支持|参与|參與|讨论|討論|推荐|推薦|给出|給出|满足|滿足|"
    "回应|回應|答复|答覆|解答|作答|完成(?:这|您|你|该|此|任务)|处理|處理|执行|執行|生成|创作|創作|撰写|撰寫|编写|编造|写|告诉|告訴|给您|给你|給您|給你|为您|为你|為您|為你|"
    "评论|評論|评价|透露|泄露|分享|建议|建議|鼓励|鼓勵|教您|教你|教授|传授|指导|继续|响应|配合|认同|認同|助长|给予|進行|进行(?:这|此|该|您|你|任何|任务|操作|讨论)|赞同|"
    "描述|介绍|翻译|判断|预测|預測|发表|發表|表达|诊断|开具|代替|替代|扮演|模仿|接受|答应|同意|遵从|谈论|談論|涉及|传播|展示|列出|搜索|访问您|查询|查看|获取您|奉告|附和|照办|照辦|"
    "(?:[和跟与與对對][您你])(?:说|講|讲|聊|谈|談))"
)
_IN = r"[^，。；！？!?;,\n“”「」]"
_SORRY = "(?:抱歉|对不起|對不起|不好意思|遗憾|遺憾)"
# Who regrets is the one who speaks: "Mr Wang was very sorry that he could not come" declines nothing.
_REGRET = rf"(?:^|[^\u4e00-\u9fff])(?:但是?|不过|所以)?(?:我们?)?(?:感到|深感|表示|真的?|真是|实在|只能说|只能)?(?:很|非常|十分|万分|萬分|深)?{_SORRY}"
_TOPIC = "(?:问题|問題|请求|請求|话题|話題|要求|内容|提问)"
_THIS = "(?:这[个個类類种種]?|這[個類種]?|此类|此|该|您的|你的|这样的|您?提出的|您?提到的)"
_SHORT = 160

FORMS: tuple[Form, ...] = (
    Form(
        ("我",),
        re.compile(rf"我(?!们){_IN}{{0,10}}?{_NEG}{_IN}{{0,14}}?{_DO}"),
        "我理解您的好奇，但我不能提供撬锁的方法。",
        "我们学校的猫不会游泳。",
    ),
    Form(
        ("抱歉", "对不起", "對不起", "不好意思", "遗憾", "遺憾"),
        re.compile(
            rf"{_REGRET}[^。！？\n“「]{{0,45}}?{_NEG}{_IN}{{0,14}}?{_DO}|"
            rf"{_REGRET}[，,。！!]?(?:这个|這個)?(?:我|恐怕)?(?:不能|无法|無法|不可以|不行|不可|做不到|办不到|辦不到|没法|没办法|不方便|不了)"
        ),
        "不好意思，这个恐怕不行。",
        "小王很遗憾不能去旅行，就在家里看书。",
    ),
    Form(
        ("作为", "作為"),
        # "Gold, as a metal …, is hard to replace" has a subject of its own.
        re.compile(
            r"(?:(?<![\u4e00-\u9fff])作[为為]|作[为為](?=[^。\n]{0,24}(?:AI|人工智|助手|助理|模型|机器人|機器人|程序|我)))"
            rf"[^。\n]{{2,24}}，[^。！？\n“「]{{0,45}}?{_NEG}{_IN}{{0,14}}?{_DO}"
        ),
        "作为一个语言模型，这类内容难以为您提供。",
        "铜作为一种金属，其延展性让它难以被替代。",
    ),
    Form(
        ("不了", "不上", "不到", "无能为力", "爱莫能助", "無能為力"),
        re.compile(
            r"我(?:可|真的|实在|恐怕|确实|也|是)?(?:帮不[了上到]|幫不[了上到]|教不了|给不了|答不了|办不到|辦不到|满足不了|无能为力|無能為力|爱莫能助)(?:您|你|这个忙|忙)?(?:$|[。，！,.!])"
        ),
        "撬锁这种事我帮不了您。",
        "他说我帮不了忙的时候，老张来了。",
    ),
    Form(
        ("恕", "无可", "不予", "不宜", "不便", "换个", "換個", "换一个"),
        re.compile(
            r"(?<![宽寬饶饒忠仁])恕(?:我|本人)?(?:直言)?(?:不|无法|能|難|难|拒|奉告|从命|從命|回答)|(?:不宜|不便|不予|无可)(?:回答|讨论|評論|评论|奉告|置评|多说|多言)"
            r"|(?:换个|換個|换一个)(?:话题|話題|问题)(?:吧|聊|再)"
        ),
        "请恕我拒绝。",
        "请恕我直言，这幅画不够好。",
    ),
    Form(
        ("拒", "谢绝", "婉拒"),
        re.compile(
            r"我(?:们)?[^，。！？\n他她它]{0,8}(?:拒绝|拒絕|谢绝|婉拒)(?:了)?(?:回答|提供|参与|參與|协助|讨论|执行|此|这|這|该|任何|您|你|为|帮|支持|生成|写|回应)"
            r"|我(?:得|必须|必須|只能|只好|不得不|选择|會|会)(?:拒绝|拒絕|谢绝|婉拒)[。！，]"
        ),
        "抱歉，我得拒绝这个请求。",
        "我后来拒绝了他的邀请。",
    ),
    Form(
        ("超出", "范围", "範圍", "违背", "违反", "不符合", "有悖"),
        re.compile(
            r"超出(?:了)?我(?!们)的?[^，。\n]{0,8}(?:范围|範圍|能力)|不(?:在|属于|屬於)我(?!们)的?[^，。\n]{0,10}(?:范围|範圍)"
            r"|(?:不符合|违背|违反|有悖)(?:了)?(?:于)?我(?!们)的?[^，。\n]{0,10}(?:原则|準則|准则|规定|规范|宗旨|编程|设计|价值观)"
        ),
        "这件事不在我的服务范围之内。",
        "价格超出了我们预期的范围。",
    ),
    Form(
        ("问题", "問題", "请求", "請求", "话题", "話題", "要求", "内容", "提问"),
        re.compile(
            rf"{_THIS}{_TOPIC}[^。！？\n]{{0,16}}?"
            r"(?:不适合|不合适|不恰当|不適合|不当|违反|违法|违规|有害|不道德|涉及违|涉及敏感|涉及非法|(?:无法|無法|不予|不能|不便|暂不|不方便)(?:回答|回应|显示|展示|讨论|处理|作答|满足|评论))"
        ),
        "该内容不予显示。",
        "这个问题很有意思，我们从头说起。",
    ),
    Form(
        ("学会", "学习", "學會", "掌握"),
        re.compile(
            r"(?:没|未|沒)有?(?:学会|学习|學會|掌握)(?:到)?(?:如何|怎么|怎麼|怎样)?去?(?:回答|思考|处理|回应|回應)(?:这|這|此|该|您|你|相关)"
        ),
        "你好，我还没有学会回答这个问题。",
        "他没有学会游泳，只好坐船。",
        most=_SHORT,
    ),
    Form(
        ("聊点", "聊些", "谈点", "谈些"),
        re.compile(r"(?:我们|咱们|不如)[^，。！？\n]{0,6}[聊谈](?:点儿?|些)(?:别的|其他|其它)"),
        "我们还是聊点别的吧。",
        "他们聊些别的事情，不知不觉天就黑了。",
        most=_SHORT,
    ),
    Form(
        ("不提供", "不协助", "不参与", "不讨论", "不支持", "不鼓励", "不助长", "不会提供"),
        re.compile(
            r"我(?:们)?(?:坚决|強烈|强烈|绝对|绝|从|并|也|是)?不(?:提供|协助|参与(?=任何|此|这)|讨论(?=这|此|任何)|支持(?=或|任何)|鼓励(?=或|任何)|助长)"
        ),
        "我不鼓励任何形式的作弊。",
        "我不支持他的看法，理由有三。",
        most=400,
    ),
    Form(
        ("无法", "無法", "不能", "不会", "不便", "不予"),
        re.compile(
            r"(?:^|[。！!])\s{0,3}(?:暂时|暫時|目前|恐怕|实在)?(?:无法|無法|不能|不会|不便|不予)[^，。！？\n]{0,6}?"
            r"(?:提供|回答|协助|協助|满足|滿足|讨论|討論|支持|透露|生成)[^，。！？\n]{0,10}?(?:此类|这[个类种样]|這|该|您的|你的|相关)"
        ),
        "无法提供此类信息。",
        "电池不能满足一天的需要。",
        most=400,
    ),
)
"""Tried in order: the first that is found decides."""

_WRONG = r"侵犯|违反|違反|违法|違法|不合法|非法|不被允许|不被允許|不恰当|不恰當|不适当|不当|不當|不道德|违背|違背|歧视|歧視|犯罪|个人信息保护|隐私权|隱私權|触犯|不可取|不应该|有害"
WRONG = re.compile(_WRONG)
"""What a warning says of the request."""

LECTURE = re.compile(
    r"\s{0,4}(?:作[为為][^。，\n]{0,20}(?:AI|人工智[能慧]|模型|机器人|機器人|助手|助理|顾问|朋友|老师|教师|律师)[^。\n]{0,60}?我?|"
    r"(?:尊敬的用户，)?我(?:非常|很|完全)?(?:理解|明白|知道)[^。\n]{0,40}?[，。](?:但是?|然而|不过|可是)，?[^。\n]{0,12}?)"
    r"(?:必须|必須|需要|要|不得不|有责任|得)(?:提醒|强调|強調|指出|声明|聲明|告知|说明|尊重|遵守|遵循|维护)"
)
"""How an answer opens that warns instead of answering."""

WEAK = re.compile(
    r"作[为為](?:一[个個款名位])?[^。，\n]{0,14}(?:AI|人工智[能慧]|语言模型|語言模型|模型|机器人|助手)[^。\n]{0,12}我?(?:没有|沒有|不具备|不具備|不具有|不是|并没有|尚未|只能)"
)
"""Names a limit; it refuses only when nothing else follows."""

ABOUT = re.compile("(?:问题|請求|请求|要求|任何|此类|这类|这样|该类|相关|您|你|此|这种|这些)")
"""Speaks of the request."""

TURN = re.compile(
    r"(?:^|[。！\n])\s{0,4}(?:以下|下面)[^。，\n]{0,12}(?:是|给出|提供|列出|为您|为你)|"
    r"(?:但是?|不过|不過|然而|可以)[^。！？\n]{0,24}?(?:以下|如下|可以(?:为|给|向|告诉|提供)|从[^。\n]{0,10}角度|一些(?:建议|信息|方法|思路|资料)|一般来说|通常)"
)
"""Where a refusal turns to help after all."""

_OPENED = re.compile(
    "不(?:能|会|會|可|便|方便|愿|願|应|應|适|適|宜|被|予|符合|具备|敢|当|合适|恰当|了|上|到|太|打算|道德|行|在我|属于我|提供|协助|参与|讨论|支持|鼓励|助长)"
    "|无(?:法|能为力|可)|無(?:法|能為力)|办法|辦法|没法|没有(?:能力|权)|[恕拒违换換]|难以|超出|有[悖害]|爱莫能助|敏感|谢绝|婉拒|学会|學會|[聊谈][点些]"
)
"""Stands wherever a form is found: one search for all of them, which most texts do not pass."""


def opens(text: str) -> bool:
    """Whether a text may decline at all."""
    return _OPENED.search(text) is not None


def decline(text: str, length: int) -> re.Match[str] | None:
    """The first form that is found in a text. length: characters of the whole answer."""
    for form in FORMS:
        if length > form.most:
            continue
        for needle in form.needles:
            if needle in text:
                break
        else:
            continue
        if (found := form.pattern.search(text)) is not None:
            # Deep in an answer, "I cannot give …" is a refusal only where it speaks of the request.
            late = found.start() > 70 and not ABOUT.search(text, found.start(), found.end() + 10)
            return None if late else found
    return None


def lecture(head: str, length: int) -> int:
    """Where the opening of an answer ends that warns instead of answering, 0 where none does."""
    found = LECTURE.match(head) if length < _LECTURES else None
    if found is None or not WRONG.search(head, 0, found.end() + 160) or len(_ITEM.findall(head)) > 1:
        return 0
    return found.end()


_LECTURES = 700
_ITEM = re.compile(r"^\s{0,8}(?:\d{1,2}[.)、]|[-*•]|#{1,4}) ?\S", re.MULTILINE)
