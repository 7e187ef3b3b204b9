"""Trainers: a dry run of all trainers over the kept rows, each fate leading to its rows."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from explorer import dryrun, filters
from explorer.charts import numbers, trainer_fates
from explorer.dryrun import Fate, Result
from explorer.trainers import OUTCOMES, TRAINERS, Trainer
from explorer.ui import history, state
from explorer.ui.parts import chart, inert, look, trainer_choice
from explorer.ui.parts.cached import ask
from explorer.ui.parts.inert import Html, html
from explorer.ui.trainers import trained
from explorer.view import View
from explorer.words import say, translated

_PRESETS = (1024, 2048, 4096, 8192, 32768)
_RULES = 8  # written out for each trainer
_NAMED = 190  # pixels of a trainer's name, and of a rule's: what they say stands in one line with them, and wraps on a small screen
_ORDER = {outcome: place for place, outcome in enumerate(("crash", "mask", "drop", "rename", "truncate", "keep"))}


def draw(view: View) -> None:
    """The page: what happens to all that the drops keep, whatever is looked at."""
    view = view.kept()
    limit, template, costs = _controls()
    counted = trained.is_counted(view)
    found: dict[str, Result] = ask(dryrun.summary, view, limit, template, trained=counted)
    names = [trainer.label for trainer in TRAINERS]
    results = [found[trainer.name] for trainer in TRAINERS]
    st.caption(
        say(
            "What becomes of {rows} at {limit:,} tokens. Click a part of a bar, or a rule below it, to see its rows.",
            rows=numbers.counted(results[0].rows, "kept row"),
            limit=limit,
        )
    )
    figure = trainer_fates.bars(names, results, OUTCOMES, chart.mode())
    clicked = chart.points(chart.show(figure, "outcomes_figure", selection="points"))
    if clicked:
        _take_click(clicked[0], limit, template)
    inert.show(_table(results, costs))
    if not counted:
        trained.offer(view)
    with st.container(gap="small", key="trainer_rules"):
        for trainer in TRAINERS:
            with st.container(gap=None, key=f"trainer_{trainer.name}"):
                _rules(trainer, found[trainer.name])
    st.caption(
        say(
            "Rows are taken at each trainer's defaults, with field and role names configured where the trainer lets one do so; {remarks}. Token counts are those of this app's tokeniser, so that rows close to the limit can fall to the other side with a model's own. Response tokens lost: of all answers, those before the last by their share of what is cut off. Steps: rows by sequences a step, or packed to the maximum length.",
            remarks=_remarks(),
        )
    )


def _remarks() -> str:
    """How some trainers take rows, unlike the others."""
    return say(", and ", about="things").join(
        f"{translated(trainer.label)} {translated(trainer.remark)}" for trainer in TRAINERS if trainer.remark
    )


class _Costs(NamedTuple):
    """What an epoch is reckoned by. price: USD of a million tokens, None where nobody said one. batch: sequences a step."""

    price: float | None
    batch: int
    packed: bool


def _controls() -> tuple[int, str, _Costs]:
    """(maximum length, template, what an epoch is reckoned by)."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        limit = trainer_choice.max_length(
            say(
                "{names}. By default: {names_2}.",
                names=", ".join(translated(trainer.length_option) for trainer in TRAINERS),
                names_2=", ".join(f"{trainer.label} {_default(trainer)}" for trainer in TRAINERS),
            )
        )
        for preset in _PRESETS:
            st.button(f"{preset:,}", key=f"preset_{preset}", type="tertiary", on_click=_take_preset, args=(preset,))
        template = trainer_choice.template(
            say("; ").join(
                [
                    say("How many tokens stand around the texts"),
                    *(say("{label} has its own", label=t.label) for t in TRAINERS if t.own_template),
                ]
            )
            + say(".")
        )
        with st.popover(say("Steps and cost"), icon=":material/payments:"):
            price = st.number_input(
                say("USD per million tokens"),
                min_value=0.0,
                value=None,
                step=0.5,
                width=180,
                placeholder=say("your price"),
                help=say(
                    "What an endpoint or a machine asks for a million trained tokens: the cost of an epoch follows."
                ),
                key="price",
                persist_state="session",
            )
            batch = st.number_input(
                say("Sequences per step"),
                min_value=1,
                max_value=100_000,
                value=32,
                width=150,
                help=say("Rows by device, times gradient accumulation, times devices: the steps of an epoch follow."),
                key="batch",
                persist_state="session",
            )
            packed = st.toggle(
                say("Packed"),
                help=say("Rows are joined up to the maximum length."),
                key="packed",
                persist_state="session",
            )
    costs = _Costs(price, batch if isinstance(batch, int) and batch > 0 else 32, bool(packed))
    return limit, template, costs


def _default(trainer: Trainer) -> str:
    return f"{trainer.default_length:,}" if trainer.default_length else say("the model's own")


def _take_preset(preset: int) -> None:
    st.session_state["max_length"] = preset


def _take_click(point: dict[str, object], limit: int, template: str) -> None:
    place, curve = point.get("y"), point.get("curve_number")
    if not isinstance(place, int | float) or not isinstance(curve, int | float):
        return
    if 0 <= round(place) < len(TRAINERS) and 0 <= round(curve) < len(OUTCOMES):
        look.look_at(dryrun.outcome_filter(TRAINERS[round(place)].name, OUTCOMES[round(curve)], limit, template))


