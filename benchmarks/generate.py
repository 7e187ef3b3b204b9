"""Write a large synthetic SFT file: varied English and Chinese rows, none of them copied.

    python -m benchmarks.generate OUT.jsonl --rows 1000000

One million rows are about 850 MB. Sentences are drawn word by word from the lexicons
below, numbers and names are drawn per row, so that tokenisers and compressors meet text
they have not seen before. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import orjson

_ENGLISH = """
account action actor advice agency agreement algorithm analysis animal answer apple approach area argument arm army
article artist aspect attention audience author autumn balance bank base battery beach benefit bicycle bird blood board boat
body book border bottle boundary brain branch bread bridge brother budget building business camera campaign cancer capital
captain carbon castle category cause cell century chain chair challenge chance change channel chapter character chemistry child
choice circle citizen city claim class clause client climate cloud coast code coffee collection college colour column
command comment committee community company comparison computer concept condition conflict connection constant consumer context
contract contrast control conversation copper copy corner cost country couple course court cover crisis criterion crop culture
current customer cycle damage danger data database daughter deadline death debate debt decade decision definition degree delay
demand density department depth desert design detail device dialogue diet difference direction director disease distance doctor
document dollar door doubt dream drink driver dust duty earth economy edge editor education effect effort election electron
element emotion energy engine entrance environment equation error essay estimate event evidence example exchange exercise
experience experiment expert explanation expression factor failure family farmer fashion father feature feedback fiction
field figure film filter finger fire fish flight floor flour flower focus food forest form formula foundation fraction
framework freedom friend fruit fuel function future garden gas gender gene glass goal gold government grain grammar graph
gravity ground group growth guide habit hand harbour harvest health heart heat height history holiday home hospital hotel
house hypothesis idea image impact income index industry inflation influence information insect instance institution
instrument insurance interest interview investment iron island issue journal journey judge justice kernel kitchen knowledge
label labour lake language law layer leader lecture length lesson letter level library licence light limit line liquid list
literature loan logic loop machine magnet majority manager map margin market material matrix matter meaning measure medicine
meeting member memory message metal method milk mind mineral minister minute mirror mistake model moment money mood moon
morning mother motion motor mountain mouth movement museum music nation nature network neuron newspaper night noise notion
novel number object ocean office officer opinion option orbit order organ origin outcome output owner oxygen package page
paint paper parent park particle partner party passage patient pattern payment peace people percentage performance period
permission person perspective phase phone phrase piece pilot pipeline place plan planet plant platform player poem point
policy pollution population port position poverty power practice prediction presence pressure price principle printer problem
procedure process product profession profit program project promise proof property protein protocol province public purpose
quality quantity query question queue radio railway rain range rate ratio reaction reader reality reason recipe record
reference reform region relation religion report republic request research resource response result review revolution rhythm
risk river road rock role roof root route rule sample sand satellite scale scene schedule scheme school science screen sea
search season sector seed sentence sequence series server service session shadow shape share shelter ship shop signal silence
silver skill sleep society soil solution song sound source space speaker species speech speed spirit sport spring square
staff stage standard star station statistic steel stone storage story strategy stream street strength structure student
studio style subject success sugar summary summer supply surface surgery survey symbol system table talent target task tax
teacher team technique technology temperature tension term territory test text theatre theme theory thread throat ticket
time title tongue tool topic tower town track trade tradition traffic training transfer transport travel treatment tree trend
trial triangle truth tunnel union unit universe university user valley value variable vector vehicle version victory village
virus vision visit voice volume voter wage wall war waste water wave weather website weight wheel wind window winter wire
witness woman wood word worker workshop world writer yard year zone
accept achieve add admit adopt affect agree allow appear apply argue arrive assume avoid become begin believe belong break
bring build buy calculate carry catch choose collect combine compare complete compute confirm consider contain continue
convert create decide decline define deliver depend derive describe destroy develop discover discuss divide draw earn enable
encourage ensure enter estimate examine expand expect explain explore express extend face fail fall find follow forget
generate give grow happen hear help hide hold identify ignore imagine improve include increase indicate introduce invest join
keep know lead learn leave listen live lose maintain make manage matter mean measure meet mention move need notice observe
obtain occur offer open operate own pass pay perform prefer prepare present prevent produce protect prove provide publish
reach read realise receive recognise reduce refer reflect refuse relate release remain remember remove repeat replace reply
represent require return reveal save say see seem select sell send separate serve show solve speak spend stand start state
stop study succeed suffer suggest supply support suppose survive take teach tell think translate travel treat try
understand use vary wait walk want warn watch work worry write
able available bitter bright broad calm careful central cheap clear clever cold common complex correct curious dark deep
different difficult direct dry early eastern easy effective empty exact familiar fast final flat formal fresh full gentle
global golden green heavy high honest huge important independent instant internal large late linear local long loud low main
major medical minor mixed modern narrow native natural necessary new northern obvious official old open ordinary original
patient plain popular possible powerful precise private quick quiet rare raw recent regular reliable rich rough round rural
safe sharp short silent similar simple slow small smooth social soft solid southern special stable steady steep strange strict
strong sudden sweet tall technical thick thin tiny typical unique unusual urban useful usual valid vast warm weak western wet
wide wild young
""".split()

_GLUE = (
    "the of and to in a is that for it as with on by this be from at or an which but not are "
    "its when than because while after before if then so also only very more most some many each"
).split()

_CHINESE = """
我们 他们 大家 人们 学生 老师 医生 工程师 农民 作者 读者 客户 公司 政府 城市 农村 学校 医院 银行 市场 工厂 图书馆 博物馆 火车站
数据 模型 算法 程序 函数 变量 网络 系统 平台 软件 硬件 信息 知识 语言 文字 句子 段落 文章 小说 诗歌 历史 文化 艺术 音乐 电影 戏剧
经济 政治 社会 法律 合同 权利 义务 责任 教育 科学 技术 工程 医学 物理 化学 生物 数学 几何 概率 统计 天文 地理 气候 环境 能源 资源
水 空气 土地 森林 河流 海洋 山脉 沙漠 草原 天空 月亮 太阳 星星 春天 夏天 秋天 冬天 早晨 夜晚 时间 空间 速度 距离 温度 压力 重量
问题 答案 方法 步骤 原因 结果 影响 作用 意义 目的 目标 计划 方案 策略 经验 教训 困难 挑战 机会 风险 成本 利润 价格 质量 数量 比例
提高 降低 增加 减少 改变 保持 发展 推动 促进 阻碍 发现 解决 分析 研究 讨论 说明 解释 描述 比较 总结 证明 计算 设计 建造 生产 销售
使用 选择 决定 认为 觉得 希望 需要 应该 可以 能够 必须 开始 结束 继续 停止 学习 工作 生活 旅行 运动 休息 阅读 写作 翻译 修改 检查
重要 复杂 简单 明显 具体 抽象 传统 现代 古老 年轻 美丽 安静 热闹 稳定 快速 缓慢 深刻 广泛 严格 灵活 有效 可靠 合理 独特 常见 罕见
非常 比较 特别 往往 经常 有时 逐渐 突然 首先 其次 最后 因此 然而 但是 而且 同时 例如 其实 当然 也许 一定 已经 正在 仍然 几乎 大约
在 对 从 向 通过 根据 关于 由于 为了 随着 以及 或者 如果 虽然 即使 只有 不仅 一个 两种 三次 许多 所有 每个 这些 那些 其他 任何 部分
的 了 和 是 与 把 被 让 使 都 也 就 还 更 最 很 不 没有 着 过 地 得 等 之一 之间 以上 以下 方面 过程 阶段 领域 角度 层面 条件 关系
""".split()

_CATEGORIES = ("writing", "analysis", "code", "maths", "summary", "translation", "chat", "extraction")


def _english_sentence(rng: random.Random) -> str:
    words: list[str] = []
    for _ in range(rng.randint(6, 17)):
        words.append(rng.choice(_ENGLISH) if rng.random() < 0.58 else rng.choice(_GLUE))
    if rng.random() < 0.3:
        words.insert(rng.randrange(len(words)), str(rng.randint(2, 9999)))
    return " ".join(words).capitalize() + rng.choice((".", ".", ".", "?", ";", "."))


def _chinese_sentence(rng: random.Random) -> str:
    words = [rng.choice(_CHINESE) for _ in range(rng.randint(6, 16))]
    if rng.random() < 0.4:
        words.insert(rng.randrange(1, len(words)), "，")
    if rng.random() < 0.2:
        words.insert(rng.randrange(len(words)), str(rng.randint(2, 9999)))
    return "".join(words) + rng.choice(("。", "。", "。", "？", "；"))


def sentences(rng: random.Random, count: int) -> tuple[list[str], list[str]]:
    """So many English and so many Chinese sentences."""
    return [_english_sentence(rng) for _ in range(count)], [_chinese_sentence(rng) for _ in range(count)]


def row(rng: random.Random, number: int, english: list[str], chinese: list[str]) -> dict[str, object]:
    """One row; `number` makes it unlike every other."""
    zh = rng.random() < 0.35
    pool, gap = (chinese, "") if zh else (english, " ")
    length = min(40, 1 + int(rng.lognormvariate(1.95 if zh else 1.88, 0.62)))
    answer = [rng.choice(pool) for _ in range(length)]
    if rng.random() < 0.25:
        answer = [f"{i}. {s}\n" for i, s in enumerate(answer, 1)]
    question = gap.join(rng.choice(pool) for _ in range(rng.randint(1, 3)))
    made: dict[str, object] = {
        "instruction": f"{question} ({number})" if rng.random() < 0.98 else question,
        "input": gap.join(rng.choice(pool) for _ in range(2)) if rng.random() < 0.3 else "",
        "output": "" if rng.random() < 0.002 else gap.join(answer),
        "category": _CATEGORIES[min(7, int(rng.expovariate(0.5)))],
        "source": f"batch-{rng.randrange(40):02d}",
        "score": round(rng.betavariate(5, 2), 4),
    }
    return made


def write(path: Path, rows: int, seed: int = 7) -> int:
    """Write `rows` rows to `path`; returns the bytes written."""
    rng = random.Random(seed)
    english, chinese = sentences(rng, 60_000)
    size = 0
    with path.open("wb") as out:
        for number in range(rows):
            if number % 20_000 == 0:  # fresh sentences all along, so that no cache learns the text
                english[: len(english) // 4] = [_english_sentence(rng) for _ in range(len(english) // 4)]
                chinese[: len(chinese) // 4] = [_chinese_sentence(rng) for _ in range(len(chinese) // 4)]
                rng.shuffle(english)
                rng.shuffle(chinese)
            line = orjson.dumps(row(rng, number, english, chinese), option=orjson.OPT_APPEND_NEWLINE)
            size += out.write(line)
    return size


def given_or_made(given: Path | None, folder: Path, rows: int) -> Path:
    """The file that somebody gave, or one of so many rows that is written into the folder."""
    path = given or folder / "rows.jsonl"
    if given is None:
        write(path, rows)
    return path.absolute()


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(argv)
    size = write(options.out, options.rows, options.seed)
    print(f"{options.rows:,} rows, {size:,} bytes in {options.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
