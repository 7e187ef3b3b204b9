"""Words and marks that tell how a text ends: data for `endings` and `truncation`."""

from __future__ import annotations

TERMINAL = frozenset(".!?。！？…‥｡．؟।۔።։")
"""Marks that end a sentence."""

CLOSERS = "\"”’'」』)）】]〕〉》*_`~»"
"""Marks that may follow the end of a sentence without changing it."""

DANGLING = frozenset(",，、：:([{（【《“「『‘&/+=-–—−×÷")
"""Marks after which something has to follow."""

FIND_ENDS = ("{} +", "{}' +", '{}" +')
"""How a `find` command ends."""

SOFT_WORDS = frozenset(
    "a an the of and or nor but because although though whereas unless until while if whether "
    "to from into onto upon toward towards among amongst between within without than via per despite regarding during "
    "their your its our my his whose these those every each such various several certain "
    "is are was were be been being am has have had does did can could may might must shall should will would cannot "
    "very more most less quite rather too so as at by for with in on that which who where when how what "
    "i we they he she not also often usually only even just both either neither".split()
)
"""Words that seldom end an English statement; lower case, as the middle of a sentence has them."""

HARD_WORDS = frozenset(
    "an the of and or nor but because although whereas unless whether from into onto upon among amongst between "
    "than via per despite regarding their your its our my whose every such various cannot "
    "would could should might must shall as".split()
)
"""Those of them that hardly ever end even a heading, a label or a colloquial phrase."""

CJK_HARD = frozenset("和与或而且把被将从向以对因并若但其每各於與從對並")
"""Chinese characters that hardly ever end a phrase."""

CJK_SOFT = frozenset("是在于为由使让给比就也都还又很更最会能可要所这那该如同之個為這該還會")
"""Chinese characters that seldom end a written sentence, though they end phrases, names and questions."""

SIGN_OFFS = (
    "regards",
    "sincerely",
    "yours",
    "faithfully",
    "cheers",
    "thanks",
    "thank you",
    "best",
    "love",
    "respectfully",
    "wishes",
    "truly",
    "cordially",
    "warmly",
    "此致",
    "敬礼",
    "祝好",
    "谢谢",
    "顺祝",
    "敬上",
)
"""Closing lines of letters: a comma after them may be the end."""

ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs etc no vol fig eq e.g i.e al jr sr inc ltd co approx dept est p pp u.s".split()
)
"""Words whose full stop does not end a sentence."""

NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
"""Small numbers in words, for lists that are announced."""

CJK_WORDS = (
    "虽然 因为 如果 但是 以及 由于 并且 或者 例如 比如 包括 通过 根据 对于 关于 为了 即使 不仅 而且 所以 因此 然而 "
    "同时 此外 此时 其中 首先 其次 最后 总之 可以 能够 应该 需要 雖然 因為 對於 關於 為了 通過 根據"
).split()
"""Chinese words that hardly ever end a text."""

OPENERS = frozenset(
    "The A An This These Those Our Your My Their Its While Although If When Because With For From In On To And But As "
    "Another However Additionally Furthermore Moreover Therefore Besides Consequently Nevertheless Meanwhile Similarly "
    "Likewise Alternatively During Since Until Unless Whether Through Without Within Every".split()
)
"""Words that begin a line or an item and cannot be the whole of it."""

LINE_OPENERS = frozenset(
    "Therefore Thus Then There They This That These Those The So Since Finally Next However Now We When While Hence Also "
    "Additionally Furthermore Moreover Because Similarly Second Third Lastly Overall Meanwhile Although".split()
)
"""Words that begin a sentence behind others; a line that holds but the beginning of one was broken off."""

LABELS = frozenset(
    "yes no true false positive negative neutral mixed entailment contradiction correct incorrect none unknown maybe "
    "amen thanks cheers bye ok okay".split()
)
"""Verdicts that stand alone behind an explanation."""

PAIRS = frozenset(
    "am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we ad ax ox pi id ah eh ex fa re mi ti "
    "ma pa la de da el en es et lo le ne te se ya yo un il di du au ai ui io os ar vr ev eu uk tv pc hr qi mu nu xi yi li "
    "wu gu fu lu su ye ha um uh er aw ow ho ki ku ko ka ta sa na ni ga ba ji".split()
)
"""Words of two letters, names of letters and syllables of other languages among them."""

UNITS = frozenset(
    "cm mm km kg mg ml dl lb lbs ft hr hrs sec min mph kph rpm bpm pm am tbsp tsp pt qt gb mb kb tb hz khz mhz ghz kw mw "
    "px pts pcs ppm nth nm hmm shh html xml css php sql tv dvd pdf https http ssh ftp txt png jpg mp svg cv pc hr qr npm".split()
)
"""Words without a vowel that are whole nonetheless."""

STRANDED = frozenset(
    "of on in at for with by from about be are is was were not do does did have has had can will".split()
)
"""Words that end a statement well: "what it is made of"."""

PLAIN_WORDS = frozenset(
    "the a an of to and in is are was were that this it you your we our they their he she his her i my me for with on as be "
    "by at from or not have has had can will would could should but if when which who how what there here these those so".split()
)
"""The most frequent English words: several of them make a line a sentence, not a label."""

CJK_FINE = frozenset(
    "总和 温和 共和 饱和 缓和 柔和 随和 平和 谐和 调和 中和 祥和 讲和 求和 之和 參與 参与 给与 赠与 赋与 反而 麻将 大将 主将 名将 即将 火把 "
    "拖把 服从 听从 盲从 顺从 遵从 随从 侍从 方向 倾向 动向 走向 转向 流向 去向 志向 意向 导向 内向 外向 趋向 偏向 风向 一向 反向 正向 双向 "
    "单向 纵向 横向 所以 可以 难以 加以 予以 足以 得以 绝对 相对 反对 面对 针对 应对 核对 校对 配对 一对 不对 原因 基因 起因 成因 病因 诱因 "
    "死因 动因 合同 相同 不同 共同 胡同 认同 赞同 陪同 协同 机会 社会 大会 协会 学会 行为 自由 理由 缘由 存在 内在 外在 功能 性能 技能 智能 职能 才能 "
    "重要 必要 摘要 纪要 概要 棉被 植被 不但 宛若 自若 不若 合并 吞并 兼并 一并 何其 土耳其 尤其 极其 終於 对于 关于 由于 终于 位于 属于 等于 处于 大于 小于".split()
)
"""Words that end in such a character and do end phrases."""
