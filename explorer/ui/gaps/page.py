"""What a reference has and this dataset lacks: in sentences, on one map, in pairs of bars, and as rows to add."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import numpy as np
import streamlit as st

from explorer import export, filters, gaps, recipe
from explorer.charts import gaps as charts
from explorer.charts import numbers
from explorer.gaps import COVERED, ClusterGap, Comparison, Joint, LabelGap
from explorer.labels import label_of
from explorer.queries.map_points import Centre
from explorer.store import Dataset
from explorer.ui import state
from explorer.ui.app import downloads, open_dataset
from explorer.ui.gaps import reference
from explorer.ui.parts import chart, headings, headline, inert, picklist
from explorer.ui.parts.cached import ask
from explorer.ui.parts.headline import Figure
from explorer.view import View
from explorer.words import later, say

_NAMED = 12  # clusters whose names are drawn
_LISTED = 40
_WORDS = {"ability": later("Abilities"), "language": later("Languages"), "domain": later("Domains")}
_VERDICTS = {"missing": later("missing"), "thin": later("thin"), "even": later("even")}
_FEW = 200  # sampled rows of a filter, below which its groups are not sure


def draw(view: View) -> None:
    """The page."""
    found = reference.chosen(view)
    if found is None:
        return
    other, joint = found
    whole = View.of(other)
    comparison: Comparison = _measured(view, other, joint)
    labels = {column: _labels(view, whole, column) for column in gaps.COMPARED}
    _figures(view, other, joint, comparison, labels)
    _sentences(comparison, labels)
    _together(joint, comparison)
    _clusters(view, joint, comparison)
    _pairs(view, labels)
    _to_add(whole, joint, comparison, labels["ability"])


def _measured(view: View, other: Dataset, joint: Joint) -> Comparison:
    def measured(shown: View, key: str) -> Comparison:
        del key
        return gaps.measure(shown, joint)

    return ask(measured, view, gaps.key_of(view.dataset, other))


def _labels(view: View, whole: View, column: str) -> list[LabelGap]:
    def measured_labels(shown: View, column: str, key: object) -> list[LabelGap]:
        del key
        return gaps.label_gaps(shown, whole, column)

    return ask(measured_labels, view, column, whole.key)


# ---- in words ----


def _figures(
    view: View, other: Dataset, joint: Joint, comparison: Comparison, labels: dict[str, list[LabelGap]]
) -> None:
    lacking = [gap for gap in labels["ability"] if gap.verdict != "even"]
    known = [gap for gap in labels["ability"] if gap.there]
    near = float((comparison.likeness >= COVERED).mean()) if len(comparison.likeness) else 1.0
    headline.draw(
        [
            Figure(say("Reference"), numbers.count(other.rows), say("rows of {name}", name=inert.line(other.name, 24))),
            Figure(
                say("Abilities lacking"), numbers.count(len(lacking)), say("of {known:,} that it has", known=len(known))
            ),
            Figure(
                say("Groups lacking"),
                numbers.count(len(comparison.lacking)),
                say("of {clusters:,}", clusters=len(comparison.clusters)),
            ),
            Figure(
                say("Reference covered"),
                numbers.share(near),
                say("of its rows have their like here"),
                say(
                    "Share of the reference's rows whose nearest kept row here is at least {least:.1f} like it, of 1.",
                    least=COVERED,
                ),
            ),
        ]
    )
    sampled = len(joint.row_id) - joint.here
    if joint.here < view.dataset.rows or sampled < other.rows:
        st.caption(
            say(
                "Groups are told from {here:,} rows of this dataset and {sampled:,} of the reference; abilities, languages and domains from all.",
                here=joint.here,
                sampled=sampled,
            )
        )
    kept = int(comparison.kept[: joint.here].sum())
    if kept < min(_FEW, joint.here):
        st.warning(
            say(
                "The filter keeps {kept} of those that groups are told from: too few to be sure of a group. Abilities, languages and domains count every kept row.",
                kept=numbers.counted(kept, "row"),
            ),
            icon=":material/info:",
        )


def _sentences(comparison: Comparison, labels: dict[str, list[LabelGap]]) -> None:
    said = [
        say("**{name}**: {said}.", name=inert.label(label_of(column, value), 60), said=words)
        for column, pairs in labels.items()
        for value, words in gaps.label_sentences(pairs, column)
    ][:5]
    said += [
        say("**{name}**: {said}.", name=inert.label(name, 60), said=words)
        for name, words in gaps.cluster_sentences(comparison.clusters)
    ]
    if said:
        st.markdown("\n".join(f"- {line}" for line in said))
    else:
        st.markdown(say(":green[:material/check_circle:] Nothing of the reference is missing or thin here."))


# ---- on the map ----


def _together(joint: Joint, comparison: Comparison) -> None:
    if not len(joint.flat):
        return
    lacking = np.isin(joint.cluster, [gap.number for gap in comparison.lacking])
    names = [Centre(gap.name, gap.x, gap.y, gap.there, gap.there) for gap in comparison.lacking[:_NAMED]]
    figure = charts.together(joint.flat, joint.here, comparison.kept, joint.starts, lacking, names, chart.mode())
    chart.show(figure, "gaps_map")


def _clusters(view: View, joint: Joint, comparison: Comparison) -> None:
    st.subheader(say("Groups of rows that are lacking"), anchor=False)
    lacking = comparison.lacking[:_LISTED]
    if not lacking:
        st.caption(say("Every group of the reference has its share here."))
        return
    rows = [
        {
            "group": inert.line(gap.name, 80),
            "verdict": say(_VERDICTS[gap.verdict]),
            "here": 100 * gap.share_here,
            "reference": 100 * gap.share_there,
            "rows to add": gap.to_add,
            "for example": inert.line(inert.opening(joint.starts[gap.samples[0]]), 120) if gap.samples else "",
        }
        for gap in lacking
    ]
    share = st.column_config.NumberColumn(format="%.1f %%")
    more = st.column_config.NumberColumn(
        format="localized",
        help=say(
            "Rows that would bring the group to the share that it has in the reference, and to no more than half of the data."
        ),
    )
    picked = picklist.pick("gaps", view, rows, {"here": share, "reference": share, "rows to add": more})
    if picked is None:
        st.caption(say("Click a group to see what its rows in the reference look like."))
        return
    _examples(joint, lacking[picked])


def _examples(joint: Joint, gap: ClusterGap) -> None:
    st.markdown(say("**{name}** in the reference, its most typical rows:", name=inert.label(gap.name, 80)))
    st.dataframe(
        [
            {"row": int(joint.row_id[place]), "how it starts": inert.line(inert.opening(joint.starts[place]), 160)}
            for place in gap.samples
        ],
        hide_index=True,
        lazy=False,
        column_config=headings.named(("row", "how it starts")),
    )


# ---- label by label ----


def _pairs(view: View, labels: dict[str, list[LabelGap]]) -> None:
    filled = {column: pairs for column, pairs in labels.items() if pairs}
    if not filled:
        return
    st.subheader(say("Label by label"), anchor=False)
    column = st.segmented_control(
        say("Compare"),
        list(filled),
        format_func=lambda name: say(_WORDS[name]),
        required=True,
        label_visibility="collapsed",
        default=next(iter(filled)),
        key="gaps_column",
    )
    column = column if column in filled else next(iter(filled))
    pairs = filled[column]
    figure = charts.pairs(
        column,
        [gap.value for gap in pairs],
        [gap.share_here for gap in pairs],
        [gap.share_there for gap in pairs],
        chart.mode(),
    )
    clicked = chart.points(chart.show(figure, f"gaps_{column}", selection="points"))
    value = clicked[0].get("customdata") if clicked else None
    value = value[0] if isinstance(value, list) else value
    if isinstance(value, str) and column in view.dataset.columns:
        state.add_term(filters.one_of(column, [value]))
    st.caption(
        say("Shares of the rows that are kept here, and of all rows of the reference. Click a bar to look at its rows.")
    )


# ---- rows to add ----


def _to_add(whole: View, joint: Joint, comparison: Comparison, abilities: list[LabelGap]) -> None:
    numbers_ = {gap.number for gap in comparison.lacking}
    ids = gaps.lacking_rows(joint, numbers_)
    lacking = [gap for gap in abilities if gap.verdict != "even"]
    offers: list[tuple[str, View, int, str]] = []
    if ids:
        offers.append((say("of the groups that are lacking"), whole.only(ids), len(ids), "groups"))
    if lacking:
        term = filters.one_of("ability", [gap.value for gap in lacking])
        kept = View.of(whole.dataset, term)
        offers.append((say("of the abilities that are lacking"), kept, sum(gap.there for gap in lacking), "abilities"))
    if not offers:
        return
    st.subheader(say("Rows to add"), anchor=False)
    sampled = len(joint.row_id) - joint.here
    st.caption(
        say(
            "Rows of {name}, byte for byte as they stand there. They are candidates: mind their licence, and give each ability its share rather than all there is.",
            name=reference.name(whole.dataset),
        )
        + (
            say(" Groups are known of {sampled:,} of its rows: there may be more.", sampled=sampled)
            if sampled < whole.dataset.rows
            else ""
        )
    )
    stem = re.sub(r"[^\w.\-]+", "_", Path(whole.dataset.name).stem).strip("._")[:60] or "reference"
    options = export.options_from({"format": "jsonl"})
    for words, view, count, tag in offers:
        name = f"{stem}.{tag}.jsonl"
        with st.container(horizontal=True):
            if not open_dataset.policy().may("download"):
                continue
            address = downloads.offer(view, options, name)
            st.link_button(
                say("Download {count} {words}", count=numbers.counted(count, "row"), words=words),
                address,
                icon=":material/download:",
            )
            st.download_button(
                say("Recipe"),
                lambda view=view: recipe.dumps(recipe.make(view, asdict(options))),
                file_name=name + recipe.SUFFIX,
                mime="application/json",
                on_click="ignore",
                key=f"gaps_recipe_{tag}",
                help=say("Names these rows: `export --recipe` makes the same file again."),
                icon=":material/receipt_long:",
            )
