"""Phrases that tell what a question asks for, English and Chinese, as data. All are lower case; "*" ends the beginning of a word."""

from __future__ import annotations

ORDERS_EN: tuple[str, ...] = (
    "write", "rewrite", "summar", "translat", "paraphras", "generate", "compose", "draft", "create", "edit", "proofread", "correct the",
    "extract", "list", "suggest", "brainstorm", "describe", "classify", "categori", "identify the", "rephrase", "shorten", "improve", "outline",
    "design", "give me", "tell me", "imagine", "pretend", "act as", "you are", "name ", "provide", "come up", "make a", "recommend", "transform", "replace",
    "fill", "format", "highlight", "construct", "develop", "produce", "put the", "condense", "invent", "plan", "propose", "insert",
)  # fmt: skip
"""How a prompt begins that asks for writing, converting or picking out."""

CHOOSING: tuple[str, ...] = ("identify", "name ", "fill", "put the", "给定", "根据以下", "根据给定", "基于以上", "list")
"""Orders that may be followed by answers to choose from."""

ORDERS_ZH: tuple[str, ...] = (
    "写", "翻译", "总结", "概括", "改写", "生成", "创作", "摘要", "提取", "抽取", "列举", "列出", "推荐", "润色", "续写", "扩写", "缩写", "编写", "撰写", "拟",
    "起草", "设计", "描述", "介绍", "归纳", "提炼", "转换", "将以下", "将下面", "将下列", "把以下", "把下面", "把下列", "对以下", "对下面", "对下列", "对给定", "给出一", "给定",
    "修改", "改正", "纠正", "纠错", "为以下", "扮演", "编一", "制作", "制定", "想出", "想象", "提供", "举例", "举出", "整理", "分类", "识别", "基于以上", "根据以下", "根据给定",
)  # fmt: skip

ORDERS_ZH_LATE: tuple[str, ...] = (
    "总结上", "总结一下", "总结以上", "概括上", "概括一下", "翻译上", "翻译成", "翻译为", "译成", "译为", "写一篇", "写一首", "写一段", "写一封", "写一个", "写一份", "生成一",
    "总结", "摘要", "改写",
)  # fmt: skip

CODE: tuple[str, ...] = (
    "python", "javascript", "java", "c++", "c#", "sql", "html", "css", "code", "a function that", "function to", "function called", "function named", "write a function", "function that", "implement", "implementing", "return the result", "input =", "program", "script", "regex", "algorithm", "array",
    "def", "import", "columns:", "create table", "```*", "代码", "函数实现", "编程", "程序", "脚本", "正则表达式", "算法",
)  # fmt: skip

NO_CHOICE: tuple[str, ...] = (
    "sentiment*", "classif*", "categor*", "topic*", "genre*", "label*", "section*", "emotion*", "intent*", "entail*", "paraphrase*", "stars", "newspaper",
    "情感", "分类", "类别", "意图", "情绪", "同义", "相似", "标签", "实体",
)  # fmt: skip
"""Words of tasks whose options are labels: picking one needs no inference."""

PASSAGE: tuple[str, ...] = (
    "passage*", "article*", "paragraph*", "context*", "document*", "background:", "text:", "according to the", "excerpt*", "story:", "review*", "facts:", "search results", "textbereich*", "abschnitt*", "absatz*", "textstelle*", "folgenden text", "folgendem text", "texte suivant", "siguiente texto", "seguente testo", "read the", "claim",
    "文章", "短文", "段落", "上文", "下文", "文本", "材料", "新闻", "报道", "背景", "文中", "对话", "客服：", "用户：", "这段文字", "阅读", "搜索结果", "检索",
)  # fmt: skip

COMPUTE: tuple[str, ...] = (
    "calculate", "compute", "solve", "simplify", "square root", "common divisor", "common multiple", "math problem*", "maths problem*", "math question*", "mathematical problem*", "divided by", "multiplied by", "percent of", "% of",
    "percentage of", "the sum of", "the product of", "the average of", "the mean of", "the median of", "add up", "integrate", "differentiate", "factorize",
    "计算", "数学题", "数学问题", "算式", "口算", "应用题", "解方程", "求解", "化简", "求值", "解不等式", "因式分解", "求导", "等于多少", "等于几", "平方根", "最大公约数", "最小公倍数", "列式", "递等式", "简便运算", "竖式",
    "求出", "试求", "，求", "。求", "．求", ",求", "；求", " 求", "\n求", "求下列", "求该", "求这", "求函数", "求方程", "求x",
)  # fmt: skip
"""With one number or a formula, these ask for a calculation."""

