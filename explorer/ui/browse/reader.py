"""One conversation, read like one: its turns, and beside them all that is known of the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer import building, queries
from explorer.columns import Column
from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from explorer.errors import ExplorerError
from explorer.metrics import Evidence
from explorer.metrics.tokenizer import counter
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.browse import evidence, raw_row, row_facts, tool_calls, trained
from explorer.ui.browse.rendered import LONGEST, safe_markdown
from explorer.ui.browse.segments import Segment, cut, pretty_json
from explorer.ui.parts import differences, inert, needles, problem, similar_rows, turn_jump
from explorer.ui.parts.inert import Html, Mark, html
from explorer.ui.parts.roles import role_name
from explorer.view import View
from explorer.words import later, say, translated

SHOWN = 20_000
"""Characters of a turn shown at first, and again with each "more"."""

_TURNS = 40  # turns shown at first
_CODE_BLOCKS = 12  # highlighted code blocks a conversation; further code is shown plain
_READING = "reading"
_READINGS = {"source": later("Source"), "rendered": later("Rendered"), "trained": later("Trained tokens")}
_COUNTED = 2_000_000  # characters of a turn up to which its tokens are counted while one waits


@dataclass
class _Page:
    """HTML gathered until an element that is not HTML comes between."""

    needles: list[str]
    found: list[Evidence]
    columns: Mapping[str, Column]
    row_id: int = -1
    is_rendered: bool = False
    code_left: int = _CODE_BLOCKS
    pieces: list[Html] = field(default_factory=list)

    def marks(self, turn: int, part: str, start: int, length: int) -> list[Mark]:
        """What to mark in a piece of a turn."""
        return evidence.marks(self.found, self.columns, turn, part, start, length)

    def flush(self) -> None:
        if self.pieces:
            inert.show(*self.pieces)
            self.pieces = []


def draw(view: View, row_id: int) -> None:
    """Draw the row. Says so where it cannot be read."""
    try:
        conversation = view.dataset.source.conversation(row_id)
        values = queries.row(view, row_id)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("The row cannot be read from its source."))
        return
    with st.container(key="reader"):
        text, beside = st.columns([7, 3], gap="medium")
    with text:
        st.segmented_control(
            say("Text"),
            list(_READINGS),
            format_func=lambda name: say(_READINGS[name]),
            key=_READING,
            default="source",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            help=say(
                "Rendered lays out Markdown, tables and formulas. Marks are seen in the source. Trained tokens writes the row out as a trainer does."
            ),
        )
        if st.session_state.get(_READING) == "trained":
            trained.draw(view, row_id)
        else:
            _conversation(view, row_id, conversation, values)
        similar_rows.of_row(view, row_id)
        raw_row.draw(view, row_id)
    with beside:
        inert.show(row_facts.table(view, values))


# ---- the turns ----


def _conversation(view: View, row_id: int, conversation: Conversation, values: dict[str, Any]) -> None:
    columns = view.dataset.columns
    found = evidence.of(conversation, columns, values)
    page = _Page(needles.of(view), found, columns, row_id, st.session_state.get(_READING) == "rendered")
    if (said := evidence.listed(found, columns, len(conversation.trained_turns()) > 1)) is not None:
        page.pieces.append(said)
    if conversation.notes:
        page.pieces.append(_tags([translated(note) for note in conversation.notes]))
    if conversation.tools:
        page.pieces.append(_folded(say("declared tools"), conversation.tools, page.needles, "system"))
    turns = conversation.turns
    first = _first(turns, found, columns, page.needles)
    shown = max(int(state.get("turns_shown", {}).get(row_id, _TURNS)), first + 1)
    tokens = _tokens(view, turns[:shown])
    answer = conversation.answer_index() if conversation.rejected is not None else -1
    for number, turn in enumerate(turns[:shown]):
        head = _head(row_id, turn, number, tokens[number], say("chosen answer") if number == answer else "")
        if number == answer:
            _chosen_and_rejected(view, page, number, turn, head, conversation.rejected or "")
        elif turn.role in (SYSTEM, TOOL):
            page.pieces.append(_folded_turn(page, number, turn, head, is_open=len(turns) == 1))
        else:
            _turn(page, row_id, number, turn, head)
    if answer < 0 and conversation.rejected is not None:
        page.pieces.append(_block(page, "rejected", _only_head(say("rejected answer")), conversation.rejected))
    if not turns:
        page.pieces.append(
            html(
                '<div class="x-turn"><div class="x-text">{said}</div></div>',
                said=say("No format recognises this row. Its raw form is below."),
            )
        )
    page.flush()
    # Named by the turn as well: while rows are judged, what is found in this one may arrive after it was opened.
    turn_jump.draw(row_id, first, f"{row_id}\0{first}\0{view.focus.text}")
    if len(turns) > shown:
        left = len(turns) - shown
        st.button(
            say("Show {next:,} more of {left:,} turns", next=min(left, _TURNS), left=left),
            key="more_turns",
            on_click=_more_turns,
            args=(row_id, shown),
        )


def _first(
    turns: Sequence[Turn], found: Sequence[Evidence], columns: Mapping[str, Column], wanted: Sequence[str]
) -> int:
    """The turn that one should see first: that of the first hit of a search, else of the first finding; -1 for none."""
    hits = [number for number, turn in enumerate(turns) if wanted and _hit(turn.rendered(), list(wanted))]
    faults = [one.turn for one in found if one.turn >= 0 and columns[one.column].group in evidence.FAULTS]
    return min(hits or faults, default=-1)


def _tokens(view: View, turns: Sequence[Turn]) -> list[int | None]:
    """Tokens of each turn, None for one that is too long to count while one waits."""
    texts = [turn.rendered() for turn in turns]
    short = [position for position, text in enumerate(texts) if len(text) <= _COUNTED]
    context = building.context_of(open_dataset.cache(), building.Options(encoding=view.dataset.encoding))
    counted = counter(context.encoding, context.scratch)([texts[position] for position in short])
    tokens: list[int | None] = [None] * len(texts)
    for position, count in zip(short, counted, strict=True):
        tokens[position] = int(count)
    return tokens


def _head(row_id: int, turn: Turn, number: int, tokens: int | None, part: str = "") -> Html:
    pieces = [html("<b>{role}</b>", role=role_name(turn.role))]
    if part:
        pieces.append(html("<b>{part}</b>", part=part))
    if turn.name:
        pieces.append(html("<span>{name}</span>", name=turn.name[:80]))
    pieces.append(html("<span>{said}</span>", said=say("turn {number:,}", number=number + 1)))
    counted = (
        say("{tokens:,} tokens", tokens=tokens)
        if tokens is not None
        else say("{length:,} characters", length=len(turn.text))
    )
    pieces.append(html("<span>{counted}</span>", counted=counted))
    if turn.trained is False:
        pieces.append(html('<span class="x-tag">{said}</span>', said=say("not trained on")))
    return html(
        '<div class="x-head x-r-{row} x-t-{number}">{pieces}</div>',
        row=row_id,
        number=number,
        pieces=inert.join(pieces),
    )


def _only_head(words: str) -> Html:
    return html('<div class="x-head"><b>{words}</b></div>', words=words)


def _turn(page: _Page, row_id: int, number: int, turn: Turn, head: Html) -> None:
    """A user's or an assistant's turn: prose as HTML, code and JSON highlighted."""
    limit = int(state.get("shown", {}).get((row_id, number), SHOWN))
    role = turn.role if turn.role in (ASSISTANT, USER) else "other"
    block: list[Html] = [head]
    for piece, part in _pieces(turn, limit, page.marks(number, "text", 0, len(turn.text))):
        places = page.marks(number, part, piece.start, len(piece.text)) if piece.start >= 0 else []
        if piece.kind == "reasoning":
            block.append(_reasoning(piece.text, page.needles, places))
        elif piece.kind == "prose" and page.is_rendered and not _is_marked(piece.text, page, places):
            page.pieces += [_wrapped(role, block)] if block else []
            page.flush()
            block = []
            with st.container(key=f"rendered_{role}_{number}_{piece.start}"):
                st.markdown(safe_markdown(piece.text[:LONGEST]))
        elif piece.kind == "prose":
            block.append(_prose(piece.text, page.needles, places))
        elif part == "tool_calls" and not places and (calls := tool_calls.read(turn.tool_calls)) is not None:
            block.append(tool_calls.cards(calls, page.needles))
        elif page.code_left <= 0 or places or _hit(piece.text, page.needles):
            # Plain where something must be marked in it, and where there is a great deal of code.
            block.append(_prose(piece.text, page.needles, places, mono=True))
        else:
            page.code_left -= 1
            page.pieces.append(_wrapped(role, block))
            page.flush()
            block = []
            st.code(inert.clean(piece.text), language=piece.language or None, wrap_lines=True)
    if len(block) == 1 and block[0] is head and not (turn.text or turn.tool_calls or turn.reasoning):
        block.append(html('<div class="x-head">{said}</div>', said=say("(empty)")))
    if block:
        page.pieces.append(_wrapped(role, block))
    if len(turn.text) > limit:
        page.flush()
        st.button(
            say(
                "Show {next:,} more of {all:,} characters",
                next=min(SHOWN, len(turn.text) - limit),
                all=len(turn.text),
            ),
            key=f"more_{number}",
            on_click=_more,
            args=(row_id, number, limit),
        )


def _pieces(turn: Turn, limit: int, marks: Sequence[Mark]) -> list[tuple[Segment, str]]:
    """What the turn is made of, its text cut to `limit` characters, and which of the turn's texts each piece is from.

    marks: what is to be marked in the text, which is then not laid out anew; nor is it cut where a mark is on the tags
    and fences themselves. A piece that was laid out anew has no place in the text: its start is -1.
    """
    found = [(Segment("reasoning", turn.reasoning), "reasoning")] if turn.reasoning else []
    whole = len(turn.text) <= limit and not marks
    if whole and (laid_out := pretty_json(turn.text)):
        found.append((Segment("code", laid_out, "json", -1), "text"))
    else:
        pieces = cut(turn.text[:limit])
        if not all(_shown(mark, pieces) for mark in marks if mark.css == "bad" and mark.start < limit):
            pieces = [Segment("prose", turn.text[:limit])]
        found += [(piece, "text") for piece in pieces]
    if turn.tool_calls:
        laid_out = pretty_json(turn.tool_calls, unpack="arguments")
        found.append(
            (Segment("code", laid_out or turn.tool_calls[:SHOWN], "json", -1 if laid_out else 0), "tool_calls")
        )
    return found


def _shown(mark: Mark, pieces: Sequence[Segment]) -> bool:
    """Whether some of what is marked is in a piece."""
    return any(mark.start < piece.start + len(piece.text) and mark.end > piece.start for piece in pieces)


def _wrapped(role: str, block: list[Html]) -> Html:
    return html('<div class="x-turn {role}">{block}</div>', role=role, block=inert.join(block))


def _prose(text: str, needles: list[str], places: Sequence[Mark] = (), mono: bool = False) -> Html:
    return html(
        '<div class="x-text{mono}" dir="auto">{text}</div>',
        mono=" mono" if mono else "",
        text=inert.marked(text, needles, places),
    )


def _reasoning(text: str, needles: list[str], places: Sequence[Mark] = ()) -> Html:
    is_open = any(mark.css == "bad" for mark in places)
    return html(
        "<details{is_open}><summary>{said}</summary>{text}</details>",
        is_open=Html(" open" if is_open else ""),
        said=say("reasoning · {length:,} characters", length=len(text)),
        text=_prose(text[:SHOWN], needles, places),
    )


def _folded_turn(page: _Page, number: int, turn: Turn, head: Html, is_open: bool) -> Html:
    text = turn.rendered()
    places = page.marks(number, "text", 0, len(turn.text)) if text == turn.text else []
    laid_out = pretty_json(text) if not places else None
    is_open = is_open or _hit(text, page.needles) or any(mark.css == "bad" for mark in places)
    return html(
        '<div class="x-turn"><details{is_open}><summary>{head}{first}</summary>{text}</details></div>',
        is_open=Html(" open" if is_open else ""),
        head=head,
        first=html('<div class="x-first">{line}</div>', line=tool_calls.first_line(text)) if turn.role == TOOL else "",
        text=_prose(laid_out or text[:SHOWN], page.needles, places, mono=turn.role == TOOL),
    )


def _folded(words: str, text: str, needles: list[str], role: str) -> Html:
    return html(
        '<div class="x-turn {role}"><details><summary>{words}</summary>{text}</details></div>',
        role=role,
        words=words,
        text=_prose((pretty_json(text) or text)[:SHOWN], needles, mono=True),
    )


def _is_marked(text: str, page: _Page, places: Sequence[Mark]) -> bool:
    """Whether something in the text must be seen, which a text that is laid out does not show."""
    return any(mark.css == "bad" for mark in places) or _hit(text, page.needles)


def _hit(text: str, needles: list[str]) -> bool:
    lower = text.lower()
    return any(needle.lower() in lower for needle in needles)


def _block(page: _Page, role: str, head: Html, text: str, number: int = -2) -> Html:
    """An answer as one block of HTML. number: of its turn, where it is one."""
    note = say(" (the first {shown:,} of {all:,} characters)", shown=SHOWN, all=len(text)) if len(text) > SHOWN else ""
    body = []
    for piece in cut(text[:SHOWN]):
        places = page.marks(number, "text", piece.start, len(piece.text))
        if piece.kind == "reasoning":
            body.append(_reasoning(piece.text, page.needles, places))
        else:
            body.append(_prose(piece.text, page.needles, places, mono=piece.kind == "code"))
    return html(
        '<div class="x-turn {role}">{head}{body}{note}</div>', role=role, head=head, body=inert.join(body), note=note
    )


def _chosen_and_rejected(view: View, page: _Page, number: int, turn: Turn, head: Html, rejected: str) -> None:
    """Side by side, what only one of them says marked; where a judgement marks the chosen one, its marks are shown instead."""
    text = turn.rendered()
    (tokens,) = _tokens(view, [Turn(ASSISTANT, rejected)])
    counted = (
        say("{tokens:,} tokens", tokens=tokens)
        if tokens is not None
        else say("{length:,} characters", length=len(rejected))
    )
    other = html(
        '<div class="x-head"><b>{said}</b><span>{counted}</span></div>',
        said=say("rejected answer"),
        counted=counted,
    )
    if not page.marks(number, "text", 0, len(turn.text)) and not page.needles:
        both = reversed(differences.marked(rejected, text))
        blocks = [
            html(
                '<div class="x-turn {role}">{head}<div class="x-text" dir="auto">{said}</div></div>',
                role=role,
                head=top,
                said=said,
            )
            for role, top, said in zip((ASSISTANT, "rejected"), (head, other), both, strict=True)
        ]
        page.pieces.append(html('<div class="x-pair">{blocks}</div>', blocks=inert.join(blocks)))
        return
    page.pieces.append(
        html(
            '<div class="x-pair">{chosen}{rejected}</div>',
            chosen=_block(page, ASSISTANT, head, text, number if text == turn.text else -2),
            rejected=_block(page, "rejected", other, rejected),
        )
    )


def _tags(words: Sequence[str]) -> Html:
    tags = inert.join(html('<span class="x-tag">{word}</span>', word=word[:200]) for word in words)
    return html('<div class="x-turn"><div class="x-head">{tags}</div></div>', tags=tags)


def _more(row_id: int, number: int, limit: int) -> None:
    state.put("shown", {**state.get("shown", {}), (row_id, number): limit + SHOWN})


def _more_turns(row_id: int, shown: int) -> None:
    state.put("turns_shown", {row_id: shown + _TURNS})
