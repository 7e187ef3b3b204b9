"""Quality: rejected lines, remarks, checks and duplicates, each leading to its rows."""

from __future__ import annotations

import csv
import io

import orjson
import streamlit as st

from explorer import filters, queries
from explorer.charts import numbers
from explorer.export.tabular import safe_cell
from explorer.ui import state
from explorer.ui.parts import headline, inert, picklist, problem
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import html
from explorer.ui.quality import faults
from explorer.view import View

_PAGE = 100
_REASONS = 12  # written out; the rest is summed
_MOST = 100_000  # rejected lines in one download
_REJECTED = "Lines that hold no usable row. Each is listed below with its reason."
_EXACT, _NEAR = "is_exact_copy", "is_near_copy"
_GUESSED = "Rows whose fields fit no dialect well, or more than one."


def draw(view: View) -> None:
    """The page."""
    dataset = view.dataset
    ledger = dataset.ledger
    unit = "of the lines"
    shown = [
        Figure("Rejected lines", numbers.count(ledger.rejected), _of(ledger.rejected, ledger.lines, unit), _REJECTED),
        Figure("Blank lines", numbers.count(ledger.blank), _of(ledger.blank, ledger.lines, unit)),
    ]
    if dataset.rows:
        guessed = dataset.facts.unsure
        rows = ask(queries.totals, view).rows_kept
        copies = _copies(view)
        shown += [
            Figure(
                "Exact copies",
                numbers.count(copies[_EXACT]),
                _of(copies[_EXACT], rows, "of kept rows"),
                dataset.columns[_EXACT].help,
            )
            if _EXACT in copies
            else Figure("Exact copies", "–", "being looked for"),
            Figure("Guessed dialect", numbers.count(guessed), _of(guessed, dataset.rows, "of the rows"), _GUESSED),
        ]
    headline.draw(shown)
    if dataset.rows:
        faults.draw(view)
        _duplicates(view)
        _remarks(view)
    _rejects(view)


def _of(part: int, whole: int, unit: str) -> str:
    return f"{numbers.share(part / whole)} {unit}" if part else "none"


# ---- duplicates ----


def _copies(view: View) -> dict[str, int]:
    """Kept rows that repeat an earlier one, word by word or nearly, as far as that was looked for: what dropping them drops."""
    return ask(queries.flag_counts, view, [name for name in (_EXACT, _NEAR) if name in view.dataset.columns])


def _duplicates(view: View) -> None:
    st.subheader("Duplicates", anchor=False)
    groups_of = {d.column.name: d for d in ask(queries.duplicates, view)}
    if not groups_of:
        st.info("Duplicates are still being looked for.", icon=":material/hourglass_top:")
        return
    filled = {name: count for name, count in groups_of.items() if count.groups}
    copies = _copies(view)
    exact, near = copies.get(_EXACT, 0), copies.get(_NEAR, 0)
    if not filled and not exact and not near:
        st.markdown(":green[:material/check_circle:] No two kept rows have the same prompt.")
        return
    with st.container(horizontal=True, gap="small"):
        named = "exact copy" if exact == 1 else f"{exact:,} exact copies"
        if exact and st.button(
            f"Drop the {named}", key="drop_copies", type="primary", help="Keeps the first row of each group."
        ):
            state.replace(_EXACT, "flag", filters.flag(_EXACT, False))
        if near > exact and st.button(
            f"Drop the {near:,} exact and near copies",
            key="drop_near",
            help="Keeps the first row of each group of rows that are nearly the same.",
        ):
            state.replace(_NEAR, "flag", filters.flag(_NEAR, False))
        conflict = filled.get("conflict_group")
        if conflict and st.button(f"Show the {conflict.rows:,} rows with conflicting answers", key="show_conflicts"):
            state.add_term("conflict_group IS NOT NULL")
    if not filled:
        st.caption("Their first rows are not among the kept ones.")
        return
    if st.session_state.get("group_kind") not in (None, *filled):
        st.session_state["group_kind"] = next(iter(filled))
    kind = st.segmented_control(
        "Largest groups of",
        list(filled),
        format_func=lambda name: f"{inert.label(filled[name].column.label)} · {filled[name].groups:,}",
        required=True,
        default=next(iter(filled)),
        key="group_kind",
    )
    kind = kind if kind in filled else next(iter(filled))
    count = filled[kind]
    st.caption(
        f"{inert.label(count.column.help, 300)} {numbers.counted(count.groups, 'group')} of {count.rows:,} rows, "
        f"{count.extra:,} beyond one of each. Click a group to see its rows."
    )
    groups = ask(queries.duplicate_groups, view, kind, limit=10).to_pylist()
    rows = [
        {"rows": group["rows"], **{name: inert.line(group[name] or "(empty)", 160) for name in ("prompt", "response")}}
        for group in groups
    ]
    if (picked := picklist.pick("groups", view, rows)) is not None:
        state.add_term(filters.one_of(kind, [groups[picked]["group"]]))


# ---- remarks ----


def _remarks(view: View) -> None:
    found = ask(queries.remarks, view)
    if not found:
        return
    st.subheader("Remarks on rows", anchor=False)
    st.caption("Oddities met while reading rows that are kept as rows all the same.")
    st.dataframe(
        [{"remark": inert.line(said, 160), "rows": every, "kept": kept} for said, every, kept in found],
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="localized") for name in ("rows", "kept")},
    )
    if st.button("Show rows with remarks", key="show_remarks"):
        state.add_term("remarks IS NOT NULL")


# ---- rejects ----


def _rejects(view: View) -> None:
    dataset = view.dataset
    st.subheader("Rejected lines", anchor=False)
    rejected = dataset.ledger.rejected
    if not rejected:
        st.markdown(":green[:material/check_circle:] Every line that is not blank is a row.")
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
            "reason": inert.line(row["reason"], 160),
            "first bytes": inert.line(row["snippet"], 200),
        }
        for row in found.to_pylist()
    ]
    numbers_format = {name: st.column_config.NumberColumn(format="localized") for name in ("line", "byte offset")}
    st.dataframe(rows, hide_index=True, column_config=numbers_format)
    with st.container(horizontal=True, gap="small"):
        for suffix, make in (("csv", _as_csv), ("jsonl", _as_jsonl)):
            st.download_button(
                f"Download {min(rejected, _MOST):,} rejected lines as {suffix.upper()}",
                data=lambda make=make: make(view),
                file_name=f"rejected.{suffix}",
                key=f"rejects_{suffix}",
            )
    if rejected > _MOST:
        problem.show(
            f"The download holds the first {_MOST:,} rejected lines.", "The command line lists more: open --rejects."
        )


def _reasons(reasons: list[tuple[str, int]]) -> None:
    tags = [
        html('<span class="x-tag">{reason} <i>{count}</i></span>', reason=inert.line(r, 80), count=f"{n:,}")
        for r, n in reasons[:_REASONS]
    ]
    if len(reasons) > _REASONS:
        rest = sum(n for _, n in reasons[_REASONS:])
        tags.append(html("<i>and {n} more for other reasons</i>", n=f"{rest:,}"))
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
