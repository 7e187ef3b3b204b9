"""Personal data: what leads to one person directly, and secrets; found by form and check digit, never by a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics.answers import FAULTY_TURNS
from explorer.metrics.batch import Batch
from explorer.metrics.evidence import Evidence, Part
from explorer.metrics.metric import Context, Metric, Values
from explorer.metrics.pii.accounts import NAMED, accounts
from explorer.metrics.pii.numbers import Find, numbers, plates
from explorer.metrics.pii.passwords import WORDS, names_secret
from explorer.metrics.pii.places import holds, places
from explorer.metrics.pii.secrets import secrets
from explorer.metrics.text.needles import group, held
from explorer.metrics.text.quick import Quick

_MOST = 200_000  # characters of a text that are judged
_MOST_OF_ROW = 600_000  # and of a row
_A_TEXT = 20  # what a further text costs beside its characters, in characters
SECRET = "secret"  # noqa: S105  (a kind's name)

COLUMNS = (
    Column(
        "has_pii",
        "personal data",
        "boolean",
        "A direct identifier stands in the row, whoever says it: e-mail, phone, messenger account, street address, card, IBAN, id number, public IP address and the like. "
        "Found by form, check digit and cue word; names and places alone do not count, nor do published example values. "
        "It cannot tell an invented value from a real one. Reads the first 200,000 characters of a text and 600,000 of a row.",
        layer="pii",
        group="judgements",
    ),
    Column(
        "pii_kinds",
        "kinds of personal data",
        "category",
        "The kinds that were found, in alphabetical order; “none” where there is nothing.",
        layer="pii",
        group="attributes",
    ),
    Column(
        "has_secret",
        "secret",
        "boolean",
        "A key, token, private key or password stands in the row, whoever says it, known by its published form or by the name it is assigned to. "
        "Obvious placeholders are left out; a documented sample key in full form counts, as a model would learn to write keys into code.",
        layer="pii",
        group="judgements",
    ),
)

_MAIL = Quick(
    r"(?<![\w.+%-])(?P<local>[A-Za-z0-9][\w.+%-]{0,63})@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?P<top>[A-Za-z]{2,12}))(?![\w(@]|\.\w)",
    re.ASCII,
)
_RESERVED = Quick(r"(?i)(?:.*\.)?example(?:\.(?:com|org|net|edu))?$|.*\.(?:test|invalid|localhost|local|example)$")
_PLACEHOLDER_DOMAIN = Quick(
    r"(?i)(?:.*\.)?(?:(?:your|my|some|the)?-?_?(?:domain|company|email|website|site|mail|host|server|organization|business|school|university|"
    r"provider|companyname|emailprovider|mailprovider)|abc|xyz|test|foo|bar|sample|placeholder)\.[a-z]{2,4}$"
)
_ROLE = Quick(
    r"(?i)(?:info|support|help|helpdesk|contact|contacto|sales|admin|administrator|webmaster|postmaster|hello|hi|office|service|customer\w*|"
    r"no-?reply|do-?not-?reply|press|media|jobs|hr|careers|privacy|legal|team|feedback|orders?|billing|abuse|security|enquir\w*|inquir\w*|git|"
    r"marketing|alerts?|notifications?|notify|updates?|offers|statements?|news\w*|mail|root|events?|reservations?|booking|bookings|editor|subscribe|kefu|services?)$"
)
_GENERIC = frozenset(
    "you your my first last firstname lastname user recipient sender some any test sample example foo bar abc xyz name email someone "
    "somebody username johndoe janedoe john jane doe smith nobody me from to address invalid new old alice bob youremail yourname "
    "carol dan dave eve frank joe mary mike tom foobar myemail person student employee client test tester jdoe jsmith johnsmith".split()
)
_BETWEEN = Quick(r"[\d._%+-]+")
_OWN = Quick(r"(?i)\b(?:my|his|her) (?:[\w-]{1,12} ){1,3}(?:is|:) ?$")
_NOT_TOPS = frozenset(
    "png jpg jpeg gif svg py js ts css html htm json xml yml yaml txt md sh dot shape get add com_ java class append self size reshape run".split()
)

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_SHAPE = bytes(
    48
    if 48 <= code < 58
    else 65
    if 65 <= code < 91 or 0xC3 <= code < 0xE0
    else 97
    if 97 <= code < 123 or 0x80 <= code < 0xC0
    else code
    for code in range(256)
)
_WORD = bytes(120 if (chr(code).isalnum() and code < 128) or code in b"_-+/" else 32 for code in range(256))
_LONG = b"x" * 16


def _mails(text: str) -> Iterator[Find]:
    at = text.find("@")
    done = 0
    while at >= 0:
        start = at
        while (
            start > done
            and at - start < 64
            and (text[start - 1].isalnum() or text[start - 1] in "._+%-")
            and text[start - 1].isascii()
        ):
            start -= 1
        while start < at and not text[start].isalnum():
            start += 1
        found = _MAIL.match(text, start) if start < at else None
        if found is not None and found.end() > at and _meant(text, found):
            yield "e-mail", *found.span()
            done = found.end()
        else:
            done = at + 1
        at = text.find("@", done)


def _meant(text: str, found: re.Match[str]) -> bool:
    """Whether an e-mail address is a person's, not a stand-in or the desk of an organisation."""
    local, domain, top = found["local"], found["domain"], found["top"].lower()
    if top in _NOT_TOPS or _ROLE.match(local):
        return False
    if _OWN.search(text[max(0, found.start() - 40) : found.start()]):
        return not _PLACEHOLDER_DOMAIN.match(domain)
    stand_in = all(len(word) < 2 or word in _GENERIC for word in _BETWEEN.split(local.lower()))
    return not stand_in and not _PLACEHOLDER_DOMAIN.match(domain) and (not _RESERVED.match(domain) or "." in local)


