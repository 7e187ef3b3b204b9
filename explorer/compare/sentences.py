"""The differences in sentences: what, from how much to how much, and how sure that is."""

from __future__ import annotations

from explorer.compare.measure import Difference, Measured
from explorer.labels import label_of
from explorer.words import column_label, say


def percent(value: float) -> str:
    """A share with as many digits as tell it from zero."""
    return f"{value * 100:.1f} %" if value >= 0.0005 or not value else say("less than 0.1 %")


def name(one: Difference) -> str:
    """What differs: a column, or a value of it."""
    label = column_label(one.column)
    if one.value is None:
        return label[:1].upper() + label[1:]
    return say("{label}: {value}", label=label[:1].upper() + label[1:], value=label_of(one.column.name, one.value)[:60])


def number(value: float) -> str:
    """A number as a reader writes it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3g}"


def amounts(one: Difference) -> tuple[str, str]:
    """(before, after): shares or medians."""
    if one.kind == "share":
        return percent(one.before), percent(one.after)
    return number(one.before), number(one.after)


def short_interval(one: Difference) -> str:
    """The effect with the ends of its interval, in a few characters."""
    effect = one.effect
    if one.kind == "share":
        return f"{100 * effect.value:+.1f} ({100 * effect.low:+.1f}…{100 * effect.high:+.1f}) pp"
    return f"{effect.value:+.2f} ({effect.low:+.2f}…{effect.high:+.2f}) δ"


def interval(one: Difference) -> str:
    """The effect with its interval, in points of per cent or as Cliff's delta."""
    effect = one.effect
    if one.kind == "share":
        return say(
            "{gap} points (95 %: {low} to {high})",
            gap=f"{100 * effect.value:+.1f}",
            low=f"{100 * effect.low:+.1f}",
            high=f"{100 * effect.high:+.1f}",
        )
    return say(
        "Cliff's delta {gap} (95 %: {low} to {high})",
        gap=f"{effect.value:+.2f}",
        low=f"{effect.low:+.2f}",
        high=f"{effect.high:+.2f}",
    )


def sentence(one: Difference) -> str:
    """One difference: "Refusal: 12.0 % to 3.1 % of rows, -8.9 points (95 %: -10.7 to -7.0)"."""
    before, after = amounts(one)
    if one.kind == "share":
        said = say("{name}: {before} to {after} of rows", name=name(one), before=before, after=after)
    elif one.kind == "mean":
        said = say("{name}: mean {before} to {after}", name=name(one), before=before, after=after)
    else:
        said = say("{name}: median {before} to {after}", name=name(one), before=before, after=after)
    return say("{said}, {interval}", said=said, interval=interval(one))


def first_sentence(found: Measured) -> str:
    """What differs most, or that nothing does."""
    if not found.rows_before or not found.rows_after:
        return say("One side has no rows.")
    listed = found.telling
    if not listed:
        return say("Nothing differs beyond chance.")
    one = listed[0]
    before, after = amounts(one)
    if one.kind == "mean":
        return say(
            "The largest difference: {name}, mean {before} to {after}.", name=name(one), before=before, after=after
        )
    if one.kind == "median":
        return say(
            "The largest difference: {name}, median {before} to {after}.", name=name(one), before=before, after=after
        )
    return say(
        "The largest difference: {name}, {before} to {after} of rows.", name=name(one), before=before, after=after
    )
