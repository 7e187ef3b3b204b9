"""What a judge is asked of a row: criteria with a scale each, in a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import xxhash

from explorer.errors import ProfileError

_SHIPPED = Path(__file__).with_name("rubric.toml")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_MOST, _LONGEST = 20, 20_000  # criteria; characters of a text
TAKEN = ("score", "reason", "tokens", "cost", "seconds")
"""What no criterion is called: columns that every judge has."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. low, high: the ends of its scale, whole numbers. good: whether a high grade is a good one, which the mean
    counts; a hard question is neither better nor worse.
    """

    name: str
    label: str
    asks: str
    low: int = 1
    high: int = 5
    good: bool = True


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria, and what is said before them. words: of the reason that a judge gives, at most."""

    name: str
    instructions: str
    criteria: tuple[Criterion, ...]
    words: int = 30

    @property
    def digest(self) -> str:
        """Names what a judge is asked: answers to another rubric are answers to something else."""
        return xxhash.xxh3_64_hexdigest(orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=1)
def shipped() -> Rubric:
    """The six criteria that come with the explorer."""
    return read(_SHIPPED)


def read(path: Path) -> Rubric:
    """The rubric of a file. ProfileError where it is none."""
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"The rubric {path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The rubric {path} is not TOML: {error}.", "Begin with the one that is shipped.") from error
    try:
        return _checked(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        raise ProfileError(f"The rubric {path} {said}.", "Begin with the one that is shipped.") from error


def _checked(facts: Mapping[str, Any]) -> Rubric:
    listed = facts["criteria"]
    if not isinstance(listed, list) or not 1 <= len(listed) <= _MOST:
        raise ValueError(f"has no list of 1 to {_MOST} criteria")
    criteria = tuple(_criterion(one) for one in listed)
    if len({one.name for one in criteria}) < len(criteria):
        raise ValueError("has two criteria of one name")
    words = facts.get("words", 30)
    if type(words) is not int or not 0 < words <= 200:
        raise ValueError("has `words` that is no number from 1 to 200")
    return Rubric(_text(facts, "name")[:80], _text(facts, "instructions"), criteria, words)


def _criterion(facts: Mapping[str, Any]) -> Criterion:
    name, low, high = _text(facts, "name"), facts.get("low", 1), facts.get("high", 5)
    if not _NAME.fullmatch(name) or name in TAKEN:
        raise ValueError(f"has a criterion whose name is no plain word: '{name[:40]}'")
    if not (type(low) is type(high) is int and low < high <= low + 100):
        raise ValueError(f"has no scale from low to high for '{name}'")
    good = facts.get("good", True)
    if type(good) is not bool:
        raise ValueError(f"has `good` that is neither true nor false for '{name}'")
    label = _text(facts, "label") if "label" in facts else name
    return Criterion(name, label[:60], _text(facts, "asks"), low, high, good)


def _text(facts: Mapping[str, Any], name: str) -> str:
    found = facts[name]
    if not isinstance(found, str) or not found.strip() or len(found) > _LONGEST:
        raise ValueError(f"has no text as `{name}`")
    return found.strip()
