"""Secrets: keys and tokens that are known by their form, and logins inside URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from explorer.metrics.pii.numbers import Find
from explorer.metrics.pii.passwords import keys, passwords
from explorer.metrics.text.quick import Quick

_TOKEN = Quick(
    r"(?<![\w-])(?:"
    r"(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255}|glpat-[\w-]{20,64}"
    r"|sk-ant-[\w-]{30,200}|sk-(?:proj-)?[A-Za-z0-9_-]{32,200}|(?:sk|rk)_live_[A-Za-z0-9]{20,100}"
    r"|xox[abprs]-[A-Za-z0-9-]{20,200}|AIza[\w-]{35}|hf_[A-Za-z0-9]{30,60}|npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,250}"
    r"|SG\.[\w-]{16,32}\.[\w-]{30,64}|LTAI[A-Za-z0-9]{12,24}"
    r"|eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"
    r")(?![\w-])",
    re.ASCII,
)
_STARTS = (
    "AKIA", "ASIA", "gh", "glpat-", "sk-", "sk_live_", "rk_live_", "xox", "AIza", "hf_", "npm_", "pypi-", "SG.", "LTAI", "eyJ",
)  # fmt: skip
_ASSIGNED = Quick(
    r"(?:secret|token|api_?key|access_?key|passw(?:or)?d|pwd|auth)[\w-]{0,24}[\"']?\s{0,3}(?:[:=]|=>)\s{0,3}[\"']?(?P<value>[\w+/=.!@$%^&*-]{16,200})",
    re.IGNORECASE,
)
_SAID = Quick(
    r"\b(?:my|the|his|her|our) (?:\w{1,12} ){0,2}password(?: for [\w ]{1,20})?(?: is|:) [\"'“]?(?P<value>[^\s\"'”,]{6,64})|密码(?:是|为)[:： \"“]{0,3}(?P<zh>[\w!@#$%^&*.-]{6,64})",
    re.ASCII | re.IGNORECASE,
)
_LOGIN = Quick(
    r"\b[a-z][a-z0-9+]{1,12}://(?P<user>[^\s:/@\"'<>]{1,64}):(?P<value>[^\s/@\"'<>]{3,100})@[\w.-]{1,200}",
    re.IGNORECASE,
)
_PLACEHOLDER = Quick(
    r"x{4}|\*{3}|\.{3}|<|\{|\$|your|example_|placeholder|changeme|secret|passw|token|1234567890|abcdefgh|^(.)\1{5}|_key|user|dummy|fake|test|sample",
    re.IGNORECASE,
)
_STAND_IN = Quick(r"user(?:name)?|root|postgres|admin|login|guest", re.IGNORECASE)
_SHOWN = "eyJzdWIiOiIxMjM0NTY3ODkwIiw"  # the payload that every introduction to JWT shows


def _random(value: str) -> bool:
    """Looks drawn by a machine: digits and letters of both cases, mixed well, no word of a placeholder."""
    if _PLACEHOLDER.search(value) or len(set(value)) < 10:
        return False
    changes = sum(one.isdigit() != two.isdigit() for one, two in pairwise(value))
    return changes >= 4 and any(map(str.isupper, value)) and any(map(str.islower, value))


def secrets(text: str, long_word: bool, password: bool) -> Iterator[Find]:
    """Keys, tokens and passwords. long_word: whether 16 characters of a word stand in a row somewhere. password: whether one is named."""
    if long_word:
        if any(start in text for start in _STARTS):
            for found in _TOKEN.finditer(text):
                value = found[0]
                if _SHOWN in value or re.search(r"x{5}|X{5}|\*{3}|your|1234567890|abcdefghij", value, re.IGNORECASE):
                    continue
                if not value.startswith(("sk-", "hf_", "npm_")) or any(map(str.isdigit, value)):
                    yield "secret", *found.span()
        lower = text.lower()
        if any(word in lower for word in ("secret", "token", "key", "passw", "pwd", "auth")):
            for found in _ASSIGNED.finditer(text):
                if _random(found["value"]):
                    yield "secret", *found.span("value")
            yield from keys(text)
    if "PRIVATE KEY-----" in text:
        yield from _private_keys(text)
    if "://" in text and "@" in text:
        for found in _LOGIN.finditer(text):
            value = found["value"]
            telling = _strong(value) or not _STAND_IN.fullmatch(found["user"])
            if telling and not _PLACEHOLDER.search(value) and value.lower() not in ("pass", "pwd", "port"):
                yield "secret", *found.span()
    if password:
        for found in _SAID.finditer(text):
            value = found["value"] or found["zh"]
            if _strong(value) and not re.search(r"(?i)your|example|\*{3}|x{4}|password123", value):
                group = "value" if found["value"] else "zh"
                yield "secret", *found.span(group)
        yield from passwords(text)


_BODY = Quick(r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----\s{0,4}(?:\\n)?[A-Za-z0-9+/=]{32}")


def _private_keys(text: str) -> Iterator[Find]:
    at = text.find("-----BEGIN ")
    while at >= 0:
        body = _BODY.match(text, at)
        close = text.find("-----END", at + 10)
        if body is not None and "xxxx" not in body[0].lower():
            end = text.find("-----", close + 8) + 5 if close >= 0 else len(text)
            yield "secret", at, max(end, body.end())
        at = text.find("-----BEGIN ", max(close, at + 10))


def _strong(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))
