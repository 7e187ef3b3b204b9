"""Telephone numbers: groups of digits that are one, and those that only count, measure or name things."""

from __future__ import annotations

import re

from explorer.metrics.text.quick import Quick

_PHONE_CUE = Quick(
    r"(?:\b(?:tel(?:e(?:phone|fon))?|phone|mobile|(?:cell|desk|office|handy):|fax|whatsapp|call(?: me)?(?: at| on)?|text me at|reach me at|"
    r"registered|t[ée]l[ée]phone|tel[ée]fono)(?:\b|(?<=:))|电话|手机|手机号码?|传真|致电|拨打|联系方式|電話|手機|微信|тел)"
    r"[^\d\n]{0,14}$|\b(?:phone|mobile|contact|registered|my) (?:number|no\.?) [^\d\n]{0,12}$",
    re.IGNORECASE,
)
_LABEL_AFTER = Quick(r"[ \-]{0,2}(?:mobile|cell|office|fax|home|desk|手机)\b", re.IGNORECASE)
_NUMBER_CUE = Quick(
    r"\b(?:(?:my|his|her|our|their|your|contact|phone|mobile|cell|office|home) number|contact|call|reach|ring|text|dial|tel|"
    r"(?:tele)?phone|cell|mobile|hotline|whatsapp|messages? to)\b[^\d\n]{0,24}$|(?:号码|联系|热线|號碼|聯繫)[^\d\n]{0,12}$",
    re.IGNORECASE,
)
_NAMES_A_THING = Quick(
    r"\b(?:(?:(?:purchase )?order|item|product|article|invoice|ticket|lot|batch|tracking|asset|case|docket|stock|component) (?:numbers?|nos?|codes?|ids?|#)|"
    r"(?:parts?|models?|serial|sku|catalog(?:ue)?|drawing|patent|reference|ref|isbn|issn|doi|cas|version|ver|release|build|firmware|scores?|scored|"
    r"sizes?|dimensions?|ranges?|ranging from|results?|ratios?|totals?|latenc(?:y|ies)|values?|coordinates?|sequence|series|array|vector|matrix|tuple|"
    r"weights?|lengths?|widths?|heights?|distances?|prices?|temperatures?|readings?|measurements?|samples?|frequenc(?:y|ies)|intervals?|pages?|steps?|"
    r"resolutions?|formula|equation|expression|compute|calculate|evaluate)(?: (?:numbers?|nos?|codes?|ids?)\b)?)"
    r"\b[^\w\n]{0,6}(?:(?:is|are|was|were|(?:of|in) \w{1,6})\b[^\w\n]{0,4})?$"
    r"|(?:型号|编号|订单号?|货号|料号|零件号?|序列号|版本号?|批号|单号|比分|得分|分数|成绩|尺寸|规格|数值|数据|长宽高|范围|延迟|坐标|"
    r"公式|参数|书号|专利号|商品号|产品号|条码|价格|重量|数列|序列|频率|温度|计算|型號|編號|訂單號?|序號)[^\w\n]{0,4}(?:分别)?[为是]?[^\w\n]{0,4}$",
    re.IGNORECASE,
)
_MEASURES = Quick(
    r" ?(?:m|s|g|l|[mckµn]m|k?g|mg|ms|px|(?i:lbs?|oz|secs?|seconds?|minutes?|pixels?|points?|pts|units?|pcs|pieces|dollars|usd|eur|rows|"
    r"[km]?hz|[kmg]i?b|ml|k?cal|met(?:er|re)s?|rpm|psi|volts?|votes|people|users|times))\b(?!:)"
    r"| ?[%°]| ?(?:毫米|厘米|分米|公里|公斤|千克|毫秒|像素|(?:[米克秒元个分件吨人次度])(?![\u4e00-\u9fff]))"
)
_CALCULATED = Quick(r"(?:[*×÷^]|\b[A-Za-z] ?=|[\d)] ?[-+/]) ?$")
_CALCULATES = Quick(r" ?(?:[=*×÷^]|\+ ?\d)")
_SAMPLE_PHONES = ("13800138000", "12345678", "23456789", "123456789", "987654321", "98765432")
_TOLL_FREE = ("800", "888", "877", "866", "855", "844", "833", "900")

_NORTH = Quick(
    r"(?:\+?1[ .-]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)([-. ]))([2-9]\d\d)[-. ](\d{4})(?: ?(?:x|ext\.?) ?\d+)?$"
)
_CHINESE = Quick(
    r"(?:\+?86[ -]?|0086[ -]?)?(?:1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4})|\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]\d{7,8})$"
)
_TRUNK = Quick(
    r"\(?0\d{1,4}\)?(?:[ .-]\d{2,4}){1,4}(?:[ -]?\d{2,7})?$|0\d(?:[ .-]\d\d){4}$|\(?0\d{2,4}\)?[ /-]\d{5,8}$"
)
_PADDED = Quick(r"0\d{2,4}(?:[ .-]0\d{1,4}){2,4}")  # numbers written with leading zeros, one after the other


def counted(before: str, after: str) -> bool:
    """Whether a group of numbers is part of a reckoning, a measure, a score or the id of a thing. before, after: the text beside it."""
    return (
        _NAMES_A_THING.search(before) is not None
        or _MEASURES.match(after) is not None
        or _CALCULATED.search(before) is not None
        or _CALCULATES.match(after) is not None
    )


def is_phone(run: str, digits: str, before: str, after: str) -> bool:
    """Whether a run of digits is a telephone number: by its grouping, or by a cue beside it.

    digits: of the run, without an extension. before, after: the text beside it. Three groups with nothing but spaces between
    them are as often three numbers: they need a cue.
    """
    cued = _PHONE_CUE.search(before) is not None or _LABEL_AFTER.match(after) is not None
    if not cued and counted(before, after):
        return False
    bare = digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits
    if len(set(digits)) < 3 or any(bare.endswith(sample) for sample in _SAMPLE_PHONES) or len(set(bare[-8:])) < 2:
        return False
    if found := _NORTH.match(run):
        area, exchange = found[1] or found[2], found[4]
        if found[3] == " " and run[0] != "+" and (_MEASURES.match(after) or not (cued or _NUMBER_CUE.search(before))):
            return False
        return area not in _TOLL_FREE and (
            exchange != "555" or (cued and area != "555" and not found[5].startswith("01"))
        )
    if re.match(r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?(?!\d)|\(?123\)? ?[-.]?456", run):
        return False
    if run.count(".") == 1 and not re.search("[ ()-]", run):
        return False
    if _CHINESE.match(run):
        return True
    if run[0] == "+":
        return 9 <= len(digits) <= 15 and digits[0] != "0"
    if 9 <= len(digits) <= 12 and _TRUNK.match(run) and not re.match(r"\d\d[-./]\d\d[-./]\d{4}", run):
        return cued or not _PADDED.fullmatch(run)
    return (
        cued and 7 <= len(digits) <= 17 and not digits.startswith(_TOLL_FREE) and not re.match(r"(?:555|400)[ -]", run)
    )
