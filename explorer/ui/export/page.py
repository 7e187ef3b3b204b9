"""The body of the Export page: what leaves, what stays, where it goes, and how it is repeated."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import streamlit as st

from explorer import export, formats, queries, recipe, sources
from explorer.charts import numbers
from explorer.charts.theme import step_colour
from explorer.charts.waterfall import waterfall
from explorer.errors import ExplorerError
from explorer.export import ExportOptions, conversion
from explorer.queries import Totals
from explorer.ui import state
from explorer.ui.app import downloads, open_dataset, share
from explorer.ui.export import columns, configs, hub, result, to_path
from explorer.ui.parts import chart, headline, inert, look, problem, sample_size
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.ui.sql import saved
from explorer.view import View
from explorer.words import later, say, translated

_AS_IT_IS = later("the source's own")
_MOST_NAMES = 12  # fields that are listed


def draw(view: View) -> None:
    """Draw the choices, the download, and the recipe: of all that the drops keep, whatever is looked at."""
    view = view.kept()
    head = st.container(key="wraps_export")
    kept = ask(queries.totals, view)
    options = _options(view, kept.rows_kept)
    name = _name(view, options)
    if not kept.rows_kept:
        with head:
            _what(view, kept)
        st.info(say("Every row is dropped, so there is nothing to export."), icon=":material/filter_alt_off:")
        return
    leaving = kept
    if options.pick:
        try:
            leaving = ask(_picked, view, options)
        except ExplorerError as error:
            problem.show_error(error)
            return
    rows = leaving.rows_kept
    with head:
        what, download = st.columns([64, 36], gap="medium")
        with what:
            _what(view, leaving)
        with download:
            if open_dataset.policy().may("write") or open_dataset.policy().may("download"):
                _download(view, options, name, rows)
        inert.show(_account(ask(_accounted, view, options)))
        if options.dialect:
            _left_out(view, options)
    result.draw(view, options)
    if open_dataset.policy().may("write"):
        to_path.draw(view, options, name, rows)
    configs.draw(view, name, options.dialect)
    hub.draw(view, options)
    _recipe(view, options, name)


def _what(view: View, counted: Totals) -> None:
    """counted: the rows that leave, of all that there are."""
    kept, dropped = counted.rows_kept, counted.rows - counted.rows_kept
    share_kept = kept / counted.rows if counted.rows else 0.0
    shown = [
        Figure(say("Exported rows"), numbers.count(kept), numbers.share(share_kept)),
        Figure(say("Left out"), numbers.count(dropped), numbers.share(1 - share_kept if counted.rows else 0.0)),
    ]
    if counted.tokens is not None:
        tokens, of = counted.tokens_kept or 0, counted.tokens or 1
        shown.append(Figure(say("Exported tokens"), numbers.tokens(tokens), numbers.share(tokens / of)))
        shown.append(
            Figure(say("Tokens left out"), numbers.tokens(counted.tokens - tokens), numbers.share(1 - tokens / of))
        )
    headline.draw(shown)
    if view.is_everything:
        st.caption(say("No step is on: every row is exported."))
    else:
        found = ask(queries.waterfall, view)
        _look_at(found, chart.points(chart.show(waterfall(found, step_colour, chart.mode()), "waterfall", "points")))


def _accounted(view: View, options: ExportOptions) -> dict[str, Any]:
    return recipe.account(export.chosen(view, options) if options.pick else view)


def _account(facts: dict[str, Any]) -> inert.Html:
    """Where every line of the source goes, as one line."""
    parts = [say("{kept:,} exported", kept=facts["kept"])]
    parts += [
        f"{step['rows']:,} {inert.line(translated(step['name']), 40)}" for step in facts["dropped"] if step["rows"]
    ]
    words = (
        ("by_hand", say("by hand")),
        ("not_picked", say("not picked")),
        ("blank", say("blank")),
        ("rejected", say("rejected")),
    )
    parts += [f"{facts[name]:,} {said}" for name, said in words if facts[name]]
    edited = (
        say(" · {edited} with corrected text", edited=numbers.counted(facts["edited"], "row"))
        if facts["edited"]
        else ""
    )
    return inert.html(
        '<div class="x-thin">{lines} = {parts}{edited}</div>',
        lines=numbers.counted(facts["lines"], "line"),
        parts=" + ".join(parts),
        edited=edited,
    )


def _ahead(view: View, options: ExportOptions) -> tuple[dict[str, int], int, list[str]]:
    rows = export.chosen(view, options) if options.pick else view
    return (*conversion.ahead(rows, options.dialect), conversion.other_fields(rows))


def _left_out(view: View, options: ExportOptions) -> None:
    """What the dialect has no place for, in the rows that leave."""
    try:
        kinds, looked_at, others = ask(_ahead, view, options)
    except ExplorerError as error:
        problem.show_error(error)
        return
    found = " · ".join(
        say("{name}: {said}", name=translated(kind), said=numbers.counted(rows, "row")) for kind, rows in kinds.items()
    )
    if found:
        st.warning(
            say(
                "{dialect} has no place for these, so they are left out (first {looked_at:,} rows): {found}.",
                dialect=inert.label(options.dialect),
                looked_at=looked_at,
                found=found,
            ),
            icon=":material/content_cut:",
        )
    if others:
        named = ", ".join(inert.label(name) for name in others[:_MOST_NAMES])
        more = say(" and {more:,} more", more=len(others) - _MOST_NAMES) if len(others) > _MOST_NAMES else ""
        st.caption(
            say("Fields that are no part of the conversation stay behind: {named}{more}.", named=named, more=more)
        )


def _look_at(found: queries.Waterfall, clicked: list[dict[str, object]]) -> None:
    """Open the rows of the bar that was clicked."""
    place = clicked[0].get("y") if clicked else None
    on = [fall for fall in found.steps if fall.on]
    if isinstance(place, int | float) and 1 <= round(place) <= len(on):
        look.look_at(on[round(place) - 1].where)


def _picked(view: View, options: ExportOptions) -> Totals:
    """What a pick yields: values with too few rows give what they have."""
    return queries.totals(export.chosen(view, options))


def _options(view: View, kept: int) -> ExportOptions:
    picked = sample_size.chosen_before(view) or sample_size.options(view, kept)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            say("Format"),
            [entry.name for entry in export.EXPORTS],
            format_func=lambda name: export.BY_NAME[name].label,
            required=True,
            **state.remember("format", export.EXPORTS[0].name),
        )
        chosen = export.BY_NAME[kind or export.EXPORTS[0].name]
        packed = st.segmented_control(
            say("Compression"),
            list(export.COMPRESSIONS),
            format_func=lambda name: translated(export.COMPRESSIONS[name]),
            required=True,
            default="",
            key="compression",
            persist_state="session",
            disabled=not chosen.streams,
        )
        dialect = st.selectbox(
            say("Dialect"),
            ["", *formats.WRITABLE],
            format_func=lambda name: name or say(_AS_IT_IS),
            width=220,
            key="dialect",
            persist_state="session",
            help=say("Rows leave as they are in the source. Choose a dialect to write every row in that one instead."),
        )
    beside = columns.draw(view, dialect or "")
    verbatim = (
        chosen.keeps_lines
        and not dialect
        and not beside
        and all(sources.is_verbatim(file) for file in view.dataset.files)
    )
    if note := say("Every row is byte for byte the line it comes from.") if verbatim else translated(chosen.note):
        st.caption(note)
    packed = packed if chosen.streams else ""
    found = export.options_from(
        {"format": chosen.name, "compression": packed or "", "dialect": dialect or "", "columns": beside, **picked}
    )
    return replace(found, queries=saved.held())


def _name(view: View, options: ExportOptions) -> str:
    """A file name: the dataset's, and that it is a part of it."""
    stem = re.sub(r"\.(gz|zst|bz2|xz)$", "", view.dataset.name)
    stem = re.sub(r"[^\w.\-]+", "_", Path(stem).stem, flags=re.UNICODE).strip("._") or "export"
    return f"{stem[:80]}{'' if view.is_everything and not options.pick else '.kept'}{options.suffix}"


