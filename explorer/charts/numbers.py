"""How numbers are written: 12,345 below a million, 1.2 M above; shares with one decimal; units with a space."""

from __future__ import annotations

import time

from explorer import labels
from explorer.words import plural, say

_LARGE = ((1e12, "T"), (1e9, "G"), (1e6, "M"))
share = labels.share  # needed below the charts, too
_BYTES = ("bytes", "kB", "MB", "GB", "TB", "PB")


def count(number: float) -> str:
    """A count: `12,345`, `1.2 M`."""
    for size, letter in _LARGE:
        if abs(number) >= size:
            return f"{number / size:.1f} {letter}"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def counted(number: int, thing: str) -> str:
    """A whole number of something, whose plural is regular: `1 row`, `1,234 rows`."""
    return plural(f"{{n:,}} {thing}", f"{{n:,}} {thing}s", number)


def tokens(number: float) -> str:
    """A number of tokens, unit left to its label: `12,345`, `1.2 M`."""
    return count(number)


def size(number: float) -> str:
    """Bytes with their unit: `812 bytes`, `1.2 MB`."""
    unit = 0
    value = float(number)
    while abs(value) >= 1000 and unit < len(_BYTES) - 1:
        value /= 1000
        unit += 1
    if unit == 0:
        return say("{n:.0f} bytes", n=value)
    return f"{value:.0f} {_BYTES[unit]}" if value >= 100 else f"{value:.1f} {_BYTES[unit]}"


def seconds(number: float) -> str:
    """A duration: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if number < 10:
        return say("{s} s", s=f"{number:.1f}")
    whole = round(number)
    if whole < 60:
        return say("{s} s", s=whole)
    if whole < 3600:
        return say("{min} min {s} s", min=whole // 60, s=whole % 60)
    return say("{h} h {min} min", h=whole // 3600, min=whole % 3600 // 60)


def date(at: float) -> str:
    """A time of this machine's clock: `2026-03-09 14:05`. at: seconds since 1970."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def dollars(amount: float | None) -> str:
    """A price in US dollars, in words where it is not known or below a cent."""
    if amount is None:
        return say("the price is not known")
    if not amount:
        return "$0"
    return say("about ${amount:,.2f}", amount=amount) if amount >= 0.01 else say("less than $0.01")
