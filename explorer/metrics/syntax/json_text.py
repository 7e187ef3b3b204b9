"""Does a text that claims to be JSON parse?"""

from __future__ import annotations

import json
import re

from explorer.metrics.syntax.budget import Budget, GivenUpError

LONGEST = 400_000  # characters; longer texts are not judged

_SKETCH = re.compile(
    r"(?:^|[\[{,:]\s{0,80}|\n\s{0,80})(?:\.\.\.|…|<[^>\n]{1,60}>|\{\{|\$\{|\[\[)|//\s{0,3}(?:\.\.\.|…)|\.\.\.\s{0,80}[\]}]"
)
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.{0,4000}?\*/|#[^\n]*', re.DOTALL)
_TRAILING = re.compile(r",(?=\s{0,200}[\]}])")
_DECODER = json.JSONDecoder(strict=False)


def broken_json(text: str, budget: Budget, loose: bool = False) -> tuple[int, str] | None:
    """(place, what is wrong) where a text is meant as JSON and does not parse, None where it does or cannot be told.

    Let pass: JSON Lines, several documents one after the other, members without their braces, comments, and sketches
    that leave out parts on purpose ("...", <name>, {{name}}). loose: JSON5, where commas may trail.
    Raises `GivenUpError` where it is too long to judge, or the row has used up its readings.
    """
    body = text.strip()
    if not body or body[0] not in '[{"':
        return None
    if len(body) > LONGEST:
        raise GivenUpError
    budget.read(len(body))
    try:
        error = _error(body)
        if error is None or _documents(body):
            return None
        budget.read(2 * len(body))
        plain = _without_comments(body)
        if plain != body and (_error(plain) is None or _documents(plain)):
            return None
        if loose and _error(_TRAILING.sub("", plain)) is None:
            return None
        if body[0] == '"' and _error("{" + plain.rstrip(",") + "}") is None:
            return None
    except RecursionError:
        return None
    if body[0] == '"' or _SKETCH.search(_blank_strings(plain)):
        return None
    place = min(error.pos, len(body) - 1)
    return place + len(text) - len(text.lstrip()), _plainly(error, body)


def starts_with_json(text: str) -> bool:
    """Whether a JSON object or array begins the text; what follows it does not matter."""
    try:
        _DECODER.raw_decode(text)
    except (json.JSONDecodeError, RecursionError, ValueError):
        return False
    return True


def _error(text: str) -> json.JSONDecodeError | None:
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return error.with_traceback(None)  # whose frames would hold the whole batch
    except ValueError:
        return None  # a number with more digits than Python converts
    return None


def _documents(text: str) -> bool:
    """Whether the text is several JSON documents: lines of JSON, or one after the other."""
    place, count = 0, 0
    while place < len(text):
        if text[place] not in "[{":
            return False
        try:
            _, place = _DECODER.raw_decode(text, place)
        except ValueError:
            return False
        count += 1
        while place < len(text) and (text[place].isspace() or text[place] == ","):
            place += 1
    return count > 1


def _without_comments(text: str) -> str:
    if "//" not in text and "/*" not in text and "#" not in text:
        return text
    if text.count("/*") > text.count("*/"):
        return text  # an open comment breaks the JSON, and looking for its end again and again costs time
    return _STRING_OR_COMMENT.sub(lambda found: found.group() if found.group()[0] == '"' else "", text)


def _blank_strings(text: str) -> str:
    if text.count("/*") > text.count("*/"):
        return text
    return _STRING_OR_COMMENT.sub('""', text)


def _plainly(error: json.JSONDecodeError, text: str) -> str:
    at = text[error.pos : error.pos + 1]
    if not at:
        return "The JSON breaks off."
    if at in "'‘’“”":
        return f"Not JSON: {at} stands where a straight double quote has to."
    return f"Not JSON: {error.msg.lower()} (line {error.lineno})."


def mentions_json(question: str) -> bool:
    """Whether a question speaks of JSON."""
    return "JSON" in question or "json" in question