_NUMBER_WORDS = ("birth", "出生", "DOB", "生日", "::")
_NUMBERED = group(_NUMBER_WORDS)
_SECRET = group(("://", "PRIVATE KEY"))
_PASSWORD = group(WORDS)


def scan(text: str, most: int = _MOST) -> list[Find]:
    """(kind, start, end) of each find in a text, in order, without overlaps; earlier rules win."""
    if len(text) > most:
        text = text[:most]
    seen = held(text)
    raw = text.encode("utf-8", "replace")
    found: list[Find] = []
    long_word = _LONG in raw.translate(_WORD)
    password = seen & _PASSWORD > 0 and names_secret(text)
    if long_word or password or (seen & _SECRET and ("://" in text or "PRIVATE KEY" in text)):
        found += secrets(text, long_word, password)
    if "@" in text:
        found += _mails(text)
    digits = raw.translate(_DIGITS, b" -.()/+")
    if b"0" in digits:
        shape = raw.translate(_SHAPE)
        if b"00000" in digits or (seen & _NUMBERED and holds(text, _NUMBER_WORDS)):
            found += numbers(text, shape)
        found += places(text, shape, seen)
        if len(raw) > len(text) + 1:
            found += plates(text)
    if seen & NAMED:
        found += accounts(text)
    if long_word:
        found += _wallets(text)
    if len(found) < 2:
        return found
    kept: list[Find] = []
    for find in found:
        if len(kept) > 500:
            break
        if not any(find[1] < end and start < find[2] for _, start, end in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: find[1])


_WALLET = Quick(r"(?<![\w/])(?:bc1[a-z0-9]{25,62}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40})(?!\w)", re.ASCII)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _wallets(text: str) -> Iterator[Find]:
    for found in _WALLET.finditer(text):
        value = found[0]
        if value[0] in "13" and not _checks(value):
            continue
        if len(set(value[2:].lower())) > 8 and "123456789" not in value:
            yield "crypto wallet", *found.span()


def _checks(value: str) -> bool:
    """The checksum at the end of a base58 address."""
    import hashlib

    number = 0
    for letter in value:
        number = number * 58 + _BASE58.index(letter)
    if number >= 1 << 200:
        return False
    raw = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _pieces(conversation: Conversation) -> Iterator[tuple[int, Part, str]]:
    """The texts of a row as far as they are read: a row of a million short turns costs no more than a few long ones."""
    left = _MOST_OF_ROW
    for position, part, text in _texts(conversation):
        yield position, part, text[: min(_MOST, left)]
        left -= min(_MOST, len(text)) + _A_TEXT
        if left <= 0:
            return


def _texts(conversation: Conversation) -> Iterator[tuple[int, Part, str]]:
    for position, turn in enumerate(conversation.turns):
        yield position, "text", turn.text
        if turn.reasoning:
            yield position, "reasoning", turn.reasoning
        if turn.tool_calls:
            yield position, "tool_calls", turn.tool_calls


def compute(batch: Batch, context: Context) -> Values:
    """Kinds of personal data of one batch."""
    del context
    personal: list[bool] = []
    hidden: list[bool] = []
    names: list[str] = []
    faulty: list[list[int] | None] = []
    for conversation in batch.conversations:
        kinds: set[str] = set()
        places: set[int] = set()
        for position, _, text in _pieces(conversation):
            if found := scan(text):
                kinds.update(kind for kind, _, _ in found)
                places.add(position)
        faulty.append([turn for turn in conversation.trained_turns() if turn in places] or None if places else None)
        hidden.append(SECRET in kinds)
        personal.append(len(kinds) > (SECRET in kinds))
        names.append(", ".join(sorted(kinds)) if kinds else "none")
    return {"has_pii": personal, "pii_kinds": names, "has_secret": hidden, FAULTY_TURNS: faulty}


def explain(conversation: Conversation) -> list[Evidence]:
    """Every find, marked."""
    found: list[Evidence] = []
    for position, part, text in _pieces(conversation):
        for kind, start, end in scan(text):
            column = "has_secret" if kind == SECRET else "has_pii"
            said = "A key, token or password." if kind == SECRET else f"Personal data: {kind}."
            found.append(Evidence(column, said, position, start, end, part))
    return found


def redact(text: str) -> str:
    """The text with each find replaced by its kind in angle quotes."""
    parts: list[str] = []
    done = 0
    for kind, start, end in scan(text, len(text)):
        parts += (text[done:start], f"‹{kind}›")
        done = end
    return "".join([*parts, text[done:]])


PII = Metric("pii", 7, COLUMNS, compute, explain=explain, by_turn=True)
