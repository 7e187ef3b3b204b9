"""How assistants decline, as patterns. English ones read lower case text with straight apostrophes."""

from __future__ import annotations

import re

# What an assistant would have done for the user. "I cannot attend" or "I can't sleep" is no refusal.
_DO = (
    "(?:provide|providing|help|assist|answer|fulfil|comply|support|recommend|offer|creat|writ|generat|discuss|engag|"
    "participat|partak|shar|satisfy|advis|teach|show you|explain|endors|condon|promot|encourag|facilitat|produc|suggest|"
    "proceed|respond|process|complet|accommodat|do that|do this|do so|tell you|giv|mak|speak|comment|entertain|address|"
    "speculat|guid|instruct|honor|continu|express|perform|carry out|contribut|be able to|be part|be of|be involved|"
    "translat|summari[sz]|analy[sz]|rewrit|repeat|reveal|disclos|diagnos|prescrib|go into|go along|talk about|identify|"
    "compos|draft|role-?play|pretend|describ|list|brainstorm|accept|agree to|search|look up|browse|take part|joke|hold|have "
    "personal|develop|design (?:an?|this|that|any)|form opinions|ethically|in good conscience|fabricat|write)"
)
_GAP = r"(?:,? ?[\w-]+,? ){0,3}?"
_SUBJECT = r"\b(?:i|we)"
_IDIOM = r"(?!wait|stress|emphasi|overstate|imagine|help (?:but|feeling|noticing|thinking|myself)|believe|thank|say enough|tell you how|give (?:up|in|you up)|make it|make me|let |stop|continue to|recommend [a-z ]{2,20}enough|(?:give|provide) (?:you )?(?:an? )?exact)"

DECLINE = re.compile(
    "|".join(
        (
            rf"{_SUBJECT} (?:[a-z]+(?:ly)? )?(?:can(?:no|')t|cannot|can not|won't|will not|must not|am not going to) {_IDIOM}{_GAP}{_DO}",
            rf"{_SUBJECT} (?:can(?:no|')t|cannot|can not|won't|will not)(?: and (?:will not|won't|should not))?[.!]",
            rf"{_SUBJECT}(?: am|'m| are|'re| was) (?:\w+ )?(?:unable|incapable|not (?:\w+ )?(?:able|allowed|permitted|programmed|"
            r"designed|authori[sz]ed|comfortable|going|willing|in a position|qualified|equipped|capable|supposed|trained))"
            rf"(?: to| of| with)? {_GAP}{_DO}",
            rf"{_SUBJECT}(?:'d|'ll| would| will)? ?(?:must|have to|need to|am going to have to)? ?(?:\w+ )?"
            r"(?:decline|refuse|abstain from|refrain from) (?:to |from )?(?:\w+ )?(?:this|that|your|answer|provid|help|assist|"
            r"engag|participat|respond|writ|discuss|fulfil|comply|generat|creat|giv|shar|the request|any)",
            rf"{_SUBJECT} (?:must|have to|will have to) (?:\w+ )?(?:decline|refuse)",
            rf"{_SUBJECT}(?: am an? [^.!?\n]{{3,30}} and)? (?:do not|don't) (?:condone or|condone and|have the capabilit\w+ to|feel comfortable|think i (?:can|should)|provide|offer|engage in|support|condone|assist|"
            r"endorse|participate|encourage|give (?:medical|legal|financial|advice)|have the (?:ability|capability|capacity|"
            r"capabilities|authority) to|have (?:access to )?(?:any )?(?:personal|private|confidential) (?:information|data|details))",
            r"\b(?:model|assistant|ai),? (?:and|so)(?: i)? (?:do not|don't|cannot|can't|am not able to|will not) (?:condone|support|promote|encourage|have "
            r"the (?:abilit|capabilit|capacit)\w+ to|assist|help|provide|engage|participate|generate|create)",
            r"\bnot something (?:that )?(?:i|we)(?: can| could|'m| am|'ll| will|'d| would)",
            r"\b(?:against|violat\w+|contrary to|conflicts? with|outside(?: of)?|beyond) (?:my|our|openai's|the (?:content|usage)) "
            r"(?:\w+ )?(?:programming|guideline|polic|principle|ethic|value|rule|code|terms|capabilit|scope|abilit|safety)",
            rf"\b(?:sorry|apologi[sz]e|apologies|unfortunately)[^.!?\n]{{0,60}}\b(?:can't|cannot|can not|unable to|won't|not able to) {_GAP}{_DO}",
            r"\b(?:your|this|that|the) (?:request|question|prompt|query|topic) (?:itself )?(?:is|seems|appears|contains|promotes|"
            r"violates|goes against|cannot|asks|asks for|involves|implies|perpetuates)[^.!?\n]{0,60}(?:inappropriate|unethical|harmful|"
            r"offensive|illegal|against|not appropriate|be (?:answered|fulfilled)|discriminatory|hate|violen)",
            r"^(?:sorry|no)[,.!]? (?:but )?(?:i )?(?:can't|cannot|won't)\b(?! wait)",
        )
    )
)
"""A first-person or institutional refusal."""

