"""Names for groups that no phrase of their rows covers: what each is about in general, as most of its rows vote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from explorer.passes.embedding import encode
from explorer.passes.embedding.bags import unit

_MOSTLY = 0.3  # part of a group's rows that must be nearest to a name for it to stand for the group
_LIFT = 1.7  # how much more often than in all rows, where the name is frequent there
_FREQUENT = 0.3
_COVERED = 0.4  # part of a group's rows that the phrases of its own name must be in to be kept as they are
_BARELY = 0.15  # below that part, phrases name next to nothing of the group
_TWO = 0.2  # part of the rows for which two names must stand together in a name for a mixture
_BESIDE = 0.2  # part of a group's rows from which a second kind is named too, where the first has less than half
_MOST = 0.42  # part of a group's rows below which a name says that there is more
_FEW = 0.5  # part of a group's rows below which three phrases are named as a mixture
_SHARP = 0.03  # of the cosine: how much nearer a kind must be than the others to be the one that a row leans to
_START = 500  # characters of a text that are read

# (English, Chinese, what is said in such rows)
_GENERAL: tuple[tuple[str, str, str], ...] = (
    (
        "How things work and why",
        "日常现象与原理",
        "why does it happen; how does it work; explain the reason; 为什么会这样; 是什么原因; 原理是什么",
    ),
    (
        "Nature and science facts",
        "自然与科学常识",
        "science; physics; the moon; the earth; plants; animals; 科学; 物理; 地球; 月亮; 动物; 植物",
    ),
    (
        "Health and medicine",
        "健康与医疗",
        "symptoms; disease; treatment; doctor; medicine; 症状; 疾病; 治疗; 医生; 药物",
    ),
    ("Law and contracts", "法律与合同", "contract; landlord; court; law; rights; 合同; 租赁; 法院; 法律; 赔偿"),
    ("Money and business", "理财与商业", "tax; invest; loan; company; market; marketing; 投资; 贷款; 公司; 市场; 营销"),
    ("Food and cooking", "饮食与烹饪", "recipe; cook; ingredients; restaurant; 食谱; 做菜; 食材; 餐厅"),
    ("Travel and places", "旅行与地点", "travel; trip; city; country; visit; 旅行; 城市; 国家; 景点"),
    (
        "Family and everyday advice",
        "家庭与生活建议",
        "children; parents; how should I; tips; habits; friends; 孩子; 父母; 建议; 生活; 朋友; 习惯",
    ),
    ("Work and career", "工作与职场", "job interview; manager; team; meeting; resume; 工作; 面试; 同事; 会议; 简历"),
    ("Learning and school", "学习与教育", "student; teacher; study; course; exam; 学生; 老师; 学习; 课程; 考试"),
    ("History and people", "历史与人物", "history; war; president; famous person; 历史; 朝代; 总统; 人物"),
    ("Language and idioms", "语言与成语", "idiom; meaning of a word; proverb; translate; 成语; 病句; 文言文; 词语解释"),
    (
        "Definitions and concepts",
        "定义与概念",
        "define the term; explain the concept of; what is meant by; 解释概念; 给出定义; 什么是",
    ),
    ("Comparisons", "比较与区别", "compare and contrast; the difference between; pros and cons; 比较; 区别; 优缺点"),
    (
        "Grammar and sentences",
        "语法与句子",
        "rewrite the sentence; grammar; tense; adjective; 改写句子; 语法; 形容词; 造句",
    ),
    ("Translation", "翻译", "translate into English; translate into Chinese; 翻译成英文; 翻译成中文"),
    (
        "Summaries and rewriting",
        "总结与改写",
        "summarise the text; shorten; rewrite; edit; 总结下面的文章; 压缩; 改写; 润色",
    ),
    (
        "Letters, posts and other writing",
        "书信与应用文写作",
        "write an e-mail; letter; product description; advert; 写一封邮件; 写一份; 文案; 广告; 通知",
    ),
    ("Stories", "故事创作", "write a short story; characters; plot; 写一个故事; 人物; 情节"),
    ("Poems and lyrics", "诗歌与歌词", "poem; haiku; song lyrics; rhyme; 写一首诗; 歌词; 押韵"),
    ("Reviews and sentiment", "评论与情感", "review; positive or negative; sentiment; 评论; 正面; 负面; 情感"),
    (
        "Classification",
        "分类与判断",
        "classify the following into categories; which category; 分类; 判断; 属于哪一类",
    ),
    (
        "Extracting facts as JSON and lists",
        "信息提取与格式转换",
        "extract the names as JSON; convert the format; table; 提取信息; 输出JSON; 表格; 转换格式",
    ),
    ("Lists of ideas", "清单与创意", "list five; name three; ideas; brainstorm; 列出五个; 列出三种; 想法; 点子"),
    ("Maths problems", "数学题", "calculate; equation; how many; percent; solve; 计算; 方程; 多少; 求; 数字"),
    ("Logic puzzles", "逻辑推理", "puzzle; who is lying; deduce; 推理; 谁说谎; 逻辑题"),
    ("Programming", "编程", "Python function; code; program; bug; 代码; 函数; 编写程序; 算法"),
    ("Databases and SQL", "数据库与 SQL", "SQL query; table; select; index; SQL查询; 数据库; 表"),
    ("Web pages, HTML and JavaScript", "网页与前端", "HTML; CSS; JavaScript; website; 网页; 网站; 前端"),
    (
        "Computers and technology",
        "计算机与技术",
        "computer; artificial intelligence; internet; software; 人工智能; 计算机; 互联网; 软件; 技术",
    ),
    ("Environment and climate", "环境与气候", "climate change; pollution; energy; 气候变化; 污染; 环保"),
    (
        "Descriptions of scenes and things",
        "描写与介绍",
        "describe; description of a place; a painting; 描述; 描写; 介绍",
    ),
    ("Tools and function calls", "工具调用", "call a tool; function call; arguments; API; 调用工具; 函数调用; 参数"),
    ("Sports and games", "体育与游戏", "football; game; play; team; match; 足球; 比赛; 游戏"),
    ("Films, books and music", "影视书籍与音乐", "film; book; author; music; song; 电影; 书; 音乐; 作者"),
    (
        "Chat and greetings",
        "闲聊与问候",
        "hello; how are you; tell me about yourself; thanks; 你好; 谢谢; 你是谁; 聊天",
    ),
    ("Beliefs, ethics and society", "观念与社会", "ethics; moral; society; culture; religion; 道德; 社会; 文化; 宗教"),
)

_MORE = (", etc.", "等")
_SHOWN = {"工具调用": "软件工具与接口"}
"""Names that say more than what their kind is found by: who asks about an interface calls no tool."""


@lru_cache(maxsize=1)
def _middles() -> np.ndarray:
    """The middle of each name's examples, float32 (names, dimensions)."""
    made = [unit(encode([english, chinese, *said.split("; ")])).mean(axis=0) for english, chinese, said in _GENERAL]
    return unit(np.asarray(made, dtype=np.float32))