# ---- a trainer ----


def _rules(trainer: Trainer, result: Result) -> None:
    """A trainer's head with what is done about all it strikes, and a line for each rule, the gravest first."""
    limit, template = result.plan.max_length, result.plan.template
    struck = sorted(
        (fate for fate in result.fates if fate.case.rule),
        key=lambda fate: (_ORDER[fate.case.outcome], -fate.rows),
    )
    _head(trainer, result, is_clean=not struck and not result.idle)
    for fate in struck[:_RULES]:
        _rule(trainer.name, fate, limit, template)
    if len(struck) > _RULES:
        st.caption(
            say(
                "and {more} more rules, for {sum:,} rows",
                more=len(struck) - _RULES,
                sum=sum(f.rows for f in struck[_RULES:]),
            )
        )


def _head(trainer: Trainer, result: Result, *, is_clean: bool) -> None:
    limit, template = result.plan.max_length, result.plan.template
    trains, renamed = result.trained_rows, result.count("rename")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"trainer_head_{trainer.name}"):
        with st.container(width=_NAMED):
            inert.show(html('<h3 class="x-h">{label}</h3>', label=trainer.label))
        if is_clean:
            st.markdown(say(":green[:material/check_circle:] Every row is trained as it is."), width="stretch")
            return
        trained.idle_rows(trainer, result)
        if renamed and st.button(
            say("Export as messages"),
            key=f"rename_{trainer.name}",
            icon=":material/download:",
            help=say("{rows} are sound under other names: one renaming does it.", rows=numbers.counted(renamed, "row")),
        ):
            st.session_state["dialect"] = "messages"
            state.go("export")
        if trains < result.rows and st.button(
            say("Drop what {label} drops", label=trainer.label),
            key=f"keep_{trainer.name}",
            disabled=not trains,
            help=say(
                "Keeps {trained}, of which something is trained. The source is not changed.",
                trained=numbers.counted(trains, "row"),
            ),
        ):
            kept = dryrun.keeps_filter(trainer.name, limit, template)
            history.add_step(say("Not trained by {label}", label=trainer.label), filters.negate(kept))
            st.rerun()


def _table(results: list[Result], costs: _Costs) -> Html:
    """Outcomes by trainer: rows and their share, and what is lost."""
    lines = [html("<th></th>{names}", names=inert.join(html("<th>{name}</th>", name=t.label) for t in TRAINERS))]
    for outcome in OUTCOMES:
        counts = [result.count(outcome) for result in results]
        if any(counts):
            parts = [(count, count / max(result.rows, 1)) for count, result in zip(counts, results, strict=True)]
            lines.append(_line(say(trainer_fates.WORDS[outcome]), parts))
    lost = [(result.lost, result.lost / max(result.response_tokens, 1)) for result in results]
    lines.append(_line(say("response tokens lost"), lost))
    tokens = inert.join(html("<td>{count}</td>", count=numbers.count(result.tokens)) for result in results)
    lines.append(html("<th>{words}</th>{tokens}", words=say("tokens an epoch"), tokens=tokens))
    if all(result.trained is not None for result in results):
        parts = [(result.trained or 0, (result.trained or 0) / max(result.tokens, 1)) for result in results]
        lines.append(_line(say("of these, trained"), parts))
    steps = [f"{result.steps(costs.batch, packed=costs.packed):,}" for result in results]
    lines.append(_plain_line(say("steps an epoch"), steps))
    if costs.price is not None:
        lines.append(_plain_line(say("USD an epoch"), [f"{result.dollars(costs.price):,.2f}" for result in results]))
    rows = inert.join(html("<tr>{line}</tr>", line=line) for line in lines)
    return html('<div class="x-table"><table>{rows}</table></div>', rows=rows)


def _plain_line(words: str, cells: list[str]) -> Html:
    found = inert.join(html("<td>{cell}</td>", cell=cell) for cell in cells)
    return html("<th>{words}</th>{found}", words=words, found=found)


def _line(words: str, parts: list[tuple[int, float]]) -> Html:
    cells = [
        html(
            "<td><span>{count} ·</span> <span>{share}</span></td>",
            count=numbers.count(count),
            share=numbers.share(share),
        )
        if count
        else html("<td>–</td>")
        for count, share in parts
    ]
    return html("<th>{words}</th>{cells}", words=words, cells=inert.join(cells))


def _rule(trainer: str, fate: Fate, limit: int, template: str) -> None:
    case = fate.case
    fate_words = say(trainer_fates.WORDS[case.outcome]).capitalize()
    said = say("{fate}: {said}", fate=fate_words, said=translated(case.said))
    cost = say(" {lost} response tokens are lost.", lost=numbers.count(fate.lost)) if fate.lost else ""
    words, where = translated(case.rule.replace("_", " ")), dryrun.case_filter(trainer, case.rule, limit, template)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"trainer_rule_{trainer}_{case.rule}"
    ):
        told = inert.label(say("{said}{cost} Says: {cite}", said=said, cost=cost, cite=case.cite), 500)
        with st.container(width=_NAMED):
            look.look_button(f"{fate.rows:,} · {words}", where, f"rule_{trainer}_{case.rule}", told)
        st.caption(inert.label(said, 300), width="stretch")
        if case.outcome != "truncate":
            look.drop_button(say("Drop"), f"{trainer}: {words}", where, f"drop_rule_{trainer}_{case.rule}", said)