LECTURE = re.compile(
    r"\b(?:it|that|this|there)(?: is|'s| would be| are) (?:\w+ ){0,2}?(?:not|never|no)(?: \w+)? (?:appropriate|acceptable|ethical|okay|"
    r"legal|respectful|moral|right|fair|accurate|productive|legitimate|safe|possible or|justifi\w+|recommended)"
    r"|\bnot (?:think|believe) (?:it(?:'s| is|'d be| would be)|that)(?: \w+)? (?:appropriate|accurate|fair|respectful|right|ethical)"
    r"|\bdon't (?:think|believe) (?:it(?:'s| is)|that)(?: \w+)? (?:appropriate|accurate|fair|respectful|right|ethical)"
    r"|\b(?:is|are|was|were|as) (?:\w+ )?(?:inappropriate|unethical|illegal|unacceptable|offensive|immoral|incorrect and|never acceptable|"
    r"disrespectful|harmful|discriminatory|reprehensible|not justified|not a good thing|a (?:serious |criminal |heinous )(?:crime|offense|act))"
    r"|\bno reason (?:why|to|for)|\bnot (?:be )?(?:a good idea|best|okay|justified)\b|\bdo not (?:hold|have) personal|\bdon't (?:hold|have) personal"
    r"|\b(?:should|must) (?:not|never) be (?:\w+)"
    r"|\b(?:important|essential|crucial) to (?:always )?(?:remember|note|respect|treat|prioriti[sz]e|approach|promote|address|acknowledge|clarify|avoid|understand)"
    r"|\b(?:must|want to|would like to) (?:\w+ )?(?:clarify|challenge|point out|emphasi[sz]e|remind)"
    r"|\b(?:do not|don't|strongly|cannot) (?:condone|condemn|support|promote|encourage)"
)
"""Disapproval, or a premise turned down. It refuses when an answer opens with it and preaches on."""

MORALS = (
    "appropriate", "ethical", "harmful", "dignity", "respect", "discriminat", "stereotyp", "equal", "illegal", "violen",
    "mental health", "reach out", "regardless of", "acceptable", "well-being", "wellbeing", "human rights", "inclusiv",
    "divers", "condemn", "violation", "crime", "criminal", "prejudic", "hate", "hatred", "safety", "consent", "law enforcement",
    "seek help", "professional help", "fairness", "compassion", "tolerance", "tragic", "assumption", "generaliz", "consequences",
)  # fmt: skip

WEAK = re.compile(
    r"\bas an? (?:\w+ )?(?:ai|artificial|language|virtual|machine|digital|computer|chatbot|llm)\b[^.!?\n]{0,60}\bi(?: am|'m)? "
    r"(?:do not|don't|cannot|can't|lack|not|only|am not)"
    r"|\bi(?: do not|'m not| don't| am not)(?: \w+)? (?:have|hold|possess|form|a) (?:the )?(?:personal|feelings|emotions|"
    r"opinions|preferences|beliefs|ability|doctor|lawyer|licensed|financial)"
)
"""Names a limit; it refuses only when nothing else follows."""

