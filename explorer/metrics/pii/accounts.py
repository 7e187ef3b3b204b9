"""Accounts under which one person is reached: messengers and the like, known by the service's name right before the handle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explorer.metrics.pii.numbers import Find
from explorer.metrics.text.needles import group
from explorer.metrics.text.quick import Quick

_NAMES = (
    "微信",
    "QQ",
    "eChat",
    "echat",
    "elegram",
    "kype",
    "LINE",
    "Line I",
    "iscord",
    "napchat",
    "nstagram",
    "VX",
    "vx",
)
NAMED = group(_NAMES)
"""What is `held` where a service is named."""
_WECHAT = Quick(
    r"(?:微信(?P<label>号码?|账号|帐号|ID)?|(?<![A-Za-z])(?:we ?chat|weixin|vx)(?P<english>(?: ?(?:id|account|number|号))?))"
    r"(?P<link>[是为：:=\s“\"'@]{0,5}|(?: ?(?:是|is|to|at)[:：]? ?))(?P<value>[A-Za-z][\w-]{5,19})(?![\w@.-])",
    re.ASCII | re.IGNORECASE,
)
_QQ = Quick(
    r"(?<![A-Za-z])QQ(?P<label>号码?|账号|帐号)?(?P<link>[是为：:=\s]{0,4}|(?: (?:number|id|is)){1,2}[: ]{1,2})(?P<value>[1-9]\d{4,10})(?![\w.,]\d|\w|@)",
    re.ASCII | re.IGNORECASE,
)
_HANDLE = Quick(
    r"\b(?P<name>telegram|skype|line id|discord|snapchat|instagram)(?: (?:id|handle|name|username|account|tag))?"
    r"(?P<link>(?: is)?[:：] ?| is |号?[是为：:] ?| at | )(?P<value>@?(?:live:)?[A-Za-z][\w.]{3,30}\w(?:#\d{4})?)(?![\w@/(])",
    re.ASCII | re.IGNORECASE,
)
_OWN = Quick(
    r"\b(?:my|his|her)(?: \w{1,12}){0,2} $|我的$|(?:add|contact|message|reach|text) (?:me|him|her) (?:on|at|via|through) $",
    re.IGNORECASE,
)
_STAND_IN = Quick(
    r"your|example|xxx|test|1234|abcd|username|handle|wechat|weixin|official|service|kefu|support", re.IGNORECASE
)
_PUBLIC = frozenset(
    ("instagram", "snapchat", "discord")
)  # where organisations are followed: only what is called one's own counts
_COLON = Quick("[:：]")
_SHOWN = frozenset(("10000", "10001", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "987654321"))


def accounts(text: str) -> Iterator[Find]:
    """Handles of persons. What has neither a digit nor an underscore needs a label that says that a handle follows."""
    for name in _NAMES:
        if name in text:
            break
    else:
        return
    for found in _WECHAT.finditer(text):
        value = found["value"]
        told = (found["label"] or found["english"]) and found["link"].strip()
        if (_marked(value) or told) and not _STAND_IN.search(value):
            yield "account", *found.span("value")
    for found in _QQ.finditer(text):
        value = found["value"]
        said = found["label"] or found["link"].strip()
        if (said or len(value) > 7) and value not in _SHOWN and len(set(value)) > 2:
            yield "account", *found.span("value")
    for found in _HANDLE.finditer(text):
        value = found["value"]
        own = _OWN.search(text[max(0, found.start() - 40) : found.start()]) is not None
        named = own or (found["name"].lower() not in _PUBLIC and bool(_COLON.search(found["link"])))
        if named and (_marked(value) or value[0] == "@") and not _STAND_IN.search(value):
            yield "account", *found.span("value")


def _marked(value: str) -> bool:
    return "_" in value or any(map(str.isdigit, value))
