"""Marks that generation, copying and conversion leave behind in answers."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import Quick

# Slots in brackets: the words inside tell a slot from a reference, an index or a link.
_SLOT_WORD = (
    r"(?:your|my|his|her|their|the|insert|enter|add|fill|replace|name|date|address|company|phone|e-?mail|city|state|zip|recipient|"
    r"sender|position|title|job|school|university|product|amount|number|manager|employer|customer|client|organi[sz]ation|brand|"
    r"signature|location|contact|department|topic|subject|day|time|year|month|link|url|specific|website|relevant|first|last|full)"
)
BRACKET_SLOT = Quick(
    rf"\[(?:(?!Enter (?!NAME|DATE|YOUR|ADDRESS|TITLE|EMAIL|PHONE)[A-Z]{{3}})(?i:insert|enter|add|fill in|your|include|specify|replace|put)\b[^\[\]\n]{{1,60}}|"
    rf"(?i:(?:(?:your|my|the|his|her|their|recipient|company|sender|first|last|full|hiring|job|product|event|start|end|phone|e-?mail|city|"
    rf"street|contact|current|previous|client|customer|manager|employer|school|university|brand|friend|team|project|position|department)(?:'s|’s)?"
    rf"[ _-]){{1,3}}{_SLOT_WORD}s?)|NAME|Name|DATE|Date|Address|City|Company|Recipient|Signature|Position|Phone|Email|Amount|Location)\](?!\()"
)
ANGLE_SLOT = Quick(
    r"<(?:insert|enter|your(?![ _-](?:api|app|access|key|token|secret))|add your|fill in|replace with)[ _-][^<>\n]{1,50}>|\{\{ ?(?:your|name|user|company|date|insert|first|last|email)\w* ?\}\}"
    r"|\{(?:insert|your)[ _][^{}\n]{1,40}\}|\((?:insert (?:your|the|an?|any|name|date|link|url|number|company|city|details|specific|relevant)|your name|fill in|enter your)\b[^()\n]{0,40}\)",
    re.IGNORECASE,
)
ZH_SLOT = Quick(
    r"[\[【（(<《「{](?:此处|在此|这里|请|待|此處|請)?(?:填写|填入|插入|输入|填寫|輸入|补充|替换)[^\]】）)>》」}\n]{0,20}[\]】）)>》」}]"
    r"|[\[【](?:您的|你的|我的|对方|收件人|寄件人)?(?:姓名|名字|公司|公司名称|日期|地址|电话|电话号码|联系方式|职位|邮箱|学校|学校名称|部门|具体[^\]】\n]{0,8}|时间|地点|金额|"
    r"产品名称?|品牌名?称?|签名|城市|专业|您的[^\]】\n]{1,8}|你的[^\]】\n]{1,8})[\]】]"
    r"|(?:某某|(?<![A-Za-z0-9×])[XxＸ×]{2,}(?![A-Za-z0-9×]))(?:公司|学校|大学|先生|女士|同学|老师|部门|省|市|区|路|街道|年|月|日|银行|医院|集团|单位|联系|电话|，电话|医生|经理|有限)"
    r"|(?:姓名|电话|地址|联系人|联系方式|日期|手机|邮箱|与)[:：]?[XxＸ×]{2,}(?![A-Za-z0-9])"
    r"|[XxＸ]{2,4}年[XxＸ]{1,2}月"
)
BLANK_SLOT = Quick(
    r"(?:^|[ \n(:：])(?:name|date|signature|address|phone|company|amount|姓名|日期|签名|地址|电话|金额)[:： ]{1,3}_{3,}",
    re.IGNORECASE,
)
LOREM = Quick(r"\blorem ipsum dolor\b", re.IGNORECASE)
TODO = Quick(
    r"(?:#|//|/\*|<!--|--) ?TODO\b(?! Auto-generated)[^\n]{0,60}|(?i:#|//) ?(?i:your code (?:goes )?here|implement (?:this|me|here)|add your (?:code|logic)|write your code)"
    r"|\bXXX-XXX-?XXXX\b|\[TODO[^\]\n]{0,40}\]|\bTODO: "
)
PLACEHOLDERS: tuple[tuple[tuple[str, ...], Quick, str], ...] = (
    (("[",), BRACKET_SLOT, "An unfilled slot."),
    (("<", "{{", "{i", "{y", "{I", "{Y", "(i", "(y", "(f", "(e", "(I", "(Y"), ANGLE_SLOT, "An unfilled slot."),
    (("填", "插入", "输入", "【", "某某", "XX", "xx", "××", "ＸＸ", "补充", "替换", "輸入", "[您", "[你", "[姓", "[公", "[日"), ZH_SLOT, "An unfilled slot."),
    (("___",), BLANK_SLOT, "A blank that was never filled."),
    (("orem ipsum", "OREM IPSUM"), LOREM, "Filler text."),
    (("TODO", "your code", "Your code", "XXX-XXX", "mplement", "add your", "Add your"), TODO, "Work left undone."),
)  # fmt: skip
"""(one of these must occur, pattern, what it is)."""

_MAKERS = (
    "(?:openai|anthropic|google(?: deepmind)?|deepmind|meta(?: ai)?|microsoft|alibaba(?: cloud)?|mistral(?: ai)?|deepseek|baidu|zhipu|"
    "moonshot|lmsys|stability ai|cohere|xai|tencent|bytedance|inflection)"
)
_NAMES = (
    "(?:chat ?gpt|gpt-?[345](?:\\.5)?|claude|gemini|bard|llama ?\\d?|qwen|mistral|deepseek|ernie bot|chatglm|kimi|copilot|bing chat|vicuna|"
    "koala|alpaca|open ?assistant|moss|grok|doubao)"
)
IDENTITY = Quick(
    rf"\b(?:i am|i'm|my name is|called) (?:a |an )?(?:\w+ ){{0,2}}?{_NAMES}\b"
    rf"|\b(?:i am|i'm|i was|ai|assistant|model|as an? [^.!?\n]{{0,40}})[^.!?\n]{{0,60}}\b(?:developed|created|made|trained|built|designed|provided) by (?:\w+ )?{_MAKERS}\b"
    rf"|\bas {_NAMES},"
)
ZH_IDENTITY = Quick(
    r"我(?:是|叫|的名字[是叫])[^。，\n]{0,10}(?:ChatGPT|GPT-?\d|Claude|Gemini|Bard|通义千问|文心一言|Qwen|ChatGLM|智谱清言|讯飞星火|星火|DeepSeek|Kimi|豆包|MOSS|百川|盘古|混元|Llama)"
    r"|(?:我是|模型|助手|我)[^。\n]{0,16}由(?:OpenAI|Anthropic|Google|谷歌|百度|阿里(?:云|巴巴)?|智谱|清华|腾讯|字节|月之暗面|深度求索|DeepSeek|科大讯飞|讯飞|华为|Meta|微软|复旦)[^。\n]{0,12}(?:开发|训练|研发|创建|推出|打造|提供|創建|開發|訓練)",
    re.IGNORECASE,
)
CUTOFF = Quick(
    r"\b(?:as of|until|up to|since) my (?:last|latest|most recent|current|knowledge|training)[ -](?:\w+[ -]){0,2}?(?:update|cut-?off|data|training|knowledge|date)"
    r"|\bmy (?:knowledge|training)(?: data)?(?: base)? (?:cut-?off|only|is (?:limited|current|based|up to)|was last|ends?|goes|extends|includes|stops)"
    r"|\bknowledge cut-?off\b[^.\n]{0,30}(?:\b20\d\d|is|was)|\bmy (?:last|latest) (?:knowledge |training )?update\b"
)
ZH_CUTOFF = Quick(
    r"(?:截至|截止|到|根据)(?:到|于)?我(?:的|所)?[^。，\n]{0,6}(?:知识|训练|数据|更新|資料)[^。\n]{0,12}"
    r"|我的?(?:知识|训练)(?:库|数据|更新)?(?:只|仅)?(?:更新|截止|截至)(?:到|至|于|时间|日期)?"
)
SELF = Quick(
    r"\bas an? (?:\w+ )?(?:ai(?: language)? (?:model|assistant|chatbot|program)|(?:large |artificial intelligence )?language model|"
    r"ai,|ai i\b|artificial intelligence,?|virtual assistant|ai-powered|ai language)|\bi(?: am|'m) (?:just |only |simply )?an? (?:ai|large language|language|artificial intelligence) (?:language )?(?:model|assistant)?\b"
)
ZH_SELF = Quick(
    r"作[为為](?:一[个個款名位种])?[^。，\n]{0,12}?(?:AI|人工智[能慧]|(?:语言|語言)模型)[^。，\n的]{0,8}?(?:，|我)"
    r"|我(?:只)?是(?:一[个個款名])?[^。，\n]{0,4}(?:AI|人工智[能慧]|大?语言模型|大型语言模型)"
)
JUNK = Quick(
    r"too many requests in 1 hour|\bcopy code\n|^copy code$|\nregenerate response\b|\bregenerate response$|network error\.? ?$|"
    r"!\[\]\(https?://[^)\s]*(?:loading|spinner)|this content may violate our content policy|\[/?inst\]|<\|(?:im_start|im_end|endoftext|eot_id|assistant|user)\|>|"
    r"an error occurred\. if this issue persists|share prompt\n|\bchatgpt\n\n?chatgpt|\b\d ?/ ?\d\n(?:copy|edit)\n",
    re.MULTILINE,
)
JUNK_NEEDLES = (
    "too many requests", "copy code", "egenerate response", "etwork error", "may violate our", "[inst]", "[/inst]", "<|", "n error occurred",
    "share prompt", "chatgpt\n",
)  # fmt: skip
MERGED = Quick(
    r"\n ?(?:#{2,3} ?)?\d{0,3}\.? ?(?:Instruction|Input|### Human|Human|指令|User)(?: ?\d+)?[:：][^\n]{0,300}\n(?:[^\n]*\n){0,3}? ?(?:#{2,3} ?)?\d{0,3}\.? ?"
    r"(?:Output|Response|Assistant|Answer|输出|回答|Input)[:：]|\n\d{1,3}\. (?:Instruction|指令)[:：]|\n#{2,3} ?(?:Instruction|Human|Response):"
)
MERGED_NEEDLES = ("Instruction:", "Instruction：", "Human:", "指令：", "指令:", "### Response", "\nUser:")
NO_INPUT = Quick(
    r"(?:^|\n)[ \t]*(?:input ?[:：] ?)?(?:<|\[|\()?(?:no ?input|noinput|无输入|n/a|无|没有输入|none)(?:>|\]|\))?[.。]?[ \t]*$",
    re.IGNORECASE,
)
NO_INPUT_INSIDE = Quick(r"<no ?input>|\[no ?input\]|\(no ?input\)|<无输入>|（无输入）", re.IGNORECASE)
