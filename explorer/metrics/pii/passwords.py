"""Passwords and keys that have no published form: known by the name before them, and believed for how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from explorer.metrics.pii.numbers import Find
from explorer.metrics.text.quick import Quick

WORDS = (
    "assw", "ASSW", "pwd", "PWD", "Pwd", "asscode", "assphrase", "PASS", "_pass", "_PIN", "密码", "密碼", "口令", "密钥", "密鑰", "mot de passe",
    "ontraseña", "ennwort", "senha", "пароль", "パスワード", "비밀번호", "IDENTIFIED BY", " -u ", "--user", "--proxy-user",
)  # fmt: skip
_PLAIN_WORDS = tuple(word for word in WORDS if word.isascii())
_NAME = (
    r"(?:passw(?:or)?d|passwort|kennwort|pwd|passcode|pass ?phrase|mot de passe|contraseña|senha|пароль|(?<![A-Za-z])[A-Za-z\d]{1,20}_pass|(?<![A-Za-z_])pass"
    r"|密[码碼]|口令|密[钥鑰]|パスワード|비밀번호)"
)
_ASSIGNED = Quick(
    rf"{_NAME}[\w-]{{0,16}}[\"'`*]{{0,3}}\s{{0,3}}(?:=>|:=|[:=：])\s{{0,3}}(?:\*{{2}} ?)?(?:(?P<quote>[\"'`“])(?P<quoted>[^\"'`”\n]{{6,100}})[\"'`”]|"
    r"(?P<value>[^\s\"'`“”<>()\[\]{},，。；;]{6,100}))",
    re.IGNORECASE,
)
_TOLD = Quick(
    rf"{_NAME}(?:(?: (?:for|to|of|on|pour|für|de) [\w .'’-]{{1,30}}?)?(?: (?:is|was|will be|has been set to|(?:re)?set to|changed to|now|ist|lautet|"
    r"est|es|é|to|as|called|of)){1,2}:? | |(?<=[码碼令钥鑰])|也?(?:就?是|为|為|(?:设|改|设置|修改|重置)(?:为|成)|はこちら[：:]?|は|は、|는|은|—|–| — | – ) ?)"
    r"[\"'`“‘「*]{0,2}(?P<value>[!-&*+./0-9:=?@A-Z\\^_a-z|~-]{6,64})",
    re.IGNORECASE,
)
_IDENTIFIED = Quick(r"\bIDENTIFIED (?:WITH \w{1,40} )?BY (?P<quote>['\"])(?P<value>[^'\"\n]{6,64})['\"]", re.IGNORECASE)
_OPTION = Quick(r"(?<!\S)(?:--pass(?:word|wd|phrase)? |-p ?)(?P<value>[^\s\"'<>(){}\[\]$]{8,64})(?!\S)")
_USER = Quick(
    r"(?<!\S)(?:-u|--user|--proxy-user)[ =][\"']?[\w.@-]{1,40}:(?P<value>[^\s\"'<>(){}\[\]$]{6,64})(?=[\s\"']|$)"
)
_KEY = Quick(
    r"(?:secret|token|(?:api|access|encryption|signing|private|master|license)[_ -]?key|密[钥鑰])[\w-]{0,24}[\"'`]?\s{0,3}(?:[:=：]|=>|\bis\b|[是为])\s{0,3}"
    r"[\"'`“]?(?P<value>[A-Za-z\d+/_=.-]{16,200})",
    re.IGNORECASE,
)
_PLACEHOLDER = Quick(
    r"x{4}|\*{3}|\.{3}|<|\$\{|\{\{|%\(|%s|your|my_|example|placeholder|change_?me|secret|p[a@4][s$5]{2}|token|user|dummy|fake|test|sample|demo|qwerty|"
    r"1234|abcd|abc123|^(.)\1{3}|letmein|welcome|admin\d{0,4}$|sha-?\d|aes-?\d|md5|base64|utf-?8|bcrypt|argon2|pbkdf2|rsa-?\d|hs\d{3}|rs\d{3}|"
    r"https?:|//|\.(?:com|org|py|js|txt|html?|php|env)\b|process\.env|self\.|this\.|random|hash|encrypt|input|length|regex",
    re.IGNORECASE,
)
_NAMES_CODE = Quick(r"[A-Za-z_]\w{0,60}(?:(?:\.|->|::)[A-Za-z_]\w{0,60}){1,4}$")
_MADE_UP = Quick(
    r"\brandom|generated|\bstrong\b|for example|such as|e\.g\.|随机|生成|例如|比如|强密码|隨機", re.IGNORECASE
)
_ENDS = ".,;:!?。，；：！？)]}’'\"`*"
_SYMBOLS = frozenset("!@#$%^&*~?+=")


def names_secret(text: str) -> bool:
    """Whether a text speaks of a password at all."""
    for word in _PLAIN_WORDS if text.isascii() else WORDS:  # noqa: SIM110  (any() with a generator takes twice as long, and this runs on every row)
        if word in text:
            return True
    return False


def passwords(text: str) -> Iterator[Find]:
    """Passwords of a text that names one: assigned in code or configuration, told in prose, given as an option of a command."""
    for found in _ASSIGNED.finditer(text):
        group = "quoted" if found["quote"] else "value"
        yield from _believed(text, found, group, found["quote"] is not None)
    for found in _TOLD.finditer(text):
        yield from _believed(text, found, "value", False)
    for found in _IDENTIFIED.finditer(text):
        yield from _believed(text, found, "value", True)
    for found in _USER.finditer(text):
        yield from _believed(text, found, "value", False)
    for found in _OPTION.finditer(text):
        if _SYMBOLS.intersection(found["value"]) or found[0].startswith("--"):
            yield from _believed(text, found, "value", False)


def keys(text: str) -> Iterator[Find]:
    """Values of keys that are hexadecimal, or drawn from small letters and digits alone."""
    for found in _KEY.finditer(text):
        value = found["value"].rstrip(_ENDS)
        if _PLACEHOLDER.search(value) or len(set(value)) < 8 or not value.isalnum():
            continue
        if len(value) >= 16 and _changes(value) >= max(5, len(value) // 6):
            yield "secret", found.start("value"), found.start("value") + len(value)


def _believed(text: str, found: re.Match[str], group: str, quoted: bool) -> Iterator[Find]:
    value = found[group]
    if not quoted:
        bare = value.rstrip(_ENDS)
        value = value if value.endswith("!") and len(value) - len(bare) == 1 else bare
        if text[found.end(group) : found.end(group) + 1] in ("(", "[", "{", "<"):
            return
    if drawn(value) and not _MADE_UP.search(text[max(0, found.start() - 40) : found.start(group)]):
        yield "secret", found.start(group), found.start(group) + len(value)


def drawn(value: str) -> bool:
    """Looks like a password that somebody uses: of three kinds of characters, or of letters and digits that alternate; no stand-in, no code."""
    if len(value) < 6 or " " in value or _PLACEHOLDER.search(value) or _NAMES_CODE.match(value) or len(set(value)) < 5:
        return False
    if not value.isascii() or not any(map(str.isalpha, value)):
        return False
    lower, upper, digit = any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value))
    symbol = bool(_SYMBOLS.intersection(value))
    if not digit and not (lower and upper and len(_SYMBOLS.intersection(value)) > 1):
        return False
    if lower + upper + digit + symbol >= 3:
        return len(value) >= 7
    return digit and len(value) >= 8 and _changes(value) >= 3


def _changes(value: str) -> int:
    """How often letters and digits change places."""
    return sum(one.isdigit() != two.isdigit() for one, two in pairwise(value))
