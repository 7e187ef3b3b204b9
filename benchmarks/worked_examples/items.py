"""Pairs of input and output, and passages, written for this benchmark: what the forms are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Task(NamedTuple):
    """order: what to do. given, wanted: names of the two fields. pairs: input and output, in the task's language."""

    lang: str
    order: str
    given: str
    wanted: str
    pairs: Sequence[tuple[str, str]]


def _pairs(listed: str) -> tuple[tuple[str, str], ...]:
    rows = [line.split("|") for line in listed.strip().splitlines()]
    return tuple((given.strip(), wanted.strip()) for given, wanted in rows)


TASKS: tuple[Task, ...] = (
    Task("en", "Decide whether the review is positive or negative.", "Review", "Sentiment", _pairs("""
        The battery died after two days and nobody answered my mails. | negative
        Best soup I have had in years, and the waiter was lovely. | positive
        I fell asleep in the second act. | negative
        Solid build, quick delivery, fair price. | positive
        The app crashes whenever I open the camera. | negative
        A warm, funny book that I will read again. | positive
        Cold fries and a table that wobbled. | negative
        Our room looked over the lake; we did not want to leave. | positive
        """)),
    Task("en", "Name the opposite of the word.", "Word", "Opposite", _pairs("""
        early | late
        shallow | deep
        expand | shrink
        generous | stingy
        arrive | depart
        noisy | quiet
        blunt | sharp
        scarce | plentiful
        """)),
    Task("en", "Translate the sentence into French.", "English", "French", _pairs("""
        Where is the station? | Où est la gare ?
        I would like some bread. | Je voudrais du pain.
        The shop is closed today. | Le magasin est fermé aujourd'hui.
        My brother lives in Lyon. | Mon frère habite à Lyon.
        It rained all night. | Il a plu toute la nuit.
        Can you help me? | Pouvez-vous m'aider ?
        """)),
    Task("en", "Solve the problem.", "Problem", "Solution", _pairs("""
        A crate holds 12 bottles. How many bottles are in 5 crates? | 60
        Nina had 30 stickers and gave away 8. How many are left? | 22
        A train covers 180 km in 3 hours. What is its speed? | 60 km/h
        Four friends share 52 cards evenly. How many does each get? | 13
        A shirt costs 25 dollars and is 20% off. What do you pay? | 20 dollars
        """)),
    Task("en", "Say which team handles the ticket.", "Ticket", "Team", _pairs("""
        I was charged twice in March. | billing
        The login page shows error 500. | engineering
        How do I return a pair of shoes? | returns
        Please delete my account. | privacy
        Do you ship to Norway? | sales
        My invoice lacks the VAT number. | billing
        """)),
    Task("en", "Turn the date into ISO format.", "Date", "ISO", _pairs("""
        March 3rd, 2019 | 2019-03-03
        12 Oct 2004 | 2004-10-12
        July 21, 1987 | 1987-07-21
        the 5th of May 2022 | 2022-05-05
        Jan 30 1999 | 1999-01-30
        """)),
    Task("en", "Extract the person and the place.", "Sentence", "Entities", _pairs("""
        Marie moved to Geneva last spring. | Marie (person), Geneva (place)
        The mayor met Tom in Quito. | Tom (person), Quito (place)
        Nobody in Oslo had heard of Ingrid. | Ingrid (person), Oslo (place)
        Ken flew from Osaka before noon. | Ken (person), Osaka (place)
        """)),
    Task("en", "Rewrite the sentence in formal English.", "Casual", "Formal", _pairs("""
        gonna be late, sorry! | I apologise, but I will be late.
        can u send the file asap | Could you please send the file as soon as possible?
        this thing's busted | This device is broken.
        no clue what he wants | I do not know what he requires.
        """)),
    Task("zh", "判断评论的情感倾向。", "评论", "情感", _pairs("""
        屏幕清晰，电池也耐用，非常满意。 | 正面
        客服态度很差，等了三天没人理。 | 负面
        房间有股霉味，不会再来了。 | 负面
        菜品新鲜，上菜很快。 | 正面
        剧情拖沓，看到一半就睡着了。 | 负面
        快递小哥很有礼貌，包装完好。 | 正面
        """)),
    Task("zh", "写出反义词。", "词语", "反义词", _pairs("""
        宽阔 | 狭窄
        勤劳 | 懒惰
        喧闹 | 安静
        前进 | 后退
        谦虚 | 骄傲
        稀疏 | 茂密
        """)),
    Task("zh", "把句子翻译成英文。", "中文", "英文", _pairs("""
        我昨天去了图书馆。 | I went to the library yesterday.
        这条河很深。 | This river is deep.
        她会弹钢琴。 | She can play the piano.
        我们明天见。 | See you tomorrow.
        外面正在下雪。 | It is snowing outside.
        """)),
    Task("zh", "给新闻标题分类。", "标题", "类别", _pairs("""
        国足主场一比零小胜对手 | 体育
        央行宣布下调存款准备金率 | 财经
        新款折叠屏手机今日开售 | 科技
        话剧《茶馆》时隔十年重返舞台 | 文化
        多地中小学推行课后服务 | 教育
        """)),
    Task("zh", "解答下面的应用题。", "题目", "得数", _pairs("""
        一箱苹果重15千克，4箱共重多少千克？ | 60千克
        小明有32颗糖，分给弟弟9颗，还剩几颗？ | 23颗
        一辆车3小时行驶240千米，每小时行驶多少千米？ | 80千米
        一本书180页，每天看20页，几天看完？ | 9天
        """)),
    Task("zh", "判断用户的意图。", "用户说", "意图", _pairs("""
        帮我订一张明天去上海的高铁票 | 订票
        今天外面冷不冷 | 查天气
        放一首轻松点的歌 | 播放音乐
        六点叫我起床 | 设闹钟
        附近有什么好吃的 | 找餐厅
        """)),
    Task("zh", "指出句子中的人名和地名。", "原句", "实体", _pairs("""
        李雷上周搬到了成都。 | 人名：李雷；地名：成都
        王芳在青岛开了一家书店。 | 人名：王芳；地名：青岛
        赵敏从昆明寄来一盒鲜花饼。 | 人名：赵敏；地名：昆明
        """)),
    Task("zh", "把口语改写成书面语。", "口语", "书面语", _pairs("""
        这事儿我真没辙了 | 对于此事，我实在无能为力。
        他老是迟到 | 他经常迟到。
        那家店贵得离谱 | 那家商店的价格过高。
        赶紧把资料给我 | 请尽快将资料提交给我。
        """)),
)  # fmt: skip