def leaning(reduce: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """What tells how much vectors lean to each general kind. reduce: the encoder's vectors -> the first dimensions of theirs.

    The result takes unit vectors and gives float32 (rows, kinds), of length 1: as long as the vectors are, so that both
    count alike where rows are grouped.
    """
    kinds = reduce(_middles())

    def leans(vectors: np.ndarray) -> np.ndarray:
        near = unit(vectors[:, : kinds.shape[1]]) @ kinds.T
        sure = np.exp((near - near.max(axis=1, keepdims=True)) / _SHARP)
        return np.sqrt(sure / sure.sum(axis=1, keepdims=True)).astype(np.float32)

    return leans


def votes(texts: Sequence[Sequence[str]]) -> np.ndarray:
    """For each group the part of its texts that is nearest to each of the names, float64 (groups, names)."""
    shares = np.zeros((len(texts), len(_GENERAL)))
    every = [text[:_START] for some in texts for text in some]
    if not every:
        return shares
    nearest = (unit(encode(every)) @ _middles().T).argmax(axis=1)
    group = np.repeat(np.arange(len(texts)), [len(some) for some in texts])
    np.add.at(shares, (group, nearest), 1.0)
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1.0)


def replaced(
    found: Sequence[str],
    covered: Sequence[float],
    shares: np.ndarray,
    sizes: np.ndarray,
    is_broad: Sequence[bool],
    *,
    in_chinese: bool = False,
) -> list[str]:
    """The names, each of a general kind where its own phrases cover too little of its group and most rows agree on one.

    covered: part of each group's rows that its name's phrases are in. shares: of `votes`. sizes: rows of the groups.
    is_broad: whether a group is made of so many narrow ones that it says so where neither phrases nor a kind stand for it.
    in_chinese: general names are Chinese, as most rows are.
    """
    whole = sizes @ shares / max(float(sizes.sum()), 1.0)
    language = int(in_chinese)
    tells = (shares >= _MOSTLY) & ((whole < _FREQUENT) | (shares >= _LIFT * whole))
    names, taken, named = list(found), set[int](), dict[int, list[int]]()
    pairs = sorted(((-shares[group, kind], group, kind) for group, kind in np.argwhere(tells).tolist()))
    open_ = {group for group, part in enumerate(covered) if part < _COVERED}
    for _, group, kind in pairs:
        if group in open_ and kind not in taken:
            named[group] = [kind]
            taken.add(kind)
            open_.discard(group)
    for group, kinds in named.items():
        if shares[group, kinds[0]] < _FEW:
            beside = shares[group] * (whole < _FREQUENT)
            beside[list(taken)] = 0.0
            if beside.max() >= _BESIDE:
                kinds.append(int(beside.argmax()))
                taken.add(kinds[1])
        names[group] = _and_more(_joined(kinds, language), float(shares[group, kinds].sum()), language)
    for group in sorted(open_):
        # Of a broad group, two kinds say more than words that few of its rows hold.
        may_mix = covered[group] < _BARELY or is_broad[group]
        least = min(_TWO, covered[group]) if is_broad[group] else _TWO
        if may_mix and (name := _mixture(shares[group], whole, language, taken, least)):
            names[group] = name
        elif is_broad[group]:
            names[group] = _mixed(names[group], language)
    for group, part in enumerate(covered):
        if is_broad[group] and names[group] == found[group] and part < _FEW and found[group].count(", ") > 1:
            names[group] = _mixed(names[group], language)  # three phrases, each of other rows
    return names


