"""The body of the Overview page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from explorer import queries, report
from explorer.charts import numbers
from explorer.sources import container_of
from explorer.store import Dataset, FieldInfo
from explorer.ui import state
from explorer.ui.app import page
from explorer.ui.overview import field_mapping, scorecard
from explorer.ui.parts import cards, headline, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import html
from explorer.view import View

_FIELDS = 500  # fields listed
_FIRST = 6  # first rows shown
_COUNTED = {"is_exact_copy": "Exact copies", "is_empty": "Empty responses"}


def draw(view: View) -> None:
    """Draw what the dataset is."""
    dataset, view = view.dataset, view.kept()
    _headline(view)
    if dataset.rows:
        scorecard.draw(view, not dataset.complete)
        if dataset.complete:
            _report(view)
    _ledger(dataset)
    _about(view)
    if dataset.rows:
        _first_rows(view)
    elif dataset.complete:
        page.no_rows(dataset)
    _fields(dataset)


def _report(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "Report for stakeholders",
            data=lambda: report.render(view, scorecard.profile()).encode("utf-8", "replace"),
            file_name="report.html",
            mime="text/html",
            icon=":material/summarize:",
            key="report",
            on_click="ignore",
            help="One HTML file that needs neither this app nor the data: charts, findings, and a few rows for each, with "
            "personal data replaced.",
        )


def _headline(view: View) -> None:
    counted = ask(queries.totals, view)
    rows = counted.rows_kept
    shown = [Figure("Rows", numbers.count(rows), _of(rows, counted.rows))]
    if counted.tokens is not None:
        tokens = counted.tokens_kept or 0
        told = f"Exact tiktoken count, {view.dataset.encoding}."
        shown.append(Figure("Tokens", numbers.tokens(tokens), _of(tokens, counted.tokens), told))
    lengths = {"prompt_tokens": "Median prompt", "response_tokens": "Median response"}
    for found in ask(queries.percentiles, view, _present(view, tuple(lengths))):
        if found.p50 is not None and found.p95 is not None:
            note = f"tokens; p95 {numbers.count(found.p95)}"
            shown.append(Figure(lengths[found.column], numbers.count(found.p50), note, "Of the kept rows."))
    counted_flags = ask(queries.flag_counts, view, _present(view, tuple(_COUNTED)))
    for name, hits in counted_flags.items():
        shown.append(Figure(_COUNTED[name], numbers.count(hits), _share(hits, rows), view.dataset.columns[name].help))
    headline.draw(shown)


def _present(view: View, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in view.dataset.columns]


def _of(kept: int, everything: int) -> str:
    return "all" if kept == everything else f"of {numbers.count(everything)}"


def _share(part: int, whole: int) -> str:
    return numbers.share(part / whole) if whole else "none"


def _ledger(dataset: Dataset) -> None:
    ledger = dataset.ledger
    unit = "lines" if all(container_of(file).unit == "lines" for file in dataset.files) else "records"
    so_far = "" if dataset.complete else " so far"
    with st.container(horizontal=True, vertical_alignment="center"):
        inert.show(
            html(
                '<div class="x-ledger"><span><b>{lines}</b> {unit}</span><i>=</i><span><b>{rows}</b> rows</span><i>+</i>'
                "<span><b>{blank}</b> blank</span><i>+</i>"
                '<span class="{bad}"><b>{rejected}</b> rejected</span><i>{so_far}</i></div>',
                lines=f"{ledger.lines:,}",
                rows=f"{ledger.rows:,}",
                blank=f"{ledger.blank:,}",
                rejected=f"{ledger.rejected:,}",
                unit=unit,
                bad="bad" if ledger.rejected else "",
                so_far=so_far,
            ),
            width="content",
        )
        if ledger.rejected:
            state.link("quality", "See them", ":material/rule:")


def _about(view: View) -> None:
    dataset = view.dataset
    tags = [
        html('<span class="x-tag">{name} <i>{n}</i></span>', name=name[:60], n=f"{n:,}")
        for name, n in dataset.dialects.items()
    ]
    if dataset.mapping:
        tags.append(html("<i>read with {mapping}</i>", mapping=dataset.mapping[:200]))
    tags.append(html("<i>fingerprint {name}</i>", name=dataset.fingerprint[:12]))
    inert.show(html('<div class="x-tags">{tags}</div>', tags=inert.join(tags)))
    for note in dataset.notes[:8]:
        st.caption(f":material/info: {inert.label(note, 300)}")
    unknown = dataset.dialects.get("unknown", 0)
    if dataset.complete and (dataset.facts.unsure or unknown or dataset.mapping):
        field_mapping.offer(view, dataset.facts.unsure, unknown)


def _first_rows(view: View) -> None:
    ids = ask(queries.row_ids, view, limit=_FIRST)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("First rows" if view.is_everything else "First kept rows", anchor=False, width="content")
        state.link("review", "Review all", ":material/fact_check:")
    if not ids:
        st.caption("Every row is dropped.")
        return
    found = ask(
        queries.rows, view, ids, _present(view, ("line", "dialect", "total_tokens", "prompt", "response")), snippet=600
    ).to_pylist()
    cards.draw(
        (
            f"row {row['row_id']:,} · {row['dialect']}"
            + (f" · {row['total_tokens']:,} tokens" if "total_tokens" in row else ""),
            row["prompt"] or "",
            row["response"] or "",
        )
        for row in found
    )


def _fields(dataset: Dataset) -> None:
    fields = dataset.fields
    if not fields:
        return
    st.subheader("Fields of the source", anchor=False)
    table = pd.DataFrame([_field(info, dataset.ledger.rows) for info in fields[:_FIELDS]])
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * 14, 38 + 35 * len(table)),
        column_config={
            "present": st.column_config.ProgressColumn(
                "present", min_value=0, max_value=1, format="percent", width="small"
            ),
            "example": st.column_config.TextColumn("example", width="large"),
        },
        alt="Fields of the source rows",
    )
    if len(fields) > _FIELDS:
        st.caption(f"The first {_FIELDS:,} of {len(fields):,} fields.")


def _field(info: FieldInfo, rows: int) -> dict[str, object]:
    types = sorted(info.types.items(), key=lambda item: -item[1])
    shown = types[0][0] if len(types) == 1 else ", ".join(f"{kind} {count:,}" for kind, count in types)
    if not info.consumed:
        role = "column"
    elif info.consumed >= info.present:
        role = "turns"
    else:
        role = f"turns in {info.consumed:,} rows"
    return {
        "field": inert.line(info.name),
        "types": shown,
        "present": info.present / rows if rows else 0.0,
        "used as": role,
        "example": inert.line(info.example, 160),
    }
