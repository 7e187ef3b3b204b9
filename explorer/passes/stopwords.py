"""Words that name no topic: the commonest ones, and those that every instruction has."""

from __future__ import annotations

_ENGLISH = """
the and for that this with you are was were have has had not but from they his her she him its our your their there
what which when where who whom whose why how all any each few more most other some such only own same than too very can will
just should now did does doing done being been into over under again once here both between through during before
after above below out off about against because until while upon also may might must shall would could them then these those
one two three first second last new like get got make made makes use used using many much good well way ways want need
say said says know let lets see look take give given gives going come back even still yet never always every another
please write sentence sentences text question questions answer answers example examples output input user
assistant response instruction instructions task provide describe explain create generate list based help find
choose option options correct best different word words paragraph passage information name people person time year years
day days thing things something someone without within don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven
the it's i'm don't per via etc between include including given given each various several part true false none yes
https http www com human gpt system role content value key type number numbers please thank thanks hello dear
short long high low big small old keep left right mean means meaning difference differences stop start check roughly review
four five six ten consider identify determine suggest compare following statement given begin sure course tell talk speak happy really think want wanted ask asked around able per
"""

_CHINESE = """
我们 你们 他们 她们 它们 这个 那个 这些 那些 什么 怎么 怎样 如何 为什么 哪些 哪个 可以 能够 应该 需要 必须 可能 就是 不是 还是 但是 因为 所以 如果 虽然
而且 或者 以及 并且 然后 之后 之前 以前 以后 现在 时候 没有 一个 一种 一些 一下 一样 这样 那样 非常 很多 许多 不同 相关 主要 重要 通过 进行 使用 利用
根据 关于 对于 由于 其中 其他 其它 以下 以上 下面 上面 下列 请问 请 写 写出 一篇 一段 给出 生成 描述 解释 说明 分析 列出 提供 回答 问题 答案 句子 文本 文章 内容
信息 例子 示例 例如 比如 要求 包括 包含 选择 选项 正确 错误 是否 输入 输出 用户 助手 任务 指令 帮 帮我 帮忙 创建 编写 设计 一份 每个 所有 任何 自己 大家 人们 时间
作为 一首 一词 一名 一辆 一位 两个 三个 四个 五个 六个 十个 给定 之间 帮助 我会 告诉 我该 此外 从未 哪里 多久 有何 相同 有关 考虑 确定 假设 前提 目的 撰写 创作 了解 目标
你好 抱歉 无法 乐意 然而 否则 因此 左右 多少 意思 大概 大约 当然 判断 开始 继续 刚才 一起 上述 前面 后面 分别 一直 已经 起来 出来 里面 那么 只有 只是 不要 不会 不能 可是 不过 的话 一点 一次 几个
作为 成为 具有 存在 方面 方式 方法 情况 进行 得到 认为 觉得 知道 想要 希望 我 你 他 她 它 的 了 是 在 和 与 及 或 等 这 那 有 不 也 都 就 还 又 很 更 最
"""

# The commonest words of other languages, without those that name something in English.
_EUROPEAN = """
der die das den dem des ein eine einen einem einer eines und oder aber ist sind sein wird werden wurde wurden hat haben hatte kann können ich du er sie es wir ihr nicht auch nur noch
mit von vom zum zur bei aus für auf über unter nach vor durch gegen ohne zwischen wie wer wo wann warum welche welcher welches dass wenn als im ins am
le la les un une des du de au aux et ou mais est sont être était ont avoir avait ce cette ces cet il elle ils elles nous vous je tu ne pas plus par pour dans avec sans sous sur entre
que qui quoi dont où quel quelle quels quelles comment combien pourquoi mon ma mes ton ta tes ses leur leurs peux peut fait
el los las una unos unas y o pero es ser fue ha han lo al del en por para sobre que qué cuál cuáles cómo cuándo dónde quién su sus mi tu se no sí más
il lo gli uno della delle dei degli nel nella che chi cosa come quale sono essere non più anche per tra fra
os as um uma do da dos das na nos nas em por com não mais como qual quais
het een van voor met zijn niet ook naar bij wat wie hoe
и в во на с со к о об по за от до из у не что как это для или а но я ты он она мы вы они его её их
ve bir bu için ile mi mı ne nasıl
"""

# Words that a name may hold beside one that tells: what an instruction asks for, and of what.
_TASKS = """
write sentence sentences text question questions answer answers example examples output input response instruction
instructions task provide describe explain create generate list find choose option options correct word words paragraph
passage information name people person time year years day days type human system role content value key number numbers
thank thanks hello short long high low big small check review compare identify determine suggest speak different
写 写出 描述 解释 说明 分析 列出 提供 回答 问题 答案 句子 文本 文章 内容 信息 例子 示例 选择 选项 创建 编写 设计 生成 撰写 创作 判断 时间 一首 一篇 一段 目标 任务 指令 输入 输出 系统
"""

STOPWORDS = frozenset(_ENGLISH.split()) | frozenset(_CHINESE.split()) | frozenset(_EUROPEAN.split())
"""Words that alone name nothing."""

_SHORT = (
    "either neither nor whether since else though although however therefore thus hence instead rather quite often usually "
    "sometimes already yet soon main certain specific particular possible necessary general common important available "
    "appropriate relevant similar additional entire whole likely unable cannot across along among toward towards ever "
    "def arr num nums str var const func foo bar obj elif href div src "
    "them ok okay oh hi hey lot lots kind kinds sort sorts etc a an of to in on at by is it as be or if do we me my us so up no he am i let's e g s t re ve ll d m x y 当 把 给 让 对 从 到 为 以 中 上 下 里 后 前 时 做 有 会 能 要 "
    "怎么办 为何 下面 这句 句话 支持 属于 容易 喜欢 发生 变得 用来 用于 来自 来说 部分 不能 之一 具体 详细 简短 简单 简洁 小时 分钟 昨天 今天 明天 一共 所示 给出 适合"
)

FUNCTION_WORDS = (STOPWORDS | frozenset(_SHORT.split())) - frozenset(_TASKS.split())
"""Words that a name neither begins nor ends with."""
