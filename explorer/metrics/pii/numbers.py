"""Numbers that lead to one person: phones, cards, accounts, national ids, network addresses.

A number is believed for its check digit or its grouping, or because a cue word stands right before it. Values that
are published as examples are no one's.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from explorer.metrics.pii.phones import counted, is_phone
from explorer.metrics.text.quick import Quick

Find = tuple[str, int, int]
"""(kind, start, end)"""

_RUN = Quick(
    r"(?<![\w.,+$€£¥^=*×/\\-])(?:\+ ?|00)?\(?\d(?:[ ().\-/]{0,3}\d){5,22}(?: ?(?:x|ext\.?) ?\d{1,6})?(?![\w^]|[.,]\d| ?[=*×+÷%] ?\w)",
    re.ASCII,
)
_CARD_CUE = Quick(
    r"(?:\b(?:card|cc|visa|mastercard|amex|discover)\b|卡号|信用卡|储蓄卡|银行卡)[^\d\n]{0,24}$", re.IGNORECASE
)
_MINE = Quick(r"(?:\b(?:my|his|her|our) [^\d\n]{0,20}|我的[^\d\n]{0,10})$", re.IGNORECASE)
_ACCOUNT_CUE = Quick(
    r"(?:\b(?:bank )?(?:account|acct|a/c)\b\.?(?: number| no\.?| #)[^\d\n]{0,6}|(?:银行)?(?:账号|帐号|账户)(?:号码?)?[\s:：为是（(“\"]{0,4})$",
    re.IGNORECASE,
)
_ID_CUE = Quick(
    r"(?:\b(?P<ssn>ssn|social security(?: number| no\.?)?)|(?P<passport>\bpassport(?: number| no\.?)|护照号?码?)|"
    r"(?P<licence>\b(?:driver'?s?'?|driving) licen[cs]e(?: number| no\.?)?|驾驶证号?码?|驾照号?码?)|"
    r"(?P<id>\bnational insurance(?: number| no\.?)|\bnational id(?: number| no\.?)?|身份证(?:号码?)?|证件号码?))"
    r"\W{0,3}(?:(?:is|was|#|no\.?|为|是)\W{0,3})?(?P<value>[A-Z]{0,3} ?\d[\dA-Z -]{4,20}\b)",
    re.IGNORECASE,
)
_ID_KINDS = {"ssn": "national id", "passport": "passport", "licence": "driver licence", "id": "national id"}
_BIRTH = Quick(
    r"(?:\b(?:date of birth|birth ?date|DOB|d\.o\.b\.?|Geburtsdatum|date de naissance)\b|出生日期|出生年月日?|(?<=生日)[是为：:])"
    r"\W{0,4}(?:is|was)?\W{0,3}(\d{1,4}[./年-]\d{1,2}[./月-]\d{1,4}日?|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4}|"
    r"[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}年\d{1,2}月\d{1,2}日)",
    re.IGNORECASE,
)
_SSN = Quick(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])", re.ASCII)
_CHINESE_ID = Quick(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_PLATE = Quick(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\- ]?(?=[A-HJ-NP-Z]{0,5}\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_IBAN = Quick(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.ASCII)
_IP4 = Quick(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w/]|\.\d)", re.ASCII)
_IP6 = Quick(r"(?<![\w:.])[23][0-9a-fA-F]{3}:[0-9a-fA-F:]{4,34}(?![\w:])", re.ASCII)
_IP_CUE = Quick(r"\b(?:ip|host|address|server|ping)\b|地址", re.IGNORECASE)
_VERSION_CUE = Quick(r"(?:version|ver|release|chrome|firefox|safari|build|版本)\W{0,3}$", re.IGNORECASE)

_KNOWN_IPS = {
    "8.8.8.8",
    "8.8.4.4",
    "1.1.1.1",
    "1.0.0.1",
    "9.9.9.9",
    "1.2.3.4",
    "123.45.67.89",
    "123.456.78.90",
    "114.114.114.114",
    "223.5.5.5",
}
_SAMPLE_CARDS = {
    "4111111111111111", "4242424242424242", "4012888888881881", "4222222222222", "5555555555554444", "5105105105105100",
    "378282246310005", "371449635398431", "6011111111111117", "6011000990139424", "30569309025904", "3530111333300000",
    "4000056655665556", "4532015112830366", "4539578763621486", "5500000000000004", "340000000000009",
}  # fmt: skip
_SAMPLE_IBANS = {
    "GB82WEST12345698765432",
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
}
_SAMPLE_SSNS = {"123-45-6789", "078-05-1120", "219-09-9999", "111-11-1111", "123-45-6780", "555-55-5555", "222-22-2222"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _issued(digits: str) -> bool:
    """Prefix and length of a card network, and the check digit."""
    size, two, four = len(digits), int(digits[:2]), int(digits[:4])
    fits = (
        (size in (13, 16, 19) and digits[0] == "4")
        or (size == 16 and (51 <= two <= 55 or 2221 <= four <= 2720 or two in (60, 64, 65, 35)))
        or (size == 15 and two in (34, 37))
        or (size == 14 and two in (30, 36, 38))
        or (16 <= size <= 19 and two == 62)
    )
    return fits and len(set(digits)) > 3 and _luhn(digits)


def chinese_id(value: str) -> bool:
    """True where the last character of an 18 character Chinese id is the right check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(value[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == value[17].upper()


def _runs(text: str) -> Iterator[Find]:
    for found in _RUN.finditer(text):
        run, start, end = found[0], *found.span()
        digits = re.sub(r"\D", "", run.lower().partition("x")[0])
        before = text[max(0, start - 48) : start]
        size = len(digits)
        if 12 <= size <= 19 and "." not in run and run[0] != "+":
            cued = _CARD_CUE.search(before) is not None
            grouped = re.fullmatch(r"\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{3})?|\d{4}[ -]\d{6}[ -]\d{5}", run) is not None
            if digits in _SAMPLE_CARDS:
                if _MINE.search(before):
                    yield "card", start, end
                continue
            round_numbers = all(int(group) % 100 == 0 for group in re.findall(r"\d+", run))
            if (cued and len(set(digits)) > 2 and digits[:6] != "123456") or (
                _issued(digits) and (grouped or size == 16) and not round_numbers
            ):
                yield "card", start, end
                continue
        if _ACCOUNT_CUE.search(before) and 6 <= size <= 20 and digits[:6] not in ("123456", "000000"):
            yield "bank account", start, end
            continue
        if is_phone(run, digits, before, text[end : end + 16]):
            yield "phone", start, end


def _networks(text: str) -> Iterator[Find]:
    for found in _IP4.finditer(text):
        if (value := found[0]) in _KNOWN_IPS:
            continue
        octets = [int(part) for part in value.split(".")]
        if max(octets) > 255 or any(len(part) > 1 and part[0] == "0" for part in value.split(".")):
            continue
        before = text[max(0, found.start() - 24) : found.start()]
        versionlike = octets[0] < 11 or sum(octet > 31 for octet in octets) < 2 or octets[-1] == 0
        if (versionlike and not _IP_CUE.search(before)) or _VERSION_CUE.search(before):
            continue
        address = ipaddress.IPv4Address(value)
        if address.is_global and not address.is_multicast:
            yield "IP address", *found.span()
    if "::" in text or text.count(":") >= 7:
        for found in _IP6.finditer(text):
            try:
                address = ipaddress.IPv6Address(found[0])
            except ValueError:
                continue
            if address.is_global and not found[0].lower().startswith("2001:4860:4860"):
                yield "IP address", *found.span()


_ID_WORDS = ("ssn", "social sec", "passport", "licen", "national i", "护照", "驾", "身份证", "证件")
_BIRTH_WORDS = ("birth", "dob", "d.o.b", "geburtsdatum", "naissance", "出生", "生日")


def numbers(text: str, shape: bytes) -> Iterator[Find]:
    """All numeric identifiers of a text, the surest first where they overlap.

    shape: as `places` takes it. What a pattern cannot do without is looked for first, as most texts do without it.
    """
    lower = text.lower()
    for found in _CHINESE_ID.finditer(text) if b"0" * 17 in shape else ():
        if chinese_id(found[0]) or "身份证" in text[max(0, found.start() - 12) : found.start()]:
            yield "national id", *found.span()
    for found in _SSN.finditer(text) if b"000-00-0000" in shape else ():
        start, end = found.span()
        if found[0] not in _SAMPLE_SSNS and not counted(text[max(0, start - 48) : start], text[end : end + 16]):
            yield "national id", start, end
    for found in _ID_CUE.finditer(text) if any(map(lower.__contains__, _ID_WORDS)) else ():
        value = re.sub(r"[\s-]", "", found["value"])
        digits = re.sub(r"\D", "", value)
        if found["value"][:2].isdigit() and text[found.start()] in "身证" and len(digits) not in (15, 17, 18):
            continue
        if (
            len(digits) >= 5
            and len(set(digits)) > 2
            and digits[:6] != "123456"
            and found["value"].strip() not in _SAMPLE_SSNS
        ):
            yield _ID_KINDS[_cue(found)], *found.span("value")
    for found in _IBAN.finditer(text) if b"AA00" in shape else ():
        value = found[0].replace(" ", "")
        if 15 <= len(value) <= 34 and value not in _SAMPLE_IBANS and _mod97(value):
            yield "IBAN", *found.span()
    for found in _BIRTH.finditer(text) if any(map(lower.__contains__, _BIRTH_WORDS)) else ():
        yield "date of birth", *found.span(1)
    yield from _runs(text)
    if text.count(".") >= 3 or ":" in text:
        yield from _networks(text)


def plates(text: str) -> Iterator[Find]:
    """Chinese number plates; those that every textbook uses are left out."""
    for found in _PLATE.finditer(text):
        if "XX" not in found[0] and not found[0].endswith(("12345", "88888", "00000", "66666")):
            yield "vehicle plate", *found.span()


def _cue(found: re.Match[str]) -> str:
    return next(name for name in _ID_KINDS if found[name] is not None)


def _mod97(value: str) -> bool:
    return int("".join(str(int(one, 36)) for one in value[4:] + value[:4])) % 97 == 1
