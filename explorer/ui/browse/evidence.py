"""What the judgements found in one row: said above its turns, marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explorer import metrics
from explorer.columns import Column
from explorer.conversation import Conversation
from explorer.metrics import Evidence
from explorer.ui.parts import inert
from explorer.ui.parts.inert import Html, Mark, html
from explorer.words import column_label, say, translated

FAULTS = ("checks", "judgements")
_ALSO = "attributes"
_LISTED = 24  # findings written out
_TURNS = 6  # turns named behind a finding
_LONGEST_SOFT = 240  # characters of a mark that blames nothing: beyond, it would only colour the text


def of(conversation: Conversation, columns: Mapping[str, Column], values: Mapping[str, Any]) -> list[Evidence]:
    """The evidence for every yes/no column that holds for the row, faults first."""
    wanted = [
        name
        for name, column in columns.items()
        if column.kind == "boolean" and values.get(name) is True and column.group in (*FAULTS, _ALSO)
    ]
    found = metrics.evidence(conversation, wanted)
    return sorted(found, key=lambda one: columns[one.column].group == _ALSO)


def listed(found: Sequence[Evidence], columns: Mapping[str, Column], says_turns: bool = False) -> Html | None:
    """The findings in words, None where nothing is wrong. says_turns: also in which turns, as the reader counts them."""
    faults = [one for one in found if columns[one.column].group in FAULTS]
    if not faults:
        return None
    lines: dict[tuple[str, str], dict[int, None]] = {}
    for one in faults:
        lines.setdefault((one.column, one.said), {})[one.turn] = None
    rows = [
        html(
            "<li><b>{label}</b> {said}{turns}</li>",
            label=inert.line(column_label(columns[name]), 60),
            said=inert.line(translated(said), 240),
            turns=_in_turns(turns) if says_turns else "",
        )
        for (name, said), turns in list(lines.items())[:_LISTED]
    ]
    if len(lines) > _LISTED:
        rows.append(html("<li>{said}</li>", said=say("and {more:,} more", more=len(lines) - _LISTED)))
    return html('<ul class="x-found">{rows}</ul>', rows=inert.join(rows))


def _in_turns(turns: Iterable[int]) -> Html | str:
    """The turns of a finding, each a link to it."""
    places = [turn for turn in turns if turn >= 0]
    if not places:
        return ""
    said = say(" (turns {turns})", turns="\0") if len(places) > 1 else say(" (turn {turns})", turns="\0")
    before, _, after = said.partition("\0")
    links = [
        html('<a class="x-jump" href="#turn-{place}">{number}</a>', place=place, number=f"{place + 1:,}")
        for place in places[:_TURNS]
    ]
    separated = [links[0], *(html(", {link}", link=link) for link in links[1:])]
    more = " …" if len(places) > _TURNS else ""
    return html("{before}{links}{more}{after}", before=before, links=inert.join(separated), more=more, after=after)


def marks(
    found: Sequence[Evidence], columns: Mapping[str, Column], turn: int, part: str, start: int, length: int
) -> list[Mark]:
    """The marks that fall into `length` characters from `start` of one text of a turn, counted from there."""
    here = []
    for one in found:
        if one.turn != turn or one.part != part or one.start >= one.end:
            continue
        is_fault = columns[one.column].group in FAULTS
        if not is_fault and one.end - one.start > _LONGEST_SOFT:
            continue
        first, last = max(one.start - start, 0), min(one.end - start, length)
        if first < last:
            said = say("{name}: {said}", name=column_label(columns[one.column]), said=translated(one.said))
            here.append(Mark(first, last, "bad" if is_fault else "soft", inert.line(said, 240)))
    return here
