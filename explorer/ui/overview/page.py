"""The body of the Overview page: one screen of pictures, and the details behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from explorer import queries
from explorer.charts import density, glance
from explorer.charts.theme import COLOURS
from explorer.labels import label_of
from explorer.queries import map_points
from explorer.scorecard import Card
from explorer.scorecard.problems import soundness
from explorer.store import Dataset, FieldInfo
from explorer.ui import state
from explorer.ui.app import page
from explorer.ui.overview import estimate, field_mapping, problems, variety, verdict
from explorer.ui.overview import scorecard as details
from explorer.ui.parts import cards, chart, headings, inert
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import html
from explorer.ui.review import queue
from explorer.view import View
from explorer.words import language, later, say, translated

_FIELDS = 500  # fields listed
_TYPICAL = 3  # rows shown
_BINS = 120  # of the map's thumbnail
_TYPES = {
    "string": later("string"),
    "integer": later("integer"),
    "number": later("number"),
    "boolean": later("boolean"),
    "array": later("array"),
    "object": later("object"),
}


def draw(view: View) -> None:
    """Draw what the dataset is, and whether it is fit to train on."""
    dataset, view = view.dataset, view.kept()
    if not dataset.rows:
        inert.show(glance.ledger(dataset))
        _about(view)
        if dataset.complete:
            page.no_rows(dataset)
        _fields(dataset)
        return
    is_building = not dataset.complete
    profile = details.profile()
    guess = estimate.look(view, profile) if is_building else None
    card: Card = guess.card if guess else variety.card(view, profile)
    sound = guess.sound if guess else ask(soundness, view, card)
    verdict.draw(view, card, sound, is_building, guess)
    with st.container(key="overview_top"):
        wrong, rows = st.columns([62, 38], gap="medium")
    with wrong:
        inert.show(_head(say("What is wrong, worst first")))
        problems.draw(card, is_building)
    with rows:
        colours = COLOURS[chart.mode()]
        shown, whose = (guess.view, guess.sound) if guess else (view, sound)
        is_judged = guess is not None or not is_building
        picture = glance.rows_picture(
            shown, whose, colours.accent, colours.faint, shares=guess is not None, is_judged=is_judged
        )
        inert.show(_head(say("All rows")), picture, glance.ledger(dataset))
        if dataset.ledger.rejected:
            _rejected_lines()
        _unsure(view)
    inert.show(glance.cards(view, card, guess.view if guess else None))
    _shown_rows(view)
    if not is_building:
        variety.watch(view)
    with st.expander(say("Details: every check, thresholds, fields"), key="details", on_change="rerun") as box:
        if box.open:
            details.draw(view, card, is_estimate=guess is not None)
            if not is_building:
                variety.draw(view)
            _about(view)
            _fields(dataset)


def _head(words: str) -> inert.Html:
    return html('<h3 class="x-h">{words}</h3>', words=words)


def _rejected_lines() -> None:
    if st.button(say("See the rejected lines"), key="see_rejected", type="tertiary", icon=":material/rule:"):
        state.put("review_show", queue.REJECTED)
        state.go("review")


def _shown_rows(view: View) -> None:
    """Typical rows, beside the map's thumbnail where there is one."""
    ids = ask(queries.typical, view, limit=_TYPICAL)
    wanted = [name for name in ("dialect", "total_tokens", "prompt", "response") if name in view.dataset.columns]
    found = ask(queries.rows, view, ids, wanted, snippet=600).to_pylist()
    thumbnail = _thumbnail(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        inert.show(_head(say("Typical rows")), width="content")
        state.link("map", say("Open the map"), ":material/scatter_plot:")
    columns = st.columns([25, 75], gap="medium") if thumbnail else None
    if thumbnail and columns:
        with columns[0]:
            inert.show(thumbnail)
    with columns[1] if columns else st.container():
        if not found:
            st.caption(say("Every row is dropped."))
            return
        cards.draw(
            (
                say("row {row_id:,} · {dialect}", row_id=row["row_id"], dialect=_dialect(row["dialect"]))
                + (
                    say(" · {total_tokens:,} tokens", total_tokens=row["total_tokens"]) if "total_tokens" in row else ""
                ),
                row["prompt"] or "",
                row["response"] or "",
            )
            for row in found
        )


def _thumbnail(view: View) -> inert.Html | None:
    """The map as a small picture, None where none is drawn."""
    if not map_points.has_map(view):
        return None
    bounds = ask(map_points.bounds, view)
    if bounds is None:
        return None
    picture = density.picture_of(ask(map_points.raster, view, bounds.window, _BINS), chart.mode())["source"]
    return html('<img class="x-thumbnail" alt="{alt}" src="{picture}">', alt=say("The map"), picture=picture)


def _unsure(view: View) -> None:
    dataset = view.dataset
    unknown = dataset.dialects.get("unknown", 0)
    if dataset.complete and (dataset.facts.unsure or unknown or dataset.mapping):
        field_mapping.offer(view, dataset.facts.unsure, unknown)


def _dialect(name: str) -> str:
    """A dialect as conditions know it; in another language by its words."""
    return name if language() == "en" else label_of("dialect", name)


def _about(view: View) -> None:
    dataset = view.dataset
    tags = [
        html('<span class="x-tag">{name} <i>{n}</i></span>', name=_dialect(name)[:60], n=f"{n:,}")
        for name, n in dataset.dialects.items()
    ]
    if dataset.mapping:
        tags.append(html("<i>{said}</i>", said=say("read with {mapping}", mapping=dataset.mapping[:200])))
    tags.append(html("<i>{said}</i>", said=say("fingerprint {name}", name=dataset.fingerprint[:12])))
    inert.show(html('<div class="x-tags">{tags}</div>', tags=inert.join(tags)))
    for note in dataset.notes[:8]:
        st.caption(f":material/info: {inert.label(translated(note), 300)}")


def _fields(dataset: Dataset) -> None:
    fields = dataset.fields
    if not fields:
        return
    st.subheader(say("Fields of the source"), anchor=False)
    table = pd.DataFrame([_field(info, dataset.ledger.rows) for info in fields[:_FIELDS]])
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * 14, 38 + 35 * len(table)),
        column_config=headings.named(
            table.columns,
            {
                "present": st.column_config.ProgressColumn(
                    say("present"), min_value=0, max_value=1, format="percent", width="small"
                ),
                "example": st.column_config.TextColumn(say("example"), width="large"),
            },
        ),
        alt=say("Fields of the source rows"),
    )
    if len(fields) > _FIELDS:
        st.caption(say("The first {first:,} of {fields:,} fields.", first=_FIELDS, fields=len(fields)))


def _field(info: FieldInfo, rows: int) -> dict[str, object]:
    types = sorted(info.types.items(), key=lambda item: -item[1])
    names = [say(_TYPES.get(kind, kind)) for kind, _ in types]
    shown = (
        names[0] if len(types) == 1 else ", ".join(f"{name} {n:,}" for name, (_, n) in zip(names, types, strict=True))
    )
    if not info.consumed:
        role = say("column")
    elif info.consumed >= info.present:
        role = say("turns")
    else:
        role = say("turns in {consumed:,} rows", consumed=info.consumed)
    return {
        "field": inert.line(info.name),
        "types": shown,
        "present": info.present / rows if rows else 0.0,
        "used as": role,
        "example": inert.line(info.example, 160),
    }