PASSAGES: dict[str, tuple[str, ...]] = {
    "en": (
        "The old mill stood at the bend of the river. In summer, children swam below it, and in winter the wheel froze solid. Nobody remembered who had built it.",
        "Bees tell each other where flowers are by dancing. The angle of the dance shows the direction, its length the distance. Karl von Frisch decoded it.",
        "The library opens at nine. Members may borrow ten books for three weeks. Reference works stay in the building.",
        "In 1952 the town council bought the field behind the school. Two years later the first match was played there before four hundred people.",
        "Salt lowers the freezing point of water. That is why roads are salted in winter, and why the sea freezes later than a lake.",
    ),
    "zh": (
        "老磨坊在河湾边。夏天孩子们在下面游泳，冬天水轮冻得结结实实。没有人记得是谁建的。",
        "蜜蜂靠跳舞告诉同伴花在哪里。舞蹈的角度表示方向，长短表示距离。",
        "图书馆九点开门。会员可以借十本书，期限三周。工具书只能在馆内阅读。",
        "盐能降低水的冰点，所以冬天道路上要撒盐，海水也比湖水更晚结冰。",
    ),
}
DIALOGUES: dict[str, tuple[tuple[tuple[str, str], tuple[str, ...]], ...]] = {
    "en": (
        (("Mia", "Jonas"), ("Did you feed the cat?", "Not yet. I thought you had.", "I was at work until six!", "Fine, I will do it now.", "Thanks. The tin is on the shelf.", "Which one?")),
        (("Clerk", "Visitor"), ("Good morning, how can I help?", "I have lost my badge.", "When did you last have it?", "Yesterday, in the canteen.", "We will print a new one.", "How long will that take?")),
        (("Ravi", "Lena"), ("The exam is on Friday.", "I know. I have not started.", "We could study together.", "Tonight?", "Tonight is good.", "Bring your notes.")),
    ),
    "zh": (
        (("小陈", "老周"), ("你吃饭了吗？", "还没呢，刚下班。", "那一起去吧。", "好啊，去哪儿？", "楼下新开了一家面馆。", "走吧。")),
        (("房东", "租客"), ("你好，看房吗？", "是的，请问月租多少？", "三千五，押一付三。", "能便宜点吗？", "最低三千三。", "我考虑一下。")),
    ),
}  # fmt: skip