QUANTITY: tuple[str, ...] = (
    "how many", "how much", "how long", "how far", "how old", "how fast", "how tall", "how heavy", "what percent*", "what fraction", "what number", "what is the number",
    "what is the total", "what's the total", "what is the average", "what is the difference between the", "what is the price", "what is the cost", "what is the ratio", "what was the total",
    "combien", "wie viele", "wie viel", "wieviel", "quanti", "quante", "quantos", "quantas", "hoeveel", "ile", "bao nhiêu", "сколько", "cuánt*", "いくつ", "いくら", "何個", "何人", "何本", "몇", "얼마", "กี่", "เท่าไ", "kaç",
    "at what speed", "at what time", "what was the price", "what was the cost", "find the number", "in how many", "the new price", "the final price", "the sale price", "how often", "what will be the", "what is his", "what is her",
    "多少", "有几", "几分之几", "几岁", "第几", "剩几", "要几", "用几", "买几", "需几", "共几", "各几", "是几", "几个？", "几个?", "谁快", "谁更", "哪个更", "哪辆车", "谁重", "谁高", "谁大", "谁多", "几种？", "几天？", "几次？", "几只？", "几元？", "几人？",
)  # fmt: skip
"""With two amounts or more, and no passage to look them up in, these ask for a calculation."""

QUESTIONING: tuple[str, ...] = (
    "find", "what is", "what's", "what are", "what was", "what will", "what would", "determine", "which", "how", "give the", "express", "let", "suppose", "if",
    "evaluate", "求", "多少", "已知", "找出", "写出", "各是", "分别是", "等于",
)  # fmt: skip

TOPICS: tuple[str, ...] = (
    "plus", "minus", "times", "probability", "quartile", "percentile", "variance", "fractions", "the mean", "base 10", "base 8", "base 2", "following numbers", "these numbers", "value of", "limit", "antiderivative", "the length of", "line segment", "absolute maximum", "endpoints", "derivative", "integral", "factor*", "prime number*", "prime factor*", "remainder", "equation*", "perimeter", "area of", "area", "volume",
    "hypotenuse", "slope", "inequalit*", "median", "fraction*", "polynomial", "triangle", "radius", "diameter", "standard deviation", "the sum", "the product", "the average",
    "ratio", "average speed", "speed of", "distance", "profit", "interest", "discount", "arithmetic sequence", "geometric sequence", "this sequence", "the sequence", "following sequence",
    "integer*", "digits", "angle*", "matrix", "vector*", "permutation*", "combinations", "logarithm", "at least one", "dice", "coins",
    "的值", "概率", "余数", "方程", "面积", "周长", "体积", "之和", "乘积", "平均数", "平均值", "平均", "函数", "数列", "质数", "三角形", "导数", "积分", "利润", "利息", "折扣", "速度",
    "不等式", "比例", "半径", "直径", "正方形", "长方形", "整数", "总价", "路程", "总和",
)  # fmt: skip
"""What calculations are about: they need a question and amounts beside them."""

NEUTRAL: tuple[str, ...] = (
    "计算机", "计算器", "计算能力", "计算资源", "计算平台", "计算设备", "计算科学", "计算技术", "要求", "需求", "请求", "求助", "求职", "追求", "寻求", "征求", "求医", "云计算", "诊断为什么", "视为什么", "称为什么", "作为什么", "成为什么", "认为什么", "改为什么", "分为什么",
    "if you", "let me", "let us know", "times new", "at times", "plus size",
)  # fmt: skip
"""Longer phrases that are none of the above."""

NUMERALS: tuple[str, ...] = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twice", "half", "double", "triple", "dozen", "third", "quarter",
)  # fmt: skip

PROOF: tuple[str, ...] = (
    "prove that the", "prove that if", "prove that for", "prove that every", "prove that any", "prove that a", "prove that two", "prove that there", "prove that x", "prove that n", "prove:", "prove the following", "prove the statement", "prove the given", "prove or disprove", "disprove", "show that if", "show that for", "show that the sum",
    "求证", "证明：", "证明:", "试证", "证明下列", "证明勾股", "证明不等式", "证明对",
)  # fmt: skip

