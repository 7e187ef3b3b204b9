"""How assistants decline, as patterns. English ones read lower case text with straight apostrophes."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import AnyOf

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

DECLINE = AnyOf(
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

BEYOND = re.compile(
    r"\bdo(?:es)? not (?:actually |really )?exist|\bdoesn't exist|\bnonsensical|\bunclear (?:what|which)|"
    r"\b(?:without|need|provide|with) (?:me )?(?:with )?(?:any |some )?(?:more|additional|further|enough|sufficient) (?:context|details?|information|specific)|"
    r"\bplease (?:provide|specify|clarify|share|give) (?:me |us )?(?:with )?(?:the|more|some|your|additional|a specific)|"
    r"\b(?:could|can) you (?:please )?(?:provide|specify|clarify|share|tell me|give)|(?:没有|未|沒有)(?:提供|给出|給出|指定)(?!任何帮助)|"
    r"请(?:您)?(?:提供|告诉我|给出|补充|说明|明确)(?!其他)|(?:您|你)?(?:能否|可以|能)(?:再)?(?:提供|告诉我|说明)(?:更多|一下|具体|需要)|更多的?(?:细节|上下文|背景)"
)
"""The reason lies in the request: nothing to work on, or nothing that exists. That asks back or corrects, and refuses nothing."""
# Apology plus inability in other languages that datasets hold.
OTHER_DECLINE = AnyOf(
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
OTHER_NEEDLES = (
     "no puedo", " no es posib", "siento", "e ne p", " ne p", "désolé", " leid", "entschuld", "ich kann", " posso", "dispiace", "не мог", "не в сост", "ません", "かね",
    "죄송", "미안", "عذر", "آسف", "xin l", "maaf", "üzg", "desculp",
)  # fmt: skip
ASCII_NEEDLES = (
    "no puedo", "lo siento", " ne peux", " ne suis", " ne puis", " leid", "entschuld", "ich kann", " posso", "dispiace", "maaf", "desculp",
)  # fmt: skip
