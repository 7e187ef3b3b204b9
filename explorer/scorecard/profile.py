"""Thresholds of the scorecard: the shipped profile, what a user's file or the app changes of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.errors import ProfileError
from explorer.trainers import BY_NAME

KINDS = ("general", "vertical", "reasoning")
DEFAULT_KIND = "general"
SHIPPED = Path(__file__).with_name("profile.toml")

Number = int | float

_SPLIT = {"broken": ("placeholders", "residue", "loops", "swapped", "garbled", "reasoning_tags")}
"""Points that users' files may still name, and what became of them."""


@dataclass(frozen=True)
class Profile:
    """What counts as good.

    kind: of dataset. settings: numbers that measures use. limits: point -> {"warn": …, "fail": …}, either may be missing.
    """

    kind: str = DEFAULT_KIND
    settings: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    expect: tuple[str, ...] = ()
    """Sentences that the gate holds the kept rows against: see `explorer.gate.expect`."""

    def limit(self, point: str, level: str) -> float | None:
        """The threshold of a point, None where it has none."""
        found = self.limits.get(point, {}).get(level)
        return None if found is None else float(found)

    def changed(self, changes: Mapping[str, Mapping[str, Any]]) -> Profile:
        """The profile with other values: {"settings" or a point: {name: value}}. ProfileError for a name or type it does not know."""
        settings = dict(self.settings)
        limits = {point: dict(levels) for point, levels in self.limits.items()}
        for point, values in changes.items():
            if not isinstance(values, Mapping):
                raise ProfileError(
                    f"'{point}' in the profile is no table.", f"Write [{self.kind}.{point}] above its values."
                )
            for split in _SPLIT.get(point, ()):
                for name, value in values.items():
                    limits.setdefault(split, {})[name] = _limit(split, name, value, limits)
            for name, value in () if point in _SPLIT else values.items():
                if point == "settings":
                    settings[name] = _setting(name, value, settings)
                else:
                    limits.setdefault(point, {})[name] = _limit(point, name, value, limits)
        return Profile(self.kind, settings, limits, self.expect)


@lru_cache(maxsize=8)
def shipped(kind: str = DEFAULT_KIND) -> Profile:
    """The profile that comes with the product."""
    if kind not in KINDS:
        raise ProfileError(f"There is no kind of dataset '{kind}'.", f"Choose among: {', '.join(KINDS)}.")
    return _of(tomllib.loads(SHIPPED.read_text("utf-8")), kind)


def _of(tables: Mapping[str, Any], kind: str) -> Profile:
    general = tables[DEFAULT_KIND]
    limits = {point: dict(levels) for point, levels in general.items() if point != "settings"}
    base = Profile(kind, dict(general["settings"]), limits)
    return base.changed(tables.get(kind, {})) if kind != DEFAULT_KIND else base


def load(path: Path, kind: str = DEFAULT_KIND) -> Profile:
    """The shipped profile with what a user's TOML file changes: its [general] for all kinds, then its own table of `kind`."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ProfileError(f"There is no file {path}.", "Name a TOML file of thresholds.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name} cannot be read: {type(error).__name__}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path.name} is no TOML file: {error}.", f"See {SHIPPED.name} for the form.") from error
    expect = tables.pop("expect", [])
    if not isinstance(expect, list) or not all(isinstance(text, str) for text in expect):
        raise ProfileError(
            f"'expect' in {path.name} is no list of sentences.", 'Write expect = ["share(is_refusal) <= 0.01"].'
        )
    if unknown := set(tables) - set(KINDS):
        raise ProfileError(
            f"{path.name} has a table '{sorted(unknown)[0]}'.", f"Tables begin with: {', '.join(KINDS)}."
        )
    profile = shipped(kind)
    for name in dict.fromkeys((DEFAULT_KIND, kind)):
        profile = profile.changed(tables.get(name, {}))
    return replace(profile, expect=tuple(expect))


def _setting(name: str, value: Any, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise ProfileError(f"The profile has no setting '{name}'.", f"Settings are: {', '.join(known)}.")
    if name == "trainer":
        if value not in BY_NAME:
            raise ProfileError(f"The profile's trainer '{value}' is unknown.", f"Choose among: {', '.join(BY_NAME)}.")
        return value
    return _number(f"settings.{name}", value)


def _limit(point: str, name: str, value: Any, known: Mapping[str, Any]) -> Number:
    if point not in known:
        raise ProfileError(f"The scorecard has no point '{point}'.", f"Points are: {', '.join(known)}.")
    if name not in ("warn", "fail"):
        raise ProfileError(f"'{name}' is no threshold of '{point}'.", "Write warn or fail.")
    return _number(f"{point}.{name}", value)


def _number(name: str, value: Any) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ProfileError(f"{name} in the profile is no number from 0 up.", "Write a share such as 0.05, or a count.")
    return value
