"""What the rows are held against, and the check itself, which runs while one waits."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from explorer import building, contamination
from explorer.charts import numbers
from explorer.contamination import RULES, Found, Item
from explorer.errors import ExplorerError
from explorer.progress import Progress
from explorer.ui import state
from explorer.ui.app import build_progress, offers, open_dataset, opening
from explorer.ui.contamination import example
from explorer.ui.parts import inert, problem
from explorer.view import View
from explorer.words import say, translated


class Checked(NamedTuple):
    """What was found, of which rows. key: of the view, the reference as it was typed, and the rule."""

    key: tuple[object, ...]
    found: Found
    items: dict[int, Item]


def checked(view: View) -> Checked | None:
    """The result for the rows that the drops keep, where there is one; draws what leads to it."""
    if open_dataset.policy().read_only:
        st.info(
            say("Rows are checked where the data lies: `sft-explorer contaminate` does it."), icon=":material/policy:"
        )
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="contamination_controls"):
        typed = st.text_input(
            say("Reference"),
            placeholder=say("path of a benchmark, or of your own test split: JSONL, Parquet, CSV, a folder, a glob"),
            max_chars=2_000,
            **state.remember("against", ""),
        )
        rule = st.selectbox(
            say("Rule"),
            list(RULES),
            width=170,
            help=inert.label("; ".join(f"{one.name}: {translated(one.about)}" for one in RULES.values()) + ".", 600),
            **state.remember("contamination_rule", contamination.DEFAULT.name),
        )
        asked = st.button(say("Check"), key="contamination_check", type="primary", disabled=not (typed or "").strip())
    typed, rule = (typed or "").strip(), rule if rule in RULES else contamination.DEFAULT.name
    if not typed:
        words = say(
            "Name what a model will be tested on. Rows that hold its questions make the test say nothing; they are found "
            "whatever their case, marks and the text around them."
        )
        offers.introduce("contamination", words, ":material/policy:", _choose, example.draw)
        return None
    # Columns that arrive meanwhile, those of this very check among them, change nothing of what was found.
    known = tuple(part for part in view.key if part != view.dataset.state)
    key = (known, typed, rule)
    held: Checked | None = state.get("contamination")
    if asked:
        held = _check(view, typed, rule, key)
        state.put("contamination", held)
    if held is None:
        st.caption(
            say(
                "Press Check to hold {rows} against it. Nothing is sent anywhere.",
                rows=numbers.counted(view.dataset.rows, "row"),
            )
        )
        return None
    if held.key != key:
        st.caption(say("The rows, the reference or the rule changed since the last check. Press Check again."))
        return None
    return held


def _choose(path: str) -> None:
    st.session_state["against"] = path


def _check(view: View, typed: str, rule: str, key: tuple[object, ...]) -> Checked | None:
    bar = st.progress(0.0, text=say("Reading the reference"))

    def report(progress: Progress) -> None:
        bar.progress(progress.share, text=build_progress.said(progress))

    try:
        paths = [path.absolute() for path in open_dataset.policy().locate(opening.split_paths(typed))]
        options = building.Options(encoding=open_dataset.current().options.encoding)
        other = building.run(open_dataset.cache(), paths, options, [], report)
        items = contamination.items_of(View.of(other, by_hand=False))
        found = contamination.find(view, [other.name], items, RULES[rule], report)
    except (ExplorerError, OSError) as error:
        problem.show_error(error, say("The reference cannot be read."))
        return None
    finally:
        bar.empty()
    return Checked(key, found, {item.row_id: item for item in items})
