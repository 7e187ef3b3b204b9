"""Lines that hold no usable row: why, where, and a download of them."""

from __future__ import annotations

import csv
import io

import orjson
import streamlit as st

from explorer import queries
from explorer.export.tabular import safe_cell
from explorer.ui.app import open_dataset
from explorer.ui.parts import headings, inert, problem
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import say, translated

_PAGE = 100
_REASONS = 12  # written out; the rest is summed
_MOST = 100_000  # rejected lines in one download


def draw(view: View) -> None:
    """Draw reasons, lines and downloads."""
    dataset = view.dataset
    st.subheader(say("Rejected lines"), anchor=False)
    rejected = dataset.ledger.rejected
    if not rejected:
        st.markdown(say(":green[:material/check_circle:] Every line that is not blank is a row."))
        return
    reasons = queries.reject_reasons(dataset)
    _reasons(reasons)
    pages = (rejected + _PAGE - 1) // _PAGE
    number = st.pagination(pages, key="reject_page") if pages > 1 else 1
    found = queries.rejects(dataset, offset=(int(number or 1) - 1) * _PAGE, limit=_PAGE)
    rows = [
        {
            "file": inert.line(row["file"], 80),
            "line": row["line"],
            "byte offset": row["offset"],
            "reason": inert.line(translated(row["reason"]), 160),
            "first bytes": inert.line(row["snippet"], 200),
        }
        for row in found.to_pylist()
    ]
    numbers_format = {name: st.column_config.NumberColumn(format="localized") for name in ("line", "byte offset")}
    st.dataframe(rows, hide_index=True, column_config=headings.named(rows[0], numbers_format))
    if not open_dataset.policy().may("download"):
        return
    with st.container(horizontal=True, gap="small"):
        for suffix, make in (("csv", _as_csv), ("jsonl", _as_jsonl)):
            st.download_button(
                say(
                    "Download {rejected:,} rejected lines as {upper}",
                    rejected=min(rejected, _MOST),
                    upper=suffix.upper(),
                ),
                data=lambda make=make: make(view),
                file_name=f"rejected.{suffix}",
                key=f"rejects_{suffix}",
            )
    if rejected > _MOST:
        problem.show(
            say("The download holds the first {most:,} rejected lines.", most=_MOST),
            say("The command line lists more: open --rejects."),
        )


def _reasons(reasons: list[tuple[str, int]]) -> None:
    tags = [
        html('<span class="x-tag">{reason} <i>{count}</i></span>', reason=inert.line(translated(r), 80), count=f"{n:,}")
        for r, n in reasons[:_REASONS]
    ]
    if len(reasons) > _REASONS:
        rest = sum(n for _, n in reasons[_REASONS:])
        tags.append(html("<i>{said}</i>", said=say("and {more:,} more for other reasons", more=rest)))
    inert.show(html('<div class="x-tags">{tags}</div>', tags=inert.join(tags)))


def _as_csv(view: View) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    found = queries.rejects(view.dataset, limit=_MOST)
    writer.writerow(found.column_names)
    writer.writerows([safe_cell(cell) for cell in row.values()] for row in found.to_pylist())
    return buffer.getvalue().encode("utf-8", "replace")


def _as_jsonl(view: View) -> bytes:
    found = queries.rejects(view.dataset, limit=_MOST).to_pylist()
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in found)
