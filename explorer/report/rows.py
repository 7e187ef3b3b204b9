"""Rows with what was found in them: a few under each finding, and up to 2,000 to filter by finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from explorer import filters, queries
from explorer.errors import ExplorerError
from explorer.labels import role_name
from explorer.markup import Html, Mark, clean, html, line, marked
from explorer.metrics.pii import redact
from explorer.queries import Excerpt
from explorer.report.redacted import BEYOND, beginning, piece
from explorer.scorecard import Finding
from explorer.store import row_ids
from explorer.view import View
from explorer.words import say, translated

MOST = 2_000
"""Rows of a report at most."""

_BYTES = 5_000_000  # of all of them, as JSON
_PROMPT = 240  # characters
_AROUND = 120  # characters on each side of what was found
_SHOWN = 3  # findings of a row that are shown with their words


@dataclass
class Row:
    """One row. findings: places in the list of findings. found: (finding, excerpt) of the first of them.

    Where prompt and excerpts are cut, they hold `BEYOND` characters that are not shown.
    """

    row_id: int
    prompt: str
    tokens: int | None
    findings: list[int] = field(default_factory=list)
    found: list[tuple[int, Excerpt]] = field(default_factory=list)


def collect(view: View, findings: Sequence[Finding], limit: int) -> list[Row]:
    """Rows to blame for the findings, as many of each as there is room for, in row order; fewer where the source is gone."""
    blamed = [place for place, one in enumerate(findings) if one.measured.blame and one.point.measure != "size"]
    limit = min(limit, MOST)
    if not blamed or not limit:
        return []
    asked = {place: view.focused(filters.combine([findings[place].measured.blame])) for place in blamed}
    wanted: dict[int, None] = {}
    share = -(-limit // len(blamed))
    for place in sorted(blamed, key=lambda one: findings[one].measured.rows):  # what few have leaves room to the others
        share = max(share, -(-(limit - len(wanted)) // max(len(blamed), 1)))
        wanted.update(dict.fromkeys(queries.row_ids(asked[place], limit=share)))
    ids = sorted(list(wanted)[:limit])
    rows = _read(view, ids)
    for place in blamed:
        picked = asked[place].narrowed(row_ids.sql(row_ids.as_text(ids)), set())
        for row_id in queries.row_ids(picked, limit=len(ids)):
            if row_id in rows:
                rows[row_id].findings.append(place)
    _explain(view, findings, rows)
    return [row for row in rows.values() if row.found]


def _read(view: View, ids: Sequence[int]) -> dict[int, Row]:
    names = [name for name in ("total_tokens", "prompt") if name in view.dataset.columns]
    try:
        found = queries.rows(view, ids, names, snippet=_PROMPT + BEYOND).to_pylist()
    except (ExplorerError, OSError):
        return {}
    return {row["row_id"]: Row(row["row_id"], row.get("prompt") or "", row.get("total_tokens")) for row in found}


def _explain(view: View, findings: Sequence[Finding], rows: Mapping[int, Row]) -> None:
    """Add to each row what was found in it."""
    columns = [name for one in findings for name in one.point.rows if name in view.dataset.columns]
    fired = {row["row_id"]: row for row in queries.rows(view, list(rows), list(dict.fromkeys(columns))).to_pylist()}
    for row in rows.values():
        for place in row.findings[:_SHOWN]:
            held = fired.get(row.row_id, {})
            column = next((name for name in findings[place].point.rows if held.get(name) is True), "")
            try:
                row.found.append((place, queries.excerpt(view.dataset, row.row_id, column, _AROUND + BEYOND)))
            except (ExplorerError, OSError):
                return  # the source is gone or was changed: the report says what it can without it


def _pieces(found: Excerpt, is_redacted: bool) -> list[tuple[str, bool]]:
    """The excerpt as (text, whether it is marked), in order."""
    begin = BEYOND if found.cut_before else 0
    text, is_changed = piece(found.text, begin, len(found.text) - (BEYOND if found.cut_after else 0), is_redacted)
    # Redaction moves characters: marks fit only where it changed nothing.
    marks = () if is_changed else ((start - begin, end - begin) for start, end in found.marks)
    pieces, last = [], 0
    for first, end in marks:
        start = max(first, last)
        if start < end:
            pieces += [(text[last:start], False), (text[start:end], True)]
            last = end
    pieces.append((text[last:], False))
    return [(clean(part), is_marked) for part, is_marked in pieces if part]


def as_json(
    rows: Sequence[Row], findings: Sequence[Finding], titles: Sequence[str], is_redacted: bool
) -> tuple[str, int]:
    """(JSON for the page's script, rows in it). titles: of the findings. "<" is written as an escape, so that it ends no tag."""
    hide = redact if is_redacted else str
    listed: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        one: dict[str, Any] = {
            "id": row.row_id,
            "tokens": row.tokens,
            "findings": row.findings,
            "prompt": clean(beginning(row.prompt, _PROMPT, is_redacted)),
            "found": [
                {
                    "finding": place,
                    "role": line(role_name(found.role), 40),
                    "said": clean(hide(translated(found.said))),
                    "before": found.cut_before,
                    "after": found.cut_after,
                    "pieces": _pieces(found, is_redacted),
                }
                for place, found in row.found
            ],
        }
        size += len(_script_safe(one).encode())
        if size > _BYTES:
            break
        listed.append(one)
    counts = [sum(place in row["findings"] for row in listed) for place in range(len(findings))]
    held = {"rows": listed, "titles": list(titles), "counts": counts, "words": _words()}
    return _script_safe(held), len(listed)


def _script_safe(held: Any) -> str:
    return orjson.dumps(held).decode().replace("<", "\\u003c")


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "all": say("All"),
        "row": say("row {id}", id="ID"),
        "tokens": say("{n} tokens", n="NUMBER"),
        "shown": say("{shown} of {all} rows", shown="SHOWN", all="ALL"),
        "more": say("Show more"),
        "none": say("No row has all of this."),
        "empty": say("(empty)"),
    }


def example(row: Row, place: int, is_redacted: bool) -> Html:
    """One row under its finding. place: of the finding."""
    found = next(excerpt for one, excerpt in row.found if one == place)
    pieces = _pieces(found, is_redacted)
    text = "".join(part for part, _ in pieces)
    marks, at = [], 0
    for part, is_marked in pieces:
        if is_marked:
            marks.append(Mark(at, at + len(part)))
        at += len(part)
    said = translated(found.said)
    said = redact(said) if is_redacted else said
    return html(
        '<div class="row"><p class="quiet">{row} · {role}{said}</p><div class="text">{before}{text}{after}</div></div>',
        row=say("row {id}", id=f"{row.row_id:,}"),
        role=line(role_name(found.role), 40),
        said=f" · {line(said, 200)}" if said else "",
        before="… " if found.cut_before else "",
        text=marked(text or say("(empty)"), (), marks),
        after=" …" if found.cut_after else "",
    )
