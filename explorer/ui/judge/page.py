"""The body of the Judge page: who judges, what it costs, the sample, the user's own grades beside it, then all rows."""

from __future__ import annotations

import streamlit as st
import xxhash

from explorer import building, endpoints, judge
from explorer.charts import numbers
from explorer.errors import ExplorerError, PolicyError
from explorer.judge import Agreement, Cost
from explorer.ui.app import job_progress, open_dataset, share
from explorer.ui.app.open_dataset import Opened
from explorer.ui.judge import grade, setup
from explorer.ui.judge.setup import Setup
from explorer.ui.parts import headings, headline, inert, look, problem
from explorer.ui.parts.headline import Figure
from explorer.ui.parts.inert import html
from explorer.view import View
from explorer.words import say, translated

_GOOD, _FAIR = 0.6, 0.4  # kappa, by the usual reading of it


def draw(view: View) -> None:
    """The page: of the rows that the drops keep."""
    if not open_dataset.policy().may("send"):
        st.info(say("A shared app sends no rows to an endpoint."), icon=":material/gavel:")
        return
    view = view.kept()
    chosen = setup.draw()
    if chosen is None:
        st.info(
            say(
                "Name a model. It grades a sample of {sample} rows by a rubric; you grade {graded} of them yourself and see how far to "
                "trust it, before all rows are graded. What it costs is said before anything is sent.",
                sample=judge.SAMPLE,
                graded=judge.GRADED,
            ),
            icon=":material/gavel:",
        )
        _rubric()
        return
    opened = open_dataset.current()
    key = _job_key(view, chosen)
    cache = open_dataset.cache()
    job = building.status_of(cache, key)
    if job is not None and job.state == "running":
        job_progress.watch("judge", lambda: building.status_of(cache, key), lambda: building.cancel_of(cache, key))
        return
    if job is not None and job.state == "failed":
        problem.show(*(job.error or (say("The judge stopped."), "")))
    elif job is not None and job.state == "cancelled":
        st.warning(say("Stopped. Answers that came before are kept."), icon=":material/pause_circle:")
    try:
        every = judge.sample(view, 0)
        sample = every[: judge.SAMPLE]
        first = judge.cost(view, chosen.judge, sample)
        if first.rows:
            _offer(chosen, first, say("Judge a sample"), [], opened, key)
            return
        done, of = grade.graded(view, chosen.judge, sample)
        if judge.is_kept(view.dataset, chosen.judge):
            _figures(view, is_graded=done == of)
        elif sample:
            _offer_columns(chosen, opened, key)
        if not of:
            st.warning(say("No answer about the sample held grades: ask another model."))
            return
        if done < of:
            return  # the judge's grades are not shown before the person's
        _agreement(view, chosen, judge.with_person(view.dataset, chosen.judge, every), sample)
        rest = judge.cost(view, chosen.judge, every)
        if rest.rows:
            _offer(chosen, rest, say("Judge all rows"), ["--all"], opened, key)
    except (ExplorerError, OSError) as error:
        problem.show_error(error)


def _rubric() -> None:
    """What the shipped rubric asks: it can be judged before any model is."""
    lines = [
        html("<tr><td>{label}</td><td>{asks}</td></tr>", label=translated(one.label), asks=translated(one.asks))
        for one in judge.shipped().criteria
    ]
    st.subheader(say("What it is asked of each answer"), anchor=False)
    inert.show(html('<div class="x-facts x-asked"><table>{lines}</table></div>', lines=inert.join(lines)))


def _offer(chosen: Setup, cost: Cost, label: str, words: list[str], opened: Opened, key: str) -> None:
    """Say what would be sent and what it costs; a button that does it."""
    who = chosen.judge
    known = any(who.price) or endpoints.is_local(who.url)
    st.caption(
        say(
            "{rows}, about {sent:,} tokens, go to {url}; about {answered:,} come back: {cost}. Equal rows are asked about once.",
            rows=numbers.counted(cost.rows, "row"),
            sent=cost.tokens[0],
            answered=cost.tokens[1],
            url=inert.label(who.url, 200),
            cost=inert.label(numbers.dollars(cost.dollars if known else None)),
        )
    )
    if st.button(label, key="judge_ask", type="primary", icon=":material/gavel:"):
        _start(chosen, words, opened, key)


