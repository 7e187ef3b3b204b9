"""Names of fields in worked examples, and of speakers in dialogues, as data. All are lower case, without digits."""

from __future__ import annotations


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip() for line in listed.strip().splitlines() for name in line.split("|"))


GIVEN = _names(
    """
    q|ques|question|the question|input|inputs|text|sentence|sentences|problem|review|movie review|product review|tweet|passage|context|premise|hypothesis
    article|document|prompt|query|user query|instruction|task|source|source text|word|words|phrase|email|message|statement|comment|headline|post|claim|item|case
    dialogue|story|paragraph|description|original|original text|original sentence|test|test input|x|example|example input|sample input|fact|facts|expression
    question and choices|options|choices|user input|customer review|abstract|news|request|utterance|command|title|name|paper|list|number|numbers|riddle|puzzle
    题目|问题|问|输入|文本|句子|原文|评论|内容|文章|段落|题|例题|试题|查询|标题|新闻|用户输入|前提|假设|描述|指令|词语|单词|例句|短文|原句|待分类文本
    输入文本|评价|影评|需求|示例输入|样例输入|语句|选项|病历|对话内容|名称|测试
    """
)  # fmt: skip
"""What an example gives."""

WANTED = _names(
    """
    a|ans|answer|answers|the answer|final answer|correct answer|output|outputs|label|labels|sentiment|class|category|translation|summary|response|result
    solution|target|completion|classification|emotion|intent|type|entities|named entities|keywords|rewrite|rewritten|paraphrase|corrected|correction|sql
    french|german|spanish|chinese|italian|japanese|rating|stance|antonym|synonym|y|prediction|judgment|judgement|verdict|example output|sample output|relation
    polarity|expected output|tag|tags|topic|reply|tl;dr|tldr|simplified|formal|informal|query result|conclusion|entailment|choice|option|score|genre|hashtags
    答案|答|解决方案|输出|标签|情感|类别|分类|翻译|译文|摘要|结果|回答|解答|实体|关键词|改写|结论|正确答案|判断|意图|情绪|情感倾向|情感分析|关系|译|解|答复|示例输出|样例输出
    分类结果|分析|主题|参考答案|总结|英文|修改后|改写后|标准答案|情感标签|期望输出
    """
)  # fmt: skip
"""What an example shows to be made of it."""

SPEAKERS = _names(
    """
    user|assistant|human|ai|bot|chatbot|system|customer|agent|doctor|patient|teacher|student|man|woman|boy|girl|m|w|f|b|c|d|e|speaker|person|person a|person b
    speaker a|speaker b|interviewer|interviewee|host|guest|therapist|client|gpt|chatgpt|mom|dad|mother|father|waiter|narrator|manager|employee|friend|me|you
    seller|buyer|caller|operator|representative|support|moderator|character|turn|judge|lawyer|reporter|salesperson
    患者|医生|病人|大夫|客服|客户|用户|助手|顾客|店员|老师|学生|甲|乙|丙|男|女|男士|女士|主持人|嘉宾|记者|妈妈|爸爸|孩子|小明|小红|小李|小王|小张|机器人|我|你|他|她|人类
    采访者|受访者|面试官|面试者|员工|经理|律师|法官|服务员|销售|买家|卖家|朋友|咨询师|说话人|角色
    """
)  # fmt: skip
"""Who speaks in a dialogue; a dialogue is no series of examples."""

FIELDS = tuple(
    sorted(
        _names(
            """
            姓名|年龄|性别|地址|电话|日期|时间|地点|主题|作者|背景|要求|说明|备注|简介|选项|职业|学历|籍贯|价格|数量|规格|型号|颜色|格式|语言|字数|风格|目标|条件|关键字|候选词|范围
            """
        )
    )
)
"""How Chinese fields of a form end: lines under them are one record, not examples."""