TURN = re.compile(
    r"\b(?:however|that said|nevertheless|nonetheless|having said that|with that said|but|instead|what i can do)\b[^.!?\n]{0,70}?"
    r"(?:\bhere(?:'s| is| are)\b|\bthe following|\bi can (?:certainly |definitely |still |try to |also )?(?:provide|offer|give|share|tell you (?:about|how|some|what)|"
    r"explain|suggest|help you (?:with|understand|by)|describe|still)|\blet(?:'s| me)\b|\bin general\b|\bgenerally\b|\bbased on\b|\baccording to\b)"
)
"""Where a refusal turns to help after all."""

_NEG = (
    "(?:不能|无法|無法|不会|不會|不可以|没有?办法|沒有?辦法|没法|不便|不方便|不愿|不願|不应该?|不應該?|恕难|恕難|难以|難以|"
    "不被允许|不予|不具备|不具備|没有能力|沒有能力|没有权限|没有权利|不太能|不太方便|不敢|不打算|不适合|不適合|不宜)"
)
_ZH_DO = (
    "(?:提供|回答|帮助|幫助|帮你|帮您|幫您|幫你|帮到|协助|協助|支持|参与|參與|讨论|討論|推荐|推薦|给出|給出|满足|滿足|回应|回應|答复|答覆|解答|"
    "完成(?:这|您|你|该|此|任务)|处理|處理|执行|執行|生成|创作|創作|撰写|撰寫|编写|编造|写|告诉|告訴|给您|给你|給您|給你|为您|为你|為您|為你|评论|評論|"
    "评价|透露|分享|建议|建議|鼓励|鼓勵|教您|教你|教授|继续|响应|配合|认同|認同|助长|给予|進行|进行(?:这|此|该|您|你|任何|任务|操作|讨论)|赞同|"
    "描述|介绍|翻译|判断|预测|預測|发表|發表|表达|诊断|开具|代替|替代|扮演|模仿|接受|答应|同意|遵从|谈论|談論|涉及|传播|展示|列出|搜索|访问您|查询|查看|获取您)"
)
_IN = r"[^，。；！？!?;,\n“”「」]"

_SORRY = "(?:抱歉|对不起|對不起|不好意思|遗憾|遺憾)"
_TOPIC = "(?:问题|問題|请求|請求|话题|話題|要求|内容|提问)"

ZH_DECLINE: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("我",), re.compile(rf"我(?!们){_IN}{{0,10}}?{_NEG}{_IN}{{0,14}}?{_ZH_DO}")),
    (
        ("抱歉", "对不起", "對不起", "不好意思", "遗憾", "遺憾"),
        re.compile(
            rf"{_SORRY}[^。！？\n“「]{{0,45}}?{_NEG}{_IN}{{0,14}}?{_ZH_DO}|{_SORRY}[，,。！!]?我?(?:不能|无法|無法|不可以|不行|不可)"
        ),
    ),
    (
        ("作为", "作為"),
        # "Gold, as a metal …, is hard to replace" has a subject of its own.
        re.compile(
            r"(?:(?<![\u4e00-\u9fff])作[为為]|作[为為](?=[^。\n]{0,24}(?:AI|人工智|助手|助理|模型|机器人|機器人|程序|我)))"
            rf"[^。\n]{{2,24}}，[^。！？\n“「]{{0,45}}?{_NEG}{_IN}{{0,14}}?{_ZH_DO}"
        ),
    ),
    (
        ("不了", "不上", "无能为力", "爱莫能助", "無能為力"),
        re.compile(
            r"我(?:可|真的|实在|恐怕|确实|也|是)?(?:帮不了|幫不了|帮不上|教不了|给不了|答不了|无能为力|無能為力|爱莫能助)(?:您|你|这个忙|忙)?(?:$|[。，！,.!])"
        ),
    ),
    (
        ("恕", "无可", "不予", "不宜", "不便", "换个", "換個", "换一个"),
        re.compile(
            r"恕(?:我|不|难|難)(?:直言)?(?:不|无法|能|難|难|奉告|从命|從命|回答)|(?:不宜|不便|不予|无可)(?:回答|讨论|評論|评论|奉告|置评)"
            r"|(?:换个|換個|换一个)(?:话题|話題|问题)(?:吧|聊)"
        ),
    ),
    (
        ("拒", "谢绝", "超出", "违背", "违反", "不符合", "有悖"),
        re.compile(
            r"我(?:们)?[^，。！？\n]{0,8}(?:拒绝|拒絕|谢绝)(?:了)?(?:回答|提供|参与|參與|协助|讨论|执行|此|这|這|该|任何|您|你|为|帮|支持|生成|写|回应)"
            r"|超出(?:了)?我的?[^，。\n]{0,8}(?:范围|範圍|能力)"
            r"|(?:不符合|违背|违反|有悖)(?:了)?(?:于)?我的?[^，。\n]{0,10}(?:原则|準則|准则|规定|规范|宗旨|编程|设计|价值观)"
        ),
    ),
    (
        ("问题", "問題", "请求", "請求", "话题", "話題", "要求", "内容", "提问"),
        re.compile(
            rf"(?:这[个類类]|這個|此类|此|该|您的|你的|这样的|您?提出的|您?提到的){_TOPIC}[^。！？\n]{{0,16}}?"
            r"(?:不适合|不合适|不恰当|不適合|不当|违反|违法|违规|有害|不道德|涉及违|涉及敏感|涉及非法|无法回答|不予回答|不能回答)"
        ),
    ),
)
"""(one of these must occur, pattern), tried in order."""