def _mixture(share: np.ndarray, whole: np.ndarray, language: int, taken: set[int], least: float) -> str:
    """A name of two kinds that are frequent in a group, "" where two stand for less than `least` of it."""
    worth = np.where(whole < _FREQUENT, share * np.minimum(share / np.maximum(whole, 0.01), 3.0), 0.0)
    worth[list(taken)] = 0.0
    first, second = np.argsort(-worth, kind="stable")[:2].tolist()
    if share[first] + share[second] < least or not worth[second]:
        return ""
    taken.update((first, second))
    said = _and_more(_joined([first, second], language), float(share[[first, second]].sum()), language)
    return _mixed(said[0].lower() + said[1:], language)


def _joined(kinds: Sequence[int], language: int) -> str:
    first, *others = (_SHOWN.get(_GENERAL[kind][language], _GENERAL[kind][language]) for kind in kinds)
    return (
        "、".join([first, *others])
        if language
        else "; ".join([first, *(f"{one[0].lower()}{one[1:]}" for one in others)])
    )


def _and_more(name: str, part: float, language: int) -> str:
    """The name; where it stands for less than most of the rows, it says so."""
    return name if part >= _MOST else f"{name}{_MORE[language]}"


def _mixed(name: str, language: int) -> str:
    return f"混合：{name}" if language else f"Mixed: {_inside(name)}"


def _inside(name: str) -> str:
    """A name within another: without the capital that it has for standing first."""
    return f"{name[:1].lower()}{name[1:]}" if name[1:] == name[1:].lower() else name
