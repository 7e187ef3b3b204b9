"""The frame of every page: its title, and what stands in its place where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from explorer import queries
from explorer.charts import numbers
from explorer.store import Dataset
from explorer.ui import history, state
from explorer.ui.app import elsewhere, open_dataset, opening, preview, shell, started
from explorer.ui.parts import dialogs, inert, problem
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say

_NAMED = 12  # paths of a link that are shown
_NEAR = 2  # files of nearly the name of one that is not there


def begin(name: str) -> View:
    """Draw the page's head and return what it shows; where there is nothing to show, say why and stop the page.

    name: a page of `shell.PAGES`.
    """
    page = shell.page(name)
    shell.ensure(name)
    dialogs.leave(name)
    with st.container(gap=None, key="page_head"):
        st.header(say(page.title), anchor=False)
        st.caption(say(page.question))
    opened = open_dataset.current()
    if opened.asks:
        _ask(opened)
    if opened.error is not None:
        _cannot_open(opened)
    if opened.dataset is None:
        preview.draw(opened)
        st.stop()
    if opened.changed:
        _changed(opened)
    if opened.filter_error is not None or opened.view is None:
        error = opened.filter_error
        problem.show(error.message if error else say("The conditions cannot be applied."), error.hint if error else "")
        action(say("Clear the conditions"), _clear_conditions, "clear_filter")
        st.stop()
    view = opened.view
    if not view.dataset.rows and not page.allow_empty:
        _no_rows(opened)
    built = {column.layer for column in view.dataset.columns.values()}
    if missing := [layer for layer in page.needs if layer not in built]:
        if opened.is_building:
            st.info(
                say(
                    "This page waits for: {missing}. It fills in as soon as they are computed.",
                    missing=", ".join(missing),
                ),
                icon=":material/hourglass_top:",
            )
        else:
            problem.show(
                say("This page needs: {missing}, which were not computed.", missing=", ".join(missing)),
                say("Resume the build in the side bar."),
            )
        st.stop()
    if (
        view.dataset.rows
        and not page.allow_empty
        and not view.is_everything
        and not ask(queries.totals, view.kept() if page.judges else view).rows_kept
    ):
        nothing_matches(view)
        st.stop()
    return view


def _undo() -> None:
    history.undo()
    st.rerun()


def _clear_conditions() -> None:
    opened = open_dataset.current()
    if opened.columns_error is not None or (opened.dataset is not None and opened.dataset.custom.errors):
        state.put("column", ())
    history.set_steps(())
    state.set_focus("")


def action(label: str, do: Callable[[], None], key: str, primary: bool = True) -> None:
    """A button for the one next step. label: a fixed text."""
    if st.button(label, key=f"action_{key}", type="primary" if primary else "secondary"):
        do()


def nothing_matches(view: View) -> None:
    """No row is kept and looked at."""
    if not ask(queries.totals, view.kept()).rows_kept:
        st.info(
            say("Every row is dropped. Switch a step off in the side bar, or undo the last one."),
            icon=":material/filter_alt_off:",
        )
        action(say("Undo"), _undo, "nothing_kept")
        return
    looked = ask(queries.totals, view.looked_at()).rows_kept
    if looked:
        st.info(
            say(
                "All {looked} that you look at are dropped. Review shows them all the same.",
                looked=numbers.counted(looked, "row"),
            ),
            icon=":material/filter_alt_off:",
        )
        action(say("See them in Review"), lambda: state.go("review"), "all_dropped")
        action(say("Show all kept rows"), lambda: state.set_focus(""), "nothing_matches", primary=False)
        return
    st.info(
        say("No row matches what you look for. Remove a condition in the side bar, or start over."),
        icon=":material/filter_alt_off:",
    )
    action(say("Show all rows"), lambda: state.set_focus(""), "nothing_matches")


def _changed(opened: open_dataset.Opened) -> None:
    gone = any(not path.exists() for path in opened.paths)
    named = inert.label(", ".join(opened.changed), 300)
    said = (
        say(
            "The source was moved or deleted after it was read: {named}. What is shown is what it was; its rows can no longer be opened or exported. Put it back, or open it where it is now.",
            named=named,
        )
        if gone
        else say(
            "The source changed after it was read: {named}. What is shown is what it was; its rows can no longer be opened or exported.",
            named=named,
        )
    )
    st.warning(said, icon=":material/sync_problem:")
    action(say("Read it anew"), open_dataset.read_anew, "read_anew")


def _ask(opened: open_dataset.Opened) -> None:
    """A link wants something opened that was not opened here before."""
    with st.container(border=True):
        st.markdown(say("**This link opens data that was not opened here before:**"))
        st.code("\n".join(inert.line(path, 1_000) for path in opened.source[:_NAMED]), language=None, wrap_lines=True)
        if len(opened.source) > _NAMED:
            st.caption(say("… and {more:,} more.", more=len(opened.source) - _NAMED))
        tokeniser = state.get("tokeniser") or state.ENCODINGS_DEFAULT
        counted = (
            ""
            if tokeniser == state.ENCODINGS_DEFAULT
            else say(" Tokens are counted as in {tokeniser}.", tokeniser=inert.label(tokeniser))
        )
        missing = not open_dataset.is_there(opened.source)
        if missing:
            st.warning(
                say(
                    "Nothing is there on the machine that runs this app. Whoever sent the link has the file elsewhere: ask for it, or open your own copy."
                ),
                icon=":material/search_off:",
            )
        else:
            st.caption(
                say("It lies elsewhere: opening it reads it over the network, into the cache of this app.")
                if elsewhere.is_named(open_dataset.policy(), opened.source)
                else say(
                    "It lies on the machine that runs this app. Opening it reads all of its files, which takes a while where they are large; they are not changed.{counted}",
                    counted=counted,
                )
            )
        with st.container(horizontal=True):
            if not missing:
                action(say("Open it"), _agreed, "open_link")
            if open_dataset.policy().may_open([started.sample_source()]) and started.SAMPLE.exists():
                action(
                    say("Open the sample"),
                    lambda: state.open_source([started.sample_source()]),
                    "ask_sample",
                    primary=False,
                )
    st.stop()


def _agreed() -> None:
    state.agree()
    st.rerun()


def _cannot_open(opened: open_dataset.Opened) -> None:
    error = opened.error
    problem.show(error.message if error else say("The source cannot be opened."), error.hint if error else "")
    with st.container(horizontal=True):
        failed = opened.job is not None and opened.job.state == "failed"
        if failed and open_dataset.policy().may("steer builds"):
            action(say("Try again"), lambda: open_dataset.resume(opened), "retry")
        for place, path in enumerate(_meant(opened)):
            action(
                say("Open {name}", name=inert.label(path.name, 40)),
                partial(state.open_source, [str(path)]),
                f"near_{place}",
            )
        sample = (started.sample_source(),)
        if state.source() != sample and open_dataset.policy().may_open(sample) and started.SAMPLE.exists():
            action(say("Open the sample"), lambda: state.open_source(sample), "sample", primary=False)
    st.stop()


def _meant(opened: open_dataset.Opened) -> list[Path]:
    """Files that a source which is not there may mean."""
    if len(opened.source) != 1 or opened.paths or open_dataset.policy().read_only:
        return []
    found = opening.near(opened.source[0])
    return [path for path in found if path.is_file() and open_dataset.policy().may_open([str(path)])][:_NEAR]


def _no_rows(opened: open_dataset.Opened) -> None:
    if opened.is_building or opened.dataset is None:
        st.info(say("No row has been read yet. Rows appear here as they arrive."), icon=":material/hourglass_top:")
    else:
        no_rows(opened.dataset)
    st.stop()


def no_rows(dataset: Dataset) -> None:
    """Say why a dataset that is read to its end has no rows."""
    ledger = dataset.ledger
    if ledger.rejected:
        problem.show(
            say(
                "The source has no usable row: {rejected:,} of {lines:,} lines were rejected.",
                rejected=ledger.rejected,
                lines=ledger.lines,
            ),
            say("Quality lists every one of them with its reason."),
        )
        action(say("See the rejected lines"), lambda: state.go("quality"), "rejects")
    else:
        problem.show(say("The source has no rows."), say("Open another file in the side bar."))