ZH_LECTURE = re.compile(
    r"\s{0,4}作[为為][^。，\n]{0,20}(?:AI|人工智[能慧]|模型|机器人|機器人|助手|助理)[^。\n]{0,60}?我?(?:必须|必須|需要|要|不得不|有责任|得)(?:提醒|强调|強調|指出|声明|聲明|告知|说明)"
)
"""How an answer opens that warns instead of answering."""
ZH_WRONG = re.compile(
    r"侵犯|违反|違反|违法|違法|不合法|非法|不被允许|不被允許|不恰当|不恰當|不适当|不当|不當|不道德|违背|違背|歧视|歧視|犯罪|个人信息保护|隐私权|隱私權|触犯|不可取|不应该|有害"
)
"""What it then says of the request."""

ZH_WEAK = re.compile(
    r"作[为為](?:一[个個款名位])?[^。，\n]{0,14}(?:AI|人工智[能慧]|语言模型|語言模型|模型|机器人|助手)[^。\n]{0,12}我?(?:没有|沒有|不具备|不具備|不具有|不是|并没有|尚未|只能)"
)
BEYOND = re.compile(
    r"\bdo(?:es)? not (?:actually |really )?exist|\bdoesn't exist|\bnonsensical|\bunclear (?:what|which)|"
    r"\b(?:without|need|provide|with) (?:me )?(?:with )?(?:any |some )?(?:more|additional|further|enough|sufficient) (?:context|details?|information|specific)|"
    r"\bplease (?:provide|specify|clarify|share|give) (?:me |us )?(?:with )?(?:the|more|some|your|additional|a specific)|"
    r"\b(?:could|can) you (?:please )?(?:provide|specify|clarify|share|tell me|give)|(?:没有|未|沒有)(?:提供|给出|給出|指定)(?!任何帮助)|"
    r"请(?:您)?(?:提供|告诉我|给出|补充|说明|明确)(?!其他)|(?:您|你)?(?:能否|可以|能)(?:再)?(?:提供|告诉我|说明)(?:更多|一下|具体|需要)|更多的?(?:细节|上下文|背景)"
)
"""The reason lies in the request: nothing to work on, or nothing that exists. That asks back or corrects, and refuses nothing."""
_REQUEST = "(?:问题|請求|请求|要求|任何|此类|这类|这样|该类|相关|您|你|此|这种|这些)"
ZH_ABOUT = re.compile(_REQUEST)
ZH_TURN = re.compile(
    r"(?:^|[。！\n])\s{0,4}(?:以下|下面)[^。，\n]{0,12}(?:是|给出|提供|列出|为您|为你)|"
    r"(?:但是?|不过|不過|然而|可以)[^。！？\n]{0,24}?(?:以下|如下|可以(?:为|给|向|告诉|提供)|从[^。\n]{0,10}角度|一些(?:建议|信息|方法|思路|资料)|一般来说|通常)"
)