LOGIC: tuple[str, ...] = (
    "tells the truth", "tell the truth", "always lie*", "knave*", "logic puzzle", "solve this riddle", "solve the riddle", "following riddle", "answer this riddle", "brain teaser",
    "brainteaser", "syllogism", "can be inferred", "can be concluded", "can we conclude", "can you conclude", "can we infer", "must be true", "deductively valid", "comes next",
    "next term", "next number", "next three terms", "missing number", "odd one out", "in how many ways", "how many ways", "how many different ways", "last letter*", "last letters of",
    "first letter of each", "what is the date", "what day of the week", "still heads up", "logic problem", "logical reasoning", "reasoning problem", "reasoning question", "in what order", "lateral thinking", "return to the starting point",
    "logically follow", "follow logically", "what can be deduced", "does it follow", "conclusion follow", "who is lying", "who stole", "which of the following conclusions",
    "推理题", "逻辑题", "逻辑推理题", "说谎", "说真话", "说的是真", "讲真话", "可以推出", "能推出", "能够推出", "由此推出", "下一个数", "找规律", "脑筋急转弯", "三段论", "谁最高",
    "谁最大", "谁最小", "谁最快", "谁最重", "谁最矮", "排列顺序", "星期几", "几种不同", "多少种", "几种方法", "鸡兔", "所有的都", "一定为真", "必然为真", "智力题", "甲说", "猜一猜", "谜底",
    "结论是否成立", "能否得出", "是否可以得出", "推理问题", "逻辑问题",
)  # fmt: skip

WHY: tuple[str, ...] = (
    "why", "explain", "how does", "how do", "how can", "how would", "justify", "what causes", "what is the reason", "give reasons", "analyze", "analyse",
    "compare", "evaluate the", "为什么", "为何", "解释", "原因", "理由", "分析", "说明", "论述", "怎么理解", "如何理解", "比较",
)  # fmt: skip

REASON: frozenset[str] = frozenset(
    (
        "why",
        "explain",
        "justify",
        "what causes",
        "what is the reason",
        "give reasons",
        "为什么",
        "为何",
        "解释",
        "原因",
        "理由",
    )
)
"""Those of `WHY` that a word or two cannot answer."""

YES_NO: tuple[str, ...] = (
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "would", "will", "should", "has", "have", "had", "might", "may", "must",
)  # fmt: skip

YES_NO_ZH: tuple[str, ...] = ("是否", "吗？", "吗?", "是不是", "会不会", "对不对", "对还是错", "判断正误")

NO_REASONS: tuple[str, ...] = (
    "answer only", "only answer", "only the answer", "just the answer", "only the final", "just the final", "final answer only", "only output", "output only", "only return",
    "return only", "only respond", "respond only", "respond with only", "reply only", "reply with only", "answer with only", "only the letter", "with the letter", "only the number",
    "without explanation", "without any explanation", "without explaining", "no explanation", "do not explain", "don't explain", "without showing", "without reasoning",
    "do not show", "no need to explain", "nothing else", "one word", "single word", "yes or no only", "only yes or no", "with yes or no", "\"yes\" or \"no\"", "single letter",
    "in one sentence", "directly answer", "answer directly", "a single number", "only a number", "only one letter", "briefly",
    "只回答", "只需回答", "只给出", "只需给出", "只需要给出", "只要答案", "只写答案", "只需写出答案", "只输出", "仅输出", "仅回答", "仅给出", "直接给出", "直接回答", "直接写出", "直接输出",
    "无需解释", "不需要解释", "不用解释", "不要解释", "不必解释", "无需说明", "不要分析", "无需过程", "不需要过程", "不用写过程", "不要过程", "只填", "直接选", "只选", "用一个词",
)  # fmt: skip
"""Prompts that want the bare result."""

THINK_ALOUD: tuple[str, ...] = (
    "think step by step", "think step-by-step", "reasoning step-by-step", "reasoning step by step", "reason step by step", "step-by-step reasoning", "step by step reasoning",
    "let's think", "chain of thought", "chain of thoughts", "chain-of-thought", "rationale first", "the rationale", "think slowly", "think carefully", "reason through", "show your work",
    "show your reasoning", "show the steps", "show all steps", "show all your work", "explain your reasoning", "explain your answer", "explain the reasoning", "walk through your reasoning",
    "solve step by step", "step by step solution", "step-by-step solution", "reasoning process", "give reasons for your answer", "justify your answer",
    "一步一步思考", "一步步思考", "一步一步来", "一步一步地", "逐步思考", "逐步推理", "逐步分析", "先思考", "推理过程", "思考过程", "解题过程", "解题思路", "写出过程", "给出过程", "解题步骤", "计算过程",
    "说明理由", "给出理由", "写出步骤", "详细步骤", "先推理",
)  # fmt: skip
"""Prompts that ask to be shown the way."""