def _download(view: View, options: ExportOptions, name: str, rows: int) -> None:
    size = 0 if options.pick else ask(export.estimate, view)[1]
    about = ""
    if size and export.BY_NAME[options.format].keeps_lines:
        packed, shown = bool(options.compression), numbers.size(size)
        about = say(", about {size} before compression", size=shown) if packed else say(", about {size}", size=shown)
    st.link_button(
        say("Download {rows} rows", rows=numbers.count(rows)),
        downloads.offer(view, options, name),
        type="primary",
        icon=":material/download:",
    )
    st.caption(
        say(
            "**{name}**{size}. Rows are streamed from the source: nothing is held in memory.",
            name=inert.label(name),
            size=about,
        )
    )


def _recipe(view: View, options: ExportOptions, name: str) -> None:
    st.subheader(say("Repeat it"), anchor=False)
    opened = open_dataset.current()
    extra = ["--out", name]
    if options.dialect:
        extra += ["--as", options.dialect]
    for field in ("pick", "by", "mix", "choose", "reference", "score", *(["seed"] if options.choose else [])):
        if value := getattr(options, field):
            extra += [f"--{field}", str(value)]
    if options.fill:
        extra.append("--fill")
    if options.columns:
        extra.append(f"--columns={columns.listed(options.columns)}")
    if not open_dataset.policy().read_only:
        st.code(share.command("export", opened, *extra, focus=False), language="bash", wrap_lines=True)
    with st.expander(say("Recipe"), key="recipe_open", on_change="rerun", icon=":material/receipt_long:") as box:
        if box.open:
            made = recipe.make(view, asdict(options))
            if open_dataset.policy().read_only:
                made["source"]["files"] = [{**file, "path": file["name"]} for file in made["source"]["files"]]
            text = recipe.dumps(made).decode("utf-8", "replace")
            st.caption(
                say(
                    "Written beside every exported file. It names the source by content, so that nothing else can be taken for it."
                )
            )
            st.code(text, language="json", height=320)
            st.download_button(
                say("Download the recipe"),
                text,
                file_name=name + recipe.SUFFIX,
                mime="application/json",
                on_click="ignore",
                key="recipe_download",
            )