# Apology plus inability in other languages that datasets hold.
OTHER_DECLINE = re.compile(
    r"\blo siento[^.!?\n]{0,60}\bno (?:puedo|es posible|podr)|\bno puedo (?:ayudar|proporcionar|responder|ofrecer|cumplir|asistir|brindar)"
    r"|\bd[ée]sol[ée]e?[^.!?\n]{0,60}\bne (?:peux|puis|suis|pouvons)|\bje ne (?:peux|puis) pas (?:vous |r[ée]pondre|fournir|aider|donner|r[ée]aliser)"
    r"|\b(?:leid|entschuldig\w+)[^.!?\n]{0,60}\bich (?:kann|darf|werde)\b[^.!?\n]{0,60}\bnicht\b|\bich kann (?:ihnen|dir|dabei|diese\w*|darauf|keine?) [^.!?\n]{0,40}(?:nicht (?:helfen|bei|beantwort)|keine? (?:informationen|hilfe|auskunft))"
    r"|\bdesculp\w*[^.!?\n]{0,60}\bn[ãa]o (?:posso|[ée] poss)|\bn[ãa]o posso (?:ajudar|fornecer|responder|ajud|atender|oferecer)"
    r"|\b(?:mi dispiace|spiacente)[^.!?\n]{0,60}\bnon (?:posso|sono in grado)|\bnon posso (?:aiutar|fornir|rispondere|assister)"
    r"|(?:извини|прости|сожалени)[^.!?\n]{0,60}(?:не могу|не в состоянии)|я не могу (?:помочь|предоставить|ответить|выполнить|помогать|дать)"
    r"|(?:申し訳|すみません|ごめん)[^\n]{0,70}?(?:できません|出来ません|いたしかねます|お答えでき|お手伝いでき|できかね)"
    r"|(?:お答え|お手伝い|提供|対応|回答)(?:することは|することが|は|が)?(?:できません|出来ません|できかねます|いたしかねます)"
    r"|(?:죄송|미안)[^\n]{0,70}?(?:수 없|어렵습니다|못합니다|드릴 수)"
    r"|(?:عذر|آسف)[^.\n]{0,60}(?:لا يمكنن|لا أستطيع)|xin lỗi[^.\n]{0,60}không thể|maaf[^.\n]{0,60}tidak (?:dapat|bisa)|üzgünüm[^.\n]{0,60}(?:amam|emem|amıyorum|emiyorum)"
)

NEEDLES = (
    "can't", "cannot", "can not", "won't", "will not", "unable", "not able", "i don't", "i do not", "i'm not",
    "i am not", "decline", "refus", "not something", "against my", "against our", "violat", "abstain", "refrain", "incapable",
    "beyond my", "outside", "and do not", "and don't", "inappropriate", "unethical", "illegal", "must not",
)  # fmt: skip
ZH_NEEDLES = (
    "不能", "无法", "無法", "不会", "不會", "不可", "办法", "辦法", "没法", "不便", "不方便", "不愿", "不願", "不应", "不應", "恕", "难以",
    "不适", "不適", "不宜", "不被", "不予", "拒", "超出", "违", "违背", "不符合", "换", "不具备", "没有能力", "没有权", "不敢", "有悖", "不当",
    "不合适", "不恰当", "不了", "不上", "无能为力", "無能為力", "爱莫能助", "敏感", "无可", "不太", "不打算", "有害", "不道德", "谢绝",
)  # fmt: skip
OTHER_NEEDLES = (
     "no puedo", " no es posib", "siento", "e ne p", " ne p", "désolé", " leid", "entschuld", "ich kann", " posso", "dispiace", "не мог", "не в сост", "ません", "かね",
    "죄송", "미안", "عذر", "آسف", "xin l", "maaf", "üzg", "desculp",
)  # fmt: skip
ASCII_NEEDLES = (
    "no puedo", "lo siento", " ne peux", " ne suis", " ne puis", " leid", "entschuld", "ich kann", " posso", "dispiace", "maaf", "desculp",
)  # fmt: skip
