"""What drops take out, for a terminal: the waterfall of a view, and the account of an export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.cli.terminal import inert, table
from explorer.labels import with_name
from explorer.queries.mix import Gutted, gutted
from explorer.queries.waterfall import Waterfall, waterfall
from explorer.view import View


def _name(view: View, one: Gutted) -> str:
    return view.drops.steps[one.step].name


def show(view: View) -> None:
    """The waterfall for a terminal; nothing where nothing is dropped."""
    found = waterfall(view)
    if not found.steps:
        return
    print(table(("step", "rows", "alone", "only it", "tokens", ""), _lines(found), widths=(60, 12, 12, 12, 14, 4)))
    if found.kept_by_hand:
        print(f"  kept by hand against a step: {found.kept_by_hand:,} rows")
    for fall in found.steps:
        if fall.undecided:
            print(f"  {inert(fall.name)}: neither true nor false for {fall.undecided:,} rows, which stay")
    for one in gutted(view):
        lost = 1 - one.after / one.before
        value = "yes" if one.value is True else "no" if one.value is False else with_name(one.column, one.value)
        print(
            f"  warning: {inert(_name(view, one))} takes {one.before - one.after:,} of {one.before:,} rows ({lost:.0%}) whose "
            f"{one.column} is {inert(value)}"
        )


def _lines(found: Waterfall) -> list[tuple[object, ...]]:
    return [
        (fall.name, fall.rows, fall.alone, fall.only, fall.tokens, "" if fall.on else "off") for fall in found.steps
    ]


_MOST_NAMES = 12  # fields of the source that are listed

_WORDS = {
    "by_hand": "dropped by hand",
    "outside_focus": "outside --where",
    "not_picked": "not picked",
    "rejected": "rejected lines",
    "blank": "blank lines",
}


def show_account(account: Mapping[str, Any]) -> None:
    """Where the lines went, for a terminal; parts of no row are left out."""
    rows: list[tuple[str, int]] = [("lines of the source", account["lines"])]
    rows += [(f"- {step['name']}", step["rows"]) for step in account["dropped"]]
    rows += [(f"- {words}", account[name]) for name, words in _WORDS.items() if account[name]]
    rows.append(("= written", account["kept"]))
    print(table(("account", "rows"), rows, widths=(70, 14)))
    if account["edited"]:
        print(f"  {account['edited']:,} of them with a text that was corrected by hand")
    if held := account.get("conversion"):
        for kind, rows in held["left_out"].items():
            print(f"  left out, for {inert(held['dialect'])} has no place for them: {kind} of {rows:,} rows")
        if held["other_fields"]:
            names = ", ".join(inert(name) for name in held["other_fields"][:_MOST_NAMES])
            more = len(held["other_fields"]) - _MOST_NAMES
            print(
                f"  fields that are no part of the conversation stay behind: {names}{f' and {more:,} more' if more > 0 else ''}"
            )