def _offer_columns(chosen: Setup, opened: Opened, key: str) -> None:
    """A button for answers of another day or file: the columns hold another judge's, or there are none."""
    st.caption(say("This judge's answers are known, and no columns yet."))
    if st.button(say("Make columns of its grades"), key="judge_keep", icon=":material/view_column:"):
        _start(chosen, [], opened, key)


def _start(chosen: Setup, words: list[str], opened: Opened, key: str) -> None:
    try:
        open_dataset.policy().require("send")
        open_dataset.limit_builds(key)
    except PolicyError as error:
        problem.show_error(error)
        return
    asked = ["judge", *share.kept(opened), *chosen.words, *words, "--yes"]
    building.start(open_dataset.cache(), key, asked, opened.paths)
    st.rerun()


def _figures(view: View, *, is_graded: bool) -> None:
    sql = f"SELECT count({judge.SCORE}), avg({judge.SCORE}), count(*) FILTER ({judge.SCORE} < 0.5), sum(judge_cost) FROM rows WHERE {view.where}"
    reads = {*view.reads, judge.SCORE, "judge_cost"}
    rows, mean, poor, spent = (column[0].as_py() for column in view.dataset.query(sql, reads=reads).columns)
    headline.draw(
        [
            Figure(say("Rows judged"), numbers.count(rows), say("of {rows:,}", rows=view.dataset.rows)),
            Figure(say("Mean"), f"{mean or 0:.2f}", say("0 to 1"), say("Of the criteria for which high is good.")),
            Figure(
                say("Below a half"), numbers.count(poor), numbers.share(poor / max(rows, 1)), say("Rows to look at.")
            ),
            Figure(say("Spent"), f"${spent or 0:,.2f}", ""),
        ]
    )
    if poor and is_graded:
        look.look_button(say("Look at {rows}", rows=numbers.counted(poor, "row")), f"{judge.SCORE} < 0.5", "judge_look")


def _agreement(view: View, chosen: Setup, agreed: list[Agreement], sample: list[int]) -> None:
    if not any(one.rows for one in agreed):
        return
    labels = {one.name: translated(one.label) for one in chosen.judge.rubric.criteria}
    rules = judge.with_rules(view, chosen.judge, sample)
    rows = [
        {
            "criterion": inert.line(labels.get(one.name, one.name), 60),
            "rows graded": one.rows,
            "kappa": one.kappa,
            "equal": one.exact,
            "within 1": one.near,
            "reading": _reading(one),
        }
        for one in agreed
    ]
    rows.append(
        {
            "criterion": say("the explorer's rules: faulty or not"),
            "rows graded": rules.rows,
            "kappa": rules.kappa,
            "equal": rules.exact,
            "within 1": None,
            "reading": _reading(rules),
        }
    )
    percent = st.column_config.NumberColumn(format="percent")
    st.markdown(say("**How far to trust it**"))
    st.dataframe(
        rows,
        hide_index=True,
        column_config=headings.named(
            rows[0], {"equal": percent, "within 1": percent, "kappa": st.column_config.NumberColumn(format="%.2f")}
        ),
        alt=say("Agreement of the judge with your grades"),
    )


def _reading(one: Agreement) -> str:
    if one.kappa is None:
        return say("cannot be told: all grades are the same")
    if one.kappa >= _GOOD:
        return say("good")
    return say("fair") if one.kappa >= _FAIR else say("poor: do not rely on it")


def _job_key(view: View, chosen: Setup) -> str:
    parts = ("judge", view.dataset.fingerprint, view.dataset.mapping, chosen.judge.key)
    return xxhash.xxh3_64_hexdigest("\0".join(parts).encode("utf-8", "surrogateescape"))
